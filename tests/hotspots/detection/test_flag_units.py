"""A flag is told with the numbers of what it is of: its cell, that cell with its ring, or a cell of another size."""

import h3
import polars as pl
import pytest

from est.hotspots.detection.flag_units import FlagUnit, add_flag_units

CELL = h3.latlng_to_cell(59.3, 14.1, 8)
SMALLER, LARGER = h3.cell_to_center_child(CELL, 9), h3.cell_to_parent(CELL, 7)
SCHEMA = {
    "cell": pl.String,
    "flag": pl.String,
    "unit": pl.String,
    "count": pl.Float64,
    "expected": pl.Float64,
    "ring_count": pl.Float64,
    "ring_expected": pl.Float64,
    "told_by": pl.String,
    "told_unit": pl.String,
    "told_count": pl.Float64,
    "told_expected": pl.Float64,
}


@pytest.mark.parametrize(
    ("flag", "unit", "told_by", "told_unit", "told"),
    [
        (None, None, None, None, (None, None, None)),
        ("tydlig", "cell", None, None, (FlagUnit.CELL, 6.0, 4.8)),
        ("bevaka", "ring", None, None, (FlagUnit.RING, 53.0, 30.0)),
        ("tydlig", "cell", SMALLER, "cell", (FlagUnit.SMALLER, 9.0, 1.3)),
        ("tydlig", "cell", SMALLER, "ring", (FlagUnit.SMALLER_RING, 9.0, 1.3)),
        ("tydlig", "cell", LARGER, "cell", (FlagUnit.LARGER, 9.0, 1.3)),
        ("tydlig", "cell", LARGER, "ring", (FlagUnit.LARGER_RING, 9.0, 1.3)),
    ],
)
def test_a_flag_has_the_numbers_of_what_it_is_of(flag, unit, told_by, told_unit, told) -> None:
    """The cell keeps its own count and expectation beside them."""
    other = (9.0, 1.3) if told_by else (None, None)
    row = (CELL, flag, unit, 6.0, 4.8, 53.0, 30.0, told_by, told_unit, *other)
    found = add_flag_units(pl.DataFrame([row], SCHEMA, orient="row"))
    assert found.select("flag_unit", "flag_count", "flag_expected").row(0) == told
    assert found.select("count", "expected").row(0) == (6.0, 4.8)


def test_cells_stay_in_their_order() -> None:
    """The browser remembers a cell by its row."""
    cells = sorted(h3.grid_disk(CELL, 2), reverse=True)
    rows = [
        (cell, "tydlig" if at % 2 else None, "cell", 1.0, 1.0, 1.0, 1.0, None, None, None, None)
        for at, cell in enumerate(cells)
    ]
    assert add_flag_units(pl.DataFrame(rows, SCHEMA, orient="row"))["cell"].to_list() == cells
