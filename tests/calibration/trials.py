"""One town a trial: what the program says of it, and what plain Gi* at p < 0.05 says, against what is true.

Every trial goes through the functions that `flagged` and the classes themselves use.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from est.hotspots.detection.coverage import by_coverage
from est.hotspots.detection.flags import flag_events
from est.hotspots.detection.null_models import Expectation, by_people, even_spread
from est.hotspots.detection.overdispersion import measure_overdispersion
from est.hotspots.evolution.trend_classes import TrendClass, classify_trends
from est.picture.tested_events import events_by_cell
from est.space.area import StudyArea
from est.space.cells import latlng_to_cells
from est.statistics.exact_tests import gi_star
from tests.calibration import bursts, towns

HOT = 1.96  # Gi* above this is "p < 0.05" on the usual map
ERROR_M = 83.0  # median error of Swedish police reports (Gerell 2018)


@dataclass(frozen=True)
class Outcome:
    """What one town gave: a number for the program, one for plain Gi*."""

    ours: float
    gi_star: float


def _gi(where: StudyArea, events: pl.DataFrame) -> np.ndarray:
    counts = where.cells.join(events_by_cell(events), on="cell", how="left", maintain_order="left")["count"].fill_null(
        0.0
    )
    return gi_star(counts.to_numpy(), where.neighbours) > HOT


def _flags(where: StudyArea, events: pl.DataFrame) -> pl.DataFrame:
    """Return the flags against an even spread, as `flags.judge_flags` works them out."""
    spread = measure_overdispersion(where, events)
    return flag_events(where, events, by_coverage(where, events, spread.own), spread=spread)


def silent_town(seed: int, number: int, resolution: int, alone: bool = False) -> Outcome:
    """Return whether an even town two of whose six districts nobody reports from has a clear flag (Gi*: a hot cell).

    `alone`: it is the organisation with the most reports that does not report from them.
    """
    random, where = np.random.default_rng(seed), towns.area(resolution)
    points = towns.even_points(3 * number, random)
    who = random.choice(len(towns.ORGANISATIONS), len(points), p=towns.SHARES)
    silent = np.isin(towns.sectors(points), random.choice(6, 2, replace=False))
    kept = ~(silent & (who == 0)) if alone else ~silent
    events = towns.reports(points[kept][:number], where, random, organisations=who[kept][:number])
    return Outcome(float((_flags(where, events)["flag"] == "tydlig").any()), float(_gi(where, events).any()))


def snapped_town(seed: int, number: int, resolution: int, part: float = 0.3) -> Outcome:
    """Return whether an even town with a part of its reports on the nearest of 20 addresses has a clear flag."""
    random, where = np.random.default_rng(seed), towns.area(resolution)
    points, addresses = towns.even_points(number, random), towns.even_points(20, random)
    away = (points[:, None, :] - addresses[None, :, :]) * towns.metres()
    moved = random.random(number) < part
    points[moved] = addresses[np.hypot(away[..., 0], away[..., 1]).argmin(axis=1)[moved]]
    events = towns.reports(points, where, random)
    return Outcome(float((_flags(where, events)["flag"] == "tydlig").any()), float(_gi(where, events).any()))


def empty_town(seed: int, number: int, resolution: int) -> Outcome:
    """Return whether a town without any hotspot has a clear flag (Gi*: a hot cell)."""
    random, where = np.random.default_rng(seed), towns.area(resolution)
    events = towns.reports(towns.even_points(number, random), where, random)
    found = _flags(where, events)
    return Outcome(float((found["flag"] == "tydlig").any()), float(_gi(where, events).any()))


def bursting(seed: int, kind: str, number: int, resolution: int) -> Outcome:
    """Return whether a town of bursts, where nothing of any place lasts, has a clear flag (Gi*: a hot cell)."""
    random, where = np.random.default_rng(seed), towns.area(resolution)
    events = bursts.burst_town(kind, number, where, random)
    found = _flags(where, events)
    return Outcome(float((found["flag"] == "tydlig").any()), float(_gi(where, events).any()))


def planted(
    seed: int, extra: int, sigma: float, resolution: int = 9, number: int = 400, weeks: int = 52
) -> tuple[Outcome, Outcome]:
    """Return whether a place of `extra` reports in so many weeks is found, and how many cells elsewhere are marked.

    All reports have the location error of Swedish police reports, and are known as exact as `sigma` says. Found is a
    flag on the cell of the true point or next to it, as its ring is one place; false are flagged cells and rings
    elsewhere.
    """
    random, where = np.random.default_rng(seed), towns.area(resolution)
    spot = towns.even_points(1, random)
    exact = np.concatenate([towns.even_points(number, random), np.repeat(spot, extra, axis=0)])
    days = random.integers(0, 7 * weeks, len(exact))
    events = towns.reports(towns.off(exact, ERROR_M, random), where, random, sigma, days)
    home = int(np.searchsorted(where.ids, latlng_to_cells(spot[:, 1].copy(), spot[:, 0].copy(), resolution)[0]))
    near = np.zeros(where.ids.size + 1, dtype=bool)
    near[where.disks[home]] = True
    flags = _flags(where, events)["flag"].is_not_null().to_numpy()
    hot = _gi(where, events)
    return (
        Outcome(float(flags[near[:-1]].any()), float(hot[near[:-1]].any())),
        Outcome(float(flags[~near[:-1]].sum()), float(hot[~near[:-1]].sum())),
    )


def _people(where: StudyArea, points: np.ndarray, people: np.ndarray) -> pl.DataFrame:
    """Return the people of points (lng, lat) by the cells of the area's resolution."""
    cells = latlng_to_cells(points[:, 1].copy(), points[:, 0].copy(), where.resolution)
    found = pl.DataFrame({"cell": cells, "value": people}).group_by("cell").agg(pl.col("value").sum())
    return found.with_columns(resolution=pl.lit(where.resolution, dtype=pl.UInt8))


