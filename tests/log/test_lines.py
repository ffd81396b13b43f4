"""The log tells in words and names what was done, whatever it was, and never by identities or keys."""

import json
import re
from datetime import date, datetime

import polars as pl
import pytest

from est.access.permissions import ROLES, Actor, Role
from est.access.views import visible_store
from est.hotspots.register.commands import add_hotspot
from est.hotspots.register.hotspot import Hotspot
from est.log.action_names import ACTIONS
from est.log.lines import LINES, lines_of_actions, log_lines
from est.log.sentences import LoggedChange, change_sentence
from est.log.thing_names import ThingNames
from est.municipality.settings import write_setting
from est.store import Store
from est.text import translator
from tests.store.test_guarded_changes import make_changes
from tests.stores import empty_store

EVER = (date(2000, 1, 1), date(2100, 1, 1))
KEYS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}|[0-9a-f]{15}|\w_\w|[{}\[\]=\"]|\b(None|True|False|null|SKA|FOR|OVR|VAN)\b")
# of the whole store, of nothing that has a name, or of a batch of which even the name of its file is purged
BARE = {
    "fill a new store", "fill the library", "remove addresses", "remove ground", "set study area",
    "unset municipality", "undo batch", "restore batch", "remove letter", "delay messages",
    "back up", "remove map service", "remove view", "unsubscribe", "subscribe oneself", "unsubscribe oneself",
}  # fmt: skip
# whose words of the log a role reads besides the coordinator, who reads all: an action that is added stands in one
FOR_ADMINISTRATORS = {
    "add person", "add token", "back up", "bind account", "change person", "end sessions", "export", "note reading",
    "remove person", "revoke token", "set mail server", "set map service",
    "remove map service", "set recipients", "set repeats", "set retention",
    "set time zone", "set trust", "settle", "share descriptions", "test mail server",
}  # fmt: skip
FOR_MEMBERS = {
    "acknowledge alarm", "add addendum", "add cause", "add coming event", "add hotspot", "add letter",
    "add measure", "add meeting", "add points", "add task", "add to the library", "add view", "edit cause",
    "edit coming event", "edit hotspot", "edit letter", "edit measure", "edit meeting", "edit task",
    "edit the library", "edit view", "fill the library", "freeze verdict", "lock design", "merge hotspots",
    "remove letter", "remove view", "restore hotspot", "restore measure", "split hotspot", "subscribe oneself",
    "undo merge", "unsubscribe oneself", "write of hotspot", "write of point",
}  # fmt: skip
FOR_COORDINATORS_ALONE = {
    "add category", "add organisation", "add places", "add subcategory", "amend report", "approve letter",
    "begin sending", "correct report", "delay messages", "edit category", "edit organisation", "edit place",
    "empty inbox", "enter report", "erase", "fill a new store", "forget street", "freeze picture",
    "keep waiting file", "lock minutes", "merge categories", "merge organisations", "merge places", "post letter",
    "purge", "record sending", "remove addresses", "remove ground", "remove people", "remove place",
    "rename subcategory", "restore batch", "restore people", "review reports", "set address rule", "set addresses",
    "set copies", "set districts", "set ground", "set municipality", "set people", "set study area",
    "settle street", "settle waiting file", "steer message", "subscribe", "switch subcategory", "take batch",
    "undo batch", "unset municipality", "unsubscribe", "use token", "void report",
}  # fmt: skip
ELSEWHERE = {"set time zone"}  # done to a store of its own


@pytest.fixture(scope="module")
def told() -> dict[str, pl.DataFrame]:
    """The log of a store in which everything was done once, in both languages."""
    kept: dict[str, pl.DataFrame] = {}

    def read(store: Store) -> None:
        actions = store.ask("SELECT action, payload FROM log ORDER BY logged DESC, id DESC")
        for language in ("sv", "en"):
            kept[language] = pl.concat([actions, log_lines(store, *EVER, language)], how="horizontal")
        for role in ROLES:
            seen = visible_store(store, Actor("it@kommun.example", role))
            kept[role] = seen.ask("SELECT DISTINCT action FROM log WHERE payload <> '{}'")

    make_changes(read)
    return kept


@pytest.mark.slow
@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_identity_and_no_key_is_in_what_is_told(told, language):
    """Neither of a change nor of its fields; roles and categories are called as the reader calls them."""
    rows = told[language]
    assert set(rows["action"]) >= set(ACTIONS) - ELSEWHERE
    assert [text for text in rows["what"].to_list() + rows["details"].to_list() if KEYS.search(text)] == []


