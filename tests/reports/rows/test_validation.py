"""A row is taken when it says when and where, and is otherwise a reject with the one reason that is true of it."""

import dataclasses
import json
from datetime import datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from est.errors import MappingError
from est.privacy.guard import COVER
from est.reports.fields.mapping import ColumnMapping
from est.reports.fields.reasons import Reason, translate_reason
from est.reports.files.table import ABOVE, Reject
from est.reports.rows.reference_data import ReferenceData
from est.reports.rows.validation import check_rows
from est.sentences import Sentence
from est.space.address_register import ADDRESSES, AddressRegister
from est.space.cells import latlng_to_cells, shown_cells
from est.space.places import PLACES
from tests.reports.tables import NOW, WORDS, checked, reports, table

SQUARE = json.dumps(
    {"type": "Polygon", "coordinates": [[[18.0, 59.3], [18.2, 59.3], [18.2, 59.4], [18.0, 59.4], [18.0, 59.3]]]}
)
TORGET = pl.DataFrame([("p", "Stora torget", "torg", 59.3112, 14.1089, 40.0, None)], schema=PLACES, orient="row")


def reject(columns, **more):
    found = checked(columns, **more)
    assert len(found.rejects) == 1
    assert found.rows.height == found.read - 1
    return found.rejects[0]


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("tid", "", Reason.START_MISSING),
        ("tid", "i går", Reason.TIME_UNREADABLE),
        ("tid", "03/01/2026 14:30", Reason.DATE_AMBIGUOUS),
        ("tid", "260301", Reason.TIME_BARE_NUMBER),
        ("tid", "2025-03-30 02:30", Reason.HOUR_SKIPPED),
        ("tid", "1899-01-01 12:00", Reason.YEAR_OUTSIDE),
        ("tid", "2026-03-15 12:30", Reason.FUTURE),
        ("lat", "", Reason.COORDINATE_MISSING),
        ("lon", "", Reason.COORDINATE_MISSING),
        ("lat", "NaN", Reason.COORDINATE_UNREADABLE),
        ("lon", "inf", Reason.COORDINATE_UNREADABLE),
        ("lat", "95", Reason.COORDINATE_OUTSIDE_RANGE),
        ("lon", "181", Reason.COORDINATE_OUTSIDE_RANGE),
    ],
)
@pytest.mark.slow
def test_each_fault_is_its_own_reason(column, value, reason):
    columns = reports(5)
    columns[column][2] = value
    found = reject(columns)
    assert (found.row, found.column, found.value, found.reason) == (4, column, value, reason)


@pytest.mark.parametrize(
    ("pair", "reason"),
    [(("0", "0"), Reason.COORDINATE_ZERO), (("18.0601", "59.3301"), Reason.COORDINATES_SWAPPED)],
)
def test_a_pair_of_coordinates_can_be_wrong_together(pair, reason):
    columns = reports(5)
    columns["lat"][2], columns["lon"][2] = pair
    assert reject(columns).reason == reason


def test_a_point_outside_the_municipality_is_rejected_and_a_swapped_one_is_told_apart():
    columns = reports(5)
    columns["lat"][1:3], columns["lon"][1:3] = ["59.5", "18.1"], ["18.1", "59.35"]
    found = checked(columns, place=ReferenceData("America/Chicago", SQUARE))
    named = Reason.ANOTHER_MUNICIPALITY.value.format(name="Täby")
    assert [one.reason for one in found.rejects] == [named, Reason.COORDINATES_SWAPPED]
    assert translate_reason(named, lambda _: "Punkten ligger i {name}.") == "Punkten ligger i Täby."


def test_a_point_on_the_coarse_border_is_taken_and_said():
    columns = reports(2, lat=["59.4015", "59.35"], lon=["18.08", "18.1"])
    found = checked(columns, place=ReferenceData(municipality=SQUARE))
    assert found.rejects == ()
    assert [notice.values for notice in found.notices if "just outside" in notice.text] == [(("count", 1),)]


@pytest.mark.parametrize(
    ("slut", "reason"),
    [
        ("2026-03-01 14:00", Reason.END_BEFORE_START),
        ("x", Reason.TIME_UNREADABLE),
        ("2101-01-01 00:00", Reason.YEAR_OUTSIDE),
        ("2026-03-20 00:00", Reason.FUTURE),
    ],
)
@pytest.mark.slow
def test_an_end_that_cannot_be(slut, reason):
    found = reject(reports(2, slut=[slut, ""]))
    assert (found.column, found.value, found.reason) == ("slut", slut, reason)


