"""Measures that were logged before they had more fields stay readable, can be changed, and are said to lack a cause."""

from dataclasses import replace
from datetime import date, datetime

import duckdb
import pytest

from est.identity import new_id
from est.measures import (
    Measure,
    MeasureState,
    Reminder,
    add_measure,
    all_measures,
    by_urgency,
    edit_measure,
    get_measure,
    measure_history,
)
from est.municipality.defaults import prepare_store
from est.store import Change, applies, open_store
from est.store.migrations import FIRST
from tests.stores import organisation_ids

MONDAY = datetime(2026, 3, 2, 9)
TUESDAY = datetime(2026, 3, 3, 9)


@applies("put an old measure of a test")
def _put(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    """Log a measure as the program did before its second migration."""
    said = change.payload["measure"]
    cursor.execute(
        "INSERT INTO measures VALUES (?, 1, ?, ?, ?, ?, ?, NULL, NULL, ?, ?, ?, ?, ?)",
        [str(change.object), said["title"], said["cells"], said["place"], said["organisation"], said["state"],
         said["note"], change.when, change.who, change.when, change.who],
    )  # fmt: skip


@pytest.fixture
def old(tmp_path):
    """A store of the first schema with an ongoing measure, opened by the present program; the measure's identity."""
    path, identity = tmp_path / "est.duckdb", new_id()
    with open_store(path, migrations=(FIRST,)) as store:
        prepare_store(store, "anna", MONDAY)
        said = {
            "title": "Skylt",
            "organisation": organisation_ids(store)[0],
            "state": "pågår",
            "cells": "",
            "place": "Torget",
            "note": "En.",
        }
        store.apply(Change("anna", MONDAY, "put an old measure of a test", identity, {"version": 1, "measure": said}))
    with open_store(path) as store:
        yield store, identity


@pytest.mark.slow
def test_it_is_read_and_changed_without_new_fields(old) -> None:
    """Its note can be changed at once; nothing new is asked for while it stays in its state."""
    store, identity = old
    was, version = get_measure(store, identity)
    assert (was.title, was.state, was.hotspot, was.note, version) == ("Skylt", MeasureState.ONGOING, None, "En.", 1)
    assert edit_measure(store, identity, 1, replace(was, note="Två."), "bo", TUESDAY) == 2
    assert measure_history(store, identity).select("field", "before", "after").rows() == [("note", "En.", "Två.")]


@pytest.mark.slow
def test_it_is_said_to_lack_a_hotspot_and_a_cause(old) -> None:
    """No measure is an orphan unseen."""
    store, identity = old
    row = by_urgency(all_measures(store), date(2026, 3, 3)).row(0, named=True)
    assert (row["id"], row["reminders"]) == (str(identity), [Reminder.NO_HOTSPOT, Reminder.NO_CAUSE])


@pytest.mark.slow
def test_new_ones_are_logged_beside_it(old) -> None:
    """The store takes measures with all the fields."""
    store, _ = old
    add_measure(store, Measure("Ny", organisation_ids(store)[0], place="P", without_cause="Ingen."), "bo", TUESDAY)
    assert all_measures(store).height == 2
