"""The selected reports, fetched once, for several questions to be answered from."""

import threading
from collections.abc import Collection, Hashable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

import duckdb
import numpy as np
import numpy.typing as npt
import polars as pl

from est.errors import SelectionError
from est.picture.selection import Selection
from est.picture.selection_sql import condition_sql, weighted_sql
from est.space.cells import RESOLUTIONS, STORED_RESOLUTION, Cells, Floats, cell_column, index_cells
from est.space.index_codes import IndexPlaces
from est.space.precision import SPOTS, sigma_sql, sigmas_m
from est.store import Store
from est.store.kept_answers import Remembered
from est.text import N_

MILLION = 1_000_000
MOST_REPORTS = 12 * MILLION
"""So many are fetched at most. A program that worked out the flags of 10 million held 3.5 GiB (docs/performance.md)."""

MOST_KEPT = MILLION
"""So many reports are kept at most, with some 190 bytes each; of more, what is selected is fetched each time."""

PRECISIONS = ("approximate", "point", "area")  # an unknown one is taken as approximate
CELLS = ", ".join(["cell", *map(cell_column, RESOLUTIONS)])


@dataclass(frozen=True)
class SelectedReports:
    """The selected reports: `rows` is [cell, cell_7 to cell_11 u64 or null, lat, lng f64, precision u8, sigma u16,
    organisation u16, once bool, category u16, starts Date, weight f64].

    `precision` is the row of place_precision in `PRECISIONS`, `sigma` the row of the standard deviation of the place
    among `sigmas` (metres, ascending), `organisation` the row of its identity among `organisations` (the last is null),
    `once` tells that its repeats count once, `category` is the row of its code among `categories`, `starts` the day of
    the start. `part_of` are the reports that these were taken out of by their days, categories and organisations, and
    where their `placed` are among those of them: what is worked out of all holds for a part.
    """

    rows: pl.DataFrame
    organisations: pl.Series
    categories: pl.Series
    sigmas: Floats
    part_of: "tuple[SelectedReports, Places] | None" = None

    def in_categories(self, codes: Collection[str]) -> "SelectedReports":
        """Return those of these categories."""
        return self._part(np.flatnonzero(_is_among(self.rows["category"], self.categories, codes)))

    def in_selection(self, selection: Selection) -> "SelectedReports":
        """Return those of a period, of some categories and of some organisations. The rows come by `starts`."""
        bounds = np.array([selection.start, selection.end], dtype="datetime64[D]").astype(np.int32)
        first, end = np.searchsorted(self.rows["starts"].to_physical().to_numpy(), bounds).tolist()
        rows = self.rows[first:end]
        chosen = [
            _is_among(rows[name], known, wanted)
            for name, known, wanted in (
                ("category", self.categories, selection.categories),
                ("organisation", self.organisations, [str(UUID(one)) for one in selection.organisations]),
            )
            if wanted
        ]
        return self._part(first + np.flatnonzero(np.logical_and.reduce(chosen)) if chosen else slice(first, end))

    def _part(self, places: "Places") -> "SelectedReports":
        """Return those at these rows, whose cells need not be numbered anew."""
        part = replace(self, rows=self.rows[places], part_of=None)
        if self.rows["cell"].null_count():
            there = self.rows["cell"].is_not_null().to_numpy()
            places = (there.cumsum() - 1)[places][there[places]]
        if self.part_of is None:
            return replace(part, part_of=(self, places))
        whole, own = self.part_of
        return replace(
            part, part_of=(whole, np.arange(own.start, own.stop)[places] if isinstance(own, slice) else own[places])
        )

    @cached_property
    def placed(self) -> pl.DataFrame:
        """The rows of the reports with a cell."""
        return self.rows.drop_nulls("cell") if self.rows["cell"].null_count() else self.rows

    @cached_property
    def days(self) -> npt.NDArray[np.int32]:
        """The day of the start of each of `placed`, since 1970."""
        days: npt.NDArray[np.int32] = self.placed["starts"].to_physical().to_numpy()
        return days

    @cached_property
    def weeks_back(self) -> IndexPlaces:
        """How many weeks (from Monday) before the last one each of `placed` starts."""
        week = (self.days.astype(np.int64) + 3) // 7  # day 0 was a Thursday
        back: IndexPlaces = week.max(initial=0) - week
        return back

    @cached_property
    def kept(self) -> dict[Hashable, Any]:
        """What others work out of all of these, to be kept with them; what a part of them needs is taken out of it."""
        return {}

    def cells(self, resolution: int) -> tuple[Cells, IndexPlaces]:
        """Return cells at a resolution, sorted, each once, and the place of every row of `placed` among them.

        They are those of `placed`, or of all reports that these are a part of.
        """
        if self.part_of is not None:
            whole, places = self.part_of
            known, place = whole.cells(resolution)
            return known, place[places]
        if resolution not in self._indexed:
            column = "cell" if resolution == STORED_RESOLUTION else cell_column(resolution)
            self._indexed[resolution] = index_cells(self.placed[column].to_numpy(), resolution)
        return self._indexed[resolution]

    @cached_property
    def _indexed(self) -> dict[int, tuple[Cells, IndexPlaces]]:
        return {}

    def counts(self, resolution: int) -> tuple[Cells, Floats]:
        """Return the cells of `placed` at a resolution, sorted, each once, and the weights of the reports in each."""
        known, place = self.cells(resolution)
        weights = np.bincount(place, self.placed["weight"].to_numpy(), known.size).astype(np.float64)
        there = weights > 0
        return known[there], weights[there].round(9)

    @cached_property
    def precisions(self) -> dict[str, float]:
        """The weights of the reports with a cell by place_precision."""
        weight = pl.col("weight")
        found = self.placed.select(
            weight.filter(pl.col("precision") == number).sum().round(9).alias(name)
            for number, name in enumerate(PRECISIONS)
        )
        return {name: held for name, held in found.row(0, named=True).items() if held}

    @cached_property
    def total(self) -> float:
        """The weights of all reports, with and without a cell."""
        return round(float(self.rows["weight"].sum()), 9)