def test_an_end_is_kept_and_none_is_none():
    rows = checked(reports(2, slut=["2026-03-01 16:00", ""])).rows
    assert rows["ends"].to_list() == [datetime(2026, 3, 1, 16), None]
    assert rows["minutes"].to_list() == [90, None]


@pytest.mark.slow
def test_a_date_alone_has_no_hour_and_ends_with_its_day():
    rows = checked(reports(1, tid=["2026-03-02"], slut=["2026-03-03"])).rows
    assert rows.select("starts", "ends", "time_precision", "hour").row(0) == (
        datetime(2026, 3, 2), datetime(2026, 3, 4), "unknown", None
    )  # fmt: skip


@pytest.mark.slow
def test_a_day_that_ends_before_it_began_is_no_day():
    """An end on the day before, written as a date alone, ends at the midnight of the start and is yet before it."""
    for tid in ("2026-03-05", "2026-03-05 00:00"):
        assert reject(reports(1, tid=[tid], slut=["2026-03-04"])).reason == Reason.END_BEFORE_START
        assert checked(reports(1, tid=[tid], slut=["2026-03-05"])).rejects == ()


def test_the_hour_of_the_week_begins_on_monday():
    rows = checked(reports(2, tid=["2026-03-02 00:10", "2026-03-08 23:50"])).rows
    assert rows["hour"].to_list() == [0, 167]
    assert rows["time_precision"].to_list() == ["exact", "exact"]


@pytest.mark.slow
def test_an_end_of_a_clock_alone_is_the_next_day_when_it_comes_first():
    columns = reports(2) | {
        "tid": ["22:00", "22:00"],
        "datum": ["2026-03-01", "2026-03-01"],
        "slut": ["02:00", "23:00"],
    }
    assert checked(columns).rows["ends"].to_list() == [datetime(2026, 3, 2, 2), datetime(2026, 3, 1, 23)]


def test_the_autumn_hour_is_marked_and_may_end_before_it_began():
    columns = reports(2, tid="2025-10-26 02:50", slut=["2025-10-26 02:10", "2025-10-26 03:10"])
    rows = checked(columns).rows
    assert rows["twice"].to_list() == [True, True]
    assert rows["ends"].to_list() == [datetime(2025, 10, 26, 2, 50), datetime(2025, 10, 26, 3, 10)]


def test_a_coming_event_may_lie_ahead():
    assert checked(reports(1, tid=["2026-06-01 18:00"], kategori="evenemang")).rows["category"].to_list() == ["ARR"]


@pytest.mark.slow
def test_a_zoned_time_is_converted_at_the_door():
    assert checked(reports(1, tid=["2026-03-01T17:05:00Z"])).rows["starts"].to_list() == [datetime(2026, 3, 1, 18, 5)]


def test_a_column_of_native_midnights_holds_dates():
    rows = checked(reports(2) | {"tid": [datetime(2026, 3, 1), datetime(2026, 3, 2)]}).rows
    assert rows["time_precision"].to_list() == ["unknown", "unknown"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x" * 501, Reason.DESCRIPTION_TOO_LONG),
        ("Mannen 811218-9876", Reason.PERSONAL_NUMBER),
        ("anna@exempel.se såg det", Reason.EMAIL),
        ("ring 070-123 45 67", Reason.PHONE),
        ("bilen ABC123", Reason.REGISTRATION_NUMBER),
    ],
)
def test_what_may_not_be_written_is_not_kept(text, reason):
    found = checked(reports(2, text=[text, "Klotter"]))
    assert found.rejects[0].reason == reason
    if reason != Reason.DESCRIPTION_TOO_LONG:
        assert COVER in found.rejects[0].value
        assert COVER in found.originals["original"][0]
        assert text not in found.originals["original"][0]


def test_personal_data_is_covered_in_a_reject_of_any_reason():
    found = checked(reports(1, tid=["i går"], text=["ring 070-123 45 67"], namn=["Anna Berg"]))
    assert found.rejects[0].reason == Reason.TIME_UNREADABLE
    assert "070" not in found.originals["original"][0]
    assert "Anna" not in found.originals["original"][0]


