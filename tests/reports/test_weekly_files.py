"""Weekly files as eight organisations of a municipality send them: what is told is read, and nothing else.

Each was decided before it was run; those that were read wrong stand here, with their neighbours.
"""

import json
from datetime import datetime, time

import pytest

from est.errors import MappingError
from tests.reports.test_field_files import check, clocks, column, said, workbook

NINE = datetime(2026, 3, 6, 21, 15)
TWO = datetime(2026, 3, 7, 2)


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Startdatum;Starttid;Slutdatum;Sluttid", "2026-03-06;21:15;2026-03-07;02:00"),
        ("Startdatum;Starttid;Slutdatum;Sluttid", "2026-03-06;2115;2026-03-07;0200"),
        ("Datum från;Tid från;Datum till;Tid till", "2026-03-06;21.15;2026-03-07;02.00"),
        ("From Date;From Time;To Date;To Time", "2026-03-06;21:15;2026-03-07;02:00"),
        ("Tid;Klockslag;Slut;Slut kl", "2026-03-06;2115;2026-03-07;0200"),
        ("Datum;Kl;Slut kl", "2026-03-06;21.15;02.00"),
        ("Datum;Från kl;Till kl", "2026-03-06;21:15;02:00"),
        ("Startdatum;Starttid;Sluttid", "2026-03-06;21:15;02:00"),
        ("Datum;Starttid;Sluttid", "20260306;2115;0200"),
        ("Datum;Start;Slut", "2026-03-06;2115;200"),
        ("Datum;Starttid;Sluttid", "46087;0,885416667;0,083333333"),
        ("Brottstid från;Brottstid till", "2026-03-06 21:15;2026-03-07 02:00"),
        ("Tid", "2026-03-06 21:15 - 2026-03-07 02:00"),
        ("Tid", "mellan 2026-03-06 21:15 och 2026-03-07 02:00"),
        ("Tid", "2026-03-06T21:15/2026-03-07T02:00"),
        ("Datum / Date;Tid / Time;Slut / End", "2026-03-06;21:15;02:00"),
        ("Tidpunkt [ÅÅÅÅ-MM-DD TT:MM];Slut (lokal tid)", "2026-03-06 21:15;2026-03-07 02:00"),
        ("Tid (svensk tid);Till (CET)", "2026-03-06 21:15;2026-03-07 02:00"),
    ],
)
def test_a_start_and_an_end_keep_their_clocks_however_they_are_parted(header, values):
    found = column(header, [values])
    assert found.rows.select("starts", "ends", "time_precision").rows() == [(NINE, TWO, "exact")]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Tid (UTC+2)", "2026-03-06 22:15"),
        ("Time (America/New_York)", "2026-03-06 15:15"),
        ("Tid [PST]", "2026-03-06 12:15"),
        ("Tid (EST)", "2026-03-06 15:15"),
        ("start_edt", "2026-03-06 16:15"),
        ("StartTimeBST", "2026-03-06 21:15"),
        ("Tid (CET)", "2026-03-06 21:15"),
        ("Tid CEST", "2026-07-06 21:15"),
        ("Tid (Eastern Time)", "2026-03-06 15:15"),
        ("Tid UTC-05:00", "2026-03-06 15:15"),
        ("Tid (Europe/Helsinki)", "2026-03-06 22:15"),
        ("Tid (lokal tid)", "2026-03-06 21:15"),
        ("Datum (UTC);Kl (UTC)", "2026-03-06;20:15"),
        ("Tid;Tidszon", "2026-03-06 15:15;EST"),
        ("Datum;Tid;Tidszon", "2026-03-06;15:15;EST"),
        ("Datum;Tid;Tidszon", "2026-03-06;21:15;svensk tid"),
        ("Tid", "2026-03-06 15:15 EST"),
        ("Tid", "03/13/2026 16:15 EDT"),
        ("Tid", "2026-07-06 20:15 BST"),
        ("Tid", "2026-03-06 21:15 (CET)"),
        ("Tid", "2026-03-06 21:15 UTC+1"),
        ("Tid", "2026-03-06T15:15[America/New_York]"),
        ("Tid", "2026-03-06 21:15 Europe/Stockholm"),
        ("Tid", "Fri Mar 6 21:15:00 CET 2026"),
        ("Tid", "Fri, 06 Mar 2026 15:15:00 EST"),
        ("Datum;Tid", "2026-03-06;15:15 EST"),
    ],
)
def test_a_zone_told_beside_the_times_is_believed(header, value):
    assert clocks(column(header, [value])) == [NINE.time()]


