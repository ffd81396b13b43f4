"""A new store begins with the municipality's usual words, once, and keeps its time zone once it has reports."""

from datetime import datetime

import pytest

from est.errors import SettingError
from est.municipality.defaults import prepare_store, store_timezone
from est.municipality.vocabulary import normalise_word, store_vocabulary
from est.store import open_store

NOW = datetime(2026, 3, 1, 12)


@pytest.fixture
def store():
    with open_store(None) as store:
        prepare_store(store, "anna", NOW)
        yield store


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
