"""The news on screen: a line that sums them up, and a card for each, with where it is and the way there."""

from datetime import date, timedelta

import polars as pl
import streamlit as st

from est.hotspots.evolution.flag_changes import FlagChanges
from est.hotspots.surveillance.acknowledgements import Acknowledgement, acknowledge_alarm
from est.hotspots.surveillance.sentences import (
    false_alarm_sentence,
    hour_shift_sentence,
    unusual_evidence,
    unusual_name,
    unusual_sentence,
    unusual_summary,
)
from est.hotspots.surveillance.unusual import UnusualPlace
from est.municipality.reference_lists import reference_lists
from est.picture.selection import Selection
from est.ui.downloads import download
from est.ui.drawer import drawer
from est.ui.enter import Visitor
from est.ui.hotspot_links import describe_flagged_again, offer_hotspot
from est.ui.links import open_page, page_link
from est.ui.messages import flash, show_refusals
from est.ui.pages import FOLLOW_UP, MAP, MEASURES
from est.ui.screen import BESIDE_NEWS
from est.ui.situation.cell_map import FLAGS
from est.ui.situation.news import News, decided_words, find_news, flag_words, news_summary, overdue_words
from est.ui.situation.report_rows import open_reports
from est.ui.tables import draw_table, plain_text, title_text

MOST_NEW, MOST_GONE, MOST_MEASURES = 3, 2, 3  # cards of a kind; the lists hold them all


@st.fragment
def draw_news(visitor: Visitor, selection: Selection) -> None:
    """Draw what is new: unusual places, flags that came and went, what is decided, to be decided and late."""
    _ = visitor.translator.gettext
    st.header(_("This is new"), anchor=False)
    news = find_news(visitor, selection)
    st.markdown("  \n".join(f"**{title_text(line)}**" for line in news_summary(news, visitor.translator)))
    if news.withheld:
        st.caption(_(news.withheld))
    for place in news.unusual:
        _draw_unusual(visitor, place, news.found.as_of)
    for shift in news.found.hours:
        with st.container(border=True, gap="xsmall"):
            st.badge(_("Unusual hours"), color="red")
            st.write(plain_text(hour_shift_sentence(shift, visitor.translator)))
    new = _("Flagged") if news.begun else _("New flag")
    _draw_flags(visitor, news, FlagChanges.NEW, new, "orange", MOST_NEW, selection)
    _draw_measures(visitor, news)
    _draw_flags(visitor, news, FlagChanges.GONE, _("No longer flagged"), "gray", MOST_GONE)
    describe_flagged_again(visitor)
    if not news.found.known_long_enough:
        st.caption(unusual_summary(news.found, visitor.translator))
    _draw_lists(visitor, news)


def _draw_head(badge: str, colour: str, name: str) -> None:
    """Draw the first line of a card: what kind of news it is, and where or about what."""
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.badge(badge, color=colour)  # type: ignore[arg-type]  # one of the colours it takes
        st.markdown(f"**{title_text(name)}**", width="content")


def _draw_unusual(visitor: Visitor, place: UnusualPlace, as_of: date) -> None:
    _ = visitor.translator.gettext
    with st.container(border=True, gap="xsmall"):
        _draw_head(_("Unusual"), "red", unusual_name(place, visitor.translator))
        st.write(plain_text(unusual_evidence(place, visitor.translator)))
        with st.container(horizontal=True):
            if st.button(_("Show the reports"), key=f"reports of {' '.join(place.cells)} {place.direction}"):
                window = Selection(as_of - timedelta(days=7 * place.weeks - 1), as_of + timedelta(days=1))
                told = _("Of an organisation's reports of the same thing on one day, the judgement counts one.")
                open_reports(visitor, unusual_name(place, visitor.translator), window, told, cells=place.cells)
            offer_hotspot(visitor, place.cells)
            if st.button(
                _("Seen"),
                key=f"seen {' '.join(place.cells)} {place.direction}",
                help=_("It leaves the list until it becomes clearly more unusual than now. Who saw it is kept."),
            ):
                with show_refusals():
                    acknowledge_alarm(visitor.store, place, as_of, visitor.user, visitor.now())
                    flash(_("Put aside as seen."))


def _draw_flags(
    visitor: Visitor,
    news: News,
    standing: FlagChanges,
    badge: str,
    colour: str,
    most: int,
    flagged_by: Selection | None = None,
) -> None:
    """Draw a card for each; with the selection that flagged them they can be taken up there and then."""
    _ = visitor.translator.gettext
    for row in news.places[standing].head(most).iter_rows(named=True):
        number = f"{row['rank']}. " if row["rank"] else ""  # as on the map beside it
        with st.container(border=True, gap="xsmall"):
            _draw_head(badge, colour, f"{number}{row['label']}")
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(
                    plain_text(flag_words(row, visitor.translator, compared=news.begun is None)), width="content"
                )
                page_link(MAP, _("See it on the map"), cell=row["cell"])
                if flagged_by:
                    offer_hotspot(visitor, (row["cell"],), flagged_by)


