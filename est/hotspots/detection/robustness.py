"""Whether a flag can be trusted: does it stand when places are inexact, and without any one organisation?"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from est.hotspots.detection.batch_rule import Floats, Integers, add_rings, idle_counts, joint_levels, keep_flagged
from est.hotspots.detection.null_models import Expectation
from est.hotspots.detection.overdispersion import area_rows
from est.hotspots.detection.shared_points import points_are_exact
from est.picture.tested_events import exactness_rows, organisation_rows, position_rows
from est.space.area import StudyArea
from est.space.cells import cell_centres
from est.space.index_codes import combine_codes, index_values, part_places
from est.space.plane import hexagon_shares
from est.statistics.position_error import redraw_counts

PARTS = 4  # of the redraws, each with a generator of its own
SIDE_BY_SIDE = 500_000  # cells in all redraws together, from which the parts are worked out by threads

Support = tuple[list[str], Floats]
"""The organisations, and what is tested of each in every cell (organisations × cells)."""


@dataclass(frozen=True)
class RobustnessRule:
    """How flags are tried: redraws of the places, their seed, the least share of them that must flag the place again.

    `prior` is the number of reports that a cell's expectation weighs when places are redrawn: a report whose place is
    inexact lies where its error may have moved it from, in proportion to (count + prior) / (expected + prior), which is
    the mean of a Gamma prior of that weight (Clayton & Kaldor 1987). Without it every redraw would add the error a
    second time and wash out what is there.
    """

    draws: int = 100
    seed: int = 1
    stable: float = 0.8
    prior: float = 1.0


SUPPORT = {
    "stability": pl.Float64,
    "organisations": pl.UInt32,
    "largest": pl.String,
    "largest_share": pl.Float64,
    "leans_on": pl.String,
    "at_one_point": pl.Float64,
}


def add_robustness(
    marked: pl.DataFrame,
    area: StudyArea,
    events: pl.DataFrame,
    expected: Expectation,
    trust: RobustnessRule | None = None,
    dispersion: tuple[float, float] = (1.0, 1.0),
    support: Support | None = None,
) -> pl.DataFrame:
    """Return the marked cells with [stability f64, organisations u32, largest String, largest_share f64, leans_on
    String, at_one_point f64, unstable String], of flags whose places do not hold the flag itself taken away.

    `events` are those of `flags.placed_events`, or of them week by week, and `dispersion` the factors of
    `overdispersion.Overdispersion`, the same as the marks are of. `stability` is the share of redraws in which the
    place is flagged again, `organisations` how many report in the flagged unit, `largest` and `largest_share` the one
    that reports most, `leans_on` the organisation without which there is no flag (of several the largest), null when it
    stands without any one, `at_one_point` the share of what is tested there that lies on one and the same position: an
    address that people are at, or one that reports are put on; null where there are too many reports to tell. Under
    `trust.stable` a flag is not called one: flag and unit become null, and `unstable` holds what it would have been.
    All are null for cells that were not marked. `support` of the function is that of `organisation_support`, where it
    is known.
    """
    trust = trust or RobustnessRule()
    is_flagged = marked["flag"].is_not_null().to_numpy()
    flagged = np.flatnonzero(is_flagged)
    if not flagged.size:
        nothing = [pl.lit(None, dtype=kind).alias(name) for name, kind in (SUPPORT | {"unstable": pl.String}).items()]
        return marked.with_columns(*nothing)
    stability = flag_stability(area, events, expected, trust, dispersion)
    parts = support or organisation_support(area, events)
    told = _support(marked, area, events, expected, flagged, dispersion, parts)
    told = told.with_columns(pl.Series("stability", stability[flagged]))
    # the row of what is told of a cell, none of those that are not marked
    row = pl.Series(np.cumsum(is_flagged) - 1).set(pl.Series(~is_flagged), None)
    found = told.select(pl.col(*SUPPORT).gather(row))
    shaky = pl.col("stability") < trust.stable
    return marked.hstack(found).with_columns(
        pl.when(shaky).then("flag").alias("unstable"),
        pl.when(~shaky).then("flag").alias("flag"),
        pl.when(~shaky).then("unit").alias("unit"),
    )


def flag_stability(
    area: StudyArea,
    events: pl.DataFrame,
    expected: Expectation,
    trust: RobustnessRule,
    dispersion: tuple[float, float] = (1.0, 1.0),
) -> Floats:
    """Return for every cell of the area the share of redraws in which its place is flagged (clear or watch)."""
    shares = _cell_moves(area, events, expected, trust.prior)
    generator = np.random.default_rng(trust.seed)
    counts = np.broadcast_to(_whole(area, events, trust.draws, generator), (trust.draws, area.ids.size))
    # a redraw keeps the total of its row
    idle = idle_counts(expected.shares, area.disks, float(counts.sum(axis=1).min()), dispersion)

    def redraw(part: Integers, own: np.random.Generator) -> Iterator[Integers]:
        return redraw_counts(part, shares, area.plane.around, len(part), own)

    def flagged(drawn: Integers) -> Floats:
        levels = joint_levels(drawn, expected.shares, area.disks, dispersion=dispersion, idle=idle)
        return np.asarray(keep_flagged(levels, area.disks).sum(axis=0), dtype=np.float64)

    # each part has a generator of its own, so that it is the same however many cores there are
    parts, generators = np.array_split(counts, PARTS), generator.spawn(PARTS)
    if counts.size < SIDE_BY_SIDE:
        found = flagged(np.concatenate([drawn for each in map(redraw, parts, generators) for drawn in each]))
    else:
        with ThreadPoolExecutor(min(PARTS, os.cpu_count() or 1)) as pool:  # numpy lets others work while it draws
            again = pool.map(lambda *part: sum(map(flagged, redraw(*part))), parts, generators)
            found = np.sum(list(again), axis=0)
    stable: Floats = found / trust.draws
    return stable


def _whole(area: StudyArea, events: pl.DataFrame, draws: int, generator: np.random.Generator) -> npt.NDArray[np.int64]:
    """Return whole counts by cell, or draws × cells where windows lie partly in the hours and count with a chance."""
    home = area_rows(area, events)
    certain, partial, weight = (
        np.bincount(home, events[name].to_numpy(), minlength=area.ids.size).round(9)
        for name in ("certain", "partial", "partial_weight")
    )
    if not partial.any():
        return certain.astype(np.int64)
    chance = np.divide(weight, partial, out=np.zeros_like(weight), where=partial > 0)
    drawn: npt.NDArray[np.int64] = generator.binomial(partial.astype(np.int64), chance, size=(draws, area.ids.size))
    return certain.astype(np.int64) + drawn


def _cell_moves(area: StudyArea, events: pl.DataFrame, expected: Expectation, prior: float) -> Floats:
    """Return how the events of each cell spread over the cell and its ring (cells × 7), the mean over its positions."""
    spots, spot = position_rows(events)
    home, sigma = area_rows(area, events), events["sigma"].to_numpy()
    known, place = index_values(combine_codes(spot, exactness_rows(events)))
    place = part_places(known.size, place, home)
    # what lies at one place, as exactly, moves alike whoever reported it
    weight = np.bincount(place, (events["certain"] + events["partial_weight"]).to_numpy()).astype(np.float64).round(9)
    one = np.empty(weight.size, dtype=np.int64)
    one[place] = np.arange(place.size)
    home = home[one]
    tested = np.bincount(home, weight, minlength=area.ids.size)
    plane = area.plane
    away = plane.place(cell_centres(spots))[spot[one]] - plane.centres[home]
    shares = hexagon_shares(away, sigma[one], plane)
    total = expected.shares * tested.sum()
    risk = np.append((tested + prior) / (total + prior), 0.0)
    shares *= risk[plane.around[home]]
    shares /= shares.sum(axis=1, keepdims=True)
    moves = np.zeros(plane.around.shape)
    for member in range(plane.around.shape[1]):
        moves[:, member] = np.bincount(home, shares[:, member] * weight, minlength=len(moves))
    return moves


def _support(
    marked: pl.DataFrame,
    area: StudyArea,
    events: pl.DataFrame,
    expected: Expectation,
    flagged: npt.NDArray[np.intp],
    dispersion: tuple[float, float],
    support: Support,
) -> pl.DataFrame:
    names, counts = support
    rings = add_rings(counts, area.disks)
    is_ring = (marked["unit"] == "ring").to_numpy()
    unit = np.where(is_ring[None, :], rings, counts)[:, flagged]
    without = counts.sum(axis=0) - counts
    levels = joint_levels(without, expected.leave_each_out(names), area.disks, dispersion=dispersion)
    stands = keep_flagged(levels, area.disks)
    falls = ~stands[:, flagged] & (unit > 0)
    # of several without which it falls, the one that reports most there
    heaviest = np.where(falls, unit, -1.0).argmax(axis=0)
    falling: npt.NDArray[np.bool_] = np.asarray(falls.any(axis=0))
    largest = unit.argmax(axis=0)
    return pl.DataFrame(
        {
            "organisations": (unit > 0).sum(axis=0),
            "largest": [names[i] for i in largest],
            "largest_share": unit.max(axis=0) / np.maximum(unit.sum(axis=0), 1e-12),
            "leans_on": [names[i] if alone else None for i, alone in zip(heaviest, falling, strict=True)],
            "at_one_point": _heaviest_share(area, events, is_ring, flagged, unit.sum(axis=0)),
        },
        schema={name: kind for name, kind in SUPPORT.items() if name != "stability"},
    )


def _heaviest_share(
    area: StudyArea,
    events: pl.DataFrame,
    is_ring: npt.NDArray[np.bool_],
    flagged: npt.NDArray[np.intp],
    tested: Floats,
) -> pl.Series:
    """Return for every flagged cell, or it with its ring, the share of what is tested there at the position where most
    is; null where positions are too coarse to be one point.
    """
    if not points_are_exact(events):
        return pl.Series([None] * flagged.size, dtype=pl.Float64)
    home, (spots, spot) = area_rows(area, events), position_rows(events)
    place = part_places(spots.size, spot, home)
    held = np.bincount(place, (events["certain"] + events["partial_weight"]).to_numpy())
    most = np.zeros(area.ids.size + 1)
    np.maximum.at(most, home, held[place])
    heaviest: Floats = np.where(is_ring, most[area.disks].max(axis=1), most[:-1])
    return pl.Series(heaviest[flagged] / np.maximum(tested, 1e-12))


def organisation_support(area: StudyArea, events: pl.DataFrame) -> Support:
    """Return the organisations, and what is tested of each in every cell of the area (organisations × cells)."""
    names, row = organisation_rows(events)
    home = area_rows(area, events)
    held = (events["certain"] + events["partial_weight"]).to_numpy()
    n = area.ids.size
    counts: Floats = np.bincount(row * n + home, held, minlength=len(names) * n).astype(np.float64).round(9)
    return names, counts.reshape(len(names), n)
