"""Figures that may be shown to anybody: totals of whole months that tell of no few reports, by none of their sums.

How that holds stands in `est/privacy/small_counts.py`. Reports of a category that are few wait for those of the year's
months that follow, so it holds over every edition of any months of a year, as long as nothing of them changes: of two
editions the later knows of reports that came between.
"""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from est.errors import SelectionError
from est.municipality.reference_lists import reference_lists
from est.picture.selection import Selection
from est.picture.selection_sql import selected_sql
from est.privacy.small_counts import ProtectedCounts, ShownCount, protect_series
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
    months = _months(first, last)
    if not 1 <= len(months) <= LONGEST:
        raise SelectionError(N_("Choose 1 to {most} months, the first before the last."), most=LONGEST)
    if _next_month(months[-1]) > today:
        raise SelectionError(N_("Only months that are over can be shared: one that still runs changes day by day."))
    return months


def _months(first: date, last: date) -> tuple[date, ...]:
    found = []
    start = first.replace(day=1)
    while start <= last:
        found.append(start)
        start = _next_month(start)
    return tuple(found)


def _next_month(start: date) -> date:
    return (start + timedelta(days=31)).replace(day=1)


@dataclass(frozen=True)
class SharedCounts:
    """What may be shown of some months, of categories and districts (code → name; None is no district)."""

    months: tuple[date, ...]
    categories: Mapping[str, str]
    districts: Mapping[str | None, str]
    held: ProtectedCounts
    axes: tuple[npt.NDArray[np.int64], ...]  # month (-1 for one that was not asked for), category, district

    def shown_count(self, month: int = -1, category: int = -1, district: int = -1) -> ShownCount:
        """Return the count of a month, a category and a district, by their places in the lists; -1 for all of them."""
        wanted = self.axes[0] >= 0
        for axis, one in zip(self.axes, (month, category, district), strict=True):
            if one >= 0:
                wanted &= axis == one
        return self.held.shown_count(wanted)


def shared_counts(store: Store, months: tuple[date, ...], language: str = "sv") -> SharedCounts:
    """Return what may be shown of these months, which are over, with names in a language."""
    known = reference_lists(store, language)
    districts: dict[str | None, str] = dict(known.districts.items())
    districts[None] = translator(language).gettext(NO_DISTRICT)
    # from January on, whichever months are asked for, so that the same reports always wait for the same
    counted = _months(date(months[0].year, 1, 1), months[-1])
    parts = itertools.product(counted, known.categories, districts)
    sizes = (len(counted), len(known.categories), len(districts))
    counts = np.array(_counts(store, counted, parts), np.int64).reshape(sizes)
    held = protect_series(counts, np.array([month.year for month in counted]))
    month, category, district = (axis.ravel() for axis in np.indices(sizes))
    asked = np.array([months.index(one) if one in months else -1 for one in counted])
    return SharedCounts(months, known.categories, districts, held, (asked[month], category, district))


def figures_to_share(store: Store, months: tuple[date, ...], language: str = "sv") -> pl.DataFrame:
    """Return [month, category, district, count, more, shown] of every month, counted category and district, and of all
    of each.

    `count` is how many there are at the least, `more` whether there may be more; `shown` says so in words.
    """
    words, found = translator(language), shared_counts(store, months, language)
    categories, districts = list(found.categories.values()), list(found.districts.values())
    rows = []
    for a, b, c in itertools.product(*(range(-1, len(one)) for one in (months, categories, districts))):
        shown = found.shown_count(a, b, c)
        rows.append(
            (
                words.gettext(ALL_MONTHS) if a < 0 else f"{months[a]:%Y-%m}",
                words.gettext(ALL_CATEGORIES) if b < 0 else categories[b],
                words.gettext(ALL_DISTRICTS) if c < 0 else districts[c],
                shown.count,
                shown.more,
                shown.text(words),
            )
        )
    return pl.DataFrame(rows, schema=FIGURES, orient="row")


def _counts(store: Store, months: tuple[date, ...], parts: Iterable[tuple[date, str, str | None]]) -> list[int]:
    """Return how many reports are of each (month, category, district)."""
    sql, values = selected_sql(Selection(months[0], _next_month(months[-1])))
    found = store.ask(
        "SELECT date_trunc('month', starts)::DATE AS month, category, CAST(district AS VARCHAR) AS district, "
        f"count(*) AS reports FROM ({sql}) GROUP BY ALL",
        values,
    )
    counted = {(month, category, district): reports for month, category, district, reports in found.iter_rows()}
    return [counted.get(part, 0) for part in parts]
