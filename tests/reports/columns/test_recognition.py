"""Columns are recognised by their names in Swedish and English, by their values, and by what was chosen before."""

import json
from datetime import date, datetime

import polars as pl
import pytest

from est.errors import MappingError
from est.reports.columns.recognition import recognise_columns
from est.reports.columns.value_types import value_type
from est.reports.fields.mapping import ColumnMapping, parse_assignment
from est.reports.rows.reference_data import ReferenceData
from est.reports.rows.validation import check_rows
from est.space.borders import municipality_borders
from est.space.ground import municipality_of
from tests.reports.tables import NOW, WORDS, reports, table


def fields(columns, **more):
    return recognise_columns(table(columns, **more), WORDS).mapping.fields


WHEN = ["2026-03-01 18:05", "2026-03-02 18:05"]
DAY = ["2026-03-01", "2026-03-02"]
CLOCK = ["18:05", "19.05"]
LAT, LNG = ["59.33", "59.34"], ["18.06", "18.07"]
WORD = ["klotter", "skadegörelse"]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["2026-03-01 18:05", "2026-03-02", "2026-03-03", "7"], "text"),
        (["2026-03-01 18:05", "2026-03-02 19:05", "7"], "moment"),
        (["2026-03-01", "7"], "text"),
        (["2026-03-01", "7", "8"], "number"),
        (["2026-03-01", "7", "parken"], "text"),
        (["den 1 mars 2026", "parken", "2 mars 2026"], "day"),
        (["20260301 00:00", "20260302 00:00", "torget"], "number"),
        (["kl 18", "18.05", "torget"], "clock"),
    ],
)
def test_a_column_is_what_more_than_half_of_its_values_are(values, kind):
    assert value_type(pl.Series(values)) == kind


@pytest.mark.parametrize(
    ("column", "values", "field"),
    [
        ("tid", WHEN, "start"),
        (" TID ", WHEN, "start"),
        ("Händelsetid", WHEN, "start"),
        ("handelse_tid", WHEN, "start"),
        ("Tidpunkt (lokal)", WHEN, "start"),
        ("datum", WHEN, "start"),
        ("datum", DAY, "start"),
        ("occurred_local", WHEN, "start"),
        ("occurredAt", WHEN, "start"),
        ("event_local", WHEN, "start"),
        ("Från", WHEN, "start"),
        ("slut", WHEN, "end"),
        ("till", WHEN, "end"),
        ("end_local", WHEN, "end"),
        ("published_local", WHEN, "reported"),
        ("single_local", WHEN, None),
        ("Kategori", WORD, "category"),
        ("Brottstyp", WORD, "category"),
        ("offense", WORD, "category"),
        ("underkategori", WORD, "subcategory"),
        ("Plats", ["Torget", "Parken"], "place"),
        ("place_type", ["torg", "park"], "place_kind"),
        ("location_category", ["street", "park"], "place_kind"),
        ("fritext", ["Klotter på vägg", "x"], "description"),
        ("beat", ["15E30", "13D10"], None),
        ("n_offences", ["1", "2"], None),
        ("kommun_kod", ["1780", "1764"], None),
        ("polisanmäld", ["ja", "nej"], "police_reported"),
        ("från", ["Anna", "Bo"], None),
        ("EST orsak", ["Tiden saknas."] * 2, None),
        ("EST rad", ["2", "3"], None),
    ],
)
def test_one_column_by_its_name_and_values(column, values, field):
    assert fields({column: values}) == ({field: column} if field else {})


