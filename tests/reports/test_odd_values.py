"""Values as people and their programs write them: read as meant, or turned away with a reason, never guessed."""

from datetime import datetime

import polars as pl
import pytest

from est.reports.columns.recognition import recognise_columns
from est.reports.fields.reasons import Reason
from est.reports.files.reader import read_file
from est.reports.files.table import UnreadableReason
from est.reports.rows.reference_data import ReferenceData
from est.reports.rows.validation import check_rows
from est.reports.values.nothing_words import empty_nothing
from tests.reports.tables import WORDS

HEADER = "id,tid,kategori,lat,lon,text"
NOW = datetime(2026, 12, 31)
GOOD = {"tid": "2026-03-02 14:30", "kategori": "klotter", "lat": "59.3301", "lon": "14.0601", "text": "Klotter"}


def line(number: int, **changed: str) -> str:
    return ",".join([str(number), *(GOOD | changed).values()])


def judged(*lines: str, header: str = HEADER):
    """Return the check of a file with these lines."""
    table = read_file(("\n".join([header, *lines]) + "\n").encode(), "fil.csv")
    mapping = recognise_columns(table, WORDS).mapping
    return check_rows(table, mapping, ReferenceData(), WORDS, NOW)


@pytest.mark.parametrize(
    ("changed", "stored"),
    [
        ({"tid": "2026-03-02 kl. 18:05"}, {"starts": datetime(2026, 3, 2, 18, 5)}),
        ({"tid": "2 mars 2026 kl 18.05"}, {"starts": datetime(2026, 3, 2, 18, 5)}),
        ({"tid": "2026-03-02 6:05 PM"}, {"starts": datetime(2026, 3, 2, 18, 5)}),
        ({"tid": "2026-03-02 24:00"}, {"starts": datetime(2026, 3, 3)}),
        ({"tid": "2026-07-02T14:30:00.123456789Z"}, {"starts": datetime(2026, 7, 2, 16, 30, 0, 123456)}),
        ({"kategori": "\u200fklotter\u200e"}, {"category": "SKA"}),
        ({"kategori": "klot\u00adter"}, {"category": "SKA"}),
        ({"kategori": "NULL"}, {"category": "OVR", "category_original": "NULL"}),
        ({"lat": '"59,3301"', "lon": '"14,0601"'}, {"lat": 59.3301, "lng": 14.0601}),
        ({"lat": "5.93301e1", "lon": "1.40601E+01"}, {"lat": 59.3301, "lng": 14.0601}),
        ({"lon": "−14.0601"}, {"lng": -14.0601}),
    ],
)
@pytest.mark.slow
def test_a_value_is_read_as_it_is_meant(changed, stored):
    found = judged(line(1), line(2, **changed))
    assert found.rejects == ()
    row = found.rows.row(1, named=True)
    assert {name: row[name] for name in stored} == stored


@pytest.mark.parametrize(
    ("changed", "column", "reason"),
    [
        ({"tid": "２０２６-０３-０２ １４:３０"}, "tid", Reason.TIME_UNREADABLE),
        ({"tid": "2026-W10-2 18:05"}, "tid", Reason.TIME_UNREADABLE),
        ({"tid": "2016-12-31 23:59:60"}, "tid", Reason.TIME_UNREADABLE),
        ({"tid": "2026-02-30 12:00"}, "tid", Reason.TIME_UNREADABLE),
        ({"tid": "14:30"}, "tid", Reason.TIME_UNREADABLE),
        ({"tid": '"=""2026-03-02 14:30"""'}, "tid", Reason.TIME_UNREADABLE),
        ({"lat": "５９.３３０１"}, "lat", Reason.COORDINATE_UNREADABLE),
        ({"lat": "٥٩.٣٣٠١"}, "lat", Reason.COORDINATE_UNREADABLE),
        ({"lat": "59.3301 m"}, "lat", Reason.COORDINATE_UNREADABLE),
        ({"lat": "N/A", "lon": "-"}, "lat", Reason.COORDINATE_UNREADABLE),
        ({"lat": "-0.0", "lon": "-0.0"}, "lat", Reason.COORDINATE_ZERO),
        ({"lat": "593301", "lon": "140601"}, "lat", Reason.COORDINATE_OUTSIDE_RANGE),
        ({"lon": "194.0601"}, "lon", Reason.COORDINATE_OUTSIDE_RANGE),
        ({"lat": "14.0601", "lon": "59.3301"}, "lat", Reason.COORDINATES_SWAPPED),
    ],
)
@pytest.mark.slow
def test_a_value_that_could_be_anything_is_turned_away(changed, column, reason):
    found = judged(*(line(number) for number in range(1, 10)), line(10, **changed))
    assert [(reject.row, reject.column, reject.reason) for reject in found.rejects] == [(11, column, reason)]
    assert found.rows.height == 9


