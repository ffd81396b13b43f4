"""The one form that chooses which reports are counted, the same on every page and kept in the address."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl
import streamlit as st

from est.clock import ALL_HOURS, PRESETS, day_groups, span_text
from est.errors import SelectionError
from est.municipality.reference_lists import ReferenceLists, reference_lists
from est.picture.selection import Selection, default_selection
from est.reports.fields.registry import FIELD
from est.text import N_, Translator
from est.ui.enter import Visitor
from est.ui.messages import show_refusal
from est.ui.query_params import NAMES, parse_selection, serialise_selection
from est.ui.tables import plain_text

KEPT = "selection"  # the parameters of the selection this session saw last
CHOSEN = "selection chosen"  # the parameters that were chosen just now, by the form or by a click
REFUSED = "selection refused"
OPEN = "selection open"
OWN = "own"
MOST_SAID = 6  # runs of hours in a line
MOST_KINDS = 200  # kinds of place to choose from, the commonest

HOURS = {
    "all": N_("All hours"),
    "evening": N_("Evening 18–22"),
    "night": N_("Night 22–06"),
    "school": N_("School hours (Mon–Fri 08–16)"),
    "weekend": N_("Weekend (from Fri 18)"),
    OWN: N_("Hours of my own (the table)"),
}


@dataclass(frozen=True)
class SelectionForm:
    """What the widgets of the form hold, as they hold it."""

    first: date | None
    last: date | None
    preset: str
    table: frozenset[int]
    edited: bool
    categories: list[str]
    organisations: list[str]
    districts: list[str]
    place_kinds: list[str]
    effects: list[int]


def choose_selection(visitor: Visitor) -> Selection:
    """Draw the form and return the selection: of the address, else what this session saw last, else the default."""
    choices = visitor.answer(reference_lists, visitor.language)
    parameters = _asked()
    selection, lost = parse_selection(parameters, visitor.answer(default_selection), choices)
    _remember(selection)
    if lost:
        st.warning(
            visitor.translator.gettext("The link asks for something that is not in this store; it was left out.")
        )
    _draw(visitor, selection, choices)
    return selection


def change_selection(selection: Selection) -> None:
    """Make this the selection of all pages from the next run on. For use in a callback, as when a chart is clicked."""
    st.session_state[CHOSEN] = serialise_selection(selection)


def describe_selection(selection: Selection, choices: ReferenceLists, translator: Translator) -> str:
    """Return the selection in a few words: 1 sep.–23 nov. 2026 · Natt 22–06 · alla kategorier."""
    _ = translator.gettext
    parts = [translator.period(selection.start, selection.end), describe_hours(selection.hours, translator)]
    for codes, known, every in (
        (selection.categories, choices.categories, _("all categories")),
        (selection.organisations, choices.organisations, _("all organisations")),
        (selection.districts, choices.districts, ""),
    ):
        parts.append(", ".join(known.get(code, code) for code in codes) if codes else every)
    parts.append(", ".join(selection.place_kinds))
    if selection.effects:
        parts.append(_("effect {effects}").format(effects=translator.listed([str(one) for one in selection.effects])))
    return " · ".join(part for part in parts if part)


def describe_hours(hours: frozenset[int], translator: Translator) -> str:
    """Return the hours as they are spoken of: the name of a preset, else the days and hours, mån–fre 08–16; lör 10–12.

    Hours that pass midnight are spoken of by the evening: fre–sön 22–06 ends on Monday at six. Of hours that take more
    than a line to tell it is said how many they are.
    """
    _ = translator.gettext
    if (name := preset_name(hours)) != OWN:
        return _(HOURS[name])
    names, groups = translator.weekdays("abbreviated"), day_groups(hours)
    if sum(len(ranges) for _days, ranges in groups) > MOST_SAID:
        return _("own hours, {n} of the week's 168").format(n=len(hours))
    said = []
    for days, ranges in groups:
        spans = translator.listed([span_text(*span, "–") for span in ranges])
        said.append("–".join(names[day] for day in days) + " " + spans)
    return "; ".join(said)


def form_selection(form: SelectionForm) -> Selection:
    """Return the selection that the form holds; SelectionError says what is missing. A table that was edited rules."""
    if form.first is None or form.last is None:
        raise SelectionError(N_("Choose both a first and a last day."))
    if form.first > form.last:
        raise SelectionError(N_("The first day must come before the last."))
    hours = ruling_hours(form.preset, form.table, edited=form.edited)
    if not hours:
        raise SelectionError(N_("Choose at least one hour."))
    return Selection(
        form.first,
        form.last + timedelta(days=1),
        hours,
        tuple(form.categories),
        tuple(form.organisations),
        tuple(form.districts),
        tuple(form.place_kinds),
        tuple(form.effects),
    )


def preset_name(hours: frozenset[int]) -> str:
    """Return the key in `HOURS` of these hours: that of a preset, or of hours of one's own."""
    return next((name for name, preset in PRESETS.items() if preset == hours), OWN)


