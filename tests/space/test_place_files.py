"""Addresses and places come as CSV, GeoJSON or GeoPackage; what is there already is asked about."""

import json
from datetime import datetime

import numpy as np
import pytest
import shapely

from est.errors import AreaError
from est.space.addresses import (
    address_area,
    address_register,
    count_addresses,
    forget_street,
    read_addresses,
    set_addresses,
    settle_street,
)
from est.space.area import municipality_borders_given, set_municipality
from est.space.borders import municipality_borders
from est.space.feature_files import outline_text
from est.space.geopackage import read_geopackage
from est.space.grids import GRIDS
from est.space.ground import municipality_of
from est.space.place_files import compare_places, read_places
from est.space.places import add_places, edit_place, merge_places, named_places, place_names, remove_place
from tests.space.geopackages import geopackage
from tests.stores import empty_store

NOW = datetime(2026, 3, 2, 12)
TM_POINT = (449304.9, 6575408.7)  # 59.314475 N, 14.109463 E
ZONE_POINT = (185754.6, 6578387.0)  # of SWEREF 99 13 30: 59.319121 N, 14.127912 E


@pytest.fixture
def store():
    with empty_store() as opened:
        yield opened


def test_a_geopackage_of_belagenhetsadress_is_read_without_its_grid_being_told():
    """Street, number and letter stand in columns of their own, the points in SWEREF 99 TM."""
    content = geopackage(
        "belagenhetsadress",
        ["adressomrade", "adressplatsnummer", "bokstavstillagg", "postnummer", "postort"],
        [("Kungsgatan", 12, "b", 69930, "EKHAMN", shapely.Point(TM_POINT)), ("Ängen", None, None, None, None, None)],
        3006,
    )
    found, left_out = read_addresses(content, "adresser.gpkg")
    assert found.drop("lat", "lng").rows() == [("Kungsgatan", 12, "B", "69930", "EKHAMN")]
    assert found.select("lat", "lng").row(0) == pytest.approx((59.314475, 14.109463), abs=1e-6)
    assert left_out == 0


@pytest.mark.parametrize(
    "content",
    [
        "gata;nummer;lat;lng\nKungsgatan;12 B;59,3;14,1\n",
        "street,number,northing,easting\nKungsgatan,12B,6573804.4,448744.1\n",
        "Adress\tLatitud\tLongitud\nKungsgatan 12B\t59.3\t14.1\n",
        "adress;nr;bokstav;postnr;lat;lng\nKungsgatan;12;B;65101;59.3;14.1\n",
        "Adress;Gatunr;Litt;lat;lng\nKungsgatan;12;B;59.3;14.1\n",
        "nr;gata;lat;lng\n7;Kungsgatan 12 B;59.3;14.1\n",
        json.dumps(
            {
                "type": "Feature",
                "properties": {"beteckning": "Kungsgatan 12 b"},
                "geometry": {"type": "Point", "coordinates": [14.1, 59.3]},
            }
        ),
    ],
)
def test_the_same_address_comes_in_many_files(content):
    """CSV in degrees or metres, the number with its letter or the whole address in one column, GeoJSON."""
    found, _ = read_addresses(content.encode(), "adresser.json" if content[0] == "{" else "adresser.csv")
    assert found.select("street", "number", "letter").rows() == [("Kungsgatan", 12, "B")]
    assert found.select("lat", "lng").row(0) == (pytest.approx(59.3, abs=1e-4), pytest.approx(14.1, abs=1e-4))


def test_metres_of_a_local_zone_need_the_municipality_or_the_zone():
    """Without either nothing is guessed."""
    content = f"gata;nummer;N;E\nKungsgatan;12;{ZONE_POINT[1]};{ZONE_POINT[0]}\n".encode()
    with pytest.raises(AreaError, match="EPSG:3010"):
        read_addresses(content, "adresser.csv")
    borders = municipality_borders(json.dumps(municipality_of("1781")), "1781")
    for found, _ in (read_addresses(content, "a.csv", borders), read_addresses(content, "a.csv", None, GRIDS[3008])):
        assert found["lat"][0] == pytest.approx(59.319121, abs=1e-6)


@pytest.mark.parametrize("content", [b"SQLite format 3\x00" + b"x" * 4000, b"nothing;here\n1;2\n", b"gata;lat;lng\n"])
def test_what_holds_no_addresses_is_refused(content):
    with pytest.raises(AreaError):
        read_addresses(content, "adresser.csv")