def test_a_zone_is_of_its_own_column_and_of_the_end_on_the_day_that_it_has_there():
    found = column("Start (UTC);Slut", ["2026-03-06 20:15;2026-03-07 02:00"])
    assert found.rows.select("starts", "ends").rows() == [(NINE, TWO)]
    assert "Start (UTC)" in said(found)
    found = column("Start (UTC);Slut kl (UTC)", ["2026-03-06 23:15;01:00"])
    assert found.rows.select("starts", "ends").rows() == [(datetime(2026, 3, 7, 0, 15), TWO)]
    found = column("Tid (EST)", ["2026-03-06 15:15-20:00"])
    assert found.rows.select("starts", "ends").rows() == [(NINE, TWO)]
    found = column("Tid (UTC)", ["04/03/2026 20:15"], columns=["Tid (UTC)=start(dmy)"])
    assert found.rows["starts"].to_list() == [datetime(2026, 3, 4, 21, 15)]


@pytest.mark.parametrize(
    ("header", "value", "form", "start"),
    [
        ("Tid (CET)", "2026-07-06 21:15", "local", datetime(2026, 7, 6, 21, 15)),
        ("Tid (CET)", "2026-07-06 21:15", "cet", datetime(2026, 7, 6, 22, 15)),
        ("Tid (sommartid)", "2026-03-06 21:15", "cest", datetime(2026, 3, 6, 20, 15)),
        ("Tid (CST)", "2026-03-06 21:15", "local", NINE),
    ],
)
def test_a_zone_that_may_be_several_or_is_of_the_other_half_of_the_year_is_asked_and_can_be_told(
    header, value, form, start
):
    found = column(header, [value])
    assert f"{header}=start({form})" in str(found.asks[0])
    assert column(header, [value], columns=[f"{header}=start({form})"]).rows["starts"].to_list() == [start]


def test_a_rejected_row_keeps_the_time_that_its_zone_was_told_of():
    """Mended and sent again it is converted once."""
    found = column("Tid;Tidszon;Text", ["2026-07-01 20:30;UTC;Ring 070-123 45 67"])
    assert "2026-07-01 20:30" in found.originals["original"][0]


def test_midnights_of_the_municipality_that_were_written_in_utc_are_dates():
    found = column("Tid", ["2026-03-05T23:00:00Z", "2026-07-05T22:00:00.000Z"])
    assert clocks(found) == [None, None]
    assert found.rows["starts"].to_list() == [datetime(2026, 3, 6), datetime(2026, 7, 6)]
    assert clocks(column("Tid", ["2026-03-05T23:00:00Z", "2026-03-05T21:00:00Z"])) == [time(0), time(22)]


@pytest.mark.parametrize(
    ("header", "value"), [("Datum (DD/MM/ÅÅÅÅ)", "06/03/2026"), ("Date (MM/DD/YYYY)", "03/06/2026")]
)
def test_the_order_of_day_and_month_is_believed_where_the_name_tells_it(header, value):
    assert column(f"{header};Tid", [f"{value};21:15"]).rows["starts"].to_list() == [NINE]


@pytest.mark.parametrize("clock", ["21h15", "21:15h", "21.15 h", "kl.21:15", "9:15 em", "21:15 CET", "20:15Z"])
def test_a_clock_beside_a_date_is_read_as_it_is_written(clock):
    assert column("Datum;Tid", [f"2026-03-06;{clock}"]).rows["starts"].to_list() == [NINE]


@pytest.mark.parametrize(
    "written",
    ["6/3-2026 21:15", "6/3 - 2026 kl. 21.15", "20260306-2115", "2026-03-06 21:15 →", "2026-03-06 21:15-okänt",
     "2026-03-06 15:15 -0500"],
)  # fmt: skip
def test_a_moment_is_read_in_these_spellings_too(written):
    found = column("Tid", [written])
    assert found.rows["starts"].to_list() == [NINE]
    assert found.rows["ends"].to_list() == [None]


