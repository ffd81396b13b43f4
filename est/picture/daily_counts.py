"""All that the store remembers up to a day, for looking ahead: the selected reports by cell and day."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl

from est.picture.selection import Selection, loaded_period
from est.picture.selection_sql import selected_sql
from est.space.cells import cell_column
from est.store import Store


def whole_daily_counts(store: Store, selection: Selection) -> Selection:
    """Return the selection from the first day that is loaded to its own end, but at the latest to the last report."""
    loaded = loaded_period(store)
    if loaded is None or loaded[0] >= selection.end:
        return selection
    return replace(selection, start=loaded[0], end=min(selection.end, loaded[1] + timedelta(days=1)))


def daily_counts(store: Store, selection: Selection, resolution: int) -> pl.DataFrame:
    """Return the reports of a selection with an exact enough place by cell and day: [cell u64 (resolution 13), home u64
    (the resolution asked for), day Date, weight f64], by day and cell.
    """
    sql, values = selected_sql(selection)
    return store.ask(
        f"""SELECT cell, {cell_column(resolution)} AS home, starts::DATE AS day, sum(weight) AS weight
        FROM ({sql}) WHERE cell IS NOT NULL AND coalesce(place_precision, '') != 'area'
        GROUP BY ALL ORDER BY day, cell, home""",
        values,
    )


def month_starts(first: date, end: date) -> list[date]:
    """Return the first days of the months of a period, counted back from its end, oldest first, and last the end.

    So every month is whole but the first; one of less than half its length is joined to the one after it.
    """
    days = [end]
    while days[-1] > first:
        days.append(months_before(end, len(days)))
    if len(days) > 2 and (days[-2] - first) * 2 < days[-2] - days[-1]:
        days.pop()
    days[-1] = first
    return days[::-1]


def months_before(day: date, number: int) -> date:
    """Return the day this many months before; where that month is too short, its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 - number, 12)
    last = date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))
