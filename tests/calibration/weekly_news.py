"""How often a place is called new in a week, and how often rank intervals hold, where nothing changes."""

from collections.abc import Iterator
from concurrent.futures import Executor
from functools import partial

import numpy as np
import polars as pl

from est.hotspots.detection.most_reports import most_reported
from est.hotspots.detection.null_models import even_spread
from est.hotspots.detection.places import touching_cells
from est.hotspots.evolution.place_identity import PlaceState
from est.hotspots.evolution.place_list import clear_cells, list_state, listed_places
from est.hotspots.evolution.weekly_flags import LENGTH, WEEK, RollingWindow, monday_of
from est.picture.selection import Selection
from tests.calibration import table, towns
from tests.calibration.table import Row, run_trials

A_YEAR = 1500
WEEKS = 78  # the first of them fill the windows and the list
NAMED = 41
RANKED = (400, 1500)


def unchanged_town(seed: int, number: int = A_YEAR) -> list[bool]:
    """Return for each of 41 weeks whether a place is called new; cells differ (Gamma of shape 1) and none changes."""
    random, where = np.random.default_rng(seed), towns.area(8)
    level = even_spread(where).shares * random.gamma(1.0, 1.0, where.ids.size)
    many = random.poisson(number * WEEKS / 52)
    cells = where.ids[random.choice(where.ids.size, many, p=level / level.sum())]
    who = random.choice(len(towns.ORGANISATIONS), many, p=towns.SHARES)
    weekly = towns.evidence(cells, cells, who, where, random, days=random.integers(0, 7 * WEEKS, many))
    first = monday_of(towns.FIRST) + WEEK
    last = first + (WEEKS - 2) * WEEK
    back = RollingWindow(where, Selection(first, last + WEEK), LENGTH, first, last, weekly, None, None)
    news = []
    for week in (first + passed * WEEK for passed in range(WEEKS - NAMED - 1, WEEKS - 1)):
        now, listed = back.flags(week), listed_places(back, week - WEEK)
        clear = clear_cells(now)
        states = [list_state(spot, bool(clear.intersection(spot.flags)), listed) for spot in touching_cells(now)]
        news.append(PlaceState.NEW in states)
    return news


def ranked_town(seed: int, number: int, resolution: int = 9) -> float:
    """Return the share of the ten listed cells whose interval holds its long-run rank; cells differ (Gamma of 0.7)."""
    random, where = np.random.default_rng(seed), towns.area(resolution)
    level = even_spread(where).shares * random.gamma(0.7, 1.0, where.ids.size)
    counts = random.poisson(number * level / level.sum())
    cells = pl.DataFrame({"cell": where.texts, "count": counts.astype(float), "tested": counts.astype(float)})
    return ranks_held(most_reported(where, cells), dict(zip(where.texts, level, strict=True)))


def ranks_held(most: pl.DataFrame, level: dict[str, float]) -> float:
    """Return the share of listed cells whose interval holds its rank by these levels; equal ones share their ranks."""
    every = np.array(list(level.values()))
    held = []
    for cell, low, high in most.select("cell", "rank_low", "rank_high").iter_rows():
        best, worst = 1 + (every > level[cell]).sum(), (every >= level[cell]).sum()
        held.append(low <= worst and high >= best)
    return float(np.mean(held))


def rows(number: int, pool: Executor | None = None, seed: int = 9_000_000) -> Iterator[Row]:
    """Give the rows of news, from an eighth as many towns of 41 weeks each, and of ranks."""
    found = run_trials(pool, unchanged_town, max(4, number // 8), seed)
    weeks = [news for town in found for news in town]
    yield table.share(f"nothing changes, {A_YEAR} a year: a place is called new in a week", weeks, None, "<= 0.05")
    for many in RANKED:
        seed += 100_000
        held = run_trials(pool, partial(ranked_town, number=many), number, seed)
        what = f"{many} reports: the 80 % interval of a listed cell holds its long-run rank"
        yield table.share(what, held, None, ">= 0.8")