@pytest.mark.parametrize(
    "field", ["description", "place", "place_kind", "on_the_spot", "source", "category", "subcategory"]
)
def test_personal_data_is_covered_in_a_reject_in_whatever_field_it_stands(field):
    """The row is rejected for its time; what people wrote elsewhere in it is kept covered."""
    written = {"when": ["i går"], "north": ["59.33"], "east": ["18.06"], "what": ["sett av 811218-9876"]}
    mapping = ColumnMapping((("when", "start"), ("north", "lat"), ("east", "lng"), ("what", field)))
    found = checked(written, mapping=mapping)
    assert [reject.reason for reject in found.rejects] == [Reason.TIME_UNREADABLE]
    assert "811218" not in found.originals["original"][0]
    assert COVER in found.originals["original"][0]


KEPT = {
    "tid": "start", "slut": "end", "lat": "lat", "lon": "lng", "inkom": "reported", "effekt": "effect",
    "anmäld": "police_reported", "exakt": "time_precision", "text": "description",
}  # fmt: skip


@pytest.mark.parametrize("column", list(KEPT)[:-1])
@pytest.mark.parametrize("typed", ["811218-9876", "8112189876", "070-123 45 67", "anna@exempel.se", "ABC123"])
def test_personal_data_is_covered_in_whatever_column_it_was_typed(column, typed):
    """Also where a time or a number was meant, and in a row that is turned away for something else."""
    columns = reports(2, text=["x" * 501, "Klotter"], slut="", inkom="", effekt="", anmäld="", exakt="")
    columns[column][0] = f"se {typed}"
    found = checked(columns, mapping=ColumnMapping(tuple(KEPT.items())))
    assert [one.row for one in found.rejects] == [2]
    assert typed not in f"{found.rejects[0].value} {found.originals['original'][0]}"
    assert json.loads(found.originals["original"][0])[column] == f"se {COVER}"


def test_a_number_of_a_workbook_that_is_a_personal_number_is_covered():
    found = reject(reports(2) | {"lat": [8112189876.0, 59.33]})
    assert found.value == COVER


def test_a_row_that_could_not_be_read_is_covered_field_by_field():
    """A comma before a number makes it a decimal within a text, but not between two fields."""
    unreadable = Reject(3, None, "2026-03-01 18:05,klotter,0701234567,811218-9876", "The row has fewer fields.")
    made = dataclasses.replace(table(reports(1)), rejects=(unreadable,))
    mapping = ColumnMapping((("tid", "start"), ("lat", "lat"), ("lon", "lng")))
    found = check_rows(made, mapping, ReferenceData(), WORDS, NOW)
    assert [one.value for one in found.rejects] == [f"2026-03-01 18:05,klotter,{COVER},{COVER}"]


def test_what_stands_above_the_column_names_is_shown_with_its_personal_data_covered():
    said = (Sentence(ABOVE, count=1, text="Frågor: anna@exempel.se"),)
    mapping = ColumnMapping((("tid", "start"), ("lat", "lat"), ("lon", "lng")))
    found = check_rows(dataclasses.replace(table(reports(1)), notices=said), mapping, ReferenceData(), WORDS, NOW)
    assert dict(found.notices[0].values) == {"count": 1, "text": f"Frågor: {COVER}"}


_DAYS = st.datetimes(datetime(1990, 1, 1), datetime(2030, 12, 31))
_FORMS = ("%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H.%M", "%d/%m/%Y %H:%M", "%Y%m%dT%H%M%SZ")


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(_FORMS).flatmap(lambda form: _DAYS.map(lambda day: day.strftime(form))),
            st.integers(6_100_000_000, 7_700_000_999).map(lambda millimetres: f"{millimetres / 1000:.3f}")
            | st.integers(6_100_000, 7_700_000).map(str)
            | st.integers(6_100_000, 7_700_000).map(lambda metres: f"{metres:,}".replace(",", " "))
            | st.floats(55, 69).map(repr)
            | st.floats(55, 69).map(lambda degrees: f"{degrees:.6f}".replace(".", ",")),
            st.integers(250_000_000, 920_000_999).map(lambda millimetres: f"{millimetres / 1000:.3f}")
            | st.integers(250_000, 920_000).map(str)
            | st.floats(-180, 180).map(repr),
            st.integers(-999_999, 999_999).map(str) | st.floats(0, 1e6).map(lambda number: f"{number:.2f}"),
        ),
        min_size=1,
        max_size=200,
    )
)
@pytest.mark.slow
def test_times_coordinates_and_numbers_come_back_as_they_were_written(rows):
    """So that a reject can be mended: no number is taken for a personal number but ten digits with a check digit."""
    columns = dict(zip(("tid", "norr", "öster", "effekt"), map(list, zip(*rows, strict=True)), strict=True))
    columns["text"] = ["x" * 501] * len(rows)
    fields = (("tid", "start"), ("norr", "northing"), ("öster", "easting"), ("effekt", "effect"))
    found = checked(columns, mapping=ColumnMapping((*fields, ("text", "description"))))
    assert len(found.rejects) == len(rows)
    for one, original, written in zip(found.rejects, found.originals["original"], rows, strict=True):
        kept = json.loads(original)
        assert tuple(kept[column] for column, _ in fields) == written
        assert one.value == kept[one.column] or one.column == "text"


