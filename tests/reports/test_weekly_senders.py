"""What senders of weekly files call their columns and how they lay them out: read as a person would, or named."""

from datetime import datetime

import pytest

from est.errors import MappingError
from est.reports.columns.recognition import recognise_columns
from est.reports.fields.mapping import ColumnMapping, parse_assignment
from est.reports.files.reader import read_file
from est.reports.files.table import UnreadableReason
from est.reports.rows.reference_data import ReferenceData
from est.reports.rows.validation import check_rows
from tests.reports.rows.test_validation import TORGET
from tests.reports.tables import WORDS
from tests.reports.test_field_files import workbook

NOW = datetime(2026, 3, 16, 9)
NINE = datetime(2026, 3, 6, 21, 15)


def check(*lines, told=(), name="fil.csv"):
    """Return what is recognised in a file of these lines (cells of a workbook, or texts), and its check."""
    content = workbook(lines) if name.endswith("xlsx") else "\n".join(lines).encode()
    table = read_file(content, name)
    chosen = ColumnMapping(tuple(map(parse_assignment, told)))
    mapping = recognise_columns(table, WORDS, chosen=chosen, today=NOW.date()).mapping
    return mapping.fields, check_rows(table, mapping, ReferenceData("Europe/Stockholm", places=TORGET), WORDS, NOW)


def test_names_that_part_a_group_above_them_are_the_names():
    """Start, end and point stand below two groups; read as one row they would be a start alone."""
    fields, found = check(
        "Polisregion Bergslagen;;;;;;",
        "K-nummer;Brottsrubricering;Brottstid;;Brottsplats;Koordinater;",
        ";;Fr.o.m.;T.o.m.;;N;E",
        "5000-K1-26;Skadegörelse;2026-03-06 21:15;2026-03-06 22:15;Storgatan 4;6575000;449000",
        "5000-K2-26;Klotter;2026-03-07 21:15;2026-03-07 22:15;Storgatan 6;6575010;449010",
    )
    assert {"start": "Fr.o.m.", "end": "T.o.m.", "northing": "N", "easting": "E"}.items() <= fields.items()
    assert found.rows.select("starts", "ends").row(0) == (NINE, datetime(2026, 3, 6, 22, 15))


def test_a_row_of_words_below_the_names_is_a_report_where_it_parts_no_group():
    _, found = check("tid;plats;typ", "2026-03-06 21:15;Stora torget;Klotter", "okänd;plats;typ")
    assert found.rows["starts"].to_list() == [NINE]


def test_when_a_form_was_filled_in_is_not_when_it_happened():
    fields, found = check(
        "ID;Starttid;Slutförandetid;E-post;Datum för händelsen;Ungefärligt klockslag;Var hände det?;Vad hände?",
        "1;2026-03-07 08:00;2026-03-07 08:04;anonymous;2026-03-06;21:15;Stora torget;Klotter",
    )
    assert {"reported": "Starttid", "date": "Datum för händelsen", "place": "Var hände det?"}.items() <= fields.items()
    assert found.rows.select("starts", "reported").row(0) == (NINE, datetime(2026, 3, 7, 8))
    fields, found = check(
        "Tidstämpel,När hände det?,Var hände det?,Vad såg du?,Hur allvarligt (1-3)",
        "2026-03-07 08:00,2026-03-06 21:15,Stora torget,Klotter,3",
    )
    assert (fields["reported"], fields["start"]) == ("Tidstämpel", "När hände det?")
    assert found.rows.select("starts", "effect").row(0) == (NINE, 3)


def test_a_time_stamp_is_when_it_happened_where_nothing_else_is():
    fields, _ = check("Tidsstämpel;Plats;Typ", "2026-03-06 21:15;Stora torget;Klotter")
    assert fields["start"] == "Tidsstämpel"
    with pytest.raises(MappingError, match="'Starttid' says when it was reported"):
        check("Starttid;Slutförandetid;Plats", "2026-03-07 08:00;2026-03-07 08:04;Stora torget")


