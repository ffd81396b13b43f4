"""Cells: from points to cells of every resolution shown, to text and back, always as h3 itself would."""

import h3
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from est.errors import AreaError
from est.space.cells import (
    RESOLUTIONS,
    add_ring_cells,
    areas_km2,
    cell_centres,
    cell_column,
    cell_resolution,
    cell_to_text,
    cells_of_size,
    cells_to_text,
    coarser_cell,
    finer_cells,
    index_cells,
    latlng_to_cells,
    ring_neighbours,
    shown_cells,
    text_to_cell,
)

POINT = (59.3057, 14.105)
points = st.tuples(st.floats(-89.9, 89.9), st.floats(-180, 180))


@settings(deadline=None)
@given(st.lists(points, min_size=1, max_size=20))
@pytest.mark.slow
def test_a_point_has_the_cells_of_h3(places):
    """At resolution 13 and at each that is shown, every one from the point itself."""
    lat, lng = np.array(places).T
    cells = latlng_to_cells(lat, lng)
    assert cells.dtype == np.uint64
    assert cells_to_text(pl.Series("cell", cells)).to_list() == [h3.latlng_to_cell(*place, 13) for place in places]
    shown = shown_cells(lat, lng)
    assert list(shown) == [cell_column(resolution) for resolution in RESOLUTIONS]
    for resolution, found in zip(RESOLUTIONS, shown.values(), strict=True):
        assert found.tolist() == [h3.str_to_int(h3.latlng_to_cell(*place, resolution)) for place in places]
        assert {cell_resolution(cell) for cell in found.tolist()} == {resolution}


@pytest.mark.parametrize("resolution", [6, 12, 13])
def test_no_other_cell_of_a_report_is_kept(resolution):
    with pytest.raises(AreaError, match="7 to 11"):
        cell_column(resolution)


def test_larger_cells_are_parted_by_the_middles_of_smaller_ones():
    """Every smaller one goes to one larger one, which is where its middle lies."""
    home = h3.latlng_to_cell(*POINT, 8)
    parts = [finer_cells(cell, 10) for cell in sorted(h3.grid_disk(home, 1))]
    assert sum(map(len, parts)) == len(frozenset().union(*parts))
    assert {coarser_cell(part, 8) for part in finer_cells(home, 10)} == {home}
    assert 45 <= len(finer_cells(home, 10)) <= 53  # 49 by size
    assert finer_cells(home, 8) == {home}
    assert coarser_cell(home, 8) == home


def test_a_text_becomes_its_cell_and_anything_else_is_refused():
    text = h3.latlng_to_cell(*POINT, 9)
    assert cell_to_text(text_to_cell(text)) == text
    assert len(text) == 15
    for wrong in (
        "",
        "x",
        "8f2830828052d2",
        "ffffffffffffffff",
        "-1",
        "9" * 20,
        "²",
        f"0x{text}",
        f"{text[:3]}_{text[3:]}",
    ):
        with pytest.raises(AreaError):
            text_to_cell(wrong)


def test_areas_are_the_true_ones_and_not_the_average():
    cell = h3.latlng_to_cell(*POINT, 9)
    assert areas_km2(np.array([h3.str_to_int(cell)], dtype=np.uint64))[0] == pytest.approx(h3.cell_area(cell))


def test_rings_are_added_once_and_neighbours_are_the_members_that_touch():
    centre = h3.str_to_int(h3.latlng_to_cell(*POINT, 9))
    disk = add_ring_cells(np.array([centre], dtype=np.uint64))
    assert disk.size == 7
    assert (np.diff(disk.astype(np.int64)) > 0).all()
    touching = ring_neighbours(disk).toarray()
    at = disk.tolist().index(centre)
    assert touching[at].sum() == 6
    assert (touching == touching.T).all()
    assert touching.trace() == 0
    assert sorted(touching.sum(axis=1).tolist()) == [3] * 6 + [6]


def test_no_cells_have_no_rings_and_no_neighbours():
    none = np.zeros(0, dtype=np.uint64)
    assert add_ring_cells(none).size == 0
    assert ring_neighbours(none).shape == (0, 0)


@pytest.mark.parametrize("spread", [0.1, 60.0])
@pytest.mark.parametrize("resolution", [7, 9, 13])
def test_cells_are_numbered(spread, resolution):
    """Of a town and of half the world: sorted, each once, and at its place for every cell."""
    random = np.random.default_rng(1)
    points = random.uniform(-spread, spread, 200), 14 + random.uniform(-spread, spread, 200)
    cells = latlng_to_cells(*points, resolution)
    known, place = index_cells(cells, resolution)
    assert known.tolist() == np.unique(cells).tolist()
    assert known[place].tolist() == cells.tolist()


def test_centres_are_those_of_h3():
    """Degrees, latitude first, in the order of the cells; no cells give no rows."""
    cells = np.array([text_to_cell("8908b56630bffff"), text_to_cell("8908b5662a7ffff")], dtype=np.uint64)
    assert cell_centres(cells).tolist() == [
        list(h3.cell_to_latlng("8908b56630bffff")),
        list(h3.cell_to_latlng("8908b5662a7ffff")),
    ]
    assert cell_centres(cells[:0]).shape == (0, 2)


def test_cells_of_another_size_are_those_they_lie_in_or_hold() -> None:
    """By their middles: a coarser cell holds seven, a finer one lies in one."""
    fine = h3.latlng_to_cell(59.3142, 14.1203, 10)
    (coarse,) = cells_of_size([fine], 9)
    assert coarse == coarser_cell(fine, 9)
    assert fine in cells_of_size([coarse], 10)
    assert len(cells_of_size([coarse], 10)) == 7
    assert cells_of_size([fine, coarse], 9) == {coarse}