@pytest.mark.parametrize(
    "behind", ["okänd tid", "tid okänd", "(okänd)", "??:??", "kl ?", "--:--", "oklar tid", "time unknown"]
)
def test_a_date_with_a_word_for_an_unknown_time_is_a_date(behind):
    found = column("Tid", [f"2026-03-06 {behind}", "2026-03-06 21:15"])
    assert clocks(found) == [None, time(21, 15)]


@pytest.mark.parametrize("written", ["fre 7/3 21:15", "6 mars 21:15", "under helgen", "måndag", "46087.885", "915"])
def test_what_tells_no_year_or_no_form_is_named_and_not_guessed(written):
    found = column("Tid", [written, "2026-03-06 21:15"])
    assert [(reject.row, reject.column) for reject in found.rejects] == [(2, "Tid")]


@pytest.mark.slow
def test_a_clock_that_a_workbook_keeps_as_a_part_of_the_day_is_one_where_all_are():
    rows = [["Datum", "Tid", "Lat", "Lng"], [datetime(2026, 3, 6), 0.885416666666667, 59.3, 14.1]]
    assert check(workbook(rows), name="a.xlsx").rows["starts"].to_list() == [NINE]
    rows.append([datetime(2026, 3, 6), 21, 59.3, 14.1])
    assert len(check(workbook(rows), name="a.xlsx").rejects) == 2


@pytest.mark.parametrize(
    "record",
    [
        {"when": {"start": "2026-03-06T20:15:00Z"}, "where": {"lat": 59.3094, "lon": 14.1106}, "what": "Klotter"},
        {"occurredAt": "2026-03-06 21:15", "type": "Klotter", "location": {"latitude": 59.3094, "longitude": 14.1106}},
        {"time": "2026-03-06 21:15", "type": "Klotter", "location": {"coordinates": [14.1106, 59.3094]}},
        {"attributes": {"Tidpunkt": "2026-03-06 21:15", "Typ": "Klotter"}, "geometry": {"x": 14.1106, "y": 59.3094}},
    ],
    ids=["when and where", "a location", "a point", "attributes"],
)  # fmt: skip
def test_objects_within_objects_say_when_and_where(record):
    found = check(json.dumps([record]), name="a.json")
    assert found.rows.select("starts", "lat", "lng", "category").rows() == [(NINE, 59.3094, 14.1106, "SKA")]


def test_an_address_or_a_day_of_something_else_is_not_that_of_the_report():
    record = {
        "tid": "2026-03-06 21:15",
        "reporter": {"address": "Gatan 1", "date": "2026-03-07"},
        "lat": 59.3,
        "lng": 14.1,
    }
    found = check(json.dumps([record]), name="a.json")
    assert found.mapped == ("tid", "lat", "lng")


@pytest.mark.parametrize(
    ("written", "category"),
    [
        ("Skadegörelse, klotter", "SKA"),
        ("1202 Skadegörelse", "SKA"),
        ("SKA - Skadegörelse", "SKA"),
        ("Misshandel, mot man", "ORD"),
        ("Rån, butik", "ORD"),
        ("Narkotikabrott: eget bruk", "NAR"),
        ("Påhittat, klotter", "OVR"),
    ],
)
def test_a_category_is_what_its_text_begins_with_and_keeps_its_words(written, category):
    found = check(f"Tid;Lat;Lng;Kategori\n2026-03-06 21:15;59.3;14.1;{written}\n")
    assert found.rows.select("category", "category_original").rows() == [(category, written)]


@pytest.mark.parametrize("name", ["Larmtid", "Skapat", "Registrerad", "Inkommen"])
def test_where_only_the_time_of_the_report_is_told_it_is_offered_by_name(name):
    with pytest.raises(MappingError, match=f"{name}=start"):
        column(name, ["2026-03-06 21:15"])


