"""A cell is spoken of by the place it lies at, by the way from one, or by its position."""

import polars as pl
import pytest

from est.space.cell_districts import COLUMNS, district_name
from est.text import translator
from est.ui.formats import format_place, format_reports, write_degrees


@pytest.mark.parametrize(
    ("place", "distance", "lng", "swedish", "english"),
    [
        ("Torget", 70.0, 14.1, "Torget", "Torget"),
        ("Torget", 164.0, 14.1, "160 m från Torget", "160 m from Torget"),
        ("Torget", 1440.0, 14.1, "1,4 km från Torget", "1.4 km from Torget"),
        (None, None, 14.1, "59,3057° N, 14,1000° Ö", "59.3057° N, 14.1000° E"),
        (None, None, -95.3631, "59,3057° N, 95,3631° V", "59.3057° N, 95.3631° W"),
    ],
)
def test_a_cell_is_named_in_both_languages(place, distance, lng, swedish, english):
    """West of Greenwich is west, not a negative east."""
    columns = {"lat": 59.30569, "lng": lng, "place": place, "distance_m": distance, "district": None, "number": None}
    schema = {"lat": pl.Float64, "lng": pl.Float64, "place": pl.String, "distance_m": pl.Float64} | COLUMNS
    cell = pl.DataFrame(columns, schema=schema)
    assert [cell.select(format_place(translator(one))).item() for one in ("sv", "en")] == [swedish, english]


@pytest.mark.parametrize(
    ("number", "swedish", "english"),
    [(None, "Ruta i Norrstrand", "Cell in Norrstrand"), (12, "Ruta 12 i Norrstrand", "Cell 12 in Norrstrand")],
)
def test_where_no_place_is_named_a_cell_is_called_by_its_district(number, swedish, english):
    """On the map as in sentences."""
    row = {"lat": 59.3, "lng": 14.1, "place": None, "distance_m": None, "district": "Norrstrand", "number": number}
    schema = {"lat": pl.Float64, "lng": pl.Float64, "place": pl.String, "distance_m": pl.Float64} | COLUMNS
    cell = pl.DataFrame(row, schema=schema)
    assert [cell.select(format_place(translator(one))).item() for one in ("sv", "en")] == [swedish, english]
    assert [district_name("Norrstrand", number, translator(one)) for one in ("sv", "en")] == [swedish, english]


def test_a_point_is_written_as_the_language_writes_numbers():
    """To a metre, with its zeros: two points under each other are compared."""
    assert write_degrees(",")["lat"](59.3) == "59,30000"
    assert write_degrees(".")["lng"](14.123456) == "14.12346"


def test_one_report_is_written_as_one():
    """In a tooltip and in the list of cells; half a report has its decimal there."""
    counts = pl.DataFrame({"count": [0.0, 1.0, 0.55, 12.0, 0.96]})
    said = counts.select(format_reports(pl.col("count"), translator("sv"))).to_series().to_list()
    assert said == ["0 rapporter", "1 rapport", "0,6 rapporter", "12 rapporter", "1 rapport"]
