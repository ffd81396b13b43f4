"""The selected reports: which of the fetched ones they are, and what each weighs."""

import threading
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
import polars as pl

from est.picture.fetched_reports import MILLION, PRECISIONS, FetchedReports, fetch_reports
from est.picture.report_hours import WEEK_TIMES, Places, ReportHours
from est.picture.selection import Selection
from est.space.cells import RESOLUTIONS, STORED_RESOLUTION, Cells, Floats
from est.space.index_codes import IndexPlaces
from est.store import Store
from est.store.kept_answers import Remembered

MOST_KEPT = MILLION
"""So many reports are kept at most, with some 190 bytes each; of more, what is selected is fetched each time."""


@dataclass(frozen=True)
class SelectedReports:
    """Some of the `fetched` reports: those at `places`.

    Where hours were chosen of them, `weighed` is what each weighs (f64), and not all of an event may be among them;
    without it each weighs what it was fetched with.
    """

    fetched: FetchedReports
    places: Places = field(default_factory=lambda: slice(None))
    weighed: Floats | None = None

    def in_categories(self, codes: Collection[str]) -> "SelectedReports":
        """Return those of these categories."""
        return self._narrowed(np.flatnonzero(self._is_among("category", self.fetched.categories, codes)))

    def in_selection(self, selection: Selection) -> "SelectedReports":
        """Return those of a period, of some categories, of some organisations and of some hours, of reports that were
        fetched by day and with their hours.
        """
        bounds = np.array([selection.start, selection.end], dtype="datetime64[D]").astype(np.int32)
        found = replace(self, places=slice(*np.searchsorted(self.fetched.days, bounds).tolist()))
        chosen = [
            found._is_among(name, known, wanted)
            for name, known, wanted in (
                ("category", self.fetched.categories, selection.categories),
                ("organisation", self.fetched.organisations, [str(UUID(one)) for one in selection.organisations]),
            )
            if wanted
        ]
        if chosen:
            found = found._narrowed(np.flatnonzero(np.logical_and.reduce(chosen)))
        if selection.whole_week:
            return found
        weights = found.weights_under(selection)
        held = np.flatnonzero(weights)
        return replace(found._narrowed(held), weighed=weights[held])

    def weights_under(self, selection: Selection) -> Floats:
        """Return what each of these, with and without a cell, weighs under the hours of a selection, 0 among that."""
        hours, places = self.fetched.hours, self.places
        if selection.whole_week or hours is None:
            return self.column("weight")
        return hours.weights(selection, self.days_of_all, places)

    @property
    def days_of_all(self) -> npt.NDArray[np.int32]:
        """The day of the start of each, with and without a cell, since 1970."""
        return self.fetched.days[self.places]

    def combined(self, *names: str) -> tuple[pl.DataFrame, npt.NDArray[np.int32]]:
        """Return `fetched.combined`, with the place of each of these, with and without a cell."""
        known, place = self.fetched.combined(*names)
        return known, place[self.places]

    def column(self, name: str) -> npt.NDArray[Any]:
        """Return a column of `fetched.rows`, of these with and without a cell."""
        values: npt.NDArray[Any] = self.fetched.rows[name].to_numpy()[self.places]
        return values

    def _narrowed(self, among: npt.NDArray[np.intp]) -> "SelectedReports":
        """Return those at these places among these."""
        own = self.places
        places = among + (own.start or 0) if isinstance(own, slice) else own[among]
        return replace(self, places=places, weighed=None if self.weighed is None else self.weighed[among])

    def _is_among(self, name: str, known: pl.Series, wanted: Collection[str]) -> npt.NDArray[np.bool_]:
        """Return which have in a column, whose values are rows of `known`, what is wanted."""
        chosen: npt.NDArray[np.bool_] = known.is_in(list(wanted)).fill_null(value=False).to_numpy()
        among: npt.NDArray[np.bool_] = chosen[self.column(name)]
        return among

    @cached_property
    def placed(self) -> Places:
        """Where those with a cell are among those of the fetched ones that have one."""
        place, there = self.fetched.place, self.fetched.is_placed
        if place is None or there is None:
            return self.places
        found: npt.NDArray[np.intp] = place[self.places][there[self.places]]
        return found

    def values(self, name: str) -> npt.NDArray[Any]:
        """Return a column of `fetched.placed`, of those with a cell."""
        values: npt.NDArray[Any] = self.fetched.placed[name].to_numpy()[self.placed]
        return values

    @cached_property
    def weights(self) -> Floats:
        """What each of those with a cell weighs."""
        if self.weighed is None:
            return self.values("weight")
        there = self.fetched.is_placed
        return self.weighed if there is None else self.weighed[there[self.places]]

    @cached_property
    def days(self) -> npt.NDArray[np.int32]:
        """The day of the start of each of those with a cell, since 1970."""
        days: npt.NDArray[np.int32] = self.fetched.placed["starts"].to_physical().to_numpy()[self.placed]
        return days

    @cached_property
    def weeks_back(self) -> IndexPlaces:
        """How many weeks (from Monday) before the last one each of those with a cell starts."""
        week = (self.days.astype(np.int64) + 3) // 7  # day 0 was a Thursday
        back: IndexPlaces = week.max(initial=0) - week
        return back

    def cells(self, resolution: int) -> tuple[Cells, IndexPlaces]:
        """Return the cells of all that were fetched at a resolution, sorted, each once, and the place among them of
        each of those with a cell.
        """
        known, place = self.fetched.cells(resolution)
        if resolution not in self._own_cells:
            self._own_cells[resolution] = place[self.placed]
        return known, self._own_cells[resolution]

    @cached_property
    def _own_cells(self) -> dict[int, IndexPlaces]:
        return {}

    def counts(self, resolution: int) -> tuple[Cells, Floats]:
        """Return the cells with any of these at a resolution, sorted, each once, and the weights in each."""
        known, place = self.cells(resolution)
        weights = np.bincount(place, self.weights, known.size).astype(np.float64)
        there = weights > 0
        return known[there], weights[there].round(9)

    @cached_property
    def precisions(self) -> dict[str, float]:
        """The weights of the reports with a cell by place_precision."""
        held = np.bincount(self.values("precision"), self.weights, len(PRECISIONS)).round(9)
        return {name: weight for name, weight in zip(PRECISIONS, held.tolist(), strict=True) if weight}

    @cached_property
    def total(self) -> float:
        """The weights of all reports, with and without a cell."""
        weights = self.column("weight") if self.weighed is None else self.weighed
        return round(float(weights.sum()), 9)


