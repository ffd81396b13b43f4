"""Flags are numbered once, and every place that shows them shows the same numbers."""

import h3
import polars as pl

from est.hotspots.detection.ranking import flagged_cells, group_neighbours, rank_cells

CELLS = pl.DataFrame(
    [
        ("a", 9.0, 0.1, 0.01, "bevaka"),
        ("b", 1.0, 0.9, 0.9, None),
        ("c", 7.0, 0.04, 0.001, "tydlig"),
        ("d", 8.0, 0.04, 0.001, "tydlig"),
        ("e", 30.0, 0.0, 0.0, "tydlig"),
    ],
    schema=["cell", "count", "q", "p", "flag"],
    orient="row",
)


def test_clear_flags_come_first_then_the_surest_then_the_largest():
    """Cells without a flag have no number, and the cells keep their order."""
    found = rank_cells(CELLS)
    assert found["cell"].to_list() == CELLS["cell"].to_list()
    assert found["rank"].to_list() == [4, None, 3, 2, 1]
    assert flagged_cells(found)["cell"].to_list() == ["e", "d", "c", "a"]


def test_no_flags_is_an_empty_list():
    """The column is there all the same."""
    assert flagged_cells(rank_cells(CELLS.with_columns(flag=pl.lit(None, dtype=pl.String)))).height == 0


def test_flags_that_touch_are_one_place():
    """Three cells in a row are one group, one apart is its own, and so is a ring even where it touches."""
    row = h3.grid_path_cells(h3.latlng_to_cell(59.31, 14.11, 9), h3.latlng_to_cell(59.31, 14.16, 9))
    cells = [row[5], row[0], row[2], row[1], row[3]]
    flagged = pl.DataFrame({"cell": cells, "rank": [1, 2, 3, 4, 5], "unit": ["cell"] * 4 + ["ring"]})
    assert [group["rank"].to_list() for group in group_neighbours(flagged)] == [[1], [2, 3, 4], [5]]