@pytest.mark.parametrize("pair", ["N 59 18.564;E 14 6.636", "59°18'33.84\"N;14°06'38.16\"E", "59.3094° N;14.1106° E"])
def test_degrees_are_read_as_they_are_written(pair):
    found = check(f"Tid;Lat;Lng\n2026-03-06 21:15;{pair}\n")
    assert found.rows.select("lat", "lng").rows() == [(pytest.approx(59.3094), pytest.approx(14.1106))]


def test_lines_around_the_table_are_told_and_none_is_a_report():
    """A title and a period above, a page's end, who printed it, and the names again in the middle."""
    text = "Väktarbolaget AB\nPeriod: 2026-03-02 - 2026-03-08\n\nRapportnr;Datum;Kl;Lat;Lng;Händelse;Anteckning\n"
    text += 'R1;2026-03-06;21.15;59,3094;14,1106;Klotter;"Vägg; tunnel"\n;;;;;;\n'
    text += "Rapportnr;Datum;Kl;Lat;Lng;Händelse;Anteckning\nR2;2026-03-07;02.00;59,3094;14,1106;Bråk;-\n"
    text += "Antal rapporter: 2\nUtskriven 2026-03-09 08:00\nSida 1 av 1;;;;;;\n"
    found = check(text)
    assert found.rows["starts"].to_list() == [NINE, TWO]
    assert [reject.row for reject in found.rejects] == [7, 9, 10, 11]
    assert "Väktarbolaget AB" in " ".join(notice.sentence() for notice in found.notices)


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "cp850", "mac_roman"])
@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_letters_and_line_ends_of_other_machines_are_read(encoding, end):
    rows = ["Tid;Lat;Lng;Kategori;Beskrivning", "2026-03-06 21:15;59.3;14.1;Skadegörelse;På väggen", ""]
    found = check(end.join(rows).encode(encoding))
    assert found.rows.select("category", "description").rows() == [("SKA", "På väggen")]


@pytest.mark.parametrize(
    ("header", "north", "east"),
    [
        ("N (m);E (m)", "6 574 000 m", "449 000 m"),
        ("N;E", "6.574.000,0", "449.000,0"),
        ("N;E", "6'574'000", "449'000"),
        ("N;E", "6,574,000.0", "449,000.0"),
        ("N;E", "6\u00a0574\u00a0000", "449\u00a0000,0"),
    ],
)
def test_metres_are_read_with_their_unit_and_whatever_parts_their_thousands(header, north, east):
    found = check(f"Tid;{header};Typ\n2026-03-06 21:15;{north};{east};Klotter\n")
    assert [round(value, 3) for value in found.rows.select("lat", "lng").row(0)] == [59.302, 14.104]


def test_degrees_have_no_thousands():
    found = check("Tid;Lat;Lng;Typ\n2026-03-06 21:15;59.310;14.110;Klotter\n2026-03-06 21:15;59,311;14,111;Klotter\n")
    assert found.rows["lat"].to_list() == [59.31, 59.311]


@pytest.mark.parametrize(
    ("header", "written"),
    [("Kvartal", "2026-Q2"), ("Kvartal", "kv 2 2026"), ("Kvartal", "K2 2026"), ("År;Kvartal", "2026;2")],
)
def test_a_quarter_is_counted_in_totals_of_its_length(header, written):
    found = column(header, [written])
    assert found.rows.select("starts", "ends", "hour").rows() == [(datetime(2026, 4, 1), datetime(2026, 7, 1), None)]


def test_an_hour_and_a_minute_in_columns_of_their_own_are_one_time():
    """The minute is not left out in silence; where the time is whole, a column of minutes is not one of it."""
    found = column("Datum;Timme;Minut", ["2026-03-06;21;15", "2026-03-07;2;0"])
    assert found.rows["starts"].to_list() == [NINE, TWO]
    assert "Minut" in found.mapped
    assert "Minut" not in column("Datum;Kl;Minut", ["2026-03-06;21:15;45"]).mapped


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Startdag;Startkl;Slutdag;Slutkl", "2026-03-06;21:15;2026-03-07;02:00"),
        ("1. Datum;2. Kl;3. Slut kl", "2026-03-06;21:15;02:00"),
    ],
)
def test_names_of_forms_are_known(header, values):
    assert column(header, [values]).rows.select("starts", "ends").rows() == [(NINE, TWO)]
