"""Towns whose reports come in bursts and where nothing of any place lasts: a clear flag there is false."""

from collections.abc import Callable, Mapping

import numpy as np
import polars as pl

from est.space.area import StudyArea
from tests.calibration import towns

Burst = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Points (lng, lat), their days since `towns.FIRST`, and their organisations' numbers."""

WEEK = 7.0


def _near(points: np.ndarray, sd_m: float, random: np.random.Generator) -> np.ndarray:
    return points + random.normal(size=points.shape) * sd_m / towns.metres()


def _who(number: int, random: np.random.Generator) -> np.ndarray:
    return random.choice(len(towns.ORGANISATIONS), number, p=towns.SHARES)


def self_exciting(number: int, random: np.random.Generator) -> Burst:
    """Return a Hawkes process: every report leads to 0.4 more on average, 150 m off, 7 days later."""
    branching, sd_m = 0.4, 150.0
    before = 8 * WEEK  # so that the year does not begin with nothing behind it
    part = (towns.DAYS + before) / towns.DAYS
    points = towns.wide_points(number * (1 - branching) * part, 4 * sd_m, random)
    days = random.uniform(-before, towns.DAYS, len(points))
    every = [(points, days)]
    while len(days):
        many = random.poisson(branching, len(days))
        points = _near(np.repeat(points, many, axis=0), sd_m, random)
        days = np.repeat(days, many) + random.exponential(WEEK, many.sum())
        every.append((points, days))
    points, days = (np.concatenate(parts) for parts in zip(*every, strict=True))
    return points, days, _who(len(days), random)


def clustered(number: int, random: np.random.Generator, sd_m: float) -> Burst:
    """Return a Neyman-Scott process: clusters of 4 on average (Poisson), this wide, within a week."""
    centres = towns.wide_points(number / 4, 4 * sd_m, random)
    many = random.poisson(4, len(centres))
    points = _near(np.repeat(centres, many, axis=0), sd_m, random)
    days = np.repeat(random.uniform(-WEEK, towns.DAYS, len(centres)), many) + random.uniform(0, WEEK, many.sum())
    return points, days, _who(len(days), random)


def told_five_times(number: int, random: np.random.Generator) -> Burst:
    """Return a town half of whose reports come five at a time: one spot, one organisation, within three days."""
    alone, centres = random.poisson(number / 2), towns.wide_points(number / 10, 120.0, random)
    bursts, spots = len(centres), np.repeat(centres, 5, axis=0)
    points = np.concatenate([towns.even_points(alone, random), _near(spots, 30.0, random)])
    begun = np.repeat(random.uniform(0, towns.DAYS, bursts), 5)
    days = np.concatenate([random.uniform(0, towns.DAYS, alone), begun + random.uniform(0, 3, len(begun))])
    return points, days, np.concatenate([_who(alone, random), np.repeat(_who(bursts, random), 5)])


KINDS: Mapping[str, Callable[[int, np.random.Generator], Burst]] = {
    "self-exciting (Hawkes, 0.4, 150 m, 7 days)": self_exciting,
    "clusters of 4 in a week, 50 m": lambda number, random: clustered(number, random, 50.0),
    "clusters of 4 in a week, 200 m": lambda number, random: clustered(number, random, 200.0),
    "clusters of 4 in a week, 500 m": lambda number, random: clustered(number, random, 500.0),
    "half of it told five times by one organisation": told_five_times,
}


def burst_town(kind: str, number: int, where: StudyArea, random: np.random.Generator) -> pl.DataFrame:
    """Return the evidence of a year of such a town, every row an event of its own."""
    points, days, organisations = KINDS[kind](number, random)
    kept = (days >= 0) & (days < towns.DAYS) & towns.within(points)
    return towns.reports(
        points[kept], where, random, days=np.floor(days[kept]).astype(int), organisations=organisations[kept]
    )
