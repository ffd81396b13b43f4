"""Where the selected reports lie, closer than in cells."""

from collections.abc import Collection

import numpy as np
import polars as pl

from est.picture.selected_reports import SelectedReports
from est.space.cells import RESOLUTIONS, STORED_RESOLUTION, cell_resolution, text_to_cell
from est.space.index_codes import combine_codes, index_values

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
    named = {text_to_cell(cell): cell for cell in cells}
    resolution = cell_resolution(next(iter(named)))
    homes, home = chosen.cells(resolution)
    rows = np.flatnonzero(np.isin(homes, list(named))[home])
    spots, spot = chosen.cells(STORED_RESOLUTION if rows.size <= MANY_REPORTS else RESOLUTIONS[-1])
    known, group = index_values(combine_codes(spot[rows], home[rows]))
    one = np.empty(known.size, dtype=np.int64)
    one[group] = rows
    number = np.bincount(group, minlength=known.size)
    lat, lng = (np.bincount(group, chosen.values(name)[rows], known.size) / number for name in ("lat", "lng"))
    names = [named[cell] for cell in homes[home[one]].tolist()]
    points = pl.DataFrame({"lat": lat, "lng": lng, "cell": names, "reports": number, "spot": spots[spot[one]]})
    return points.sort("spot", "lat", "lng").select(*POINTS).cast(POINTS)  # type: ignore[arg-type]  # names to types
