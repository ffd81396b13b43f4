"""The filters offer what is counted, in the language of the page."""

from datetime import datetime

import polars as pl
import pytest

from est.municipality.defaults import prepare_store
from est.municipality.reference_lists import organisation_names, reference_lists
from tests.stores import empty_store, prepared_store, put


@pytest.mark.slow
def test_a_new_store_offers_the_default_categories_but_not_what_is_never_counted():
    """Arrangements to come are no reports of something unsafe."""
    with empty_store() as store:
        prepare_store(store, "test", datetime(2026, 1, 1))
        swedish, english = reference_lists(store), reference_lists(store, "en")
    assert swedish.categories["SKA"] == "Skadegörelse"
    assert "ARR" not in swedish.categories
    assert english.categories["SKA"] != "Skadegörelse"
    assert swedish.districts == {}
    assert len(swedish.organisations) == len(english.organisations) > 5


@pytest.mark.slow
def test_only_what_is_called_otherwise_in_the_language_is_named_anew():
    """An organisation of one's own keeps its name; in Swedish all do."""
    with empty_store() as store:
        prepare_store(store, "test", datetime(2026, 1, 1))
        assert organisation_names(store, "sv") == {}
        assert organisation_names(store, "en")["Polisen"] == "Police"


@pytest.mark.slow
def test_kinds_of_place_and_effects_are_offered_as_the_reports_have_them():
    """A word in any capitals is one kind, the commonest stands first; what no report has cannot be chosen."""
    with prepared_store() as store:
        none = reference_lists(store)
        rows = {"place_kind": ["Park", "Torg", "torg", None], "effect": [3, None, 1, 3]}
        put(store, pl.DataFrame({"starts": [datetime(2026, 1, 1)] * 4, **rows}, schema_overrides={"effect": pl.UInt8}))
        some = reference_lists(store)
    assert (none.place_kinds, none.effects) == ((), ())
    assert (some.place_kinds, some.effects) == (("torg", "park"), (1, 3))
