"""Stores for tests of follow-ups: a small town of cells whose reports are typed as counts."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

import h3
import polars as pl

from est import measures
from est.store import Store
from tests.stores import organisation_ids, prepared_store, put

HOME = str(h3.latlng_to_cell(59.3057, 14.105, 9))
RING = tuple(sorted(set(h3.grid_disk(HOME, 1)) - {HOME}))
FAR = tuple(sorted(set(h3.grid_disk(HOME, 4)) - set(h3.grid_disk(HOME, 1))))  # 54 cells
START = date(2026, 1, 5)
YEAR_BEFORE = START - timedelta(days=364)
WEEKS = 26
DAYS = WEEKS * 7
WHEN = datetime(2025, 12, 1, 9)

Counts = Mapping[tuple[str, date], int]


def followed_store(counts: Counts, into: Store | None = None, **columns: pl.Expr) -> tuple[Store, UUID]:
    """Return a store with so many reports in each cell in the 26 weeks from each day, and a measure at HOME.

    They are put into a new one with the defaults, or into the one that is given.

    The reports of a cell lie on days of their own, spread over the window, in turn by three organisations.
    """
    store = into or prepared_store()
    who = organisation_ids(store)[:3]
    put(store, spread(counts, who).with_columns(**columns))
    identity = measures.add_measure(store, measures.Measure("Skylt", who[0], cells=(HOME,), starts=START), "anna", WHEN)
    return store, identity


def spread(counts: Counts, who: list[str]) -> pl.DataFrame:
    """Return the reports, one a row."""
    rows = []
    for (cell, first), number in counts.items():
        lat, lng = h3.cell_to_latlng(cell)
        for at in range(number):
            day = first + timedelta(days=at * DAYS // number)
            rows.append((datetime(day.year, day.month, day.day, 20), lat, lng, who[at % len(who)]))
    return pl.DataFrame(rows, schema=["starts", "lat", "lng", "organisation"], orient="row")


def town(
    before: int, after: int, ring: tuple[int, int] = (6, 6), rest: tuple[int, int] = (6, 6)
) -> dict[tuple[str, date], int]:
    """Return counts of HOME, of each cell of the ring, and of each cell of the rest, before and after."""
    numbers = {(HOME, YEAR_BEFORE): before, (HOME, START): after}
    for cells, (old, new) in ((RING, ring), (FAR, rest)):
        numbers |= {(cell, YEAR_BEFORE): old for cell in cells} | {(cell, START): new for cell in cells}
    return numbers
