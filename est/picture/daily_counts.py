"""All that the store remembers up to a day, for looking ahead: the selected reports by cell and day."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from est.picture.selection import Selection, loaded_period
from est.picture.selection_sql import selected_sql
from est.space.cells import cell_column
from est.store import Store


@dataclass(frozen=True)
class DailyCounts:
    """The reports of a selection with an exact enough place, by cell and day, and how many others there are.

    `reports` is [cell u64 (resolution 13), home u64 (the resolution asked for), day Date, weight f64], by day and
    cell. `coarse` is the weight of the reports whose place is a whole area, and `placeless` of those without one.
    """

    reports: pl.DataFrame
    coarse: float
    placeless: float


def whole_daily_counts(store: Store, selection: Selection) -> Selection:
    """Return the selection from the first day that is loaded to its own end, but at the latest to the last report."""
    loaded = loaded_period(store)
    if loaded is None or loaded[0] >= selection.end:
        return selection
    return replace(selection, start=loaded[0], end=min(selection.end, loaded[1] + timedelta(days=1)))


def daily_counts(store: Store, selection: Selection, resolution: int) -> DailyCounts:
    """Return the reports of a selection by cell and day, with the cell of a resolution that each is counted in."""
    sql, values = selected_sql(selection)
    found = store.ask(
        f"""SELECT cell, {cell_column(resolution)} AS home, starts::DATE AS day,
            coalesce(place_precision, '') = 'area' AS coarse, sum(weight) AS weight
        FROM ({sql}) GROUP BY ALL ORDER BY day, cell, home""",
        values,
    )
    placed = pl.col("cell").is_not_null()
    exact = found.filter(placed & ~pl.col("coarse")).select("cell", "home", "day", "weight")
    coarse, placeless = (float(found.filter(left)["weight"].sum()) for left in (placed & pl.col("coarse"), ~placed))
    return DailyCounts(exact, coarse, placeless)


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
