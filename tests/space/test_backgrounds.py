"""People come in as squares, points, polygons or cells, and none is lost on the way to the cells."""

import io
import json

import h3
import numpy as np
import polars as pl
import pyproj
import pytest

from est.errors import AreaError
from est.space.backgrounds import people_by_cell, set_people
from est.space.cells import RESOLUTIONS, finer_cells
from tests.stores import NOW, TOWN, empty_store

EAST, NORTH = (
    250 * int(metres // 250)
    for metres in pyproj.Transformer.from_crs(4326, 3006, always_xy=True).transform(TOWN[1], TOWN[0])
)


def loaded(text, file="pop.csv", resolution=11):
    """Return the people of a file at one resolution. Every other one holds as many."""
    with empty_store() as store:
        set_people(store, text if isinstance(text, bytes) else text.encode(), file, "test", NOW)
        found = people_by_cell(store)
        sums = found.group_by("resolution").agg(pl.col("value").sum())["value"].to_list()
        assert sums == pytest.approx([sums[0]] * len(RESOLUTIONS))
        return found.filter(pl.col("resolution") == resolution).drop("resolution")


@pytest.mark.parametrize(
    "text",
    [
        f"rutid_scb;rutstorl;beftotalt\n{EAST}{NORTH};250;40\n{EAST + 250}{NORTH};250;60\n",
        f"Ruta,Pop\n{EAST}{NORTH},40\n{EAST + 250}{NORTH},60\n",
        f"x_koord\ty_koord\tantal\n{EAST + 125}\t{NORTH + 125}\t40\n{EAST + 375}\t{NORTH + 125}\t60\n",
        f"GRD_ID,population\nCRS3006RES250mN{NORTH}E{EAST},40\nCRS3006RES250mN{NORTH}E{EAST + 250},60\n",
    ],
)
@pytest.mark.slow
def test_squares_of_statistics_sweden_are_spread_over_the_cells_they_cover(text):
    """Easting comes before northing; a quarter of a kilometre is about 39 cells of resolution 11."""
    found = loaded(text)
    assert found["value"].sum() == pytest.approx(100)
    lat, lng = np.array([h3.cell_to_latlng(h3.int_to_str(cell)) for cell in found["cell"].to_list()]).T
    east, north = pyproj.Transformer.from_crs(4326, 3006, always_xy=True).transform(lng, lat)
    assert ((east > EAST - 40) & (east < EAST + 540) & (north > NORTH - 40) & (north < NORTH + 290)).all()
    right = found.filter(pl.Series(east) > EAST + 250)["value"].sum()
    assert right == pytest.approx(60, abs=3)


KM_EAST, KM_NORTH = 1000 * (EAST // 1000), 1000 * (NORTH // 1000)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("columns", "row"),
    [
        ("id,rutstorl,ruta,beftotalt,ald0_4", "7,{size},{east}{north},100,3"),
        (
            "rutid_inspire,rutid_scb,rutstorl,beftotalt,man",
            "SE_CRS3006RES{size}mN{north}E{east},{east}{north},{size},100,9",
        ),
        ("rutid_inspire;beftotalt;referenstid", "SE_CRS3006RES{size}mN{north}E{east};100;20251231"),
        (
            "FID,rutid_scb,rutstorl,beftotalt,sp_geometry",
            'befolkning_1km_2025.7,{east}{north},{size}.0,100,"POLYGON (({east} {north}, {east} 1, 1 1))"',
        ),
        ("Ruta;Rutstorlek;TotBef", "{east}{north};{size};100"),
        ("ruta;storlek;Folkmängd", "{east}{north};{size} m;100"),
        ("ruta;storlek;antal", "{east}{north};{size:_} m;100"),
    ],
)
@pytest.mark.parametrize(("size", "east", "north"), [(250, EAST, NORTH), (1000, KM_EAST, KM_NORTH)])
def test_a_file_as_statistics_sweden_exports_it_lies_where_its_squares_lie(columns, row, size, east, north):
    """Of an id of the row, one of the country's grid and one of Europe's, the country's names the square."""
    written = row.format(size=size, east=east, north=north).replace("1_000", "1 000")
    found = loaded(f"{columns}\n{written}\n".encode("cp1252"))
    assert found["value"].sum() == pytest.approx(100)
    lat, lng = np.array([h3.cell_to_latlng(h3.int_to_str(cell)) for cell in found["cell"].to_list()]).T
    x, y = pyproj.Transformer.from_crs(4326, 3006, always_xy=True).transform(lng, lat)
    assert ((x > east - 40) & (x < east + size + 40) & (y > north - 40) & (y < north + size + 40)).all()
    assert np.ptp(x) > 0.8 * size


@pytest.mark.slow
def test_a_file_of_two_sizes_of_squares_keeps_both():
    """Quarters of a kilometre in the town and whole ones outside it."""
    rows = f"{EAST}{NORTH};250;40\n{KM_EAST + 5000}{KM_NORTH};1000;60\n"
    found = loaded(f"Ruta;Rutstorl;Pop\n{rows}")
    cells = found.with_columns(far=pl.Series([h3.cell_to_latlng(h3.int_to_str(c))[1] for c in found["cell"].to_list()]))
    far = cells["far"] > TOWN[1] + 0.03
    assert cells.filter(far)["value"].sum() == pytest.approx(60)
    assert cells.filter(far).height > 10 * cells.filter(~far).height


@pytest.mark.slow
def test_points_count_as_one_and_polygons_as_what_they_hold():
    """An address file is points; a statistical area is a polygon with a number."""
    ring = [[TOWN[1] + x, TOWN[0] + y] for x, y in ((0, 0), (0.01, 0), (0.01, 0.005), (0, 0))]
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [TOWN[1], TOWN[0]]}},
        {"type": "Feature", "properties": {"people": 30}, "geometry": {"type": "Polygon", "coordinates": [ring]}},
    ]
    found = loaded(json.dumps({"type": "FeatureCollection", "features": features}), "people.geojson")
    assert found["value"].sum() == pytest.approx(31)