@pytest.mark.slow
def test_each_is_told_with_the_name_of_what_it_was_about(told):
    """What has no name, or none any longer, is told by its short words."""
    _ = translator("sv").gettext
    short = {_(name) for name in ACTIONS.values()}
    lines = told["sv"].select("action", "what").rows()
    bare = {action for action, _what in lines} - {action for action, what in lines if what not in short}
    assert bare == BARE


@pytest.mark.slow
def test_of_every_action_it_is_settled_who_reads_what_it_carried(told):
    """Whoever adds one says it here, and in `est/access/views.py` if it is not the coordinator alone."""
    assert set(ACTIONS) == FOR_ADMINISTRATORS | FOR_MEMBERS | FOR_COORDINATORS_ALONE
    empty = set(ACTIONS) - set(told[Role.COORDINATOR]["action"])  # carries nothing but what it is about
    for role, readable in (
        (Role.REPORTER, set()),
        (Role.MEMBER, FOR_MEMBERS),
        (Role.COORDINATOR, set(ACTIONS)),
        (Role.ADMINISTRATOR, FOR_ADMINISTRATORS),
    ):
        assert set(told[role]["action"]) & set(ACTIONS) - ELSEWHERE == readable - ELSEWHERE - empty, role


@pytest.mark.slow
def test_what_is_removed_is_named_all_the_same(told):
    """A person who may sign in no more, a place that is gone and a batch that is purged."""
    rows = told["sv"]
    lines = dict(rows.select("action", "what").iter_rows())
    assert "mia@kommun.example" in lines["remove person"]
    assert "Parken" in lines["remove place"]
    assert "Stationen" in lines["merge places"]
    assert "Torget" in lines["merge places"]
    assert rows.filter(action="erase")["details"].to_list() == ["Någon nämndes."]
    assert "Störst" not in json.dumps(rows["what"].to_list())


@pytest.mark.slow
def test_a_change_is_told_with_the_fields_that_it_changed():
    """And found by a word of its name, by who made it and by what it was."""
    when = datetime(2026, 3, 2, 12)
    with empty_store() as store:
        write_setting(store, "name", "Kristinehamn", "bo", when)
        add_hotspot(store, Hotspot("Norra torget", ("8908b56666fffff",)), "anna", when)
        day = (when.date(), when.date())
        lines = log_lines(store, *day, "sv")
        assert lines.columns == [*LINES]
        assert lines["what"].to_list() == ["tog upp hotspoten ”Norra torget”", "gav kommunen namnet Kristinehamn"]
        assert log_lines(store, *day, "sv", about="  norra ")["who"].to_list() == ["anna"]
        assert log_lines(store, *day, "sv", who="bo")["who"].to_list() == ["bo"]
        assert log_lines(store, *day, "sv", action="settle")["who"].to_list() == ["bo"]
        assert lines_of_actions(store, ("settle",), "en")["what"].to_list() == ["named the municipality Kristinehamn"]
        administrator = visible_store(store, Actor("it@kommun.example", Role.ADMINISTRATOR))
        assert log_lines(administrator, *day, "sv", who="anna")["what"].to_list() == ["tog upp en hotspot"]


@pytest.mark.parametrize(
    ("action", "payload", "told"),
    [
        ("export", {"name": "karta", "rows": "one"}, "tog ut ”karta” med 1 rad"),
        (
            "export",
            {"name": "karta", "rows": "one", "words": True},
            "tog ut ”karta” med 1 rad och det som skrivits i dem",
        ),
        ("export", {"name": "karta", "rows": "many"}, "tog ut ”karta” med 1 200 rader"),
        ("take batch", {"file": "a.csv", "read": "one"}, "tog emot leveransen ”a.csv” med 1 rad"),
        ("purge", {"reports": "one", "batches": "one"}, "gallrade 1 rapport och 1 leverans"),
        ("purge", {"reports": 0, "batches": "many"}, "gallrade 0 rapporter och 1 200 leveranser"),
        ("remove people", {"people": "one"}, "tog bort uppgiften om var folk bor: 1 person"),
        ("restore people", {"people": "many"}, "lade tillbaka uppgiften om var folk bor: 1 200 personer"),
        ("set addresses", {"file": "a.csv", "addresses": "one"}, "läste in adressregistret ”a.csv”, 1 adress"),
        ("set retention", {"months": "one"}, "valde att rapporter från alla aktörer, alla kategorier, sparas 1 månad"),
    ],
)
def test_what_is_counted_has_the_form_of_its_number(action, payload, told):
    """One row is no rows."""
    numbers = {"one": 1, "many": 1200}
    change = LoggedChange(action, "", {key: numbers.get(value, value) for key, value in payload.items()})
    words = translator("sv")
    sentence = change_sentence(change, ThingNames(words, {}, {}))
    assert sentence.in_language(words.gettext).replace("\xa0", " ") == told
