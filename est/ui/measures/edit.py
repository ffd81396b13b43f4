"""Adding a measure, choosing one, changing it, the ways on from it, and the way back to an earlier version."""

from collections.abc import Mapping
from functools import partial
from uuid import UUID
from zlib import crc32

import polars as pl
import streamlit as st

from est.errors import EditedByOtherError, EstError
from est.hotspots.register.queries import all_hotspots
from est.measures import (
    FIELD_NAMES,
    add_measure,
    edit_measure,
    get_measure,
    measure_history,
    restore_measure,
    unmet_needs,
)
from est.measures.queries import MEASURES
from est.meetings.queries import points_about
from est.ui.conflict import EditForm, save_edit, settle_conflict
from est.ui.enter import Visitor
from est.ui.hotspot_links import HOTSPOT
from est.ui.links import page_link
from est.ui.measures.choices import MeasureChoices, describe_measure, distinct_names, measure_value_text
from est.ui.measures.library import offer_lesson
from est.ui.measures.measure_form import StartingValues, measure_form
from est.ui.messages import flash, show_refusal, show_refusals
from est.ui.pages import FOLLOW_UP, HOTSPOTS
from est.ui.tables import plain_text
from est.ui.version_table import draw_version_table

FORM = EditForm("measure", MEASURES, edit_measure, FIELD_NAMES, lambda one: one.title)
BEGINNING = ("cells", "template", "hotspot")  # what the address gives a new measure


@st.fragment
def add_measure_form(visitor: Visitor, choices: MeasureChoices, given: Mapping[str, object]) -> None:
    """Draw the form of a new measure, begun with what is `given` by field, and log what it says."""
    _ = visitor.translator.gettext
    number = st.session_state.setdefault("measures added", 0)  # a new form, and so an empty one, after each
    begun = crc32(repr(sorted(given.items())).encode())  # another beginning is another form
    wanted = measure_form(visitor, f"new measure {number} {begun}", choices, StartingValues(given=given))
    if wanted is None:
        return
    with show_refusals():
        identity = add_measure(visitor.store, wanted, visitor.user, visitor.now())
        st.session_state["measures added"] = number + 1
        for name in BEGINNING:
            st.query_params.pop(name, None)
        st.query_params["measure"] = str(identity)  # opened, with the ways on to its hotspot and its follow-up
        flash(_("Logged: {title}").format(title=plain_text(wanted.title)))


def open_measure_row(shown: pl.DataFrame, row: int) -> None:
    """Open the measure of a row of the list, in its place."""
    st.query_params["measure"] = str(shown["id"][row])
    st.rerun()


def choose_measure(visitor: Visitor, shown: pl.DataFrame) -> str | None:
    """Draw the list of measures to open; return the identity of the chosen one.

    Streamlit forgets a choice whose label changes or goes away. So a label says nothing that another's edit changes,
    and a measure that is open stays in the list as it was opened.
    """
    _ = visitor.translator.gettext
    opened = FORM.opened
    labels: dict[str, str] = {}
    if opened:
        labels[opened.identity] = opened.label
    for identity, title, where in shown.select("id", "title", "where").iter_rows():
        if identity not in labels:
            labels[identity] = distinct_names(f"{title} – {where}", labels.values())
    order = [*shown["id"], *(identity for identity in labels if identity not in set(shown["id"]))]
    key = f"measure {FORM.times_closed}"
    linked = st.query_params.pop("measure", None)  # a link to one measure opens it, once
    if linked in labels:
        st.session_state[key] = linked
    chosen = st.selectbox(
        _("Open a measure"),
        order,
        None,
        format_func=labels.__getitem__,
        placeholder=_("Choose"),
        key=key,
    )
    if chosen is None:
        FORM.discard()
    else:
        FORM.open_record(visitor.store, chosen, labels[chosen])
    return chosen


@st.fragment
def edit_measure_form(visitor: Visitor, choices: MeasureChoices, identity: str) -> None:
    """Draw the form of one measure, save what it says, and say so when somebody else was there first."""
    opened = FORM.open_record(visitor.store, identity)
    if opened.conflict:
        settle_conflict(visitor, opened, FORM, partial(describe_measure, visitor, choices))
        return
    _ = visitor.translator.gettext
    lacks = unmet_needs(None, opened.record)
    if lacks:
        st.info("\n".join("- " + plain_text(_(need.sentence)) for need in lacks))
    wanted = measure_form(visitor, f"edit {opened.identity} {opened.version}", choices, StartingValues(opened.record))
    if wanted:
        save_edit(visitor, opened, wanted, FORM)


def draw_measure_links(visitor: Visitor, identity: str) -> None:
    """Draw the links of a stored measure that lead somewhere."""
    _ = visitor.translator.gettext
    stored = get_measure(visitor.store, UUID(identity))[0]
    names = {one.identity: one.name for one in visitor.answer(all_hotspots)}
    if stored.hotspot in names:
        label = _("To the hotspot {name}").format(name=names[stored.hotspot])
        page_link(HOTSPOTS, plain_text(label), **{HOTSPOT: stored.hotspot})
    page_link(FOLLOW_UP, _("Follow up this measure"), measure=identity)
    for day, point in visitor.answer(points_about, identity):
        said = " ".join(part for part in (point.decision, point.note) if part)
        text = _("Meeting {day}: {wording}").format(day=visitor.translator.date(day), wording=said)
        st.markdown(f"- {plain_text(text)}")
    offer_lesson(visitor, identity)


def draw_measure_history(visitor: Visitor, choices: MeasureChoices, identity: str) -> None:
    """Show what each version of a measure changed, the newest first, and offer to go back to one."""
    _ = visitor.translator.gettext
    changed = measure_history(visitor.store, UUID(identity)).reverse()
    newest = int(changed["version"][0])
    draw_version_table(
        visitor,
        changed,
        FIELD_NAMES,
        partial(measure_value_text, visitor, choices),
        _("What was changed in this measure, by whom and when"),
        partial(_way_back, visitor, identity, newest),
        f"back {identity} {newest}",
    )


def _way_back(visitor: Visitor, identity: str, newest: int, number: int) -> None:
    """Offer a version but the newest; going back makes a new version, and nothing is lost."""
    _ = visitor.translator.gettext
    if number == newest:
        st.caption(_("So it is now."))
        return
    label = _("Take back to version {n}").format(n=number)
    if not st.button(label, key=f"restore {identity} {newest}"):
        return
    try:
        restore_measure(visitor.store, UUID(identity), newest, number, visitor.user, visitor.now())
    except EditedByOtherError:
        st.error(_("Somebody changed this measure in the meantime. Open it again and see what it is now."))
        return
    except EstError as error:
        show_refusal(error)
        return
    title = get_measure(visitor.store, UUID(identity))[0].title
    FORM.close()
    flash(_("{title} is again as it was in version {number}.").format(title=plain_text(title), number=number))
