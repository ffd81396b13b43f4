"""Where the selected reports lie, closer than in cells."""

from collections.abc import Collection

import numpy as np
import polars as pl

from est.picture.selected_reports import SelectedReports
from est.space.cells import RESOLUTIONS, cell_column, cell_resolution, cells_to_text, text_to_cell

MANY_REPORTS = 5_000
POINTS = {"lat": pl.Float64, "lng": pl.Float64, "cell": pl.String, "reports": pl.UInt32}


def report_points(chosen: SelectedReports, cells: Collection[str]) -> pl.DataFrame:
    """Return where the reports in these cells (texts of one resolution) lie: [lat, lng f64, cell String, reports u32].

    Reports within a few metres of each other are one row, in their middle; where there are more than 5,000 it is those
    within some fifty metres. `reports` is how many a row stands for, those with a part of their window in the chosen
    hours whole.
    """
    if not cells:
        return pl.DataFrame(schema=POINTS)
    homes = pl.DataFrame({"home": [text_to_cell(cell) for cell in cells]}, schema={"home": pl.UInt64}).unique()
    resolution = cell_resolution(homes["home"][0])
    known, place = chosen.cells(resolution)
    rows = np.flatnonzero(np.isin(known, homes["home"].to_numpy())[place])
    spot = "cell" if rows.size <= MANY_REPORTS else cell_column(RESOLUTIONS[-1])
    inside = chosen.placed.select(spot, "lat", "lng", pl.col(cell_column(resolution)).alias("home"))[rows]
    found = inside.group_by(spot, "home").agg(pl.col("lat", "lng").mean(), pl.len().alias("reports"))
    named = homes.with_columns(cells_to_text(homes["home"]).alias("name"))
    points = found.join(named, on="home").sort(spot, "lat", "lng")
    return points.select("lat", "lng", pl.col("name").alias("cell"), pl.col("reports").cast(pl.UInt32))