def _draw_measures(visitor: Visitor, news: News) -> None:
    """Draw what was decided in the period, what is due to be decided, and what is late."""
    _, words = visitor.translator.gettext, visitor.translator
    for row in news.decided.head(MOST_MEASURES).iter_rows(named=True):
        with st.container(border=True, gap="xsmall"):
            _draw_head(_("Followed up"), "green", row["title"])
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(plain_text(decided_words(row, words)), width="content")
                page_link(FOLLOW_UP, _("See the verdict"), measure=row["id"])
    for row in news.follow_ups.head(MOST_MEASURES).iter_rows(named=True):
        day = words.date(row["follow_up"]) if row["follow_up"] else ""
        with st.container(border=True, gap="xsmall"):
            _draw_head(_("To decide"), "blue", row["title"])
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(plain_text(_("The follow-up is due since {day}.").format(day=day)), width="content")
                page_link(FOLLOW_UP, _("See what it says"), measure=row["id"])
    for row in news.overdue.head(MOST_MEASURES).iter_rows(named=True):
        who = visitor.organisations.get(row["organisation_name"], row["organisation_name"] or "")
        with st.container(border=True, gap="xsmall"):
            _draw_head(_("Late"), "red", row["title"])
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(plain_text(f"{overdue_words(row, words)} · {who}"), width="content")
                page_link(MEASURES, _("Open the measure"), measure=row["id"])


def _draw_lists(visitor: Visitor, news: News) -> None:
    """Draw all the flags, and what was put aside, behind a line each."""
    _ = visitor.translator.gettext
    if not news.flags.is_empty():
        still = news.flags_that(FlagChanges.STILL).height
        label = _("All flags, {still} of them still there").format(still=still)
        with drawer(label, "standing") as area:
            if area.open:
                _draw_flag_table(visitor, news.flags)
    if news.seen:
        label = _("Seen already: {count}").format(count=len(news.seen))
        with drawer(label, "seen already") as area:
            if area.open:
                for place, one in news.seen:
                    _draw_seen(visitor, place, one)


def _draw_flag_table(visitor: Visitor, flags: pl.DataFrame) -> None:
    _ = visitor.translator.gettext
    shown = flags.with_columns(
        pl.col("standing").replace_strict({str(kind): _(kind) for kind in FlagChanges}, return_dtype=pl.String),
        pl.col("flag").replace_strict({flag: _(words) for flag, words in FLAGS.items()}, return_dtype=pl.String),
        pl.col("count", "before").round(1),
    )
    names = {
        "label": _("Place"),
        "standing": _("Since before"),
        "flag": _("Flag"),
        "count": _("Now"),
        "before": _("Before"),
    }
    draw_table(
        shown,
        names,
        alt=_("Flags: new, still there and gone"),
        opened=lambda row: open_page(MAP, cell=shown["cell"][row]),
        key="flag rows",
        share=1 - BESIDE_NEWS,
    )
    download(visitor, shown, "markeringar-sedan", names | {"cell": _("Cell")})


def _draw_seen(visitor: Visitor, place: UnusualPlace, one: Acknowledgement) -> None:
    _ = visitor.translator.gettext
    st.write(plain_text(unusual_sentence(place, visitor.translator)))
    text = _("Seen {moment} by {who}, when it was {count} reports in {weeks} weeks.")
    st.caption(
        plain_text(
            text.format(
                moment=visitor.translator.moment(one.acknowledged),
                who=one.acknowledged_by,
                count=visitor.translator.number(one.count),
                weeks=one.weeks,
            )
        )
    )


def news_basis(visitor: Visitor, selection: Selection) -> list[str]:
    """Return what the news rest on: how often chance is among them, and who is not counted yet."""
    _, words = visitor.translator.gettext, visitor.translator
    news = find_news(visitor, selection)
    told = [unusual_summary(news.found, words)]
    if news.found.known_long_enough:
        told.append(false_alarm_sentence(words))
    if news.found.newcomers:
        names = visitor.answer(reference_lists, visitor.language).organisations
        listed = words.listed([names.get(one, _("no organisation")) for one in news.found.newcomers])
        text = _("Not counted yet, as they began to report less than half a year ago: {names}.")
        told.append(text.format(names=plain_text(listed)))
    if news.begun:
        told.append(_("The reports begin on {day}, so no flag is called new yet.").format(day=words.date(news.begun)))
    elif not news.withheld:
        told.append(
            _(
                "A flag is new when a place is clearly flagged now and was not at all in the period before, and gone "
                "when it is the other way round. That does not say that more was reported than before."
            )
        )
    return told