@pytest.mark.slow
def test_a_cell_holds_its_people_and_shares_them_evenly_among_smaller_ones():
    """A cell may be its text or its number."""
    text = h3.latlng_to_cell(*TOWN, 9)
    for cell in (text, h3.str_to_int(text)):
        content = io.BytesIO()
        pl.DataFrame({"cell": [cell], "count": [49]}).write_parquet(content)
        own = loaded(content.getvalue(), "cells.parquet", 9)
        assert own.rows() == [(h3.str_to_int(text), pytest.approx(49))]
        found = loaded(content.getvalue(), "cells.parquet")
        inside = found.filter(pl.col("cell").is_in([h3.str_to_int(cell) for cell in finer_cells(text, 11)]))
        assert inside["value"].mean() == pytest.approx(1, abs=0.1)
        assert inside["value"].sum() > 45


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("a,b\n1,2\n", "x.csv"),
        ("ruta,pop\n123,4\n", "x.csv"),
        (f"ruta,pop\n{EAST}{NORTH},många\n", "x.csv"),
        (f"ruta,pop\n{EAST}{NORTH},-4\n", "x.csv"),
        (f"ruta,pop\n{EAST}{NORTH},0\n", "x.csv"),
        ("x,y,pop\n14.1,59.3,5\n", "x.csv"),
        ("GRD_ID,TOT_P_2021\nCRS3035RES1000mN4080000E4570000,5\n", "x.csv"),  # Europe's grid
        ("{", "x.geojson"),
        ("nothing", "x.parquet"),
        ("nothing", "x.xlsx"),
    ],
)
@pytest.mark.slow
def test_what_holds_no_people_is_refused_with_a_sentence(text, file):
    """The message names the file."""
    with pytest.raises(AreaError, match=r"x\."):
        loaded(text, file)