def test_a_week_and_a_weekday_are_a_date():
    rows = ("Vecka;Veckodag;Tid;Plats", "2026 v 10;Fredag;21-23;Stora torget", "2026 v 10;lör;;Stora torget")
    fields, found = check(*rows)
    assert (fields["month"], fields["day"], fields["time"]) == ("Vecka", "Veckodag", "Tid")
    assert found.rows.select("starts", "ends").rows() == [
        (datetime(2026, 3, 6, 21), datetime(2026, 3, 6, 23)),
        (datetime(2026, 3, 7), None),
    ]
    parted = ("År;Vecka;Dag;Kl;Plats", "2026;10;fre;21:15;Stora torget", "2026;10;lör;22:15;Stora torget")
    assert check(*parted)[1].rows["starts"].to_list() == [NINE, datetime(2026, 3, 7, 22, 15)]


def test_a_weekday_beside_a_date_or_a_month_changes_nothing():
    fields, found = check("Datum;Veckodag;Tid;Plats", "2026-03-06;Fredag;21:15;Stora torget")
    assert "day" not in fields
    assert found.rows["starts"].to_list() == [NINE]
    fields, _ = check("Månad;Veckodag;Plats", "mars 2026;Fredag;Stora torget")
    assert "day" not in fields


def test_days_without_a_year_are_known_by_their_looks_under_a_name_that_may_be_anything():
    rows = ("Dag;Kl;Plats", "fre 6/3;21.15;Stora torget", "lör 7/3;22.15;Stora torget")
    assert check(*rows)[1].rows["starts"].to_list() == [NINE, datetime(2026, 3, 7, 22, 15)]
    rows = ("När;Var", "fredag 6 mars kl 21.15;Stora torget", "natten mot 7 mars 2026;Stora torget")
    assert check(*rows)[1].rows["starts"].to_list() == [NINE, datetime(2026, 3, 6, 22)]


def test_a_time_of_day_alone_says_no_day():
    with pytest.raises(MappingError, match="No column says when it happened"):
        check("Kl;Plats", "21.15;Stora torget")


@pytest.mark.parametrize(
    ("header", "value"),
    [("createdAt", "1772828100000"), ("Registrerad", "20260306 21:15"), ("Anmäld datum", "2026-03-06 21:15")],
)
def test_the_advice_for_a_time_of_the_report_can_be_followed(header, value):
    """What is offered as the start is read as it is written, without its form being told."""
    rows = (f"{header};Plats", f"{value};Stora torget")
    with pytest.raises(MappingError, match=f"--column '{header}=start'"):
        check(*rows)
    assert check(*rows, told=[f"{header}=start"])[1].rows["starts"].to_list() == [NINE]


def test_the_order_that_is_told_of_one_column_is_that_of_those_beside_it():
    rows = ("Inträffade;Anmält;Plats", "06/03 2026 21:15;07/03 2026;Stora torget")
    _, found = check(*rows, told=["Inträffade=start(dmy)"])
    assert found.rows.select("starts", "reported").row(0) == (NINE, datetime(2026, 3, 7))


def test_a_count_in_the_cell_beside_its_words_is_a_total():
    rows = [
        ["Nr", "Datum", "Plats", "Typ"],
        [1, datetime(2026, 3, 6), "Stora torget", "Klotter"],
        [2, datetime(2026, 3, 7), "Stora torget", "Klotter"],
        ["Totalt antal avvikelser:", 2, None, None],
    ]
    _, found = check(*rows, name="a.xlsx")
    assert [(reject.row, reject.reason) for reject in found.rejects] == [(4, UnreadableReason.TOTAL)]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Typ av störning", "category"),
        ("Avvikelsetyp", "category"),
        ("Hållplats", "place"),
        ("Skola", "place"),
        ("Beskriv händelsen", "description"),
    ],
)
def test_names_of_swedish_forms_are_known(header, field):
    fields, _ = check(f"Tid;{header};Lat;Lng", "2026-03-06 21:15;Klotter;59.31;14.11")
    assert fields[field] == header
