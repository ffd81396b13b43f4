"""The ground of a map comes from the installed package and from files, and never from the network."""

import json

import pytest
from shapely.geometry import Point, shape

from est.errors import AreaError, NotFoundError
from est.space import ground

SQUARE = {"type": "Polygon", "coordinates": [[[14.0, 59.0], [14.1, 59.0], [14.1, 59.1], [14.0, 59.0]]]}


def test_all_municipalities() -> None:
    """Sweden has 290 municipalities, each with a code of four digits and a name."""
    frame = ground.all_municipalities()
    assert frame.columns == ["code", "name"]
    assert frame.height == 290
    assert frame["code"].str.contains(r"^\d{4}$").all()
    assert ("1781", "Kristinehamn") in frame.rows()


def test_outline_holds_its_town() -> None:
    """The outline of 1781 is a Feature in degrees, with the town of Kristinehamn inside."""
    feature = ground.municipality_of("1781")
    assert feature["properties"] == {"code": "1781", "name": "Kristinehamn"}
    assert shape(feature["geometry"]).contains(Point(14.10501, 59.3057))
    assert json.loads(json.dumps(feature))["type"] == "Feature"


def test_unknown_code() -> None:
    """A code that no municipality has is said with the code and an example of one."""
    with pytest.raises(NotFoundError, match=r"'9999'.*1781"):
        ground.municipality_of("9999")


def test_neighbours() -> None:
    """Kristinehamn's neighbours are those that touch it, and never itself or one in another part of the country."""
    names = [feature["properties"]["name"] for feature in ground.neighbour_outlines("1781")["features"]]
    assert {"Karlstad", "Storfors", "Degerfors", "Gullspång", "Karlskoga"} <= set(names)
    assert "Kristinehamn" not in names
    assert "Malmö" not in names


@pytest.mark.slow
def test_every_municipality_but_islands_has_neighbours() -> None:
    """Only islands stand alone, such as Gotland, Ekerö, Lidingö, Tjörn and Öckerö."""
    alone = [code for code in ground.all_municipalities()["code"] if not ground.neighbour_outlines(code)["features"]]
    assert set(alone) <= {"0980", "1407", "1419", "0125", "0186"}


def test_layers_are_read_and_bad_ones_named(tmp_path) -> None:
    """A folder gives its good layers by name; each bad file is an error of its own that names the file."""
    (tmp_path / "parker.geojson").write_text(json.dumps(SQUARE))
    (tmp_path / "ett.geojson").write_text("{")
    (tmp_path / "not a layer.txt").write_text("x")
    good, refused = ground.read_layers(tmp_path)
    assert [layer.name for layer in good] == ["parker"]
    assert good[0].collection["features"][0]["geometry"]["type"] == "Polygon"
    assert ["ett.geojson is not JSON" in str(error) for error in refused] == [True]


def test_no_folder_no_layers(tmp_path) -> None:
    """A folder that does not exist holds no layers and is no error."""
    assert ground.read_layers(tmp_path / "none") == ((), ())


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ([], "is not GeoJSON"),
        ({"type": "FeatureCollection", "features": []}, "holds no features"),
        ({"type": "Polygon", "coordinates": [[[6_500_000, 400_000], [1, 2], [3, 4], [6_500_000, 400_000]]]}, "degrees"),
        ({**SQUARE, "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3006"}}}, "WGS 84"),
        ({"type": "Pentagon", "coordinates": []}, "feature 1"),
        ({"type": "Point"}, "feature 1"),
        ({"type": "Polygon", "coordinates": "hello"}, "feature 1"),
        ({"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": None}]}, "feature 1"),
        ({"type": "FeatureCollection", "features": ["x"]}, "feature 1"),
    ],
)
def test_what_is_not_geojson_is_refused(document, message) -> None:
    """Each way of not being GeoJSON in degrees has its own sentence, which begins with the file's name."""
    with pytest.raises(AreaError, match=message) as caught:
        ground.feature_collection(document, "parker.geojson")
    assert str(caught.value).startswith("parker.geojson")


def test_an_outline_that_crosses_itself_is_mended() -> None:
    """A bow-tie is its two wings; a loop that runs over its own land takes nothing away; no area stays a fault."""
    bow_tie = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 1], [1, 0], [0, 0]]]}
    wings = ground.feature_collection(bow_tie, "parker.geojson")["features"][0]["geometry"]
    assert wings["type"] == "MultiPolygon"
    assert shape(wings).area == pytest.approx(0.5)
    looped = {"type": "Polygon", "coordinates": [[[0, 0], [3, 0], [3, 3], [1, 1], [2, 1], [0, 3], [0, 0]]]}
    assert shape(ground.feature_collection(looped, "x")["features"][0]["geometry"]).is_valid
    spike = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0], [0, 0]]]}
    with pytest.raises(AreaError, match="is empty"):
        ground.feature_collection(spike, "parker.geojson")