@pytest.mark.parametrize(
    ("names", "values", "expected"),
    [
        (("lat", "lon"), (LAT, LNG), ("lat", "lng")),
        (("Latitud", "Longitud"), (LAT, LNG), ("lat", "lng")),
        (("api_centroid_lat", "api_centroid_lon"), (LAT, LNG), ("lat", "lng")),
        (("y", "x"), (LAT, LNG), ("lat", "lng")),
        (("x", "y"), (LAT, LNG), ("lat", "lng")),
        (("X-koordinat", "Y-koordinat"), (["674032"], ["6580822"]), ("easting", "northing")),
        (("X-koordinat", "Y-koordinat"), (["6580822"], ["674032"]), ("northing", "easting")),
        (("N", "E"), (["6580822"], ["674032"]), ("northing", "easting")),
        (("nord", "ost"), (["6580822,5"], ["674032,1"]), ("northing", "easting")),
        (("lat", "lng"), (["6580822"], ["674032"]), ("northing", "easting")),
    ],
)
def test_a_pair_of_coordinates_is_settled_by_its_values(names, values, expected):
    found = recognise_columns(table(dict(zip(names, values, strict=True))), WORDS)
    assert found.mapping.fields == dict(zip(expected, names, strict=True))
    assert found.crs == ("WGS 84" if "lat" in expected else "SWEREF 99 TM")


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"datum": DAY, "tid": CLOCK}, {"date": "datum", "time": "tid"}),
        ({"Datum": DAY, "Klockslag": CLOCK}, {"date": "Datum", "time": "Klockslag"}),
        ({"datum": DAY, "start": CLOCK, "slut": CLOCK}, {"date": "datum", "time": "start", "end_time": "slut"}),
        ({"startdatum": DAY, "klockslag": CLOCK}, {"date": "startdatum", "time": "klockslag"}),
        (
            {"datum": DAY, "tid från": ["22", "9"], "tid till": ["23", "10"]},
            {"date": "datum", "time": "tid från", "end_time": "tid till"},
        ),
        ({"start": WHEN, "slut": WHEN}, {"start": "start", "end": "slut"}),
        ({"start": WHEN, "datum": DAY}, {"start": "start"}),
        ({"datum": WHEN, "tid": WHEN}, {"start": "datum"}),
        ({"published_local": WHEN, "event_local": WHEN}, {"reported": "published_local", "start": "event_local"}),
        ({"lat": LAT}, {}),
    ],
)
def test_columns_that_belong_together(columns, expected):
    assert fields(columns) == expected


def test_two_columns_of_one_field_leave_the_second_out_and_say_so():
    found = recognise_columns(table({"starttid": WHEN, "händelsetid": WHEN}), WORDS)
    assert found.mapping.fields == {"start": "starttid"}
    assert "händelsetid" in found.notices[0].sentence()


def test_native_columns_tell_what_they_are():
    assert fields({"datum": [date(2026, 3, 1)], "tid": ["18:05"]}) == {"date": "datum", "time": "tid"}
    assert fields({"datum": [datetime(2026, 3, 1, 18, 5)]}) == {"start": "datum"}


def test_a_file_without_names_is_recognised_by_its_values():
    columns = {
        "column 1": ["1", "2"],
        "column 2": WHEN,
        "column 3": WORD,
        "column 4": LAT,
        "column 5": LNG,
        "column 6": ["Klotter på vägg vid Åsgatan", "Ruta"],
    }
    assert fields(columns, header=False) == {
        "start": "column 2",
        "lat": "column 4",
        "lng": "column 5",
        "category": "column 3",
        "description": "column 6",
    }


def test_what_is_missing_is_told():
    assert recognise_columns(table({"kategori": WORD}), WORDS).missing == ("start", "lat", "lng")
    assert recognise_columns(table(reports(2)), WORDS).missing == ()


def test_unknown_words_are_told_with_their_counts_until_they_are_given_a_category():
    made = table(reports(5, kategori=["cirkus", "cirkus", "klotter", "apa", ""]))
    assert recognise_columns(made, WORDS).unknown == (("cirkus", 2), ("apa", 1))
    chosen = ColumnMapping(categories=(("cirkus", "ORD"),))
    assert recognise_columns(made, WORDS, chosen=chosen).unknown == (("apa", 1),)


def test_a_saved_mapping_is_taken_when_its_columns_are_all_there():
    saved = ColumnMapping((("A", "start"), ("B", "lat"), ("C", "lng")))
    columns = {"A": WHEN, "B": LAT, "C": LNG, "text": ["x", "y"]}
    assert recognise_columns(table(columns), WORDS, saved).mapping.fields == saved.fields
    assert recognise_columns(table(reports(2)), WORDS, saved).mapping.fields["start"] == "tid"


def test_what_is_chosen_goes_above_what_was_recognised():
    made = table({**reports(2), "annan tid": WHEN})
    chosen = ColumnMapping((("annan tid", "start(dmy)"),))
    assert recognise_columns(made, WORDS, chosen=chosen).mapping.fields["start"] == "annan tid"


def test_a_mapping_can_be_kept_and_read_again():
    mapping = ColumnMapping((("När", "start(dmy)"), ("Vad", "category")), (("Bråk", "ORD/bråk"),))
    assert ColumnMapping.from_json(mapping.to_json()) == mapping
    assert mapping.forms == {"start": "dmy", "category": None}


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("När=start(dmy)", ("När", "start(dmy)")),
        ("a=b=lat", ("a=b", "lat")),
        (" När = start ", ("När", "start")),
        ("När=", ("När", "")),
    ],
)
def test_a_column_is_mapped_by_text(text, pair):
    assert parse_assignment(text) == pair


