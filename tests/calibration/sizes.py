"""The flags of a map as the program makes them: all sizes of cells as one family, at any number of reports."""

from collections.abc import Iterator
from concurrent.futures import Executor
from functools import partial

import h3
import numpy as np
import polars as pl

from est.hotspots.detection.family import carry_flags, family_thresholds, pay_for_family
from est.hotspots.detection.flag_rule import Flag
from est.hotspots.detection.flags import flag_events
from est.hotspots.detection.null_models import even_spread
from tests.calibration import towns
from tests.calibration.table import Row, run_trials, share
from tests.calibration.trials import ERROR_M

SIZES = (8, 9)  # those that points carry on 14 km2
FRIDAY_NIGHTS = 30  # of 1,000 even reports of a year, those of Friday 22 to Saturday 03


def town(seed: int, number: int, extra: int = 0) -> tuple[bool, bool]:
    """Return whether a map of the larger cells has a clear flag, and any flag: at the spot of the extra, or anywhere.

    `number` reports are even, and `extra` lie at one spot, with the error of Swedish police reports.
    """
    random = np.random.default_rng(seed)
    spot = towns.even_points(1, random)
    there = towns.off(np.repeat(spot, extra, axis=0), ERROR_M, random)
    points = np.concatenate([towns.even_points(number, random), there])
    drawn = random.bit_generator.state
    maps = {}
    for size in SIZES:
        random.bit_generator.state = drawn  # the same days and organisations for every size
        where = towns.area(size)
        events = towns.reports(points, where, random)
        found = flag_events(where, events, even_spread(where), family_thresholds(None, len(SIZES)))
        maps[size] = pay_for_family(found, len(SIZES))
    shown = carry_flags(maps[SIZES[0]], SIZES[0], {size: maps[size] for size in SIZES[1:]})
    if extra:
        near = h3.grid_disk(h3.latlng_to_cell(spot[0, 1], spot[0, 0], SIZES[0]), 1)
        shown = shown.filter(pl.col("cell").is_in(near))
    return bool((shown["flag"] == Flag.CLEAR).any()), bool(shown["flag"].is_not_null().any())


def rows(towns_a_row: int, pool: Executor | None = None, seed: int = 7_000_000) -> Iterator[Row]:
    """Give the rows: towns without a hotspot, and with one."""
    for number in (FRIDAY_NIGHTS, 40, 100, 400, 1000, 5000, 20_000):
        seed += 100_000
        found = run_trials(pool, partial(town, number=number), towns_a_row, seed)
        yield share(f"all sizes, no hotspot, {number} reports: a clear flag", (o[0] for o in found), None, "<= 0.05")
    for number, extra, what, target in (
        (400, 12, "12 extra among 400, 83 m error: found", ">= 0.75"),
        (FRIDAY_NIGHTS, 25, "25 extra among the Friday nights of 1,000, 83 m error: found clear", ">= 0.90"),
    ):
        seed += 100_000
        found = run_trials(pool, partial(town, number=number, extra=extra), towns_a_row, seed)
        yield share(f"all sizes, {what}", (o["clear" not in what] for o in found), None, target)
