"""A list of objects is a table, and so are the features of a GeoJSON; what is no table is refused with the place."""

import json
from typing import Any

import pytest

from est.errors import FileRefusedError
from est.reports.columns.recognition import recognise_columns
from est.reports.files.reader import read_file
from est.reports.files.table import ROW, UnreadableReason
from est.reports.rows.reference_data import ReferenceData
from est.reports.rows.validation import check_rows
from tests.reports.tables import NOW, WORDS

POLICE = [
    {
        "id": 500000 + n,
        "datetime": f"2026-03-0{n} {n}:40:00 +01:00",
        "type": "Klotter",
        "location": {"gps": "59.38,13.5"},
    }
    for n in range(1, 4)
]
OPEN311 = [
    {"service_request_id": str(n), "service_name": "Klotter", "requested_datetime": f"2026-03-0{n}T08:00:00+01:00",
     "lat": 59.3, "long": 14.1, "media_url": None}
    for n in range(1, 4)
]  # fmt: skip
FEATURES: dict[str, Any] = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"tid": f"2026-03-0{n} 18:05", "kategori": "klotter"},
            "geometry": {"type": "Point", "coordinates": [14.1, 59.3]},
        }
        for n in range(1, 4)
    ],
}


@pytest.mark.parametrize(
    ("document", "where", "lat"),
    [
        (POLICE, {"point": "location.gps", "category": "type"}, 59.38),
        ({"requests": [row | {"start": row["requested_datetime"]} for row in OPEN311]}, {"lat": "lat"}, 59.3),
        (FEATURES, {"point": "geometry"}, 59.3),
    ],
)
@pytest.mark.slow
def test_lists_of_objects_are_tables(document, where, lat):
    """Objects within stand in columns of their own; a point of GeoJSON in the column geometry."""
    table = read_file(json.dumps(document).encode(), "fil.json")
    seen = recognise_columns(table, WORDS)
    assert where.items() <= seen.mapping.fields.items()
    checked = check_rows(table, seen.mapping, ReferenceData(), WORDS, NOW)
    assert (checked.rejects, checked.rows["lat"].to_list()) == ((), [lat] * 3)
    assert checked.rows["position"].to_list() == [2, 3, 4]


@pytest.mark.parametrize(
    ("system", "point"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", [14.1, 59.3]),
        ("urn:ogc:def:crs:EPSG::4326", [14.1, 59.3]),
        ("urn:ogc:def:crs:EPSG::3006", [448744.42, 6573804.12]),
        ("EPSG:3008", [184184.43, 6576242.31]),
    ],
)
def test_the_old_member_of_a_geojson_says_the_system(system, point):
    """Also one of which the numbers alone do not tell the zone."""
    features = [one | {"geometry": {"type": "Point", "coordinates": point}} for one in FEATURES["features"]]
    document = FEATURES | {"crs": {"type": "name", "properties": {"name": system}}, "features": features}
    table = read_file(json.dumps(document).encode(), "fil.geojson")
    checked = check_rows(table, recognise_columns(table, WORDS).mapping, ReferenceData(), WORDS, NOW)
    assert [round(value, 4) for value in checked.rows.select("lat", "lng").row(0)] == [59.3, 14.1]


def _square(side: float) -> dict[str, Any]:
    corners = [(0, 0), (side, 0), (side, side), (0, side), (0, 0)]
    return {"type": "Polygon", "coordinates": [[[14.1 + x, 59.3 + y] for x, y in corners]]}