@pytest.mark.slow
def test_a_register_is_kept_its_answers_are_remembered_and_it_can_be_the_study_area(store):
    """A name that could be two streets is asked until it is answered."""
    rows = "".join(
        f"{street};{n};59.30{n};14.1{k}\n" for k, street in enumerate(("Lindvägen", "Lundvägen")) for n in range(1, 5)
    )
    loaded = set_addresses(store, ("gata;nummer;lat;lng\n" + rows).encode(), "adresser.csv", "anna", NOW)
    assert (loaded.addresses, loaded.streets, count_addresses(store)) == (8, 2, (8, 2))
    assert address_register(store).find("Landvägen 2").choices == ("Lindvägen", "Lundvägen")
    settle_street(store, "landvägen", "Lundvägen", "anna", NOW)
    assert address_register(store).find("LANDVÄGEN 2").address == "Lundvägen 2"
    forget_street(store, "Landvägen", "anna", NOW)
    assert address_register(store).find("Landvägen 2").address is None
    ground = shapely.geometry.shape(address_area(store)["geometry"])
    assert shapely.contains_xy(ground, *np.array([(14.1, 59.301), (14.11, 59.304)]).T).all()


def test_addresses_that_lie_elsewhere_or_nowhere_are_left_out(store):
    """A register of the county, and one with an empty point: neither is part of the study area."""
    set_municipality(store, "1781", "anna", NOW)
    rows = "gata;nummer;lat;lng\nStorgatan;1;59.31;14.1\nStorgatan;2;57.7;11.97\nStorgatan;3;0;0\n"
    loaded = set_addresses(store, rows.encode(), "a.csv", "anna", NOW, municipality_borders_given(store))
    assert (loaded.addresses, loaded.elsewhere, loaded.left_out) == (1, 2, 0)
    assert shapely.geometry.shape(address_area(store)["geometry"]).bounds[1] > 59
    with pytest.raises(AreaError, match="lies in the municipality"):
        set_addresses(store, b"gata;nummer;lat;lng\nStorgatan;3;0;0\n", "b.csv", "anna", NOW)
    assert count_addresses(store) == (1, 1)


@pytest.mark.slow
def test_places_of_a_file_are_new_there_already_or_asked_about(store):
    """Names are compared without capitals; an area gives its radius; a name of two points is not taken."""
    first = b"namn;typ;lat;lng;radie\nTorget;torg;59.3;14.1;40\nStationen;;59.31;14.11;\n"
    add_places(store, compare_places(store, read_places(first, "platser.csv")[0]).new, "anna", NOW)
    square = shapely.box(14.0, 59.0, 14.01, 59.01)
    content = geopackage(
        "platser",
        ["name", "kind"],
        [
            ("TORGET", "torg", shapely.Point(14.1, 59.3)),
            ("Stationen", None, shapely.Point(14.2, 59.31)),
            ("Parken", "park", square),
            ("Bron", None, shapely.Point(14.0, 59.0)),
            ("bron", None, shapely.Point(14.0, 59.1)),
            (None, None, shapely.Point(14.0, 59.1)),
        ],
    )
    places, left_out = read_places(content, "platser.gpkg")
    found = compare_places(store, places)
    assert (found.new["name"].to_list(), found.same, found.doubled, left_out) == (["Parken"], 1, ("Bron",), 1)
    assert found.new["radius_m"][0] == pytest.approx(451, abs=3)
    assert found.moved["name"].to_list() == ["Stationen"]
    add_places(store, found.moved, "anna", NOW)
    assert named_places(store).filter(name="Stationen")["lng"].to_list() == [14.2]


@pytest.mark.slow
def test_a_place_is_changed_joined_and_removed(store):
    """A joined place keeps its name as another name of the one it is joined with."""
    add_places(store, read_places(b"namn;lat;lng\nTorget;59.3;14.1\nStora torget;59.3001;14.1\n", "p.csv")[0], "a", NOW)
    ids = dict(named_places(store).select("name", "id").rows())
    edit_place(store, named_places(store).filter(name="Torget").drop("district"), "anna", NOW)
    merge_places(store, ids["Torget"], ids["Stora torget"], "anna", NOW)
    assert named_places(store)["name"].to_list() == ["Stora torget"]
    assert place_names(store).select("name", "lat").rows() == [("Stora torget", 59.3001), ("Torget", 59.3001)]
    remove_place(store, ids["Stora torget"], "anna", NOW)
    assert place_names(store).is_empty()


def test_areas_of_a_geopackage_are_an_outline():
    """In its own grid; a layer of points is none."""
    square = shapely.box(449000, 6575000, 450000, 6576000)
    outline = json.loads(outline_text(geopackage("omraden", ["namn"], [("Centrum", square)], 3006), "o.gpkg"))
    assert outline["features"][0]["properties"]["namn"] == "Centrum"
    assert shapely.contains_xy(shapely.geometry.shape(outline["features"][0]["geometry"]), 14.11, 59.315)
    points = geopackage("punkter", ["namn"], [("A", shapely.Point(14, 59))])
    assert read_geopackage(points, "p.gpkg")[0].name == "punkter"
    with pytest.raises(AreaError, match="areas"):
        outline_text(points, "p.gpkg")