EVERY = Selection(date.min, date.max)
_EVERY: Remembered[FetchedReports | None] = Remembered()
_FETCHING = threading.Lock()  # of all reports once, however many pages ask for them


def select_reports(store: Store, selection: Selection) -> SelectedReports:
    """Return the selected reports, some 85 bytes each. Fetching these rows dominates the cost of every query.

    Raises what `fetch_reports` raises where they are not kept.
    """
    if _is_part(selection):
        with _FETCHING:
            every = _EVERY.get(store, "every", _every_report)
        if every is not None:
            return SelectedReports(every).in_selection(selection)
    return SelectedReports(fetch_reports(store, selection))


def reports_at_hand(store: Store, selection: Selection) -> SelectedReports | None:
    """Return the selected reports where all are kept now, for whoever would rather ask the store than fetch them."""
    every = _EVERY.standing_answer(store, "every") if _is_part(selection) else None
    return None if every is None else SelectedReports(every).in_selection(selection)


def _is_part(selection: Selection) -> bool:
    """Tell whether no more is chosen than days, hours, categories and organisations."""
    period = Selection(selection.start, selection.end, selection.hours)
    return selection == replace(period, categories=selection.categories, organisations=selection.organisations)


def _every_report(store: Store) -> FetchedReports | None:
    """Return all reports that any selection may hold, by day; None where they are too many to be kept."""
    if store.ask("SELECT count(*) FROM reports").item() > MOST_KEPT:
        return None
    found = fetch_reports(store, EVERY, WEEK_TIMES)
    rows = found.rows.sort("starts", maintain_order=True)
    every = replace(found, rows=rows.drop(WEEK_TIMES), hours=ReportHours.from_rows(rows))
    for resolution in (*RESOLUTIONS, STORED_RESOLUTION):  # which the first flags need, once for all who ask at a time
        every.cells(resolution)
    return every
