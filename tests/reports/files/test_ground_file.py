"""Map files of three kinds give the same ground; anything else is refused with a way out."""

import io
import json

import numpy as np
import pyogrio.raw
import pytest
import shapely

from est.errors import FileRefusedError
from est.reports.files.ground_file import read_ground
from est.space.ground_features import feature_shapes

ROAD = shapely.LineString([(14.10, 59.30), (14.12, 59.31), (14.14, 59.31)])


def geojson() -> bytes:
    feature = {"type": "Feature", "properties": {"highway": "primary", "namn": "Storgatan"}}
    shape = json.loads(shapely.to_geojson(ROAD))
    return json.dumps({"type": "FeatureCollection", "features": [feature | {"geometry": shape}]}).encode()


def by_gdal(driver: str, crs: str, shape: shapely.LineString) -> bytes:
    held = io.BytesIO()
    fields = [np.array(["Landsväg"], dtype=object), np.array(["Storgatan"], dtype=object)]
    options = {"crs": crs, "driver": driver, "layer": "vaglinje", "geometry_type": "LineString"}
    shapes = np.array([shapely.to_wkb(shape)], dtype=object)
    more = {"dataset_options": {"MINZOOM": "10", "MAXZOOM": "14"}} if driver == "PMTiles" else {}
    pyogrio.raw.write(held, shapes, fields, ["objekttyp", "namn"], **options, **more)
    return held.getvalue()


def sweref(shape: shapely.LineString) -> shapely.LineString:
    import pyproj

    to = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:3006", always_xy=True)
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
    found = read_ground(content(), file)
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
