"""Unusual here: the places where the latest 4 or 12 weeks are more, or fewer, than the place's own past would give."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
import polars as pl

from est.errors import AreaError
from est.hotspots.register.queries import all_hotspots
from est.hotspots.surveillance.alarm_line import FALSE_ALARMS_A_YEAR, AlarmLine, alarm_lines
from est.hotspots.surveillance.expectation import PlacePrior
from est.hotspots.surveillance.hour_shifts import HourShift, find_hour_shifts
from est.hotspots.surveillance.seasonal_peak import usual_at_this_time
from est.hotspots.surveillance.watched_places import WatchedPlaces, watched_places
from est.hotspots.surveillance.weekly_scan import PAST, WINDOWS, WeeklyScan, scan_weeks
from est.hotspots.surveillance.weekly_table import WeeklyTable, place_prior, weekly_table
from est.picture.selection import loaded_period
from est.space.area import StudyArea, study_area
from est.space.cell_districts import cell_districts
from est.space.nearest import cell_points, nearest_places
from est.space.places import named_places
from est.store import Store
from est.worker_process import run_apart

MANY = 500_000  # values of a weekly table: what is worked out of them takes a moment
FINEST, MOST_CELLS = 9, 5_000  # cells of some 400 metres across; larger ones where there would be more than these
LEAST_WEEKS = PAST + 2 * min(WINDOWS)  # half a year, a window of it to learn from, and the one that is judged
APART_WEEKS = PAST + 2 * max(WINDOWS)  # from so many on, the longest window has no part in what is usual either
DAYS_A_YEAR = 365.25


class UnusualDirection(StrEnum):
    """Whether more or fewer reports than usual."""

    MORE = "more"
    FEWER = "fewer"


@dataclass(frozen=True)
class UnusualPlace:
    """A place that is unusual: its cells as text, the window in weeks, its reports, and what its own past would give.

    `name` is that of the hotspot or of the nearest named place, which lies `distance_m` away; None where none is named,
    and then `district` and `number` are those of its first cell (`space.cell_districts`).
    `low` and `high` bound eight of ten such windows. `once_in_days` is how seldom chance alone comes as far anywhere in
    the town. `organisations` are the identities of those whose reports are among them.
    """

    name: str | None
    distance_m: float
    cells: tuple[str, ...]
    weeks: int
    count: float
    expected: float
    low: float
    high: float
    direction: UnusualDirection
    once_in_days: float
    hotspot: str | None = None
    organisations: tuple[str, ...] = ()
    district: str | None = None
    number: int | None = None


@dataclass(frozen=True)
class UnusualList:
    """What is unusual on a day: the places, the most unusual first, and what the list rests on.

    `as_of` is the last day that is judged, `weeks` how many weeks are known until then, `needed` how many there have
    to be before anything is said. `newcomers` are the identities of organisations that report since too short a time.
    `hours` are the known places that are bound to certain hours more than before.
    """

    as_of: date
    places: tuple[UnusualPlace, ...]
    weeks: int
    newcomers: tuple[str, ...] = ()
    needed: int = LEAST_WEEKS
    hours: tuple[HourShift, ...] = ()

    @property
    def known_long_enough(self) -> bool:
        """Whether enough is known to say what is usual."""
        return self.weeks >= self.needed

    def as_json(self) -> dict[str, Any]:
        """Return the list as `est unusual --json` prints it."""
        return {
            "as_of": self.as_of.isoformat(),
            "weeks": self.weeks,
            "false_alarms_a_year": FALSE_ALARMS_A_YEAR,
            "places": [
                {
                    "name": place.name,
                    "district": place.district,
                    "distance_m": place.distance_m,
                    "cells": list(place.cells),
                    "weeks": place.weeks,
                    "count": place.count,
                    "expected": place.expected,
                    "low": place.low,
                    "high": place.high,
                    "direction": str(place.direction),
                    "once_in_days": place.once_in_days,
                    "hotspot": place.hotspot,
                    "organisations": len(place.organisations),
                }
                for place in self.places
            ],
            "hours": [vars(shift) | {"cells": list(shift.cells)} for shift in self.hours],
        }


def find_unusual(store: Store, as_of: date) -> UnusualList:
    """Return what is unusual on a day; of a later day than the last report's, on that.

    Reports of counted categories at all hours are judged. Nothing is said before half a year and eight weeks are known.
    """
    loaded = loaded_period(store)
    if loaded is None:
        return UnusualList(as_of, (), 0)
    last = min(as_of, loaded[1])
    weeks = max(0, ((last - loaded[0]).days + 1) // 7)
    if weeks < LEAST_WEEKS:
        return UnusualList(last, (), weeks)
    area = surveyed_area(store)
    named = named_places(store)
    watched = watched_places(area, all_hotspots(store), named)
    table = weekly_table(store, area, watched, loaded[0], last)
    alarms = run_apart(_alarms, table, watched, area, worth=table.places.size > MANY, awaited=True)
    districts = cell_districts(store, area.resolution) if named.is_empty() else None
    places = tuple(_name(place, named, districts) for place in alarms)
    hours = find_hour_shifts(store, watched.known, area.resolution, loaded[0], last)
    return UnusualList(last, places, table.weeks, table.newcomers, hours=hours)


def surveyed_area(store: Store) -> StudyArea:
    """Return the study area in the cells that are watched: those of some 400 metres across, or larger ones."""
    for resolution in range(FINEST, 7, -1):
        try:
            area = study_area(store, resolution)
        except AreaError:
            continue
        if area.ids.size <= MOST_CELLS:
            return area
    return study_area(store, 7)


def _alarms(table: WeeklyTable, watched: WatchedPlaces, area: StudyArea) -> list[UnusualPlace]:
    """Return the places beyond their family's line, the furthest first; of those that share ground, one."""
    if not table.organisations:
        return []
    past = table.weeks - (max(WINDOWS) if table.weeks >= APART_WEEKS else min(WINDOWS))
    places, town = table.places[:past], table.town[:past]
    prior = place_prior(places, town, watched, area)
    families = watched.families
    lines = alarm_lines(places, town, prior, families)
    *_, latest = scan_weeks(table.places, table.town, prior)
    reach = np.array([line.p for line in lines])[families]
    smallest = np.minimum(latest.more, latest.fewer).min(axis=0)[0]
    beyond = np.flatnonzero(smallest <= reach)
    found: list[UnusualPlace] = []
    ground: set[str] = set()
    for number in beyond[np.argsort(smallest[beyond] / np.maximum(reach[beyond], 1e-300), kind="stable")].tolist():
        place = _place(number, latest, table, watched, prior, lines)
        if place is not None and not ground & set(place.cells):
            ground |= set(place.cells)
            found.append(place)
    return found


