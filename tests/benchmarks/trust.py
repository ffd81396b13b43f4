"""Flags with their stability (100 redraws) and without each organisation: a town, and a county of a million reports."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import polars as pl

from est.hotspots.flags import judge
from est.hotspots.nulls import even
from est.picture.evidence import EVIDENCE
from est.space.area import StudyArea
from est.statistics.detection import gi_star
from tests.benchmarks.flags import area
from tests.benchmarks.measuring import Figure, seconds

ORGANISATIONS = 8
REPLICATIONS = 999


def events(where: StudyArea, reports: int) -> pl.DataFrame:
    """Return evidence of reports that are even but for one cell in fifty, which holds three times as many."""
    random = np.random.default_rng(3)
    weight = np.where(np.arange(where.ids.size) % 50 == 7, 3.0, 1.0)
    cells = where.ids[random.choice(where.ids.size, reports, p=weight / weight.sum())]
    frame = pl.DataFrame({"cell": cells, "organisation": random.integers(0, ORGANISATIONS, reports)}).with_columns(
        pl.col("organisation").cast(pl.String), position=pl.col("cell"), sigma=pl.lit(30.0)
    )
    counted = frame.group_by("cell", "organisation", "position", "sigma").agg(pl.len().alias("certain"))
    return counted.with_columns(
        count=pl.col("certain").cast(pl.Float64), partial=pl.lit(0, dtype=pl.UInt32), partial_weight=0.0,
        first_day=date(2026, 3, 2), last_day=date(2026, 3, 3),
    ).select(*EVIDENCE)  # fmt: skip


def permuted(where: StudyArea, counts: np.ndarray) -> np.ndarray:
    """Return the pseudo p of Gi* from 999 permutations of the counts over the cells, as the usual programs do."""
    random = np.random.default_rng(1)
    observed = gi_star(counts, where.neighbours)
    above = np.zeros(counts.size)
    for _ in range(REPLICATIONS):
        above += gi_star(random.permutation(counts), where.neighbours) >= observed
    return (above + 1) / (REPLICATIONS + 1)


def figures() -> Iterator[Figure]:
    """Measure both sizes, beside 999 permutations of Gi* on the same cells."""
    for cells, reports, most, rounds in ((200, 400, 0.3, 5), (20_000, 1_000_000, 5.0, 1)):
        where = area(cells)
        there, expected = events(where, reports), even(where)
        where.plane, where.neighbours  # noqa: B018 (kept with the study area, not a part of every answer)
        tested = where.cells.join(
            there.group_by("cell").agg(pl.col("count").sum()), on="cell", how="left", maintain_order="left"
        )
        counts = tested["count"].fill_null(0.0).to_numpy()
        ours, usual = seconds(
            lambda where=where, there=there, expected=expected: judge(where, there, expected),
            lambda where=where, counts=counts: permuted(where, counts),
            rounds=rounds,
        )
        yield Figure(
            f"flags, redraws, without each organisation: {where.ids.size:,} cells, {reports:,} reports",
            round(1000 * ours, 1),
            "ms",
            f"Gi* with {REPLICATIONS} permutations: {1000 * usual:.1f} ms",
            round(ours / usual, 2),
            f"under {1000 * most:g} ms",
            ours < most,
        )
