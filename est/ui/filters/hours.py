"""Hours of the week as a reader chooses them: by name, by days and times, or hour by hour in a table."""

from typing import Any

import polars as pl
import streamlit as st

from est.clock import ALL_HOURS, PRESETS, day_groups, hours_of_week
from est.picture.hour_names import HOURS, OWN, preset_name
from est.ui.enter import Visitor


def ruling_hours(preset: str, table: frozenset[int], *, edited: bool) -> frozenset[int]:
    """Return the hours of a choice of preset and table: a table that was edited rules."""
    return table if edited or preset == OWN else PRESETS[preset]


def span_of_days(hours: frozenset[int]) -> tuple[tuple[int, ...], int, int] | None:
    """Return days and times that are these hours together: (weekdays, first hour, hour at which they end, 1-24).

    None where it takes several times, or several of them on some day, to say them.
    """
    groups = day_groups(hours)
    if any(ranges != groups[0][1] for _days, ranges in groups) or len(groups[0][1]) != 1:
        return None
    first, end = groups[0][1][0]
    days = tuple(day for span, _ranges in groups for day in range(span[0], span[-1] + 1))
    return days, first, end if end <= 24 else end - 24


def hours_of_days(days: list[int], first: int, end: int) -> frozenset[int]:
    """Return the hours from `first` until `end` on these weekdays; past midnight where the end is not after it."""
    return hours_of_week(range(first, end if end > first else end + 24), days)


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
    st.caption(translator.gettext("Tick the hours that you want. Arrow keys move, and Enter or Space ticks."))
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
