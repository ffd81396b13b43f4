"""Reports as the store has them, fetched once and numbered, for several questions to be answered from."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import polars as pl

from est.errors import SelectionError
from est.picture.report_hours import ReportHours
from est.picture.selection import Selection
from est.picture.selection_sql import condition_sql, weighted_sql
from est.space.cells import RESOLUTIONS, STORED_RESOLUTION, Cells, Floats, cell_column, index_cells
from est.space.index_codes import IndexPlaces, combine_codes, index_values
from est.space.precision import SPOTS, sigma_sql, sigmas_m
from est.store import Store
from est.text import N_

MILLION = 1_000_000
MOST_REPORTS = 12 * MILLION
"""So many are fetched at most. A program that worked out the flags of 10 million held 3.5 GiB (docs/performance.md)."""

PRECISIONS = ("approximate", "point", "area")  # an unknown one is taken as approximate
CELLS = ", ".join(["cell", *map(cell_column, RESOLUTIONS)])


@dataclass(frozen=True)
class FetchedReports:
    """The reports of a selection: `rows` is [cell, cell_7 to cell_11 u64 or null, lat, lng f64, precision u8, sigma
    u16, organisation u16, once bool, category u16, district u16, starts Date, weight f64].

    `precision` is the row of place_precision in `PRECISIONS`, `sigma` the row of the standard deviation of the place
    among `sigmas` (metres, ascending), `organisation` and `district` the rows of their identities among `organisations`
    and `districts` (the last is null), `once` tells that its repeats count once, `category` is the row of its code
    among `categories`, `starts` the day of the start. `hours` is when in the week they are, where that was asked for.
    """

    rows: pl.DataFrame
    organisations: pl.Series
    categories: pl.Series
    districts: pl.Series
    sigmas: Floats
    hours: ReportHours | None = None

    @cached_property
    def placed(self) -> pl.DataFrame:
        """The rows of the reports with a cell."""
        return self.rows.drop_nulls("cell") if self.is_placed is not None else self.rows

    @cached_property
    def is_placed(self) -> npt.NDArray[np.bool_] | None:
        """Which of the rows have a cell; None where all have."""
        return self.rows["cell"].is_not_null().to_numpy() if self.rows["cell"].null_count() else None

    @cached_property
    def place(self) -> IndexPlaces | None:
        """The place among `placed` of every row that has a cell; None where it is its own."""
        return None if self.is_placed is None else self.is_placed.cumsum() - 1

    @cached_property
    def days(self) -> npt.NDArray[np.int32]:
        """The day of the start of every row, since 1970."""
        days: npt.NDArray[np.int32] = self.rows["starts"].to_physical().to_numpy()
        return days

    def combined(self, *names: str) -> tuple[pl.DataFrame, npt.NDArray[np.int32]]:
        """Return the combinations of categories, organisations or districts that there are (String), and the place of
        every row among them.
        """
        if names not in self._combined:
            known, place = index_values(combine_codes(*(self.rows[name].to_numpy() for name in names)))
            one = np.empty(known.size, dtype=np.int64)
            one[place] = np.arange(place.size)
            texts = {"category": self.categories, "organisation": self.organisations, "district": self.districts}
            there = {name: texts[name].gather(self.rows[name].gather(one)) for name in names}
            self._combined[names] = pl.DataFrame(there), place.astype(np.int32)
        return self._combined[names]

    @cached_property
    def _combined(self) -> dict[tuple[str, ...], tuple[pl.DataFrame, npt.NDArray[np.int32]]]:
        return {}

    def cells(self, resolution: int) -> tuple[Cells, IndexPlaces]:
        """Return the cells of `placed` at a resolution, sorted, each once, and the place of every row among them."""
        if resolution not in self._indexed:
            column = "cell" if resolution == STORED_RESOLUTION else cell_column(resolution)
            self._indexed[resolution] = index_cells(self.placed[column].to_numpy(), resolution)
        return self._indexed[resolution]

    @cached_property
    def _indexed(self) -> dict[int, tuple[Cells, IndexPlaces]]:
        return {}

    @cached_property
    def kept(self) -> dict[Hashable, Any]:
        """What others work out of all of these, to be kept with them; what a part of them needs is taken out of it."""
        return {}


# what the rows hold the numbers of
_NUMBERED = f"""SELECT
    (SELECT list(id::VARCHAR ORDER BY id::VARCHAR) FROM organisations),
    (SELECT list(code) FROM categories),
    (SELECT list(id::VARCHAR ORDER BY id::VARCHAR) FROM districts),
    (SELECT list(DISTINCT radius) FROM {SPOTS} WHERE radius IS NOT NULL)"""


def fetch_reports(store: Store, selection: Selection, more: Sequence[str] = ()) -> FetchedReports:
    """Return the reports of a selection; their `rows` have these columns of the table more.

    SelectionError where more than `MOST_REPORTS` are selected.
    """
    sql, values = weighted_sql(selection)
    exact = f"precision = {PRECISIONS.index('point')}"
    columns = ", ".join([CELLS, "lat", "lng", *more])
    # Where hours are chosen all are weighed and kept before those that weigh nothing are left out: DuckDB would weigh
    # twice. Texts are numbered where they are read, as DuckDB looks up each text of a column only once there.
    kept = "NOT MATERIALIZED" if selection.whole_week else "MATERIALIZED"
    rows = f"""WITH weighed AS {kept} (
            SELECT {columns}, organisation, district, starts::DATE AS starts, weight,
                coalesce(list_position({list(PRECISIONS)}, place_precision) - 1, 0)::UTINYINT AS precision,
                (list_position($all_categories::VARCHAR[], category) - 1)::USMALLINT AS category
            FROM ({sql}))
        SELECT
            {columns}, precision,
            (list_position($sigmas::DOUBLE[], {sigma_sql(exact, "radius")}) - 1)::USMALLINT AS sigma,
            coalesce(who.number, len($all_organisations::VARCHAR[]))::USMALLINT AS organisation,
            coalesce(once, false) AS once, category,
            coalesce(lies.number, len($all_districts::VARCHAR[]))::USMALLINT AS district, starts, weight
        FROM (SELECT * FROM weighed WHERE weight > 0) AS chosen
        LEFT JOIN (
            SELECT id, every_row IS NOT DISTINCT FROM false AS once,
                list_position($all_organisations::VARCHAR[], id::VARCHAR) - 1 AS number
            FROM organisations) AS who ON who.id = chosen.organisation
        LEFT JOIN (
            SELECT id, list_position($all_districts::VARCHAR[], id::VARCHAR) - 1 AS number
            FROM districts) AS lies ON lies.id = chosen.district
        LEFT JOIN {SPOTS} AS spot
            ON spot.y = chosen.lat AND spot.x = chosen.lng"""
    with store.asking() as cursor:
        _refuse_too_many(cursor, selection)
        numbered = cursor.execute(_NUMBERED).fetchall()[0]
        organisations, categories, districts, radii = (found or [] for found in numbered)
        sigmas = sigmas_m(radii)
        values |= {"all_organisations": organisations, "all_categories": categories, "all_districts": districts}
        found = cursor.sql(rows, params=values | {"sigmas": sigmas}).pl()
    return FetchedReports(
        found,
        pl.Series([*organisations, None], dtype=pl.String),
        pl.Series(categories, dtype=pl.String),
        pl.Series([*districts, None], dtype=pl.String),
        np.array(sigmas),
    )


def _refuse_too_many(cursor: duckdb.DuckDBPyConnection, selection: Selection) -> None:
    """Raise SelectionError where the reports, of any hours, are too many to be fetched."""
    where, values = condition_sql(selection)
    for condition, said in (("true", {}), (where, values)):  # of all the number is known without a look at them
        rows = cursor.execute(f"SELECT count(*) FROM reports WHERE {condition}", said).fetchall()
        if rows[0][0] <= MOST_REPORTS:
            return
    raise SelectionError(
        N_(
            "{found} million reports are selected, and no more than {most} million can be judged at once. Choose a "
            "shorter period, fewer categories or fewer organisations."
        ),
        found=rows[0][0] // MILLION,
        most=MOST_REPORTS // MILLION,
    )
