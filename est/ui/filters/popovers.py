"""The parts of the bar that open on demand: days, custom hours, categories, and who, where and how serious."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import streamlit as st

from est.clock import FIRST_DAY, LAST_DAY
from est.errors import SelectionError
from est.municipality.reference_lists import ReferenceLists
from est.picture.selection import Selection
from est.reports.fields.registry import FIELD
from est.text import N_
from est.ui.enter import Visitor
from est.ui.filters.hour_grid import paint_hours, painted_hours, painting_hints
from est.ui.filters.hours import hours_of_days, span_of_days
from est.ui.filters.kinds import kind_options, with_kinds
from est.ui.filters.state import CHOSEN, change_selection
from est.ui.messages import show_refusal
from est.ui.query_params import serialise_selection

REFUSED = "selection refused"  # the part of the bar that was sent, and why nothing came of it
PLACE_KIND, EFFECT = FIELD["place_kind"].label, FIELD["effect"].label
MOST_KINDS = 200  # kinds of place to choose from, the commonest
MOST_PILLS = 12  # values that all stand there to be pressed; more are searched
PERIOD: dict[str, Any] = {"min_value": FIRST_DAY, "max_value": LAST_DAY, "format": "YYYY-MM-DD"}


DAYS, OTHERS = ("dates",), ("hours", "kinds", "organisations", "districts", "more")  # the parts, as they stand together


@st.fragment
def draw_popovers(visitor: Visitor, selection: Selection, choices: ReferenceLists, names: Sequence[str]) -> None:
    """Draw these parts of the bar, which open. Closed, they cost nothing; what is chosen there holds at once."""
    if CHOSEN in st.session_state:
        st.rerun()  # the whole page follows, not only this part of it
    _ = visitor.translator.gettext
    parts: dict[str, tuple[str, Callable[[Visitor, Selection, ReferenceLists], None]]] = {
        "dates": (_("Dates"), draw_dates),
        "hours": (_("Own hours"), draw_own_hours),
        "kinds": (_("Category"), draw_kinds),
        "organisations": (_("Organisation"), draw_organisations),
    }
    if choices.districts:
        parts["districts"] = (_("District"), draw_districts)
    if choices.place_kinds or choices.effects:
        parts["more"] = (_("More"), draw_more)
    with st.container(horizontal=True, gap="xsmall", width="content"):
        for name, (label, draw) in parts.items():
            if name not in names:
                continue
            with st.popover(label, key=f"filter {name}", on_change="rerun") as area:
                if area.open:
                    draw(visitor, selection, choices)
                    _show_refused(name)


def draw_dates(visitor: Visitor, selection: Selection, _choices: ReferenceLists) -> None:
    """Draw the first and the last day."""
    _ = visitor.translator.gettext
    shown = f"{selection.start} {selection.end}"
    with st.form(f"dates {shown}", border=False):
        st.date_input(_("From"), selection.start, key=f"first {shown}", **PERIOD)
        st.date_input(_("Through"), selection.end - timedelta(days=1), key=f"last {shown}", **PERIOD)
        st.form_submit_button(_("Show"), type="primary", on_click=_take_dates, args=(selection, shown))


def _take_dates(selection: Selection, shown: str) -> None:
    with _refusing("dates"):
        change_selection(chosen_days(selection, st.session_state[f"first {shown}"], st.session_state[f"last {shown}"]))


def chosen_days(selection: Selection, first: date | None, last: date | None) -> Selection:
    """Return the selection from the first day through the last one; SelectionError says what is missing."""
    if first is None or last is None:
        raise SelectionError(N_("Choose both a first and a last day."))
    if first > last:
        raise SelectionError(N_("The first day must come before the last."))
    return replace(selection, start=first, end=last + timedelta(days=1))


def draw_own_hours(visitor: Visitor, selection: Selection, _choices: ReferenceLists) -> None:
    """Draw days and times, or in their place the grid hour by hour. Both begin with the hours that hold now."""
    _ = visitor.translator.gettext
    shown = serialise_selection(selection).get("hours", "all")
    if st.toggle(_("Hour by hour"), key="filter hour by hour"):
        with st.form(f"table {shown}", border=False):
            paint_hours(visitor, _("Hours of the week"), selection.hours, f"table {shown} cells", hints=False)
            label = _("Show these hours")
            st.form_submit_button(label, type="primary", on_click=_take_table, args=(selection, f"table {shown} cells"))
            st.caption(painting_hints(visitor))  # below the button, which stays in sight
        return
    days, first, end = span_of_days(selection.hours) or ((), 0, 24)
    names = visitor.translator.weekdays("abbreviated")
    with st.form(f"days {shown}", border=False):
        st.pills(
            _("Days"),
            list(range(7)),
            selection_mode="multi",
            default=list(days),
            format_func=names.__getitem__,
            key=f"days {shown} days",
        )
        left, right = st.columns(2)
        left.selectbox(_("From hour"), range(24), first, format_func=_clock, key=f"days {shown} first")
        right.selectbox(_("To hour"), range(1, 25), end - 1, format_func=_clock, key=f"days {shown} end")
        st.caption(_("Hours that pass midnight belong to their evening: Fri 22–06 ends on Saturday morning."))
        st.form_submit_button(_("Show"), type="primary", on_click=_take_days, args=(selection, f"days {shown}"))


def _clock(hour: int) -> str:
    return f"{hour:02d}"


def _take_days(selection: Selection, key: str) -> None:
    with _refusing("hours"):
        days = st.session_state[f"{key} days"]
        hours = hours_of_days(days, st.session_state[f"{key} first"], st.session_state[f"{key} end"])
        change_selection(chosen_hours(selection, hours))


def _take_table(selection: Selection, key: str) -> None:
    with _refusing("hours"):
        change_selection(chosen_hours(selection, painted_hours(selection.hours, key) or frozenset()))


def chosen_hours(selection: Selection, hours: frozenset[int]) -> Selection:
    """Return the selection of these hours; SelectionError when there are none."""
    if not hours:
        raise SelectionError(N_("Choose at least one hour."))
    return replace(selection, hours=hours)


def draw_kinds(visitor: Visitor, selection: Selection, choices: ReferenceLists) -> None:
    """Draw the categories and subcategories as one list, which other words for them lead to as well."""
    _ = visitor.translator.gettext
    chosen = [*selection.categories, *selection.subcategories]
    labels = kind_options(choices, chosen)

    def take() -> None:
        change_selection(with_kinds(selection, st.session_state["filter kinds list"]))

    st.session_state["filter kinds list"] = chosen
    st.multiselect(
        _("Categories and subcategories"),
        list(labels),
        format_func=labels.__getitem__,
        key="filter kinds list",
        on_change=take,
        placeholder=_("Type a word, such as noise"),
        filter_mode="contains",
        select_all=False,
        width=360,
    )


def draw_organisations(visitor: Visitor, selection: Selection, choices: ReferenceLists) -> None:
    """Draw the organisations."""
    _draw_choice(visitor.translator.gettext("Organisations"), "organisations", choices.organisations, selection)


def draw_districts(visitor: Visitor, selection: Selection, choices: ReferenceLists) -> None:
    """Draw the districts."""
    _draw_choice(visitor.translator.gettext("Districts"), "districts", choices.districts, selection)


def draw_more(visitor: Visitor, selection: Selection, choices: ReferenceLists) -> None:
    """Draw the kinds of place and the effects, where the reports tell of any."""
    _ = visitor.translator.gettext
    if choices.place_kinds:
        kinds = dict.fromkeys([*choices.place_kinds[:MOST_KINDS], *selection.place_kinds])
        _draw_choice(_(PLACE_KIND), "place_kinds", {kind: kind for kind in kinds}, selection)
    if choices.effects:
        effects = {effect: str(effect) for effect in choices.effects}
        _draw_choice(_(EFFECT), "effects", effects, selection)


def _draw_choice(label: str, name: str, known: dict[Any, str], selection: Selection) -> None:
    """Draw a list of which any number can be chosen, as it stands in a field of the selection."""
    key = f"filter {name} list"
    chosen = list(getattr(selection, name))

    def take() -> None:
        values: dict[str, Any] = {name: tuple(st.session_state[key])}
        change_selection(replace(selection, **values))

    st.session_state[key] = chosen
    options = list(dict.fromkeys([*known, *chosen]))
    shown: dict[str, Any] = {"format_func": lambda value: known.get(value, str(value)), "key": key, "on_change": take}
    if len(options) <= MOST_PILLS:
        st.pills(label, options, selection_mode="multi", **shown)
    else:
        st.multiselect(label, options, filter_mode="contains", select_all=False, width=360, **shown)


@contextmanager
def _refusing(part: str) -> Iterator[None]:
    """Keep why what was sent cannot be a selection, to be said where it was sent."""
    try:
        yield
    except SelectionError as error:
        st.session_state[REFUSED] = (part, error)


def _show_refused(name: str) -> None:
    refused = st.session_state.get(REFUSED)
    if refused and refused[0] == name:
        del st.session_state[REFUSED]
        show_refusal(refused[1])
