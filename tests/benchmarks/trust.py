"""Flags with their stability (100 redraws) and without each organisation: a town, and a county of a million reports."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

import numpy as np
import polars as pl
from esda.getisord import G_Local
from libpysal.weights import WSP, W

from est.hotspots.detection.flags import flag_events
from est.hotspots.detection.null_models import even_spread
from est.picture.tested_events import WEEKLY
from est.space.area import StudyArea
from tests.benchmarks.flags import area
from tests.benchmarks.measuring import Figure, seconds

ORGANISATIONS = 8
REPLICATIONS = 999
WEEKS = 52
EPOCH = date(1970, 1, 1).toordinal()


def events(where: StudyArea, reports: int) -> pl.DataFrame:
    """Return evidence of reports that are even but for one cell in fifty, which holds three times as many."""
    random = np.random.default_rng(3)
    weight = np.where(np.arange(where.ids.size) % 50 == 7, 3.0, 1.0)
    cells = where.ids[random.choice(where.ids.size, reports, p=weight / weight.sum())]
    frame = pl.DataFrame({"cell": cells, "organisation": random.integers(0, ORGANISATIONS, reports)}).with_columns(
        pl.col("organisation").cast(pl.String), position=pl.col("cell"), sigma=pl.lit(30.0),
        week=pl.Series(random.integers(0, WEEKS, reports) * 7 + date(2025, 3, 3).toordinal() - EPOCH).cast(pl.Date),
    )  # fmt: skip
    counted = frame.group_by("week", "cell", "organisation", "position", "sigma").agg(pl.len().alias("certain"))
    return counted.with_columns(
        count=pl.col("certain").cast(pl.Float64), partial=pl.lit(0, dtype=pl.UInt32), partial_weight=0.0,
        first_day=pl.col("week"), last_day=pl.col("week") + timedelta(days=1),
    ).select(*WEEKLY)  # fmt: skip


def permuted(weights: W, counts: np.ndarray) -> np.ndarray:
    """Return the pseudo p of esda's Gi* from 999 permutations of the counts over the cells."""
    found = G_Local(counts, weights, transform="B", star=True, permutations=REPLICATIONS, seed=1, n_jobs=1)
    return found.p_sim


def usual_weights(where: StudyArea) -> W:
    """Return which cells touch, as esda wants it."""
    return WSP(where.neighbours.astype(np.float64)).to_W(silence_warnings=True)


def figures() -> Iterator[Figure]:
    """Measure both sizes, beside esda's G_Local with 999 permutations on the same cells."""
    for cells, reports, most, rounds in ((200, 400, 0.3, 5), (20_000, 1_000_000, 5.0, 1)):
        where = area(cells)
        there, expected = events(where, reports), even_spread(where)
        where.plane, where.disks  # noqa: B018 (kept with the study area, not a part of every answer)
        weights = usual_weights(where)
        tested = where.cells.join(
            there.group_by("cell").agg(pl.col("count").sum()), on="cell", how="left", maintain_order="left"
        )
        counts = tested["count"].fill_null(0.0).to_numpy()
        ours, usual = seconds(
            partial(flag_events, where, there, expected),
            partial(permuted, weights, counts),
            rounds=rounds,
        )
        yield Figure(
            f"flags, redraws, without each organisation: {where.ids.size:,} cells, {reports:,} reports",
            round(1000 * ours, 1),
            "ms",
            f"esda G_Local, {REPLICATIONS} permutations: {1000 * usual:.1f} ms",
            round(ours / usual, 2),
            f"under {1000 * most:g} ms",
            ours < most,
        )
