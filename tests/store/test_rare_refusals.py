"""What seldom happens has its sentence too, and leaves the store as it was."""

import json
from datetime import datetime
from uuid import UUID

import pytest

from est.access.tokens import add_token
from est.errors import AlreadyThereError, NotFoundError, StoreBusyError, StoreDamagedError, UnknownActionError
from est.hotspots.register.commands import add_hotspot
from est.hotspots.register.hotspot import Hotspot
from est.store import Change, applies, open_questions, open_store
from est.store.compaction import compact_store
from est.store.connection import working_folder

WHEN = datetime(2026, 3, 2, 12)
CELL = "8908b56666fffff"


@pytest.mark.slow
def test_a_token_is_of_an_organisation_that_is_there(store):
    """One that is gone meanwhile gets none."""
    with pytest.raises(NotFoundError, match="no organisation"):
        add_token(store, "dispatch", str(UUID(int=5)), "test", WHEN)
    assert store.ask("SELECT count(*) FROM tokens").item() == 0


def test_an_action_has_one_function():
    """The second that says it applies the same is refused when the program starts."""
    with pytest.raises(UnknownActionError, match="Two functions"):

        @applies("add hotspot")
        def another(cursor, change):
            """Apply nothing."""


@pytest.mark.slow
def test_a_first_version_is_not_written_twice(store):
    """As when two send it at the same moment, so that neither has seen the other's."""
    add_hotspot(store, Hotspot("Torget", (CELL,)), "test", WHEN, UUID(int=7))
    payload = json.loads(store.ask("SELECT payload FROM log WHERE action = 'add hotspot'").item())
    with pytest.raises(AlreadyThereError):
        store.apply(Change("test", WHEN, "add hotspot", UUID(int=7), payload))
    assert store.ask("SELECT name FROM hotspots")["name"].to_list() == ["Torget"]


@pytest.mark.slow
def test_a_store_that_cannot_be_written_anew_is_as_it_was(tmp_path):
    """A file stands where its working folder would be made."""
    with open_store(tmp_path / "est.duckdb") as store:
        working_folder(store.path).write_text("in the way")
        with pytest.raises(StoreDamagedError, match="is as it was"):
            compact_store(store)
        assert store.ask("SELECT count(*) FROM log").height == 1


@pytest.mark.slow
def test_who_waits_for_questions_to_end_waits_a_minute_at_most(store, monkeypatch):
    """Nothing is changed then, and others ask on."""
    monkeypatch.setattr(open_questions, "PATIENCE", 0.01)
    with store.asking(), pytest.raises(StoreBusyError), store._questions.none_open():
        raise AssertionError("a question was open")
    assert store.ask("SELECT 1").height == 1
