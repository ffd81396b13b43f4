"""Who is shown what another organisation wrote stands in the log, once a day; what is one's own does not."""

import polars as pl
import pytest
import streamlit as st

from est.access.permissions import Actor, Role
from est.access.views import visible_store
from est.store.log import log_rows
from est.text import translator
from est.ui.cache import AnswerCache
from est.ui.downloads import download
from est.ui.enter import Visitor
from est.ui.readings import note_table
from est.ui.store_resource import store_now
from tests.stores import organisation_ids


@pytest.fixture(autouse=True)
def session(monkeypatch):
    monkeypatch.setattr(st, "session_state", {})


def visit(store, role: Role, organisation: str | None = None) -> Visitor:
    actor = Actor("anna@kommun.example", role, organisation)
    return Visitor(visible_store(store, actor), actor, translator("sv"), AnswerCache())


def reports(store, *words: str | None) -> pl.DataFrame:
    names = store.ask("SELECT name FROM organisations ORDER BY name")["name"].to_list()[: len(words)]
    nothing = pl.lit(None, pl.String)
    return pl.DataFrame({"organisation": names, "description": words}).with_columns(on_the_spot=nothing)


def noted(store) -> list[str]:
    today = store_now(store).date()
    return log_rows(store, today, today, "note reading")["payload"].to_list()


@pytest.mark.slow
def test_what_others_wrote_is_noted_once_and_what_is_one_s_own_never(store):
    """Of the reports in which something is written, and not again for the same organisation."""
    own, other, silent, _ = organisation_ids(store)[:4]
    member = visit(store, Role.MEMBER, own)
    note_table(member, reports(store, "Mina ord", "Andras ord", None))
    note_table(member, reports(store, "Mina ord", "Andras ord", None))
    (kept,) = noted(store)
    assert other in kept
    assert own not in kept
    assert silent not in kept
    note_table(visit(store, Role.OWNER), reports(store, "Ord", "Ord", "Ord"))
    assert len(noted(store)) == 1


@pytest.mark.slow
def test_the_log_says_of_what_is_taken_out_whether_people_s_words_are_in_it(store, monkeypatch):
    """Not of a file whose column of words is empty, as it is for whom they are not to be read."""
    pressed = []
    monkeypatch.setattr(st, "download_button", lambda label, make, **rest: pressed.append(make))
    visitor = visit(store, Role.COORDINATOR)
    for words in ("Stor målning", None):
        download(visitor, reports(store, words), "rapporter", {"description": "Beskrivning"})
    for make in pressed[::2]:
        make()
    today = store_now(store).date()
    kept = log_rows(store, today, today, "export")["payload"].to_list()
    assert ['"words": true' in one for one in kept] == [False, True]