def test_of_lines_and_areas_the_centre_is_taken_and_said_and_what_has_none_is_named():
    """A small one is approximate, a large one an area that is in no cell; a point stays one, also as a list of one."""
    geometries: list[Any] = [
        {"type": "Point", "coordinates": [14.1, 59.3]},
        {"type": "MultiPoint", "coordinates": [[14.1, 59.3]]},
        _square(0.001),
        _square(0.02),
        {"type": "LineString", "coordinates": [[14.1, 59.3], [14.102, 59.3]]},
        {"type": "Polygon", "coordinates": []},
        None,
    ]
    features = [FEATURES["features"][0] | {"geometry": geometry} for geometry in geometries]
    table = read_file(json.dumps(FEATURES | {"features": features}).encode(), "fil.geojson")
    checked = check_rows(table, recognise_columns(table, WORDS).mapping, ReferenceData(), WORDS, NOW)
    assert checked.rows["place_precision"].to_list() == ["point", "point", "approximate", "area", "approximate"]
    assert checked.rows["lng"].round(4).to_list() == [14.1, 14.1, 14.1005, 14.11, 14.101]
    assert checked.rows["cell"].is_null().to_list() == [False, False, False, True, False]
    assert [(reject.row, reject.column) for reject in checked.rejects] == [(7, "geometry"), (8, "geometry")]
    assert "Of 3 of 7 features" in " ".join(notice.sentence() for notice in checked.notices)


def test_the_centre_of_an_area_in_metres_is_a_point_in_degrees():
    area = {
        "type": "Polygon",
        "coordinates": [[[448700, 6573800], [448790, 6573800], [448790, 6573810], [448700, 6573800]]],
    }
    document = FEATURES | {"features": [one | {"geometry": area} for one in FEATURES["features"]]}
    document["crs"] = {"type": "name", "properties": {"name": "EPSG:3006"}}
    table = read_file(json.dumps(document).encode(), "fil.geojson")
    checked = check_rows(table, recognise_columns(table, WORDS).mapping, ReferenceData(), WORDS, NOW)
    assert [round(value, 3) for value in checked.rows.select("lat", "lng").row(0)] == [59.3, 14.1]
    assert set(checked.rows["place_precision"]) == {"approximate"}


def test_another_system_is_refused_by_name():
    document = FEATURES | {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}}
    with pytest.raises(FileRefusedError, match="EPSG::3857"):
        read_file(json.dumps(document).encode(), "fil.geojson")


def test_a_row_that_is_no_object_is_named_and_the_others_are_read():
    """Also with a byte order mark, and under another name."""
    content = b"\xef\xbb\xbf" + json.dumps([*OPEN311, 7, {}]).encode()
    table = read_file(content, "fil.txt")
    assert (table.rows.height, [one.row for one in table.rejects]) == (3, [5, 6])
    assert {one.reason for one in table.rejects} == {UnreadableReason.NO_OBJECT}


@pytest.mark.parametrize("content", ['[{"a": 1},', '{"a": 1}', '{"a": [1, 2]}', "[" * 100_000, '[{"a":' * 3000])
def test_what_is_no_table_is_refused(content):
    with pytest.raises(FileRefusedError):
        read_file(content.encode(), "fil.json")


def test_an_object_a_line_and_a_list_within_objects_are_tables():
    rows = [{"tid": "2026-03-01 10:00", "lat": 59.4}, {"tid": "2026-03-02 10:00", "lat": 59.5}]
    for content in ("\n".join(map(json.dumps, rows)), json.dumps({"meta": {"n": 2}, "data": {"reports": rows}})):
        table = read_file(content.encode(), "x.json")
        assert table.rows["tid"].to_list() == [row["tid"] for row in rows]


def test_a_broken_line_is_named():
    with pytest.raises(FileRefusedError, match="line 2, column"):
        read_file(b'{"a": 1}\n{"a": 1,}\n{"a": 2}\n', "x.json")


def test_a_list_of_one_is_what_it_holds():
    """So the fields of a form are kept, each under the key of its own."""
    values = {"plats": [{"lon": 14.1106, "lat": 59.3094}], "vad": ["Klotter", "Skadegörelse"], "xy": [14.1, 59.3]}
    record = {"id": 1, "values": values, "tags": [{"id": 3, "url": "x"}], "sets": []}
    table = read_file(json.dumps({"results": [record]}).encode(), "fil.json")
    assert table.rows.drop(ROW).row(0, named=True) == {
        "id": "1",
        "values.plats": "59.3094, 14.1106",
        "values.vad": "Klotter, Skadegörelse",
        "values.xy": "[14.1, 59.3]",
        "tags.id": "3",
        "tags.url": "x",
        "sets": "[]",
    }