@pytest.mark.parametrize("text", ["start", "=start", "När=nowhere", "När=start(xyz)", "Var=lat(dmy)"])
def test_what_is_no_mapping_is_refused(text):
    with pytest.raises(MappingError):
        parse_assignment(text)


def test_a_field_has_one_column_and_a_column_one_field():
    with pytest.raises(MappingError, match="both"):
        ColumnMapping((("a", "start"), ("b", "start")))
    with pytest.raises(MappingError, match="twice"):
        ColumnMapping((("a", "start"), ("a", "end")))


@pytest.mark.parametrize(
    ("names", "second", "mapped"),
    [
        (("lat", "lat (2)"), [f"58.{number:04d}" for number in range(9)], None),
        (("lat", "LAT"), [f"58.{number:04d}" for number in range(9)], None),
        (("lat", "lat (2)"), [f"59.33{number:04d}" for number in range(9)], "lat"),
        (("lat", "lat (2)"), ["vid torget"] * 9, "lat"),
    ],
)
@pytest.mark.slow
def test_of_two_columns_of_one_name_none_is_guessed_when_they_differ(names, second, mapped):
    columns = reports(9)
    made = table({**columns, names[1]: second})
    seen = recognise_columns(made, WORDS)
    assert seen.mapping.fields.get("lat") == mapped
    assert any(notice.strong for notice in seen.notices) is (mapped is None)
    # nor is it guessed because the last file had but one; a column that was chosen for its number stays
    assert (
        recognise_columns(made, WORDS, saved=ColumnMapping((("lat", "lat"), ("lon", "lng")))).mapping.fields.get("lat")
        == mapped
    )
    chosen = ColumnMapping(((names[1], "lat"), ("lon", "lng")))
    assert recognise_columns(made, WORDS, chosen=chosen).mapping.fields["lat"] == names[1]


def test_metres_with_spaces_between_their_thousands_are_known_as_metres():
    columns = {**reports(3), "lat": ["6 580 822,5"] * 3, "lon": ["674\u00a0032"] * 3}
    assert recognise_columns(table(columns), WORDS).mapping.fields["northing"] == "lat"


@pytest.mark.parametrize(
    ("columns", "point"),
    [
        ({"Plats": ["59.39, 13.50", "59.40, 13.51"]}, "Plats"),
        ({"Adress": ["59,39; 13,50", "59,40; 13,51"], "Plats": ["Torget", "Parken"]}, "Adress"),
        ({"Markör": ["POINT(13.50 59.39)", "POINT(13.51 59.40)"]}, "Markör"),
        ({"Markör": ["N 6589223, E 414100", "N 6589323, E 414200"]}, "Markör"),
        ({"Markör": ["59.39, 13.50"] * 2, "Plats": ["Torget", "Parken"]}, None),
        ({"Markör": ["59.39, 13.50"] * 2, "Kartan": ["59.39, 13.50"] * 2}, None),
        ({"Plats": ["Torget 59, 13", "Parken"]}, None),
    ],
)
def test_points_are_known_in_a_column_of_another_name(columns, point):
    """Where two could be it, or another column says where, it is left to be chosen."""
    assert fields({"tid": WHEN} | columns).get("point") == point


@pytest.mark.parametrize(
    ("columns", "where"),
    [
        ({"N": ["6584000", "6584100"], "E": ["150100", "150200"]}, {"northing": "3008", "easting": "3008"}),
        ({"Position": ["6584000, 150100", "6584100, 150200"]}, {"point": "3008"}),
    ],
)
@pytest.mark.slow
def test_a_zone_is_asked_about_once_and_then_as_in_the_last_file(columns, where):
    """Confirmed with the first file, it is no doubt in those that follow, so that they can come by themselves."""
    borders = municipality_borders(json.dumps(municipality_of("1780")), "1780")
    made = table({"tid": WHEN} | columns)
    first = recognise_columns(made, WORDS, borders=borders)
    assert {field: form for field, form in first.mapping.forms.items() if form} == where
    assert any("SWEREF 99 13 30" in notice.sentence() for notice in first.notices if notice.strong)
    again = recognise_columns(made, WORDS, first.mapping, borders=borders)
    assert again.mapping.forms == first.mapping.forms
    assert not any(notice.strong for notice in again.notices)
    assert any("as in the last file" in notice.sentence() for notice in again.notices)
    assert recognise_columns(made, WORDS).mapping.forms.keys() == first.mapping.forms.keys()


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Brottstidpunkt", "start"),
        ("Gärningstid", "start"),
        ("IncidentStartTime", "start"),
        ("offence_date_from", "start"),
        ("Slut brottstidpunkt", "end"),
        ("GärningstidTill", "end"),
        ("incident end date", "end"),
        ("Anmälningstidpunkt", "reported"),
        ("Inskrivningsdatum", "reported"),
        ("Mottagen datum", "reported"),
        ("Senast ändrad datum", None),
        ("Stängd datum", None),
        ("Rapport slut", None),
        ("Tidpunkt från till", None),
    ],
)
def test_the_name_of_a_time_is_known_by_its_parts(name, field):
    assert fields({name: WHEN}) == ({field: name} if field else {})


