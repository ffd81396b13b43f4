"""Map files of three kinds give the same ground; anything else is refused with a way out."""

import io
import json

import numpy as np
import pyogrio.raw
import pytest
import shapely

from est.errors import FileRefusedError
from est.reports.files.ground_file import read_ground
from est.space.borders import municipality_borders
from est.space.ground import municipality_of
from est.space.ground_features import feature_shapes

KRISTINEHAMN = municipality_borders(json.dumps(municipality_of("1781")), "1781")
ROAD = shapely.LineString([(14.10, 59.30), (14.12, 59.31), (14.14, 59.31)])


def feature(shape: object, **properties: object) -> dict[str, object]:
    geometry = json.loads(shapely.to_geojson(shape)) if isinstance(shape, shapely.Geometry) else shape
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: dict[str, object], **more: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


def geojson() -> bytes:
    return collection(feature(ROAD, highway="primary", namn="Storgatan"))


def by_gdal(driver: str, crs: str, shape: shapely.LineString) -> bytes:
    held = io.BytesIO()
    fields = [np.array(["Landsväg"], dtype=object), np.array(["Storgatan"], dtype=object)]
    options = {"crs": crs, "driver": driver, "layer": "vaglinje", "geometry_type": "LineString"}
    shapes = np.array([shapely.to_wkb(shape)], dtype=object)
    more = {"dataset_options": {"MINZOOM": "10", "MAXZOOM": "14"}} if driver == "PMTiles" else {}
    pyogrio.raw.write(held, shapes, fields, ["objekttyp", "namn"], **options, **more)
    return held.getvalue()


def sweref(shape: shapely.LineString, code: int = 3006) -> shapely.LineString:
    import pyproj

    to = pyproj.Transformer.from_crs("EPSG:4326", f"EPSG:{code}", always_xy=True)
    return shapely.transform(shape, to.transform, interleaved=False)


@pytest.mark.parametrize(
    ("file", "content", "exact"),
    [
        ("gator.geojson", geojson, 1e-6),
        ("karta.gpkg", lambda: by_gdal("GPKG", "EPSG:3006", sweref(ROAD)), 1e-6),
        ("karta.pmtiles", lambda: by_gdal("PMTiles", "EPSG:4326", ROAD), 2e-4),  # as fine as its finest tiles
    ],
)
@pytest.mark.slow
def test_a_road_is_read_with_its_name_from_each_kind_of_file(file, content, exact):
    """Also in SWEREF 99 TM, and from tiles, which cut it into pieces."""
    found = read_ground(content(), file).features
    assert set(found.select("kind", "rank", "name").rows()) == {("road", 1, "Storgatan")}
    whole = shapely.union_all(feature_shapes(found))
    assert shapely.hausdorff_distance(whole, ROAD) < exact
    assert whole.length == pytest.approx(ROAD.length, rel=0.01)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"SQLite format 3\x00 and then nothing", "GeoPackage"),
        (b'{"type": "gdal_streamed_alg", "command_line": "gdal raster info /etc/passwd"}', "GeoJSON"),
        (b"<OGRVRTDataSource></OGRVRTDataSource>", "GeoJSON"),
        (b'{"type": "FeatureCollection", "features": []}', "kind"),
    ],
)
@pytest.mark.slow
def test_what_is_no_map_or_holds_no_ground_is_refused(content, words):
    """GDAL opens much that is no map; it is asked only about what begins as one."""
    with pytest.raises(FileRefusedError, match=words):
        read_ground(content, "karta.gpkg")


@pytest.mark.parametrize(
    ("code", "more"),
    [
        (3006, {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3006"}}}),
        (3006, {}),
        (3006, {"crs": {"type": "name", "properties": {"name": "what nobody knows"}}}),
        (3009, {"crs": {"type": "name", "properties": {"name": "EPSG:3009"}}}),
        (3009, {}),  # the municipality tells the zone
        (3021, {}),
    ],
)
@pytest.mark.slow
def test_metres_are_taken_for_what_they_are(code, more):
    """Swedish programs write GeoJSON in metres, with the system said or not: as degrees it would lie nowhere."""
    content = collection(feature(sweref(ROAD, code), kind="road", name="Storgatan"), **more)
    found = read_ground(content, "gator.geojson", KRISTINEHAMN)
    assert not found.left_out
    assert shapely.hausdorff_distance(feature_shapes(found.features)[0], ROAD) < 1e-5


@pytest.mark.slow
def test_metres_of_a_zone_that_nothing_tells_are_refused():
    """Without the municipality the same numbers lie in any of twelve zones."""
    with pytest.raises(FileRefusedError, match="GeoPackage"):
        read_ground(collection(feature(sweref(ROAD, 3009), kind="road")), "gator.geojson")


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (shapely.LineString([(2.0, 48.0), (2.1, 48.1)]), "latitude 48.0 and longitude 2.0"),
        (shapely.LineString([(59.30, 14.10), (59.31, 14.12)]), "longitude first"),
    ],
)
@pytest.mark.slow
def test_what_lies_elsewhere_is_refused(shape, words):
    """It would be kept and never be seen."""
    with pytest.raises(FileRefusedError, match=words):
        read_ground(collection(feature(shape, kind="road")), "gator.geojson", KRISTINEHAMN)


@pytest.mark.slow
def test_a_file_of_a_whole_county_is_taken():
    """Most of its roads lie elsewhere; those of the municipality are among them."""
    far = [feature(shapely.LineString([(15.0 + step / 10, 60.0), (15.0, 60.1)]), kind="road") for step in range(5)]
    found = read_ground(collection(*far, feature(ROAD, kind="road")), "lan.geojson", KRISTINEHAMN)
    assert found.features.height == 6


@pytest.mark.slow
def test_what_is_not_drawn_is_said_and_takes_nothing_else_with_it():
    """A corner that is no number, a line of one point, a bench: each is counted, and the street is drawn."""
    broken = {"type": "LineString", "coordinates": [[float("nan"), 59.3], [14.1, 59.3]]}
    content = collection(
        feature(ROAD, kind="road", name="Storgatan"),
        feature(broken, kind="road"),
        feature({"type": "LineString", "coordinates": [[14.1, 59.3]]}, kind="road"),
        feature(None, kind="road"),
        feature(shapely.box(14.1, 59.3, 14.11, 59.31), kind="bänk"),
        feature(shapely.box(14.1, 59.3, 14.10001, 59.30001), kind="water"),
        feature(shapely.LineString([(14.1, 59.3), (14.1, 99.0)]), kind="road"),
    )
    found = read_ground(content, "gator.geojson", KRISTINEHAMN)
    assert found.features["name"].to_list() == ["Storgatan"]
    assert list(found.left_out) == [
        "Of a kind that is not known: 1 (bänk).",
        "Points, and areas of less than some 60 square metres: 1.",
        "Without a shape: 1.",
        "With a shape that cannot be read: 2. The first is feature 2.",
        "With coordinates that are nowhere on earth: 1.",
    ]


@pytest.mark.slow
def test_an_area_that_crosses_itself_is_drawn_and_a_feature_alone_is_a_file():
    """What its two halves hold is the lake; by its corners it would be as small as nothing."""
    lake = shapely.Polygon([(14.10, 59.30), (14.12, 59.32), (14.12, 59.30), (14.10, 59.32)])
    found = read_ground(json.dumps(feature(lake, natural="water")).encode(), "sjo.geojson", KRISTINEHAMN)
    assert set(found.features["kind"]) == {"water"}
    assert shapely.area(feature_shapes(found.features)).sum() == pytest.approx(0.0002, rel=0.01)