def ruling_hours(preset: str, table: frozenset[int], *, edited: bool) -> frozenset[int]:
    """Return the hours of a choice of preset and table: a table that was edited rules."""
    return table if edited or preset == OWN else PRESETS[preset]


def hours_choice(visitor: Visitor, label: str, hours: frozenset[int], key: str) -> str:
    """Draw the choice of a preset, or of hours of one's own, beginning with these hours; return its name."""
    _ = visitor.translator.gettext
    name: str = st.selectbox(
        label,
        list(HOURS),
        index=list(HOURS).index(preset_name(hours)),
        format_func=lambda name: _(HOURS[name]),
        key=key,
    )
    return name


def hours_table(visitor: Visitor, hours: frozenset[int], key: str) -> None:
    """Draw the hours of the week as a table to tick, beginning with these; `edited_hours` then says what it holds."""
    translator = visitor.translator
    st.caption(translator.gettext("Hour by hour. Arrow keys move and Enter or Space ticks; what is ticked here rules."))
    st.caption(
        translator.gettext(
            "A column is a calendar day: the night to Saturday is Friday until 24 and Saturday from 00. In words a "
            "night belongs to its evening: Fri 22–06."
        )
    )
    columns: dict[str, Any] = {
        str(day): st.column_config.CheckboxColumn(name) for day, name in enumerate(translator.weekdays("abbreviated"))
    }
    columns["hour"] = st.column_config.TextColumn(translator.gettext("Hour"), disabled=True, pinned=True)
    st.data_editor(
        hour_frame(hours),
        hide_index=True,
        column_config=columns,
        key=key,
        height="content",
        row_height=26,
        # the browser then hands an edit to the form at once, and not only after 150 ms: who is quick loses nothing
        on_change="ignore",
    )


def hours_editor(hours: frozenset[int], key: str) -> frozenset[int]:
    """Return what the table of that key, which began with these hours, holds now."""
    return merge_hours(hours, st.session_state.get(key, {}).get("edited_rows", {}))


def hour_frame(hours: frozenset[int]) -> pl.DataFrame:
    """Return the hours as the table of the form: one row an hour of the day, one column a weekday ("0" is Monday)."""
    names = {"hour": [f"{hour:02d}–{hour + 1:02d}" for hour in range(24)]}
    return pl.DataFrame(names | {str(day): [day * 24 + hour in hours for hour in range(24)] for day in range(7)})


def merge_hours(hours: frozenset[int], edits: dict[int, dict[str, bool]]) -> frozenset[int]:
    """Return the hours after the edits of the table: row → column → ticked."""
    changes = {int(day) * 24 + int(hour): on for hour, row in edits.items() for day, on in row.items()}
    return frozenset(hour for hour in ALL_HOURS if changes.get(hour, hour in hours))


def _asked() -> dict[str, str]:
    """Return the parameters that rule now."""
    just_chosen: dict[str, str] | None = st.session_state.pop(CHOSEN, None)
    if just_chosen is not None:
        return just_chosen
    address = {name: st.query_params[name] for name in NAMES if name in st.query_params}
    return address or st.session_state.get(KEPT, {})


