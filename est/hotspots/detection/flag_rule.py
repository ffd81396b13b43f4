"""Which cells are flagged: the exact test on every cell and on its disk, cell and ring (docs/method.md, section 4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import polars as pl

from est.hotspots.detection.overdispersion import Overdispersion
from est.space.area import StudyArea
from est.statistics.exact_tests import exact_tail, false_discovery, gi_star

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Flag(StrEnum):
    """How sure a flag is. The values are those of `est flags --json` and of the Swedish screen."""

    CLEAR = "tydlig"
    WATCH = "bevaka"


LEVELS = {Flag.WATCH: 1, Flag.CLEAR: 2}


@dataclass(frozen=True)
class Thresholds:
    """When a unit is flagged: its q-value, and what it must hold at the least (docs/method.md, section 4.3)."""

    clear: float = 0.05
    watch: float = 0.20
    reports: float = 4
    weeks: int = 3  # with events, for a clear flag
    # rounding of a sum of weights must not take the fourth report away
    slack: float = 1e-6


@dataclass(frozen=True)
class DiskCounts:
    """Cells or disks, one value each: what is tested, its median over the draws, what is expected, whether days differ,
    and in how many weeks there is any (None: not asked).

    `total` is the sum of what is tested in all cells of the study area, `dispersion` the variance over that of chance.
    """

    count: Floats
    median: Integers
    expected: Floats
    several_days: Bools
    total: float
    dispersion: float = 1.0
    weeks: Integers | None = None


def flag_cells(
    area: StudyArea,
    counts: pl.DataFrame,
    thresholds: Thresholds | None = None,
    shares: Floats | None = None,
    spread: Overdispersion | None = None,
) -> pl.DataFrame:
    """Return every cell of the study area, by cell: [cell String, count, expected, p, q, flag, gi_star, ring_count,
    ring_expected, p_cell, q_cell, p_ring, q_ring, tested, ring_tested (all f64), days_differ bool, weeks i64, unit
    "cell" | "ring" | null].

    `counts` is that of `counts.cell_counts`, or of `tested_events.events_by_cell`, where repeats are tested once and
    `tested` is smaller than `count`; cells outside the area take no part. The null is `shares`, the part of the total
    that each cell is expected to hold, and without them an even spread: the cell's part of the area. `count` and
    `expected` are of all reports, p and q of what is tested. `ring_count` and `ring_expected` are of the cell with its
    ring inside the area. p = min(p_cell, p_ring), q likewise, with Benjamini-Hochberg over all 2n tests. `days_differ`
    and `weeks`, those with an event, are of the flagged unit, else of the cell. With a `spread` the tails are wider by
    it, and a clear flag needs three weeks; without one chance is Poisson and `weeks` null. A ring marks its centre,
    unless a member is flagged on its own as strongly, or an overlapping flagged ring has a smaller p.
    """
    thresholds = thresholds or Thresholds()
    inside = _numbers_by_cell(area, counts)
    if shares is None:
        part = area.cells["area_km2"].to_numpy()
        shares = part / part.sum() if part.size else part
    cells, disks = _units(area, inside, shares, spread)
    count = inside["count"]
    expected = count.sum() * shares
    total = round(cells.total)
    p_cell, p_ring = (_tail(units, total) for units in (cells, disks))
    q_cell, q_ring = np.split(false_discovery(np.concatenate([p_cell, p_ring])), 2)
    level, by_ring = _levels(area, (_level(cells, q_cell, thresholds), _level(disks, q_ring, thresholds)), p_ring)
    return pl.DataFrame(
        {
            "cell": area.texts,
            "count": count,
            "expected": expected,
            "p": np.minimum(p_cell, p_ring),
            "q": np.minimum(q_cell, q_ring),
            "flag": _words(level, (None, str(Flag.WATCH), str(Flag.CLEAR))),
            "gi_star": gi_star(count, area.neighbours),
            "ring_count": _with_ring(area, count, 0.0, np.add),
            "ring_expected": _with_ring(area, expected, 0.0, np.add),
            "p_cell": p_cell,
            "q_cell": q_cell,
            "p_ring": p_ring,
            "q_ring": q_ring,
            "tested": cells.count,
            "ring_tested": disks.count,
            "days_differ": np.where(by_ring, disks.several_days, cells.several_days),
            "weeks": pl.Series(
                [None] * area.ids.size if spread is None else np.where(by_ring, spread.ring_weeks, spread.weeks),
                dtype=pl.Int64,
            ),
            "unit": _words(np.where(level > 0, 1 + by_ring, 0), (None, "cell", "ring")),
        }
    )


def _words(numbers: Integers, words: tuple[str | None, ...]) -> pl.Series:
    return pl.Series([words[number] for number in numbers.tolist()], dtype=pl.String)


def _numbers_by_cell(area: StudyArea, counts: pl.DataFrame) -> dict[str, Floats]:
    """Return each column of counts for every cell of the area, with what a cell without reports has."""
    cells = counts["cell"].to_numpy()
    row = np.searchsorted(area.ids, cells)
    known = np.flatnonzero(row < area.ids.size)
    known = known[area.ids[row[known]] == cells[known]]
    found = {}
    for name, empty in _EMPTY.items():
        found[name] = np.full(area.ids.size, empty)
        found[name][row[known]] = counts[name].to_physical().to_numpy()[known]
    return found


def _units(
    area: StudyArea, inside: Mapping[str, Floats], shares: Floats, spread: Overdispersion | None
) -> tuple[DiskCounts, DiskCounts]:
    """Return the cells, and each cell together with its ring."""
    certain, partial, weight = (inside[name] for name in ("certain", "partial", "partial_weight"))
    count = certain + weight
    chance = np.divide(weight, partial, out=np.zeros_like(weight), where=partial > 0)
    variance = weight * (1 - chance)
    moments = np.stack([count, variance, variance * (1 - 2 * chance), count, count.sum() * shares])
    last_day, first_day = inside["last_day"], inside["first_day"]
    whole = [_with_ring(area, row, 0.0, np.add) for row in moments]
    last, first = _with_ring(area, last_day, _NEVER, np.maximum), _with_ring(area, first_day, -_NEVER, np.minimum)
    total = float(count.sum())
    own = (spread.own, spread.weeks) if spread else (1.0, None)
    ring = (spread.ring, spread.ring_weeks) if spread else (1.0, None)
    return (
        DiskCounts(count, _median(*moments[:3]), moments[4], last_day > first_day, total, *own),
        DiskCounts(whole[3], _median(*whole[:3]), whole[4], last > first, total, *ring),
    )


_NEVER = -np.inf  # the last day of a cell without reports; the first is its opposite
_EMPTY = {
    "count": 0.0,
    "certain": 0.0,
    "partial": 0.0,
    "partial_weight": 0.0,
    "first_day": -_NEVER,
    "last_day": _NEVER,
}


def _with_ring(area: StudyArea, values: npt.NDArray[np.generic], empty: float, join: np.ufunc) -> Floats:
    """Return for every cell the values of it and of its ring, joined; members outside the area are `empty`."""
    padded = np.append(values, np.array(empty, dtype=values.dtype))
    joined: Floats = padded[area.disks[:, 0]]
    for member in range(1, area.disks.shape[1]):
        join(joined, padded[area.disks[:, member]], out=joined)
    return joined


def _median(mean: Floats, variance: Floats, third: Floats) -> Integers:
    """Return the median of a sum of independent yes-or-no draws, given its mean, variance and third central moment.

    A report whose window lies partly inside the chosen hours is there or not, with its weight as the chance. The tail
    falls as the count grows, so the median of its p over many draws is the p of the median count, and no draw is
    needed. That median lies between the whole numbers around the mean (Jogdeo & Samuels 1968, Ann. Math. Statist.
    39:1191), at about mean - third / (6 variance).
    """
    shift = np.divide(third, 6 * variance, out=np.zeros_like(mean), where=variance > 0)
    near = np.floor(mean - shift + 0.5)
    return np.clip(near, np.floor(mean + _TINY), np.ceil(mean - _TINY)).astype(np.int64)


_TINY = 1e-6


def _tail(units: DiskCounts, total: int) -> Floats:
    if total == 0:
        return np.ones(units.count.size)
    # a sum of weights need not be whole, and the tail of a binomial wants a whole total
    expected = units.expected * (total / units.total)
    return exact_tail(np.minimum(units.median, total), expected, total, units.dispersion)


def _level(units: DiskCounts, q: Floats, thresholds: Thresholds) -> Integers:
    """Return 2 for a clear unit, 1 for one to watch and 0 for the others."""
    enough = (units.count >= thresholds.reports - thresholds.slack) & units.several_days
    lasting = True if units.weeks is None else units.weeks >= thresholds.weeks
    return np.where(enough, ((q <= thresholds.clear) & lasting).astype(np.int64) + (q <= thresholds.watch), 0)


def _levels(area: StudyArea, levels: tuple[Integers, Integers], p_ring: Floats) -> tuple[Integers, Bools]:
    """Return the level of every cell, and whether its ring and not the cell itself gave it."""
    own, ring = levels
    wanted = ring > _with_ring(area, own, 0, np.maximum)
    n = own.size
    rank = np.full(n, n, dtype=np.int64)
    # cells are sorted, and a stable sort keeps the smaller one first among equal p
    order = np.argsort(np.where(wanted, p_ring, 2.0), kind="stable")
    rank[order] = np.arange(n)
    rank[~wanted] = n
    reached = _with_ring(area, rank, n, np.minimum)
    best = _with_ring(area, reached, n, np.minimum)
    by_ring = wanted & (rank == best)
    return np.where(by_ring, ring, own), by_ring
