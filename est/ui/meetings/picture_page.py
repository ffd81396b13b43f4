"""Frozen situation pictures on screen: freezing one, opening one, and what is new since the one before."""

from datetime import date
from importlib import metadata

import streamlit as st

from est.errors import EstError
from est.meetings.situation.commands import freeze_picture
from est.meetings.situation.picture_comparison import PictureChange, change_sentence, compare_pictures
from est.meetings.situation.picture_contents import compile_picture
from est.meetings.situation.picture_period import KIND_NAMES, PeriodKind, PicturePeriod, parse_period, period_of
from est.meetings.situation.picture_sentences import picture_sections
from est.meetings.situation.queries import frozen_pictures, open_picture, picture_before
from est.meetings.situation.situation_picture import SituationPicture
from est.picture.selection import loaded_period
from est.ui.enter import Visitor
from est.ui.meetings.document_downloads import offer_picture
from est.ui.meetings.long_term_section import draw_long_term
from est.ui.messages import flash, show_refusal, show_refusals
from est.ui.tables import plain_text, title_text
from est.ui.window import printing

SHOWN = "bild"  # in the address: the identity of the picture that is open


def draw_freeze_form(visitor: Visitor, period: tuple[date, date]) -> None:
    """Draw the form that freezes a period; `period` is what is loaded, both days included."""
    if printing():
        return
    _, words = visitor.translator.gettext, visitor.translator
    if not visitor.may("freeze picture"):
        st.caption(_("A coordinator freezes the picture."))
        return
    left, middle, right = st.columns([1, 2, 1], vertical_alignment="bottom")
    kinds = list(PeriodKind)
    kind = left.selectbox(_("Period"), kinds, 0, format_func=lambda one: _(KIND_NAMES[one]).capitalize())
    offered = recent_periods(kind, *period, visitor.now().date())
    chosen = middle.selectbox(
        _("Which one"), offered, format_func=lambda one: _described(visitor, one), key=f"which {kind}"
    )
    if right.button(_("Freeze the picture"), type="primary", width="stretch") and chosen:
        with show_refusals():
            with st.spinner(_("Putting the picture together …")):
                identity = freeze_now(visitor, chosen)
            st.query_params[SHOWN] = identity
            flash(_("Frozen: {period}").format(period=plain_text(chosen.title(words))))
    st.caption(_("A frozen picture keeps all as it is known now. Later reports and corrections do not change it."))


def freeze_now(visitor: Visitor, period: PicturePeriod) -> str:
    """Freeze the picture of a period and return its identity."""
    compiled = compile_picture(visitor.store, period, visitor.now(), metadata.version("est"))
    return str(freeze_picture(visitor.store, compiled, visitor.user, visitor.now()))


def recent_periods(kind: PeriodKind, first: date, last: date, today: date) -> list[PicturePeriod]:
    """Return the periods of a kind that hold loaded days, newest first, at most twenty; what has ended leads."""
    one = period_of(kind, last)
    found: list[PicturePeriod] = []
    while one.end > first and len(found) < 20:
        found.append(one)
        one = one.previous
    return sorted(found, key=lambda period: period.last >= today)


def _described(visitor: Visitor, period: PicturePeriod) -> str:
    return f"{period.title(visitor.translator)} · {visitor.translator.period(period.start, period.end)}"


def draw_frozen_pictures(visitor: Visitor) -> None:
    """Draw the choice of a frozen picture, and the one that is open."""
    _, words = visitor.translator.gettext, visitor.translator
    listed = visitor.answer(frozen_pictures)
    if listed.is_empty():
        loaded = visitor.answer(loaded_period)
        st.info(_("No picture is frozen yet. Freeze the last week above, before the meeting.") if loaded else "")
        return
    text = _("{period} · frozen {moment}")
    labels = {
        identity: text.format(period=parse_period(name).title(words), moment=words.moment(frozen))
        for identity, name, frozen in listed.select("id", "period", "frozen").rows()
    }
    asked = st.query_params.get(SHOWN)
    identities = list(labels)
    identity = st.selectbox(
        _("Frozen pictures"),
        identities,
        index=identities.index(asked) if asked in labels else 0,
        format_func=labels.__getitem__,
        key=f"frozen {asked}",
    )
    try:
        picture = visitor.answer(open_picture, identity)
    except EstError as error:
        show_refusal(error)
        return
    draw_picture(visitor, picture)


def draw_picture(visitor: Visitor, picture: SituationPicture) -> None:
    """Draw a frozen picture by its headings, what is new in it, and what it is known by."""
    _, words = visitor.translator.gettext, visitor.translator
    first, *others = picture_sections(picture, words)
    _section(*first)
    earlier = picture_before(visitor.store, picture)
    if earlier is not None:
        changed = [one for one in compare_pictures(earlier, picture) if one.change is not PictureChange.SAME]
        told = tuple(change_sentence(one, words) for one in changed)
        heading = _("Since {period}").format(period=earlier.period.title(words))
        _section(heading, told or (_("No flagged place is new, gone, grown or faded."),))
    for heading, sentences in others:
        _section(heading, sentences)
    draw_long_term(visitor, picture)
    text = _("Frozen {moment} with version {program}. Hash {hash}.")
    moment = words.moment(picture.frozen) if picture.frozen else "–"
    st.caption(plain_text(text.format(moment=moment, program=picture.content["program"], hash=picture.hash[:16])))
    offer_picture(visitor, picture)


def _section(heading: str, sentences: tuple[str, ...]) -> None:
    st.header(title_text(heading), anchor=False)
    for sentence in sentences:
        st.markdown(f"- {plain_text(sentence)}")