def populated(seed: int, number: int, resolution: int) -> Outcome:
    """Return whether a town whose reports follow its people, and nothing else, has a clear flag (people null)."""
    random, where = np.random.default_rng(seed), towns.area(resolution)
    points = towns.even_points(6_000, random)
    side = np.array([250.0, 250.0]) / towns.metres()
    squares, home = np.unique(np.floor(points / side), axis=0, return_inverse=True)
    crowds = random.gamma(0.6, 1.0, len(squares))  # some squares crowded, a third almost empty
    weight = crowds[home.ravel()]
    chosen = points[random.choice(len(points), number, p=weight / weight.sum())]
    events = towns.reports(chosen + random.uniform(-0.5, 0.5, chosen.shape) * 40 / towns.metres(), where, random)
    # every place of a square holds its part of the square's people
    found = flag_events(where, events, by_people(where, _people(where, points, weight)))
    return Outcome(float((found["flag"] == "tydlig").any()), float(_gi(where, events).any()))


def misjudged(seed: int, number: int, resolution: int, said: float) -> Outcome:
    """Return whether a town with a centre of seven times the rest (Gaussian, 600 m), which its people file says is so
    many times, has a clear flag against people (Gi*: a hot cell).
    """
    random, where = np.random.default_rng(seed), towns.area(resolution)
    places = towns.even_points(8_000, random)
    bump = np.exp(-(((places - places.mean(axis=0)) * towns.metres()) ** 2).sum(axis=1) / (2 * 600**2))
    rate, people = 1 + 6 * bump, 1 + (said - 1) * bump
    chosen = places[random.choice(len(places), number, p=rate / rate.sum())]
    events = towns.reports(chosen + random.uniform(-0.5, 0.5, chosen.shape) * 40 / towns.metres(), where, random)
    found = flag_events(where, events, by_people(where, _people(where, places, people)))
    return Outcome(float((found["flag"] == "tydlig").any()), float(_gi(where, events).any()))


@dataclass(frozen=True)
class Change:
    """What happens at one cell between two years of 400 reports, and to the organisation with 15 % of them."""

    before: float = 1.0
    after: float = 1.0
    third: float = 1.0
    gathered: bool = False  # that organisation works in a third of the town only


@cache
def _whole_cells(resolution: int) -> np.ndarray:
    share = towns.area(resolution).cells["share"].to_numpy()
    return np.flatnonzero(share > 0.95)


def changing(seed: int, change: Change, number: int = 400) -> tuple[str | None, bool, str | None, bool]:
    """Return the word for the changed cell, whether any place is called emerging, and the same by plain Gi*.

    By Gi* a cell hot in both years is persistent, in the later only emerging, in the earlier only fading.
    """
    random, where = np.random.default_rng(seed), towns.area(9)
    home = int(random.choice(_whole_cells(9)))
    expected = even_spread(where)
    tables = [np.zeros((len(towns.ORGANISATIONS), where.ids.size), dtype=np.int64) for _ in "ab"]
    reach = np.ones(where.ids.size)
    if change.gathered:
        away = ((where.plane.centres - where.plane.centres[random.integers(where.ids.size)]) ** 2).sum(axis=1)
        reach[np.argsort(away)[where.ids.size // 3 :]] = 0
    for table, times, growth in zip(tables, (change.before, change.after), (1.0, change.third), strict=True):
        for number_of, part in enumerate(towns.SHARES):
            weights = expected.shares * (reach if number_of == 2 else 1.0)
            weights[home] *= times
            many = random.poisson(number * part * (growth if number_of == 2 else 1.0))
            table[number_of] = random.multinomial(many, weights / weights.sum())
    older, newer = (towns.counted(table, where, random) for table in tables)
    ours, any_emerging = _word(where, older, newer, expected, home)
    hot = [_gi(where, events) for events in (older, newer)]
    words = {(True, True): TrendClass.PERSISTENT, (False, True): TrendClass.EMERGING, (True, False): TrendClass.FADING}
    return ours, any_emerging, words.get((bool(hot[0][home]), bool(hot[1][home]))), bool((hot[1] & ~hot[0]).any())


def _word(
    where: StudyArea, older: pl.DataFrame, newer: pl.DataFrame, expected: Expectation, home: int
) -> tuple[str | None, bool]:
    """Return the word for the place that holds a cell (its own, else that of a flag next to it), and if any emerges."""
    found = classify_trends(where, older, newer, expected)
    emerging = bool((found["trend"] == TrendClass.EMERGING).any())
    near = [where.texts[int(row)] for row in where.disks[home] if row < where.ids.size]
    there = found.filter(pl.col("cell").is_in(near)).sort(pl.col("cell") != near[0], pl.col("unit") != "ring", "cell")
    return (there["trend"][0] if there.height else None), emerging
