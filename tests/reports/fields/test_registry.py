"""The registry of fields says all there is to say of a field; what is told elsewhere is what stands there."""

import polars as pl
import pytest

from est.reports.columns.mapping_choices import FIELD_NAMES
from est.reports.fields.field import Field
from est.reports.fields.registry import FIELD, FIELDS
from est.reports.fields.schema import ROWS, STORED, TEXTS
from est.reports.fields.synonyms import fields_of_name
from est.text import translator
from tests.papers import prose
from tests.sources import ROOT
from tests.stores import prepared_store

SHOWN = 4  # names of columns in the paper's table


def row_of_the_paper(field: Field) -> str:
    return f"| `{field.name}` | {', '.join(field.headers.split(';')[:SHOWN])} | {field.holds} |"


def test_the_table_of_the_paper_on_batch_files_is_the_registry():
    """A row a field, in its order: the name, names of columns that mean it, and what it holds."""
    table = prose(ROOT / "docs/batch-files.md").partition("| field | some recognised names |")[2].partition("\n\n")[0]
    assert table.splitlines()[2:] == [row_of_the_paper(field) for field in FIELDS]


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_a_column_that_is_called_as_a_field_is_that_field(field):
    """Whether with accents or without; a name of two fields may mean either."""
    for header in field.headers.split(";"):
        assert field.name in fields_of_name(header)


def test_a_field_stands_once():
    """And so does the column that is stored of it."""
    assert len(FIELD) == len(FIELDS)
    columns = [field.column for field in FIELDS if field.column]
    assert len(set(columns)) == len(columns)


@pytest.mark.slow
def test_the_store_has_a_column_for_every_field_that_is_kept():
    """With the type that the registry says; a field without a migration is found here."""
    kinds = {pl.String(): ("VARCHAR", "UUID"), pl.Float64(): ("DOUBLE",), pl.Boolean(): ("BOOLEAN",)}
    kinds |= {pl.Datetime("us"): ("TIMESTAMP",), pl.Date(): ("DATE",), pl.UInt64(): ("UBIGINT",)}
    kinds |= {pl.UInt32(): ("UINTEGER",), pl.UInt16(): ("USMALLINT",), pl.UInt8(): ("UTINYINT",)}
    kinds |= {pl.Int16(): ("SMALLINT",)}
    with prepared_store() as store:
        held = dict(store.ask("SELECT column_name, column_type FROM (DESCRIBE reports)").rows())
    assert set(held) == set(STORED)
    assert [name for name, dtype in STORED.items() if held[name] not in kinds[dtype]] == []


def test_what_people_wrote_is_guarded():
    """Every text of a row is, but the words of ours: a precision, a category, and what the program makes of a place."""
    texts = {name for name, dtype in ROWS.items() if dtype == pl.String()}
    assert texts - set(TEXTS) == {"time_precision", "place_precision", "category", "subcategory", "district"}


def test_every_field_has_a_name_in_swedish():
    """On the page where columns are chosen, in lists and in exports."""
    swedish = translator("sv").gettext
    assert [label for label in FIELD_NAMES.values() if swedish(label) == label] == []
