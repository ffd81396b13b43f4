"""Weeks, months and hours of a trend: over how long, as a table, and what a click on one of them chooses."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl

from est.charts import span_end, span_label
from est.picture.selection import Selection
from est.text import Translator
from est.ui.filters.state import change_selection


def long_period(selection: Selection, weeks: int, newest: date) -> Selection:
    """Return the selection over at least so many weeks, those on both sides of it among them; `newest` is the day after
    the last report.

    A selection of the last so many weeks is seen up to the newest report, an older one with half of the weeks after it,
    so that what is chosen can be extended both ways.
    """
    if not weeks:
        return selection
    length = timedelta(weeks=weeks)
    lately = selection.start >= newest - length
    end = max(selection.end, newest if lately else min(newest, selection.end + length / 2))
    return replace(selection, start=min(selection.start, end - length), end=end)


def choose_span(selection: Selection, unit: str) -> Callable[[Any, bool], None]:
    """Return what a click does: the selection becomes the days of the span, or with one more reaches from or to it."""

    def clicked(value: Any, more: bool) -> None:  # noqa: ANN401 (of a chart)
        first = date.fromisoformat(value)
        last = span_end(first, unit)
        if more:
            first, last = min(first, selection.start), max(last, selection.end)
        change_selection(replace(selection, start=first, end=last))

    return clicked


def choose_hours(selection: Selection) -> Callable[[Any, bool], None]:
    """Return what a click does: the selection becomes the hour of the week, or with one more has it or no longer.

    Where all hours are chosen, one more is that one alone.
    """

    def clicked(value: Any, more: bool) -> None:  # noqa: ANN401 (of a chart)
        hour = frozenset([int(value)])
        hours = selection.hours ^ hour if more and not selection.whole_week else hour
        change_selection(replace(selection, hours=hours or hour))

    return clicked


def spans_frame(spans: pl.DataFrame, unit: str, translator: Translator) -> pl.DataFrame:
    """Return [label, count, cohort, organisations, days] of a trend, the latest first; cohort where it is known."""
    labels = [span_label(start, unit, translator) for start in spans["start"]]
    same = ["cohort"] if "cohort" in spans.columns else []
    columns = spans.select(pl.Series("label", labels, dtype=pl.String), "count", *same, "organisations", "days")
    return columns.reverse()


def hours_frame(hours: pl.DataFrame) -> pl.DataFrame:
    """Return the counts of the hours of the week as 24 rows: `clock`, then a column a weekday ("0" is Monday)."""
    counts = dict(hours.iter_rows())
    days = {str(day): [round(counts.get(day * 24 + hour, 0.0), 1) for hour in range(24)] for day in range(7)}
    return pl.DataFrame({"clock": [f"{hour:02d}–{hour + 1:02d}" for hour in range(24)]} | days)