@pytest.mark.slow
def test_a_coordinate_in_degrees_minutes_and_seconds_is_read():
    found = judged(line(1, lat='"59°19\'48.4""N"', lon='"14°3\'36.4""E"'))
    assert found.rejects == ()
    assert found.rows.select("lat", "lng").row(0) == pytest.approx((59.330111, 14.060111), abs=1e-6)


def test_a_decimal_comma_between_commas_is_told_from_a_field_too_many():
    """59,3301 without quotation marks is two fields; nobody is put at latitude 59 and longitude 3301."""
    found = judged("1,2026-03-02 14:30,klotter,59,3301,14,0601,Klotter")
    assert [reject.reason for reject in found.rejects] == [UnreadableReason.DECIMAL_COMMA]
    assert found.rows.is_empty()


@pytest.mark.slow
def test_column_names_are_known_under_signs_that_nobody_sees():
    """Zero-width spaces and a hard space come along when a header is copied from a web page."""
    found = judged(line(1), header="id,\u200btid,kate\u200bgori,lat\u00a0,lon\u200b,te\u00adxt")
    assert found.rejects == ()
    assert found.rows.select("category", "description").row(0) == ("SKA", "Klotter")


def test_two_exports_in_one_file_name_the_second_header():
    """Also with the byte order mark of the second file before it."""
    found = judged(line(1), "\ufeff" + HEADER, line(2))
    assert [(reject.row, reject.reason) for reject in found.rejects] == [(3, UnreadableReason.HEADER_AGAIN)]
    assert found.rows.height == 2


@pytest.mark.slow
def test_a_row_of_units_below_the_names_is_named():
    found = judged("nr,ÅÅÅÅ-MM-DD,kod,grader,grader,fritext", line(1))
    assert [(reject.row, reject.reason) for reject in found.rejects] == [(2, Reason.TIME_UNREADABLE)]


def test_padding_after_the_last_row_is_one_reject_and_loses_nothing():
    """A disk that was full leaves NUL bytes; an old program ends its files with Ctrl-Z."""
    for end in (b"\0" * 4096, b"\x1a"):
        table = read_file(f"{HEADER}\n{line(1)}\n{line(2)}\n".encode() + end, "fil.csv")
        assert (table.rows.height, [reject.reason for reject in table.rejects]) == (2, [UnreadableReason.CONTROL])


@pytest.mark.parametrize("word", ["NULL", "n.a.", "-", "ingen uppgift", "9999-12-31", "1900-01-00", "31.12.9999"])
def test_a_word_for_nothing_is_empty_in_every_optional_column(word):
    """Also a day that is none among texts: two rows of the reference 1900-01-00 are not one report."""
    header = "tid;lat;lon;slut;ärendenummer;beskrivning;källa;rapporterad"
    good = [f"2026-03-02 1{n}:30;59.3301;14.0601;;K{n};Klotter;;2026-03-03 10:00" for n in range(8)]
    found = judged(*good, *(f"2026-03-02 19:3{n};59.3301;14.0601{f';{word}' * 5}" for n in range(2)), header=header)
    assert found.rejects == ()
    named = found.rows.select("ends", "reference", "description", "source", "reported")
    assert named.rows()[8:] == [(None,) * 5] * 2
    assert sum("word for nothing" in notice.sentence() for notice in found.notices) == 5


def test_a_cell_of_a_day_that_is_none_is_empty_and_named_as_the_day():
    rows, notices = empty_nothing(pl.DataFrame({"slut": [NOW, datetime(9999, 12, 31)]}), {"end": "slut"})
    assert rows["slut"].to_list() == [NOW, None]
    assert [dict(notice.values)["words"] for notice in notices] == ["9999-12-31"]
