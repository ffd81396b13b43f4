"""Cells: from points to cells, to parents by bits, to text and back, always as h3 itself would."""

import h3
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from est.errors import AreaError
from est.space.cells import (
    add_ring_cells,
    areas_km2,
    cell_centres,
    cell_parents,
    cell_to_text,
    cells_to_text,
    index_parents,
    latlng_to_cells,
    parent_sql,
    ring_neighbours,
    text_to_cell,
)
from est.store import open_store

POINT = (59.3057, 14.105)
points = st.tuples(st.floats(-89.9, 89.9), st.floats(-180, 180))


@settings(deadline=None)
@given(st.lists(points, min_size=1, max_size=20), st.integers(0, 13))
def test_cells_and_parents_are_those_of_h3(places, resolution):
    lat, lng = np.array(places).T
    cells = latlng_to_cells(lat, lng)
    texts = [h3.latlng_to_cell(*place, 13) for place in places]
    assert cells.dtype == np.uint64
    assert cells_to_text(pl.Series("cell", cells)).to_list() == texts
    assert [cell_to_text(cell) for cell in cell_parents(cells, resolution).tolist()] == [
        h3.cell_to_parent(text, resolution) for text in texts
    ]


def test_the_parent_in_sql_is_the_parent_in_numpy():
    rng = np.random.default_rng(1)
    cells = latlng_to_cells(rng.uniform(-80, 80, 500), rng.uniform(-180, 180, 500))
    with open_store(None) as store:
        for resolution in range(14):
            sql = f"SELECT {parent_sql('cell', resolution)} AS cell FROM (SELECT unnest($cells::UBIGINT[]) AS cell)"
            answer = store.ask(sql, {"cells": cells.tolist()})["cell"]
            assert answer.dtype == pl.UInt64
            np.testing.assert_array_equal(answer.to_numpy(), cell_parents(cells, resolution))


def test_a_text_becomes_its_cell_and_anything_else_is_refused():
    text = h3.latlng_to_cell(*POINT, 9)
    assert cell_to_text(text_to_cell(text)) == text
    assert len(text) == 15
    for wrong in ("", "x", "8f2830828052d2", "ffffffffffffffff"):
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
    with pytest.raises(AreaError):
        cell_parents(none, 14)


@pytest.mark.parametrize("spread", [0.1, 60.0])
@pytest.mark.parametrize("resolution", [5, 9, 13])
def test_parents_are_numbered(spread, resolution):
    """Of a town and of half the world: sorted, each once, and at its place for every cell."""
    random = np.random.default_rng(1)
    cells = latlng_to_cells(random.uniform(-spread, spread, 200), 14 + random.uniform(-spread, spread, 200))
    known, place = index_parents(cells, resolution)
    assert known.tolist() == np.unique(cell_parents(cells, resolution)).tolist()
    assert known[place].tolist() == cell_parents(cells, resolution).tolist()


def test_centres_are_those_of_h3():
    """Degrees, latitude first, in the order of the cells; no cells give no rows."""
    cells = np.array([text_to_cell("8908b56630bffff"), text_to_cell("8908b5662a7ffff")], dtype=np.uint64)
    assert cell_centres(cells).tolist() == [
        list(h3.cell_to_latlng("8908b56630bffff")),
        list(h3.cell_to_latlng("8908b5662a7ffff")),
    ]
    assert cell_centres(cells[:0]).shape == (0, 2)
