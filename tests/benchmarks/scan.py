"""Kulldorff's scan with 999 replications on a thousand zones: growing disks over a study area of 334 cells."""

from collections.abc import Iterator

import h3.api.basic_int as h3_int
import numpy as np

from est.statistics.scan_statistic import scan_statistic
from tests.benchmarks.flags import area
from tests.benchmarks.measuring import Figure, seconds

ZONES, RINGS, REPORTS, REPLICATIONS = 1_000, 3, 400, 999
TARGET = 2.0


def zones(ids: np.ndarray) -> list[np.ndarray]:
    """Return a thousand zones: the disks of one to three rings around every cell, inside the area, in that order."""
    row = {cell: number for number, cell in enumerate(ids.tolist())}
    disks = [h3_int.grid_disk(cell, rings) for cell in row for rings in range(1, RINGS + 1)]
    return [np.array([row[cell] for cell in disk if cell in row]) for disk in disks][:ZONES]


def figures() -> Iterator[Figure]:
    """Measure a scan of even reports."""
    ids = area(-(-ZONES // RINGS)).ids
    cases = np.random.default_rng(3).multinomial(REPORTS, np.full(ids.size, 1 / ids.size))
    tried = zones(ids)
    (taken,) = seconds(lambda: scan_statistic(cases, np.ones(ids.size), tried, REPLICATIONS, seed=1), rounds=5)
    yield Figure(
        f"scan of {len(tried):,} zones, {REPLICATIONS} replications",
        round(1000 * taken, 1),
        "ms",
        target=f"under {TARGET:g} s",
        reached=taken < TARGET,
    )