@pytest.mark.parametrize("column", ["plats", "kategori", "åtgärd"])
def test_every_text_that_is_kept_is_guarded(column):
    assert reject(reports(2, **{column: ["anna@exempel.se", "klotter"]})).reason == Reason.EMAIL


def test_a_long_description_of_swedish_letters_is_counted_in_letters():
    assert checked(reports(1, text=["å" * 500])).rejects == ()


def test_a_named_place_stands_in_for_a_point():
    columns = reports(3, plats=["stora TORGET", "Okänd gata", ""])
    columns["lat"], columns["lon"] = [""] * 3, [""] * 3
    found = checked(columns, place=ReferenceData(places=TORGET))
    assert found.rows.select("lat", "lng", "place_precision").rows() == [(59.3112, 14.1089, "approximate")]
    assert [(one.row, one.column, one.reason) for one in found.rejects] == [
        (3, "plats", Reason.PLACE_UNKNOWN),
        (4, "lat", Reason.COORDINATE_MISSING),
    ]


def test_places_alone_are_enough():
    columns = {"tid": ["2026-03-01 18:05"], "plats": ["Stora torget"]}
    assert checked(columns, place=ReferenceData(places=TORGET)).rows.height == 1


def test_cells_and_a_district_are_given_at_the_door():
    districts = pl.DataFrame({"id": ["d"], "name": ["Centrum"], "outline": [SQUARE]})
    rows = checked(
        reports(2, lat=["59.33", "59.5"], lon=["18.06", "18.06"]), place=ReferenceData(districts=districts)
    ).rows
    points = rows["lat"].to_numpy(), rows["lng"].to_numpy()
    assert rows["cell"].to_list() == latlng_to_cells(*points).tolist()
    for column, cells in shown_cells(*points).items():
        assert rows[column].to_list() == cells.tolist()
    assert rows["district"].to_list() == ["d", None]


def test_metres_become_degrees():
    columns = {"tid": ["2026-03-01 18:05"], "N": ["6097106.672"], "E": ["356083.438"]}
    rows = checked(columns).rows
    assert rows.select(pl.col("lat", "lng").round(6)).row(0) == (55.0, 12.75)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("klotter", ""), ("SKA", "klotter", None)),
        (("Skadegörelse", ""), ("SKA", None, None)),
        (("Skadegörelse", "Glaskross"), ("SKA", "glaskross", None)),
        (("SKA", "klotter"), ("SKA", "klotter", None)),
        (("theft", ""), ("ORD", None, "theft")),
        (("", "glaskross"), ("SKA", "glaskross", None)),
        (("cirkus", ""), ("OVR", None, "cirkus")),
        (("", ""), ("OVR", None, None)),
        (("Ordningsstörning eller brott", "hot"), ("ORD", "hot", None)),
        (("Incident mot anställd", "hot"), ("ANS", "hot", None)),
        (("Skadegörelse", "något annat"), ("SKA", None, "Skadegörelse / något annat")),
    ],
)
def test_words_become_categories(words, expected):
    rows = checked(reports(1, kategori=[words[0]], underkategori=[words[1]])).rows
    assert rows.select("category", "subcategory", "category_original").row(0) == expected


def test_unknown_words_are_counted_in_a_notice():
    notices = checked(reports(3, kategori=["cirkus", "cirkus", "klotter"])).notices
    assert [notice.values for notice in notices] == [(("count", 2), ("names", "cirkus (2)"))]


def test_a_word_can_be_given_a_category():
    mapping = ColumnMapping(
        (("tid", "start"), ("lat", "lat"), ("lon", "lng"), ("kategori", "category")), (("Tags", "SKA/klotter"),)
    )
    rows = checked(reports(1, kategori=["Tags"]), mapping=mapping).rows
    assert rows.select("category", "subcategory", "category_original").row(0) == ("SKA", "klotter", "Tags")


