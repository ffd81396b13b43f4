"""Rejects come back as a file that a spreadsheet can open safely, and that can be mended and sent again."""

import pytest

from est.reports.batches.batch import take_batch
from est.reports.batches.rejects_file import (
    CONTENT_COLUMN,
    REASON_COLUMN,
    ROW_COLUMN,
    checked_rejects_csv,
    rejects_csv,
)
from est.reports.columns.recognition import recognise_columns
from est.reports.files.reader import read_file
from est.reports.files.returned_rejects import is_ours
from est.reports.rows.reference_data import ReferenceData
from est.reports.rows.validation import check_rows
from est.text import LANGUAGES, translator
from tests.reports.tables import NOW, WORDS
from tests.stores import prepared_store

FILE = """tid,kategori,lat,lon,text,intern
2026-03-01 18:05,klotter,59.3301,18.0601,Bra rad,hemligt
2026-02-30 18:05,klotter,59.3302,18.0602,"=HYPERLINK(""http://x"";""y"")",hemligt
2026-03-02 18:05,klotter,,18.0603,"-1+1; ""citat""
på två rader",hemligt
2026-03-03 18:05,klotter,59.33,18.06,ring 070-123 45 67
2026-03-03 18:06,klotter,59.33,-9999,Siffra,x
2026-03-04 18:05,klotter,59.3305,-18.0605,@text,hemligt
2026-03-05 18:05,klotter,59.3306,18.0606,"'=redan",hemligt
"""


def run(content, name="fil.csv"):
    table = read_file(content, name)
    found = recognise_columns(table, WORDS)
    return check_rows(table, found.mapping, ReferenceData("America/Chicago"), WORDS, NOW), found.mapping


@pytest.fixture
def first():
    return run(FILE.encode())[0]


@pytest.mark.slow
def test_the_rejects_carry_their_row_their_reason_and_the_mapped_columns_only(first):
    text = checked_rejects_csv(first).decode("utf-8-sig")
    head, *rows = text.split("\n")
    assert head == "tid;kategori;lat;lon;text;EST row;EST reason;EST content"
    assert "hemligt" not in text
    assert rows[0].startswith("2026-02-30 18:05;klotter;59.3302;18.0602;")
    assert ";3;The time cannot be read.;" in rows[0]


@pytest.mark.slow
def test_no_cell_is_a_formula_but_numbers_stay_numbers(first):
    assert ";-9999;" in checked_rejects_csv(first).decode()
    text = checked_rejects_csv(first).decode("utf-8-sig")
    assert "\"'=HYPERLINK" in text
    assert "\"'-1+1" in text


@pytest.mark.slow
def test_a_mended_file_goes_in_as_it_was_written(first):
    assert [reject.row for reject in first.rejects] == [3, 4, 5, 6]
    text = checked_rejects_csv(first).decode("utf-8-sig")
    mended = text.replace("2026-02-30", "2026-02-28").replace(
        "2026-03-02 18:05;klotter;;", "2026-03-02 18:05;klotter;59.33;"
    )
    again, mapping = run(mended.encode("utf-8-sig"), "mended.csv")
    assert mapping.fields.keys() == {"start", "category", "lat", "lng", "description"}
    assert again.rows["description"].to_list() == ['=HYPERLINK("http://x";"y")', '-1+1; "citat"\npå två rader']
    assert [reject.reason for reject in again.rejects] == [
        "The time is missing.",
        "The coordinate lies outside the range of its coordinate system.",
    ]


@pytest.mark.slow
def test_a_row_that_could_not_be_read_is_kept_with_its_personal_data_covered(first):
    assert first.rejects[2].value == "2026-03-03 18:05,klotter,59.33,18.06,ring [personuppgift]"


@pytest.mark.slow
def test_an_apostrophe_of_the_writers_own_stays(first):
    assert first.rows["description"].to_list() == ["Bra rad", "@text", "'=redan"]


@pytest.mark.slow
def test_the_reasons_are_said_in_the_readers_language(first):
    text = checked_rejects_csv(first, translator("sv").gettext).decode("utf-8-sig")
    assert "EST rad;EST orsak;EST innehåll" in text
    assert "Tiden går inte att läsa." in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_columns_are_known_again_in_every_language(language):
    """However a translator calls them."""
    assert all(is_ours(translator(language).gettext(name)) for name in (ROW_COLUMN, REASON_COLUMN, CONTENT_COLUMN))


@pytest.mark.slow
def test_the_rejects_of_a_stored_batch_are_the_same_file():
    with prepared_store() as store:
        found, mapping = run(FILE.encode())
        police = store.ask("SELECT CAST(id AS VARCHAR) FROM organisations WHERE name = 'Polisen'").item()
        batch = take_batch(store, found, who="anna", when=NOW, organisation=police, mapping=mapping)
        assert rejects_csv(store, batch) == checked_rejects_csv(found)


@pytest.mark.slow
def test_rows_that_could_not_be_taken_apart_have_the_columns_to_be_mended_in():
    """Sent back as it is, the file is known and each row named; with the columns filled in, its rows are taken."""
    good = "2026-03-01 18:05,klotter,59.3301,18.0601,Bra rad,x\n"
    found, mapping = run(("tid,kategori,lat,lon,text,intern\n" + good * 3 + "2026-03-02 18:05,klotter\n").encode())
    text = checked_rejects_csv(found).decode("utf-8-sig")
    head, row = text.strip().split("\n")
    assert head == "tid;kategori;lat;lon;text;EST row;EST reason;EST content"
    assert row.endswith(";2026-03-02 18:05,klotter")
    assert [reject.reason for reject in run(text.encode())[0].rejects] == ["The time is missing."]
    assert run(text.replace(";;;;;5", "2026-03-02 18:05;klotter;59.33;18.06;;5").encode())[0].rows.height == 1
    with prepared_store() as store:
        police = store.ask("SELECT CAST(id AS VARCHAR) FROM organisations WHERE name = 'Polisen'").item()
        batch = take_batch(store, found, who="anna", when=NOW, organisation=police, mapping=mapping)
        assert set(rejects_csv(store, batch).decode("utf-8-sig").split("\n")[0].split(";")) == set(head.split(";"))
