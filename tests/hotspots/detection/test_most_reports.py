"""The ten cells with the most reports, and the ranks that each may have."""

import numpy as np
import polars as pl

from est.hotspots.detection.most_reports import most_reported
from tests.hotspots.detection.test_flag_rule import CENTRE, town


def test_the_ten_cells_with_most_come_with_the_ranks_they_may_have():
    """One cell stands far above, the others could trade places; cells without a report are not listed."""
    area = town(rings=3)
    counts = np.zeros(area.ids.size)
    counts[:8] = [2, 3, 4, 3, 2, 4, 3, 2]
    counts[np.searchsorted(area.ids, CENTRE)] = 60
    cells = pl.DataFrame({"cell": area.texts, "count": counts + (counts > 0), "tested": counts})
    found = most_reported(area, cells)
    assert found["rank"].to_list() == list(range(1, 10))
    first = found.row(0, named=True)
    assert (first["cell"], first["count"], first["rank_low"], first["rank_high"], first["among"]) == (
        area.texts[int(np.searchsorted(area.ids, CENTRE))], 61, 1, 1, 1.0,
    )  # fmt: skip
    assert (found["rank_low"] <= found["rank"]).all()
    assert found["rank_high"][1] > 5
    assert most_reported(area, cells.with_columns(tested=0.0)).is_empty()