def test_days_and_clocks_of_start_and_end_are_two_pairs():
    for names in (
        ("Brottsdatum fr o m", "Brottstid fr o m", "Brottsdatum t o m", "Brottstid t o m"),
        ("Fr.o.m. datum", "Fr.o.m. kl", "T.o.m. datum", "T.o.m. kl"),
        ("Datum från", "Klockan från", "Datum till", "Klockan till"),
    ):
        columns = dict(zip(names, (DAY, CLOCK, DAY, CLOCK), strict=True))
        assert fields(columns) == dict(zip(("date", "time", "end_date", "end_time"), names, strict=True))


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("Plats lat", "Plats lng"), ("lat", "lng")),
        (("location_latitude", "location_longitude"), ("lat", "lng")),
        (("Platsens northing", "Platsens easting"), ("northing", "easting")),
    ],
)
def test_a_number_of_a_place_is_known_by_what_stands_beside_its_place(names, expected):
    """A place's own name or identity is another matter: two reports of one place are not one report."""
    metres = expected[0] == "northing"
    values = (["6576000", "6576100"], ["449000", "449100"]) if metres else (["59.33", "59.34"], ["14.06", "14.07"])
    found = fields({"tid": WHEN, **dict(zip(names, values, strict=True)), "Plats id": ["7", "7"]})
    assert found == {"start": "tid", **dict(zip(expected, names, strict=True))}


@pytest.mark.parametrize("name", ["Tidpunkt", "Datum", "När hände det?", "händelsedatum"])
def test_a_column_of_months_or_weeks_is_known_by_what_it_holds(name):
    assert fields({name: ["mars 2026", "2026-04"]}) == {"month": name}
    assert fields({name: ["v. 12 2026", "2026-W13"]}) == {"month": name}


def test_a_column_of_clocks_is_not_left_out_in_silence_whatever_its_name():
    """12.50 may be money, 12:50 and what is called a time are clocks."""
    columns = {"datum": DAY, "Tur": ["18:05", "19.05"], "Anmäld kl": ["18.05", "19.05"], "Belopp": ["18.05", "19.05"]}
    found = recognise_columns(table(columns), WORDS)
    assert found.mapping.fields == {"start": "datum"}
    assert [dict(notice.values)["column"] for notice in found.notices if notice.strong] == ["Tur", "Anmäld kl"]


def test_what_is_chosen_by_hand_leaves_its_field_to_the_next_column():
    """And no column that is mapped is said to be left out."""
    columns = {"Post date": WHEN, "Created": WHEN}
    chosen = ColumnMapping((("Post date", "start"),))
    found = recognise_columns(table(columns), WORDS, chosen=chosen)
    assert found.mapping.fields == {"reported": "Created", "start": "Post date"}
    assert not any("left out" in notice.sentence() for notice in found.notices)


@pytest.mark.parametrize("written", ["{}T{}:00:00.000Z", "{} {}:00:00 UTC", "{}T{}:00:00+0000", "{}T{}:00Z"])
def test_local_midnights_told_in_utc_and_clocks_are_pairs(written):
    """The day is the municipality's, whose clock is another in winter than in summer."""
    days = [written.format("2026-03-02", "23"), "okänd", written.format("2025-07-02", "22")]
    columns = {name: values for name, values in reports(3).items() if name != "tid"}
    made = table(columns | {"Datum": days, "Klockslag": ["14:30"] * 3})
    mapping = recognise_columns(made, WORDS, zone="Europe/Stockholm").mapping
    assert (mapping.fields["date"], mapping.fields["time"]) == ("Datum", "Klockslag")
    place = ReferenceData(timezone="Europe/Stockholm")
    found = check_rows(made, mapping, place, WORDS, NOW).rows["starts"].to_list()
    assert found == [datetime(2026, 3, 3, 14, 30), datetime(2025, 7, 3, 14, 30)]
    elsewhere = recognise_columns(made, WORDS, zone="America/New_York").mapping.fields
    assert "date" not in elsewhere
