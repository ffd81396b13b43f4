"""Figures that may be shown to anybody: totals of whole months that tell of no few reports, by none of their sums.

How that holds stands in `est/privacy/small_counts.py`. It holds within one edition: of two editions of the same months
the later knows of reports that came between.
"""

import itertools
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from est.errors import SelectionError
from est.municipality.reference_lists import reference_lists
from est.picture.selection import Selection
from est.picture.selection_sql import selected_sql
from est.privacy.small_counts import protect_counts
from est.store import Store
from est.text import N_, translator

LONGEST = 36  # months
FIGURES = {
    "month": pl.String,
    "category": pl.String,
    "district": pl.String,
    "count": pl.Int64,
    "more": pl.Boolean,
    "shown": pl.String,
}

ALL_MONTHS = N_("all months")
ALL_CATEGORIES = N_("all categories")
ALL_DISTRICTS = N_("the whole municipality")
NO_DISTRICT = N_("no district")


def closed_months(first: date, last: date, today: date) -> tuple[date, ...]:
    """Return the first day of each month from that of `first` to that of `last`; SelectionError for months that are
    not over, none, or more than LONGEST.
    """
    months = []
    start = first.replace(day=1)
    while start <= last:
        months.append(start)
        start = _next_month(start)
    if not 1 <= len(months) <= LONGEST:
        raise SelectionError(N_("Choose 1 to {most} months, the first before the last."), most=LONGEST)
    if start > today:
        raise SelectionError(N_("Only months that are over can be shared: one that still runs changes day by day."))
    return tuple(months)


def _next_month(start: date) -> date:
    return (start + timedelta(days=31)).replace(day=1)


def figures_to_share(store: Store, months: tuple[date, ...], language: str = "sv") -> pl.DataFrame:
    """Return [month, category, district, count, more, shown] of every month, counted category and district, and of all
    of each.

    `count` is how many there are at the least, `more` whether there may be more; `shown` says so in words.
    """
    words, known = translator(language), reference_lists(store, language)
    districts: dict[str | None, str] = dict(known.districts.items())
    districts[None] = words.gettext(NO_DISTRICT)
    sizes = (len(known.categories), len(districts), len(months))
    # those that are alike stand together, so that few reports of one kind and place join those of the next month
    parts = list(itertools.product(known.categories, districts, months))
    held = protect_counts(_counts(store, months, parts))
    category, district, month = (axis.ravel() for axis in np.indices(sizes))
    every = np.ones(len(parts), bool)
    rows = []
    for a, b, c in itertools.product(*(range(-1, size) for size in (sizes[2], sizes[0], sizes[1]))):
        chosen = [axis == one for axis, one in ((month, a), (category, b), (district, c)) if one >= 0]
        shown = held.shown_count(np.logical_and.reduce([every, *chosen]))
        rows.append(
            (
                words.gettext(ALL_MONTHS) if a < 0 else f"{months[a]:%Y-%m}",
                words.gettext(ALL_CATEGORIES) if b < 0 else list(known.categories.values())[b],
                words.gettext(ALL_DISTRICTS) if c < 0 else list(districts.values())[c],
                shown.count,
                shown.more,
                shown.text(words),
            )
        )
    return pl.DataFrame(rows, schema=FIGURES, orient="row")


def _counts(store: Store, months: tuple[date, ...], parts: list[tuple[str, str | None, date]]) -> npt.NDArray[np.int64]:
    """Return how many reports are of each (category, district, month)."""
    sql, values = selected_sql(Selection(months[0], _next_month(months[-1])))
    found = store.ask(
        "SELECT category, CAST(district AS VARCHAR) AS district, date_trunc('month', starts)::DATE AS month, "
        f"count(*) AS reports FROM ({sql}) GROUP BY ALL",
        values,
    )
    counted = {(category, district, month): reports for category, district, month, reports in found.iter_rows()}
    return np.array([counted.get(part, 0) for part in parts], np.int64)
