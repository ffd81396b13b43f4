"""The rows of the calibration: a share or a mean over many towns, the interval of the simulation, and the target."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np
from scipy import stats

from est.hotspots.evolution.trend_classes import TrendClass
from tests.calibration import bursts, trials
from tests.calibration.trials import Change

LEVEL = 0.95
Found = TypeVar("Found")


@dataclass(frozen=True)
class Row:
    """One figure with its interval (95 %), its target and whether it is reached; and that of plain Gi* at p < 0.05."""

    what: str
    value: float
    low: float
    high: float
    target: str | None
    reached: bool | None
    towns: int
    gi_star: float | None = None
    gi_star_low: float | None = None
    gi_star_high: float | None = None


def wilson(hits: float, n: int) -> tuple[float, float]:
    """Return the interval of Wilson 1927 for a share."""
    z = stats.norm.ppf((1 + LEVEL) / 2)
    share = hits / n
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def share(what: str, ours: Iterable[bool | float], other: Iterable[bool | float] | None, target: str | None) -> Row:
    """Return the share of towns in which something is so, in ours and by Gi*."""
    mine = np.array(list(ours), dtype=float)
    low, high = wilson(mine.sum(), mine.size)
    beside: tuple[float | None, ...] = (None, None, None)
    if other is not None:
        theirs = np.array(list(other), dtype=float)
        beside = (float(theirs.mean()), *wilson(theirs.sum(), theirs.size))
    return Row(what, float(mine.mean()), low, high, target, _reached(float(mine.mean()), target), mine.size, *beside)


def mean(what: str, ours: Iterable[float], other: Iterable[float], target: str | None) -> Row:
    """Return the mean over towns, with its normal interval."""
    parts = []
    for values in (np.array(list(ours), dtype=float), np.array(list(other), dtype=float)):
        half = stats.norm.ppf((1 + LEVEL) / 2) * values.std(ddof=1) / np.sqrt(values.size)
        parts.append((float(values.mean()), float(values.mean() - half), float(values.mean() + half), values.size))
    (value, low, high, n), beside = parts[0], parts[1][:3]
    return Row(what, value, max(low, 0.0), high, target, _reached(value, target), n, *beside)


def _reached(value: float, target: str | None) -> bool | None:
    if target is None:
        return None
    way, limit = target.split()
    return value <= float(limit) if way == "<=" else value >= float(limit)


def run_trials(pool: Executor | None, trial: Callable[[int], Found], towns: int, first: int) -> list[Found]:
    """Return what a trial gives for so many seeds."""
    seeds = range(first, first + towns)
    return list(map(trial, seeds)) if pool is None else list(pool.map(trial, seeds, chunksize=max(1, towns // 16)))


def rows(towns: int, pool: Executor | None = None, seed: int = 1_000_000) -> Iterator[Row]:
    """Give every row of the table, each from this many towns with seeds of their own."""
    for resolution in (9, 8):
        for number in (60, 100, 400, 1000):
            seed += 100_000
            found = run_trials(pool, partial(trials.empty_town, number=number, resolution=resolution), towns, seed)
            what = f"no hotspot, {number} reports, resolution {resolution}: a clear flag somewhere"
            yield share(what, (o.ours for o in found), (o.gi_star for o in found), "<= 0.05")
    for number, resolution in ((400, 8), (1000, 9)):
        for kind in bursts.KINDS:
            seed += 100_000
            trial = partial(trials.bursting, kind=kind, number=number, resolution=resolution)
            found = run_trials(pool, trial, towns, seed)
            what = f"{number}, nothing lasts, {kind}: a clear flag somewhere"
            yield share(what, (o.ours for o in found), (o.gi_star for o in found), "<= 0.10")
    for number, resolution in ((150, 8), (400, 8), (1000, 9)):
        for alone, who in ((False, "nobody reports"), (True, "the largest organisation does not report")):
            seed += 100_000
            trial = partial(trials.silent_town, number=number, resolution=resolution, alone=alone)
            found = run_trials(pool, trial, towns, seed)
            what = f"{number}, {who} from 2 of 6 districts: a clear flag somewhere"
            yield share(what, (o.ours for o in found), (o.gi_star for o in found), "<= 0.15")
    for number, resolution in ((400, 8), (1000, 9)):
        seed += 100_000
        found = run_trials(pool, partial(trials.snapped_town, number=number, resolution=resolution), towns, seed)
        what = f"{number}, 30 % of them on the nearest of 20 addresses: a clear flag somewhere"
        yield share(what, (o.ours for o in found), (o.gi_star for o in found), "<= 0.15")
    for name, sigma in (("points", 30.0), ("approximate places", 100.0)):
        seed += 100_000
        both = run_trials(pool, partial(trials.planted, extra=12, sigma=sigma, weeks=12), towns, seed)
        what = f"12 extra among 400 over 12 weeks, 83 m error, given as {name}"
        yield share(f"{what}: found", (a.ours for a, _ in both), (a.gi_star for a, _ in both), ">= 0.75")
        yield mean(f"{what}: false cells", (b.ours for _, b in both), (b.gi_star for _, b in both), "<= 0.4")
    for resolution, number in ((9, 400), (8, 100)):
        seed += 100_000
        found = run_trials(pool, partial(trials.populated, number=number, resolution=resolution), towns, seed)
        what = f"uneven by people, people null, {number} reports, resolution {resolution}: a clear flag somewhere"
        yield share(what, (o.ours for o in found), (o.gi_star for o in found), "<= 0.05")
    for number, resolution in ((400, 8), (1000, 9)):
        for said, what in ((7.0, "right"), (3.5, "half of it")):
            seed += 100_000
            trial = partial(trials.misjudged, number=number, resolution=resolution, said=said)
            found = run_trials(pool, trial, towns, seed)
            told = f"{number}, a centre of 7 times the rest, people say {what}: a clear flag somewhere"
            target = "<= 0.05" if said > 4 else "<= 0.15"
            yield share(told, (o.ours for o in found), (o.gi_star for o in found), target)
    yield from _changes(towns, pool, seed)


CHANGES = (
    ("constant 5x: persistent", Change(5, 5), TrendClass.PERSISTENT, ">= 0.75"),
    ("new, 1 to 8x: emerging", Change(1, 8), TrendClass.EMERGING, ">= 0.90"),
    ("gone, 8 to 1x: fading", Change(8, 1), TrendClass.FADING, ">= 0.95"),
    ("nothing: nothing", Change(1, 1), None, ">= 0.95"),
)


def _changes(towns: int, pool: Executor | None, seed: int) -> Iterator[Row]:
    for number, targets in ((400, True), (200, False)):
        for what, change, word, target in CHANGES:
            seed += 100_000
            found = run_trials(pool, partial(trials.changing, change=change, number=number), towns, seed)
            yield share(
                f"{number} a year, {what}",
                (ours == word for ours, *_ in found),
                (theirs == word for _, _, theirs, _ in found),
                target if targets else None,
            )
    for what, change, target in (
        ("an organisation with 15 % triples its reporting", Change(third=3), "<= 0.05"),
        ("an organisation with 15 % in a third of the town triples", Change(third=3, gathered=True), None),
        ("nothing changes", Change(), None),
    ):
        seed += 100_000
        found = run_trials(pool, partial(trials.changing, change=change), towns, seed)
        yield share(f"{what}: a place is called emerging", (o[1] for o in found), (o[3] for o in found), target)
