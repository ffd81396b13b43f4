"""What a report is called where it comes from is kept as text, guarded, and listed with the report."""

from datetime import date

import pytest

from est.municipality.defaults import prepare_store
from est.picture.counts import reports_in
from est.picture.selection import Selection
from est.privacy.guard import COVER
from est.reports.batches.batch import take_batch
from est.reports.columns.recognition import recognise_columns
from est.reports.fields.synonyms import fields_of_name
from est.store import open_store
from est.store.migrations import MIGRATIONS
from tests.reports.tables import NOW, WORDS, checked, reports, table
from tests.stores import organisation_ids, prepared_store

MARCH = Selection(date(2026, 3, 1), date(2026, 4, 1))


def listed(store, columns) -> list[str | None]:
    """The references of the reports in a file, taken into the store and listed, the oldest first."""
    mapping = recognise_columns(table(columns), WORDS).mapping
    police = organisation_ids(store)[0]
    take_batch(store, checked(columns), who="test", when=NOW, organisation=police, mapping=mapping)
    return reports_in(store, MARCH).sort("position")["reference"].to_list()


@pytest.mark.slow
def test_a_reference_is_kept_as_it_is_written():
    """Zeros before it stay, and what is blank is nothing."""
    with prepared_store() as store:
        assert listed(store, reports(3, Ärendenummer=["0012", "2026/17-B ", " "])) == ["0012", "2026/17-B", None]


def test_personal_data_in_a_reference_makes_the_row_a_reject():
    """And is covered where the row is kept to be mended."""
    found = checked(reports(1, dnr="19121212-1212"))
    assert found.rows.is_empty()
    assert found.rejects[0].column == "dnr"
    assert COVER in found.originals["original"][0]
    assert "1212-1212" not in found.originals["original"][0]


@pytest.mark.parametrize(
    "name",
    [
        "Ärendenr.",
        "Diarienummer",
        "Case Number",
        "INCIDENT_KEY",
        "brottets ärendenummer",
        "Diarienr",
        "K-nummer",
        "TICKET_NO",
        "Händelse-ID",
        "RecordId",
    ],
)
def test_it_is_recognised_by_the_names_that_registers_give_it(name):
    """In Swedish and English, however they are written."""
    assert fields_of_name(name) == ["reference"]


@pytest.mark.parametrize(
    ("values", "known"),
    [
        (["1000", "1001", "1002", "1003"], True),
        (["b7", "a3", "c9", "d1"], True),
        (["1", "2", "3", "4"], False),
        (["0", "1", "2", "3"], False),
        (["7", "7", "7", "8"], False),
        (["1912121212", "1912121213", "1912121214", "1912121215"], False),
    ],
)
def test_a_column_that_is_only_called_id_is_one_if_its_values_name_the_rows(values, known):
    """Not when they count the rows, when most have the same, or when one looks like a personal number."""
    mapping = recognise_columns(table(reports(4, id=values)), WORDS).mapping
    assert ("reference" in mapping.fields) is known


@pytest.mark.parametrize("name", ["nr", "rad id"])
def test_a_mere_number_of_a_row_is_no_reference(name):
    """Such a column counts rows anew in each file, and its digits can look like a personal number's."""
    assert fields_of_name(name) == []


@pytest.mark.slow
def test_a_store_from_before_takes_references_too(tmp_path):
    """The step adds the column to what is there."""
    with open_store(tmp_path / "est.duckdb", migrations=MIGRATIONS[:3]) as store:
        prepare_store(store, "test", NOW)
    with open_store(tmp_path / "est.duckdb") as store:
        assert listed(store, reports(1, referens="K-17")) == ["K-17"]