def _place(
    number: int,
    latest: WeeklyScan,
    table: WeeklyTable,
    watched: WatchedPlaces,
    prior: PlacePrior,
    lines: Sequence[AlarmLine],
) -> UnusualPlace | None:
    """Return a place as it is told; None where as much came at this time of an earlier year."""
    more, fewer = latest.more[:, 0, number], latest.fewer[:, 0, number]
    up = bool(more.min() <= fewer.min())
    window = int((more if up else fewer).argmin())
    weeks = WINDOWS[window]
    coming = latest.expected[window]
    mean, size = float(coming.mean[0, number]), float(coming.size[0, number])
    count = float(latest.count[window, 0, number])
    if up and usual_at_this_time(table.places[:, :, number], table.town, weeks, count, float(prior.drift[number])):
        return None
    one = type(coming)(np.array(mean), np.array(size))
    lately = table.places[-weeks:, :, number].sum(axis=0)
    yearly = lines[int(watched.families[number])].alarms_a_year(float((more if up else fewer).min())) * len(lines)
    known = watched.known[number] if number < len(watched.known) else None
    return UnusualPlace(
        known.name if known else None,
        0.0,
        watched.cells_of_place(number),
        weeks,
        round(count, 9),
        round(mean, 3),
        one.quantile(0.1),
        one.quantile(0.9),
        UnusualDirection.MORE if up else UnusualDirection.FEWER,
        round(min(DAYS_A_YEAR / max(yearly, 1e-6), 36_525.0)),
        known.hotspot if known else None,
        tuple(np.array(table.organisations, dtype=object)[lately > 0].tolist()),
    )


def _name(place: UnusualPlace, named: pl.DataFrame, districts: pl.DataFrame | None) -> UnusualPlace:
    """Return a place with the nearest named one, where it is none that the group knows, or with its district."""
    if place.name is not None:
        return place
    if districts is not None:
        inside = districts.filter(pl.col("cell") == place.cells[0])
        if inside.is_empty():
            return place
        district, number = inside.select("district", "number").row(0)
        return replace(place, district=district, number=number)
    cells = np.array([int(cell, 16) for cell in place.cells], dtype=np.uint64)
    middle = cell_points(cells).select(pl.col("lat", "lng").mean())
    near = nearest_places(middle, named).row(0, named=True)
    return replace(place, name=near["place"], distance_m=round(float(near["distance_m"])))