def _remember(selection: Selection) -> None:
    parameters = serialise_selection(selection)
    st.session_state[KEPT] = parameters
    others = {name: value for name, value in st.query_params.items() if name not in NAMES}
    if st.query_params.to_dict() != others | parameters:
        st.query_params.from_dict(others | parameters)


@st.fragment
def _draw(visitor: Visitor, selection: Selection, choices: ReferenceLists) -> None:
    """Draw the selection as one line that opens into the form. Closed, the form costs nothing."""
    _ = visitor.translator.gettext
    heading, words = _("Selection"), plain_text(describe_selection(selection, choices, visitor.translator))
    label = f"**{heading}:** {words}"
    if CHOSEN in st.session_state:
        st.rerun()  # the form was sent: the whole page follows, not only this part of it
    with st.expander(label, key=OPEN, on_change="rerun") as area:
        if area.open:
            _form(visitor, selection, choices)
    refused = st.session_state.pop(REFUSED, None)
    if refused:
        show_refusal(refused)


def _form(visitor: Visitor, selection: Selection, choices: ReferenceLists) -> None:
    """Draw the form as the selection stands."""
    _ = visitor.translator.gettext
    shown = "&".join(f"{name}={value}" for name, value in serialise_selection(selection).items())
    with st.form(f"selection {shown}", border=False):
        first, last, hours = st.columns(3)
        period: dict[str, Any] = {
            "min_value": date(1970, 1, 1),
            "max_value": date(2999, 12, 31),
            "format": "YYYY-MM-DD",
        }
        first.date_input(_("From"), selection.start, key=f"first {shown}", **period)
        last.date_input(_("Through"), selection.end - timedelta(days=1), key=f"last {shown}", **period)
        with hours:
            hours_choice(visitor, _("Hours of the week"), selection.hours, f"preset {shown}")
        for column, name, label, known, values in zip(
            st.columns(3 if choices.districts else 2),
            ("categories", "organisations", "districts"),
            (_("Categories"), _("Organisations"), _("Districts")),
            (choices.categories, choices.organisations, choices.districts),
            (selection.categories, selection.organisations, selection.districts),
            strict=False,
        ):
            column.multiselect(
                label, list(known), list(values), format_func=_namer(known), key=f"{name} {shown}", placeholder=_("All")
            )
        _words_and_effect(visitor, selection, choices, shown)
        st.form_submit_button(_("Show"), type="primary", on_click=_choose, args=(shown, selection.hours))
        hours_table(visitor, selection.hours, f"table {shown}")


def _words_and_effect(visitor: Visitor, selection: Selection, choices: ReferenceLists, shown: str) -> None:
    """Draw the choice of kinds of place and of effects, where the reports tell of any."""
    _ = visitor.translator.gettext
    kinds = list(dict.fromkeys([*choices.place_kinds[:MOST_KINDS], *selection.place_kinds]))
    asked: list[tuple[str, list[Any], tuple[Any, ...]]] = [
        ("place_kind", kinds, selection.place_kinds),
        ("effect", list(choices.effects), selection.effects),
    ]
    asked = [one for one in asked if one[1]]
    for place, (name, options, chosen) in zip(st.columns(len(asked) or 1), asked, strict=False):
        place.multiselect(_(FIELD[name].label), options, list(chosen), key=f"{name} {shown}", placeholder=_("All"))


def _namer(known: dict[str, str]) -> Callable[[str], str]:
    return lambda code: known.get(code, code)


def _choose(shown: str, hours: frozenset[int]) -> None:
    """Take what the form holds as the selection of the next run, or say why it cannot be."""
    state = st.session_state
    table = hours_editor(hours, f"table {shown}")
    form = SelectionForm(
        state[f"first {shown}"],
        state[f"last {shown}"],
        state[f"preset {shown}"],
        table,
        table != hours,
        state.get(f"categories {shown}", []),
        state.get(f"organisations {shown}", []),
        state.get(f"districts {shown}", []),
        state.get(f"place_kind {shown}", []),
        state.get(f"effect {shown}", []),
    )
    try:
        change_selection(form_selection(form))
        state[OPEN] = False
    except SelectionError as error:
        state[REFUSED] = error
