"""Bound to certain hours: how often chance alone tells a place, and how often a place whose nights grow is told."""

from collections.abc import Iterator
from concurrent.futures import Executor
from datetime import date, datetime, timedelta
from functools import partial

import h3
import numpy as np
import polars as pl

from est.hotspots.surveillance.hour_shifts import HourShift, find_hour_shifts
from est.hotspots.surveillance.watched_places import KnownPlace
from est.store import Store
from tests.calibration.table import Row, run_trials, share
from tests.stores import organisation_ids, prepared_store, put

Report = tuple[datetime, float, float, int]  # when, latitude, longitude, the number of its organisation
STATION = (59.3142, 14.1203)
ENDS = datetime(2026, 3, 2)
STATION_CELL = h3.latlng_to_cell(*STATION, 9)
PLACES: tuple[KnownPlace, ...] = (
    *(KnownPlace(f"Plats {n}", (h3.latlng_to_cell(59.30 + 0.01 * n, 14.10, 9),)) for n in range(6)),
    KnownPlace("Stationen", (STATION_CELL,)),
)


def town(
    chance: np.random.Generator, later_nights: float = 0.2, town_nights: float = 0.2, who: int = 2
) -> list[Report]:
    """Return a year and a quarter of reports, 12 a week in the town and 3 at the station, a share of them by night."""
    rows = []
    for week in range(64):
        start = ENDS - timedelta(weeks=64 - week)
        lately = week >= 52
        for number, by_night, place in (
            (chance.poisson(12), town_nights if lately else 0.2, None),
            (chance.poisson(3), later_nights if lately else 0.2, STATION),
        ):
            for _ in range(number):
                lat, lng = place or (59.30 + 0.01 * chance.integers(6), 14.10)
                hour = chance.integers(22, 30) if chance.random() < by_night else chance.integers(8, 18)
                moment = start + timedelta(days=int(chance.integers(7)), hours=int(hour))
                rows.append((min(moment, ENDS - timedelta(minutes=1)), lat, lng, int(chance.integers(who))))
    return rows


def stored(rows: list[Report]) -> Store:
    """Return a store that holds the reports."""
    store = prepared_store()
    who = organisation_ids(store)
    frame = pl.DataFrame(rows, schema=["starts", "lat", "lng", "who"], orient="row")
    put(store, frame.with_columns(organisation=pl.col("who").replace_strict(dict(enumerate(who[:4])))).drop("who"))
    return store


def found(store: Store) -> tuple[HourShift, ...]:
    """Return what is told of the named places and the station at the end."""
    return find_hour_shifts(store, PLACES, 9, date(2024, 1, 1), ENDS.date() - timedelta(days=1))


def told(seed: int, later_nights: float = 0.2, town_nights: float = 0.2) -> tuple[bool, bool]:
    """Return whether any place is told, and whether the station is."""
    with stored(town(np.random.default_rng(seed), later_nights, town_nights)) as store:
        names = [shift.name for shift in found(store)]
    return bool(names), "Stationen" in names


def rows(towns: int, pool: Executor | None = None, seed: int = 75_000_000) -> Iterator[Row]:
    """Give the share of towns in which a place is told though nothing changes, and in which the station is found."""
    for what, nights, elsewhere, target in (
        ("nothing changes: any place told", 0.2, 0.2, "<= 0.07"),
        ("the whole town's nights grow: any place told", 0.5, 0.5, "<= 0.07"),
        ("36 reports, by night 20 % before and 50 % lately: told", 0.5, 0.2, None),
        ("36 reports, by night 20 % before and 70 % lately: told", 0.7, 0.2, None),
    ):
        seed += 100_000
        trials = run_trials(pool, partial(told, later_nights=nights, town_nights=elsewhere), towns, seed)
        yield share(f"hours, {what}", (one[nights > elsewhere] for one in trials), None, target)
