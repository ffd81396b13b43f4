"""Where the most is reported, whatever is expected there, and how sure the order is."""

import numpy as np
import polars as pl

from est.space.area import StudyArea
from est.statistics.rank_intervals import rank_intervals

LISTED = 10
LEVEL = 0.8
MOST = {
    "rank": pl.Int64,
    "cell": pl.String,
    "count": pl.Float64,
    "rank_low": pl.Int64,
    "rank_high": pl.Int64,
    "among": pl.Float64,
}


def most_reported(area: StudyArea, cells: pl.DataFrame, dispersion: float = 1.0) -> pl.DataFrame:
    """Return the ten cells with the most reports in the long run: [rank, cell String, count f64, rank_low, rank_high
    i64, among f64], by rank.

    `cells` is [cell text, count, tested] of the area, in its order, and `dispersion` that of cells
    (`overdispersion.Overdispersion.own`). `rank_low` and `rank_high` bound the rank that the cell has in the long run
    with 80 %, `among` is the probability (0-1) that it is one of the ten (`rank_intervals`). A cell's expectation is by
    its area; cells without any report are not listed. Empty for fewer than two cells and without reports.
    """
    tested = cells["tested"].to_numpy()
    if tested.size < 2 or not tested.sum():
        return pl.DataFrame(schema=MOST)
    size = area.cells["area_km2"].to_numpy()
    found = rank_intervals(tested, tested.sum() * size / size.sum(), LISTED, LEVEL, dispersion)
    there = cells[found.units.tolist()]
    return pl.DataFrame(
        {
            "rank": np.arange(1, found.units.size + 1),
            "cell": there["cell"],
            "count": there["count"],
            "rank_low": found.low,
            "rank_high": found.high,
            "among": found.among,
        },
        schema=MOST,
    ).filter(pl.col("count") > 0)
