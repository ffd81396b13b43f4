"""Cells go to a map program as they are drawn here: the same outlines, the same numbers."""

import itertools
import json
import sqlite3

import h3
import numpy as np
import polars as pl
import pyogrio.raw
import pytest
import shapely

from est.space.cell_files import cells_to_geojson, cells_to_geopackage

CELLS = sorted(h3.grid_disk(h3.latlng_to_cell(59.31, 14.11, 9), 1))
FRAME = pl.DataFrame({"cell": CELLS, "Rapporter": range(7), "Väntat": [0.5] * 6 + [float("nan")], "Plats": ["Å"] * 7})
ABOUT = ("Karta", "Natt 22–06")


def test_geojson_holds_each_cell_with_its_outline_to_the_left():
    """As RFC 7946 wants it; a number that is none is null."""
    collection = json.loads(cells_to_geojson(FRAME, ABOUT))
    assert collection["description"] == "Karta · Natt 22–06"
    assert [feature["properties"]["Rapporter"] for feature in collection["features"]] == list(range(7))
    assert collection["features"][6]["properties"]["Väntat"] is None
    (ring,) = collection["features"][0]["geometry"]["coordinates"]
    assert ring[0] == ring[-1]
    assert sum((b[0] - a[0]) * (b[1] + a[1]) for a, b in itertools.pairwise(ring)) < 0


def test_a_geopackage_opens_in_a_map_program(tmp_path):
    """The layer is what was written, in WGS 84, and a number that is none is none."""
    path = tmp_path / "rutor.gpkg"
    path.write_bytes(cells_to_geopackage(FRAME, 'rutor "natt"', ABOUT))
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT description FROM gpkg_contents").fetchone() == ("Karta · Natt 22–06",)
    meta, _, shapes, fields = pyogrio.raw.read(path)
    held = dict(zip(meta["fields"], fields, strict=True))
    assert meta["crs"] == "EPSG:4326"
    assert held["cell"].tolist() == CELLS
    assert np.isnan(held["Väntat"]).tolist() == [False] * 6 + [True]
    centre = shapely.from_wkb(shapes[0]).centroid
    assert (centre.y, centre.x) == pytest.approx(h3.cell_to_latlng(CELLS[0]), abs=1e-5)