def test_a_file_without_categories_becomes_other_and_says_so():
    columns = reports(2)
    del columns["kategori"]
    found = checked(columns)
    assert found.rows["category"].to_list() == ["OVR", "OVR"]
    assert any("no column of categories" in notice.text for notice in found.notices)


@pytest.mark.slow
def test_small_fields_are_read_in_swedish_and_english():
    rows = checked(
        reports(3, polisanmäld=["ja", "No", "kanske"], effekt=["3", "4", ""], tidsprecision=["ungefär", "okänd", ""])
    ).rows
    assert rows["police_reported"].to_list() == [True, False, None]
    assert rows["effect"].to_list() == [3, None, None]
    assert rows["time_precision"].to_list() == ["approximate", "unknown", "exact"]


def test_a_place_that_is_an_area_has_no_cell():
    rows = checked(reports(2, platsprecision=["område", "punkt"])).rows
    assert rows["cell"].is_null().to_list() == [True, False]


@pytest.mark.parametrize(
    ("pairs", "text"),
    [
        ((("lat", "lat"), ("lon", "lng")), "when it happened"),
        ((("tid", "start"),), "where it happened"),
        ((("tid", "start"), ("lat", "lat")), "where it happened"),
        ((("finns inte", "start"), ("lat", "lat"), ("lon", "lng")), "no column 'finns inte'"),
    ],
)
def test_a_mapping_that_says_too_little_is_refused(pairs, text):
    with pytest.raises(MappingError, match=text):
        checked(reports(2), mapping=ColumnMapping(pairs))


@pytest.mark.slow
def test_the_rows_of_a_large_file_are_judged_in_parts_alike(monkeypatch):
    columns = reports(50)
    columns["tid"][33] = "x"
    whole = checked(columns)
    monkeypatch.setattr("est.reports.rows.validation.CHUNK", 7)
    parts = checked(columns)
    assert parts.rows.equals(whole.rows)
    assert parts.rejects == whole.rejects
    assert parts.originals.equals(whole.originals)


def test_progress_ends_with_all_done():
    told: list[float] = []
    mapping = ColumnMapping((("tid", "start"), ("lat", "lat"), ("lon", "lng")))
    check_rows(table(reports(3)), mapping, ReferenceData(), WORDS, NOW, told.append)
    assert told[-1] == 1.0


@pytest.mark.slow
def test_an_address_is_a_place_and_home_care_has_the_street_alone():
    """The number is kept for whom it is no home; what no street is called is a reject with the nearest names."""
    rows = [("Kungsgatan", n, "", "", "", 59.3, 14.1 + n / 1000) for n in range(1, 11)]
    register = AddressRegister(pl.DataFrame(rows, schema=ADDRESSES, orient="row"), TORGET)
    columns = reports(4) | {"adress": ["Kungsg. 3", "Kungsgatan", "Drottninggatan 3", "vid Stora torget"]}
    del columns["lat"], columns["lon"]
    found = checked(columns, place=ReferenceData(register=register, places=TORGET))
    assert found.rows.select("address", "place_precision").rows() == [
        ("Kungsgatan 3", "point"), ("Kungsgatan", "approximate"), ("vid Stora torget", "approximate")
    ]  # fmt: skip
    assert [(one.row, one.column) for one in found.rejects] == [(4, "adress")]
    assert "Drottninggatan" in found.rejects[0].reason
    assert "Kungsgatan" in found.rejects[0].reason
    assert [one.written for one in found.streets] == ["Drottninggatan"]
    columns = reports(2) | {"adress": ["Kungsgatan 3", "Kungsgatan 3"], "lat": ["", "59.3"], "lon": ["", "14.103"]}
    home = checked(columns, place=ReferenceData(register=register, street_only=True)).rows
    assert home["address"].to_list() == ["Kungsgatan"] * 2
    assert home["place_precision"].to_list() == ["approximate"] * 2
    assert set(home["lng"].to_list()).isdisjoint({14.1 + n / 1000 for n in range(1, 11)} - {14.103})
    assert 14.103 not in home["lng"].round(6).to_list()


def test_many_addresses_on_one_point_are_told():
    """Such a point is where a system puts what it cannot place."""
    columns = reports(10) | {"adress": [f"Gata {n}" for n in range(10)], "lat": ["59.33"] * 10, "lon": ["18.06"] * 10}
    found = checked(columns)
    assert found.rejects == ()
    assert [dict(one.values)["count"] for one in found.notices if "different addresses" in one.text] == [10]
