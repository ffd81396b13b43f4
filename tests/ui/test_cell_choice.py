"""A click on the map takes a cell in or leaves it out, whatever was chosen in the list meanwhile."""

import h3

from est import maps
from est.space.neighbourhoods import cells_within, neighbourhood
from est.ui.hotspots.cell_choice import clicked_cells, toggle_cells

CELL = h3.latlng_to_cell(59.3057, 14.105, 9)
BESIDE = sorted(set(h3.grid_disk(CELL, 1)) - {CELL})


def test_what_was_clicked_changes_sides() -> None:
    """A chosen cell is left out, another one taken in, and the rest stays in its order."""
    assert toggle_cells(["b", "a"], {"a"}) == ["b"]
    assert toggle_cells(["b"], {"a", "c"}) == ["b", "a", "c"]
    assert toggle_cells(["b", "a"], {"b", "c"}) == ["a", "c"]
    assert toggle_cells([], ()) == []


def test_only_cells_of_the_clickable_layer_are_told() -> None:
    """A click beside the cells, and what a browser could make up, are no cells."""
    objects = {maps.CELLS_LAYER: [{"cell": "a"}, {"cell": 1}, "x"], "around": [{"cell": "b"}]}
    assert clicked_cells({"selection": {"objects": objects}}) == {"a"}
    assert clicked_cells({"selection": {"objects": {}}}) == clicked_cells({}) == frozenset()


def test_a_place_has_the_cells_of_its_circle() -> None:
    """A small circle has the cell its middle lies in, a larger one those whose middle it holds."""
    lat, lng = h3.cell_to_latlng(CELL)
    assert cells_within(lat, lng, 30, 9) == (CELL,)
    assert cells_within(lat, lng, 450, 9) == tuple(sorted(h3.grid_disk(CELL, 1)))
    beyond = [
        cell
        for cell in h3.grid_disk(CELL, 6)
        if h3.great_circle_distance((lat, lng), h3.cell_to_latlng(cell), unit="m") <= 1500
    ]
    assert cells_within(lat, lng, 1500, 9) == tuple(sorted(beyond))


def test_around_some_cells_are_known_ones_only() -> None:
    """Those that are chosen are there even where they are not known, and nothing far away is."""
    far = h3.latlng_to_cell(59.5, 14.5, 9)
    assert neighbourhood([CELL], [BESIDE[0], far]) == tuple(sorted((CELL, BESIDE[0])))
    assert neighbourhood([], [far]) == ()
