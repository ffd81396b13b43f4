"""A store of 0.1.0, with a column for each English name, keeps its names and says them in both languages."""

from datetime import datetime
from uuid import UUID

import polars as pl
import pytest

from est.identity import new_id, new_ids
from est.measures.library import ENTRY_NAMES, get_library_entry, library_entries, library_entry_versions
from est.measures.library_commands import default_entries
from est.municipality.reference_lists import reference_lists
from est.store import Change, open_store
from est.store.migrations import FIRST, SECOND
from est.text import translator

WHEN = datetime(2026, 3, 1, 12)
OLD_TEXTS = {"title_en": "Better lighting", "works_en": "A review."}


@pytest.mark.slow
def test_names_and_the_library_come_through(tmp_path):
    """Nothing of them is lost: what the columns held came with the program, and still does."""
    identity, lighting = next(one for one in default_entries().items() if one[1].title == "Bättre belysning")
    with open_store(tmp_path / "s", migrations=(FIRST, SECOND)) as store:
        organisations = {"id": new_ids(2), "name": ["Polisen", "Bostad"], "name_en": ["Police", None]}
        categories = {"code": ["SKA"], "name": ["Skadegörelse"], "name_en": ["Vandalism"], "counted": [True]}
        frames = {"organisations": pl.DataFrame(organisations), "categories": pl.DataFrame(categories)}
        store.apply(Change("anna", WHEN, "fill a new store", new_id(), {"timezone": "Europe/Stockholm"}, frames))
        entry = {"version": 1, "record": lighting.to_fields() | OLD_TEXTS}
        store.apply(Change("anna", WHEN, "fill the library", new_id(), {"entries": 1, "others": {identity: entry}}))
    with open_store(tmp_path / "s") as store:
        assert list(reference_lists(store, "sv").organisations.values()) == ["Bostad", "Polisen"]
        assert list(reference_lists(store, "en").organisations.values()) == ["Bostad", "Police"]
        assert reference_lists(store, "en").categories == {"SKA": "Vandalism"}
        (kept,) = library_entries(store)
        assert kept.entry == lighting == get_library_entry(store, UUID(kept.identity))[0]
        assert kept.entry.in_language(translator("en")).title == "Better lighting"
        (version,) = library_entry_versions(store, UUID(kept.identity))
        assert set(version.changed) - set(ENTRY_NAMES) == set(OLD_TEXTS)  # the log is as it was
