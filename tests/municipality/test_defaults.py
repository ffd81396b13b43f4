"""A new store begins with the municipality's usual words, once, and keeps its time zone once it has reports."""

from datetime import datetime

import polars.selectors as cs
import pytest

from est.errors import SettingError
from est.measures.library_commands import fill_library
from est.municipality.defaults import prepare_store, store_timezone
from est.municipality.organisations import add_organisation
from est.municipality.vocabulary import normalise_word, store_vocabulary
from est.store import open_store
from est.store.chain import chain_faults
from est.store.kept_answers import work_out
from tests.stores import copy_store, prepared_store

NOW = datetime(2026, 3, 1, 12)


@pytest.fixture
def store():
    with open_store(None) as store:
        prepare_store(store, "anna", NOW)
        yield store


@pytest.mark.slow
def test_the_stores_that_other_tests_begin_with_are_what_the_long_way_leads_to(store, tmp_path):
    """On a borrowed engine and as a copied file: the same tables with the same rows, identities and moments aside."""
    copy_store(tmp_path / "s")
    with prepared_store() as short, open_store(tmp_path / "s") as copied:
        fill_library(store, "anna", NOW)
        for other in (short, copied):
            assert other.ask(COLUMNS).rows() == store.ask(COLUMNS).rows()
            with other.asking() as cursor:
                assert list(chain_faults(cursor)) == []
        assert _rows(copied) == _rows(store)
        others = {"log", "measure_library", "record_versions"}  # where the library is
        assert {name: rows for name, rows in _rows(short).items() if name not in others} == {
            name: rows for name, rows in _rows(store).items() if name not in others
        }


COLUMNS = """SELECT table_name, column_index, column_name, data_type, column_default, is_nullable FROM duckdb_columns()
    WHERE database_name = 'est' ORDER BY ALL"""


def _rows(store):
    """Every row of every table, without what differs from one store to the next."""
    names = store.ask("SELECT DISTINCT table_name AS name FROM duckdb_columns() WHERE database_name = 'est'")["name"]
    own = ("id", "who", "logged", "object", "hash", "created", "created_by", "changed", "changed_by")
    return {
        name: sorted(map(str, store.ask(f"SELECT * FROM {name}").select(cs.exclude(*own)).rows())) for name in names
    }


@pytest.mark.slow
def test_a_new_store_is_filled_once(store):
    prepare_store(store, "bo", NOW)
    assert store.ask("SELECT count(*) AS n FROM categories").item() == 10
    assert store.ask("SELECT count(*) AS n FROM organisations").item() == 8
    assert store.ask("SELECT who, action FROM log").rows() == [("anna", "fill a new store")]


@pytest.mark.slow
def test_a_coming_event_is_never_counted(store):
    assert store.ask("SELECT code FROM categories WHERE NOT counted").rows() == [("ARR",)]


@pytest.mark.slow
def test_every_subcategory_belongs_to_a_category(store):
    orphans = store.ask("SELECT * FROM subcategories WHERE category NOT IN (SELECT code FROM categories)")
    assert orphans.is_empty()


@pytest.mark.slow
def test_the_time_zone_is_settled_while_there_are_no_reports(store):
    prepare_store(store, "anna", NOW, "America/Chicago")
    assert store_timezone(store) == "America/Chicago"
    with pytest.raises(SettingError, match="Mars"):
        prepare_store(store, "anna", NOW, "Europe/Mars")


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("skadegörelse", ("SKA", None)),
        ("SKA", ("SKA", None)),
        ("  Skadegorelse ", ("SKA", None)),
        ("Klotter", ("SKA", "klotter")),
        ("graffiti", ("SKA", "klotter")),
        ("theft of motor vehicle", ("ORD", None)),
        ("burglary", ("ORD", "inbrott")),
        ("vandalism", ("SKA", None)),
        ("cirkus", None),
    ],
)
@pytest.mark.slow
def test_words_are_known_in_swedish_and_english(store, word, kind):
    assert store_vocabulary(store).kind(word) == kind


@pytest.mark.slow
def test_a_kind_can_be_named_by_code_and_subcategory(store):
    words = store_vocabulary(store)
    assert words.named("ska/Klotter") == ("SKA", "klotter")
    assert words.named("SKA/cirkus") is None
    assert words.organisation("police") == words.organisation("Polisen")


def test_words_are_compared_without_accents_case_and_punctuation():
    assert normalise_word(" Händelse_tid. ") == "handelse tid"


def test_words_are_read_once_and_again_when_they_change(store):
    words = store_vocabulary(store)
    assert store_vocabulary(store) is words
    add_organisation(store, "Nattvandrarna", "anna", NOW)
    assert words.organisation("Nattvandrarna") is None
    assert store_vocabulary(store).organisation("Nattvandrarna") is not None


def test_an_answer_made_with_words_that_were_read_before_falls_with_them(store):
    store_vocabulary(store)
    kept = work_out(store, lambda: (store.ask("FROM places"), store_vocabulary(store).organisation("Nattvandrarna")))
    assert kept.stands(store)
    add_organisation(store, "Nattvandrarna", "anna", NOW)
    assert not kept.stands(store)


def test_the_time_zone_is_read_again_when_it_changes(store):
    assert store_timezone(store) == "Europe/Stockholm"
    kept = work_out(store, lambda: (store.ask("FROM places"), store_timezone(store)))
    prepare_store(store, "anna", NOW, "Europe/Helsinki")
    assert store_timezone(store) == "Europe/Helsinki"
    assert not kept.stands(store)
