"""The filters offer what is counted, in the language of the page."""

from datetime import datetime

from est.municipality.defaults import prepare_store
from est.municipality.reference_lists import organisation_names, reference_lists
from est.store import open_store


def test_a_new_store_offers_the_default_categories_but_not_what_is_never_counted():
    """Arrangements to come are no reports of something unsafe."""
    with open_store(None) as store:
        prepare_store(store, "test", datetime(2026, 1, 1))
        swedish, english = reference_lists(store), reference_lists(store, "en")
    assert swedish.categories["SKA"] == "Skadegörelse"
    assert "ARR" not in swedish.categories
    assert english.categories["SKA"] != "Skadegörelse"
    assert swedish.districts == {}
    assert len(swedish.organisations) == len(english.organisations) > 5


def test_only_what_is_called_otherwise_in_the_language_is_named_anew():
    """An organisation of one's own keeps its name; in Swedish all do."""
    with open_store(None) as store:
        prepare_store(store, "test", datetime(2026, 1, 1))
        assert organisation_names(store, "sv") == {}
        assert organisation_names(store, "en")["Polisen"] == "Police"