Places = slice | npt.NDArray[np.intp]


def _is_among(numbers: pl.Series, known: pl.Series, wanted: Collection[str]) -> npt.NDArray[np.bool_]:
    """Return which numbers, rows of `known`, are of what is wanted."""
    chosen: npt.NDArray[np.bool_] = known.is_in(list(wanted)).fill_null(value=False).to_numpy()
    among: npt.NDArray[np.bool_] = chosen[numbers.to_numpy()]
    return among


# what the rows hold the numbers of
_NUMBERED = f"""SELECT
    (SELECT list(id::VARCHAR ORDER BY id::VARCHAR) FROM organisations),
    (SELECT list(code) FROM categories),
    (SELECT list(DISTINCT radius) FROM {SPOTS} WHERE radius IS NOT NULL)"""


EVERY = Selection(date.min, date.max)
_EVERY: Remembered[SelectedReports | None] = Remembered()
_FETCHING = threading.Lock()  # of all reports once, however many pages ask for them


def select_reports(store: Store, selection: Selection) -> SelectedReports:
    """Return the selected reports, some 85 bytes each. Fetching these rows dominates the cost of every query.

    Where no more than `MOST_KEPT` are stored, all are kept, and what is selected by time, category and organisation
    alone is a part of them. SelectionError where more than `MOST_REPORTS` are selected.
    """
    plain = Selection(
        selection.start, selection.end, categories=selection.categories, organisations=selection.organisations
    )
    if selection == plain:
        with _FETCHING:
            every = _EVERY.get(store, "every", _every_report)
        if every is not None:
            return every.in_selection(selection)
    return _fetch(store, selection)


def _every_report(store: Store) -> SelectedReports | None:
    """Return all reports that any selection may hold, by day; None where they are too many to be kept."""
    if store.ask("SELECT count(*) FROM reports").item() > min(MOST_KEPT, MOST_REPORTS):
        return None
    found = _fetch(store, EVERY)
    return replace(found, rows=found.rows.sort("starts", maintain_order=True))


def _fetch(store: Store, selection: Selection) -> SelectedReports:
    """Return the selected reports, as the store has them."""
    sql, values = weighted_sql(selection)
    exact = f"precision = {PRECISIONS.index('point')}"
    # Where hours are chosen all are weighed and kept before those that weigh nothing are left out: DuckDB would weigh
    # twice. Texts are numbered where they are read, as DuckDB looks up each text of a column only once there.
    kept = "NOT MATERIALIZED" if selection.whole_week else "MATERIALIZED"
    rows = f"""WITH weighed AS {kept} (
            SELECT {CELLS}, lat, lng, organisation, starts::DATE AS starts, weight,
                coalesce(list_position({list(PRECISIONS)}, place_precision) - 1, 0)::UTINYINT AS precision,
                (list_position($all_categories::VARCHAR[], category) - 1)::USMALLINT AS category
            FROM ({sql}))
        SELECT
            {CELLS}, lat, lng, precision,
            (list_position($sigmas::DOUBLE[], {sigma_sql(exact, "radius")}) - 1)::USMALLINT AS sigma,
            coalesce(who.number, len($all_organisations::VARCHAR[]))::USMALLINT AS organisation,
            coalesce(once, false) AS once, category, starts, weight
        FROM (SELECT * FROM weighed WHERE weight > 0) AS chosen
        LEFT JOIN (
            SELECT id, every_row IS NOT DISTINCT FROM false AS once,
                list_position($all_organisations::VARCHAR[], id::VARCHAR) - 1 AS number
            FROM organisations) AS who ON who.id = chosen.organisation
        LEFT JOIN {SPOTS} AS spot
            ON spot.y = chosen.lat AND spot.x = chosen.lng"""
    with store.asking() as cursor:
        _refuse_too_many(cursor, selection)
        organisations, categories, radii = (found or [] for found in cursor.execute(_NUMBERED).fetchall()[0])
        sigmas = sigmas_m(radii)
        values |= {"all_organisations": organisations, "all_categories": categories, "sigmas": sigmas}
        found = cursor.sql(rows, params=values).pl()
    names, codes = pl.Series([*organisations, None], dtype=pl.String), pl.Series(categories, dtype=pl.String)
    return SelectedReports(found, names, codes, np.array(sigmas))


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
