"""An answer stands until a table is written that it was read from, and no longer."""

from datetime import date, timedelta
from functools import partial

import polars as pl
import pytest

from est.access.permissions import Actor, Role
from est.access.views import visible_store
from est.meetings.coming_event import ComingEvent
from est.meetings.commands import add_event
from est.municipality.settings import write_setting
from est.picture.counts import period_counts
from est.picture.saved_views import SavedView, add_view
from est.picture.selection import Selection
from est.space.area import study_area
from est.store import AskingStore, ScopedStore
from est.store.kept_answers import work_out
from est.store.table_versions import EVERYTHING, TableVersions, written_by
from est.ui.cache import AnswerCache
from tests.stores import NOW, TOWN, organisation_ids, put

DAY = date(2026, 3, 1)
WEEK = Selection(DAY, DAY + timedelta(days=7))


def reports(count):
    return pl.DataFrame({"starts": [NOW] * count, "lat": [TOWN[0]] * count})


@pytest.fixture
def store(store):
    put(store, reports(3))
    return store


def counted(store):
    return period_counts(store, WEEK)["count"].sum()


@pytest.mark.slow
def test_an_edit_of_the_meetings_leaves_what_the_reports_say(store):
    """And a report throws it away: never is anything shown that is not so any more."""
    answers, asked = AnswerCache(), []

    def ask():
        asked.append(1)
        return counted(store)

    assert answers.get(store, "count", ask) == 3
    add_event(store, ComingEvent("Marknad", DAY), "anna", NOW)
    assert answers.get(store, "count", ask) == 3
    assert len(asked) == 1
    put(store, reports(2))
    assert answers.get(store, "count", ask) == 5


@pytest.mark.slow
def test_an_answer_that_was_made_of_another_falls_with_it(store):
    """Also where the other one was kept, so that nothing was asked for it."""
    answers = AnswerCache()

    def outer():
        return 10 * answers.get(store, "inner", lambda: counted(store))

    answers.get(store, "inner", lambda: counted(store))
    assert answers.get(store, "outer", outer) == 30
    put(store, reports(1))
    assert answers.get(store, "outer", outer) == 40


@pytest.mark.slow
def test_who_sees_a_part_has_what_that_part_is_made_of(store):
    """What is seen of the reports may hang on another table, which the view names and the question does not."""
    view = "SELECT * FROM est.main.reports WHERE EXISTS (FROM est.main.coming_events)"
    seen = AskingStore(ScopedStore(store, {"reports": view}, lambda change: None), ())
    answers = AnswerCache()
    assert answers.get(seen, "count", lambda: counted(seen)) == 0
    add_event(store, ComingEvent("Marknad", DAY), "anna", NOW)
    assert answers.get(seen, "count", lambda: counted(seen)) == 3


@pytest.mark.slow
def test_people_who_see_the_same_share_their_answers(store):
    """What is each one's own is theirs, and an edit of what was not read throws nothing away, signed in or not."""
    add_view(store, SavedView("Min", "karta", WEEK, owner="anna"), "anna", NOW)
    anna, bo, rita = (
        AskingStore(visible_store(store, Actor(name, role)), ())
        for name, role in (("anna", Role.COORDINATOR), ("bo", Role.COORDINATOR), ("rita", Role.REPORTER))
    )
    answers, asked = AnswerCache(), []

    def ask(seen, table):
        asked.append(table)
        return seen.ask(f"SELECT count(*) FROM {table}").item()

    def counts(table):
        return [answers.get(one, table, partial(ask, one, table)) for one in (anna, bo, rita)]

    assert counts("reports") == [3, 3, 0]
    assert asked == ["reports", "reports"]
    assert counts("saved_views") == [1, 0, 0]
    add_event(store, ComingEvent("Marknad", DAY), "anna", NOW)
    assert counts("reports") == [3, 3, 0]
    assert asked == ["reports", "reports", *["saved_views"] * 3]
    assert anna.scope != bo.scope


@pytest.mark.slow
def test_what_was_made_without_asking_is_shared_with_nobody_who_sees_anything_else(store):
    """It was made of what its visitor had asked before."""
    coordinator, reporter = (visible_store(store, Actor("anna", role)) for role in (Role.COORDINATOR, Role.REPORTER))
    answers = AnswerCache()
    had = {one: counted(one) for one in (coordinator, reporter)}
    assert [answers.get(one, "had", partial(had.get, one)) for one in had] == [3, 0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "shared"),
    [
        ("SELECT count(*) FROM reports", True),
        ("SELECT count(*) FROM (SELECT * FROM reports) AS chosen", True),
        ("SELECT * EXCLUDE (description, on_the_spot, reference) FROM reports", False),  # which names them
        ("SELECT description AS text FROM reports", False),
        ("SELECT * FROM reports", False),
        ("SELECT chosen.* FROM (FROM reports) AS chosen", False),
        ("SELECT chosen FROM reports AS chosen", False),
        ("SELECT list(chosen) AS rows FROM reports AS chosen", False),
        ("SELECT to_json(chosen) AS rows FROM reports AS chosen", False),
        ("SELECT min(COLUMNS(*)) FROM reports", False),
    ],
)
@pytest.mark.parametrize("way", ["execute", "sql"])
def test_members_share_what_holds_no_words(store, question, shared, way):
    """What people wrote is of the own organisation alone, however it is asked for; all else is the same for all."""
    who = organisation_ids(store)[:2]
    wrote = pl.DataFrame(
        {"starts": [NOW] * 2, "organisation": who, "description": ["Ord av den ena", "Ord av den andra"]}
    )
    put(store, wrote)
    seen = [visible_store(store, Actor("anna", Role.MEMBER, one)) for one in who]
    answers = AnswerCache()

    def ask(one):
        with one.asking() as cursor:
            rows = cursor.execute(question).fetchall() if way == "execute" else cursor.sql(question).fetchall()
        return repr(rows)

    found = [answers.get(one, "question", partial(ask, one)) for one in seen]
    fresh = [ask(one) for one in seen]
    assert found == fresh
    assert len(answers) == (1 if shared else 2)


@pytest.mark.slow
@pytest.mark.parametrize(
    "ask",
    [
        lambda cursor: cursor.sql('SELECT * FROM "REPORTS"').fetchall(),
        lambda cursor: cursor.execute("WITH reports AS (FROM Reports) FROM reports").fetchall(),
        lambda cursor: cursor.execute("SELECT * FROM query_table(?)", ["reports"]).fetchall(),
        lambda cursor: cursor.table("reports").fetchall(),
        lambda cursor: cursor.query("FROM reports").fetchall(),
    ],
)
def test_a_view_stands_before_its_table_however_that_is_asked(store, ask):
    """Each is made when it is needed, and none too late."""
    seen = ScopedStore(store, {"reports": "SELECT * FROM est.main.reports WHERE false"}, lambda change: None)
    with store.asking() as cursor:
        assert len(ask(cursor)) == 3
    with seen.asking() as cursor:
        assert ask(cursor) == []


@pytest.mark.slow
def test_the_study_area_is_the_same_for_all_runs_of_a_page(store):
    """It is kept for the store, not for the visit; a report in a new place makes it another."""
    first = study_area(AskingStore(store, ()), 9)
    add_event(store, ComingEvent("Marknad", DAY), "anna", NOW)
    assert study_area(AskingStore(store, ()), 9) is first
    put(store, reports(1).with_columns(lat=TOWN[0] + 0.02))
    assert study_area(store, 9).ids.size > first.ids.size


@pytest.mark.slow
def test_an_answer_that_a_change_came_upon_is_not_kept(store):
    """It may hold a part of what was and a part of what is."""

    def ask():
        before = counted(store)
        put(store, reports(1))
        return before

    assert not work_out(store, ask).stands(store)


@pytest.mark.slow
def test_what_was_read_elsewhere_stands_until_any_change(store):
    """A file beside the store, say: nothing tells when that changes."""
    kept = work_out(store, lambda: "from a file")
    assert kept.stands(store)
    write_setting(store, "name", "Kristinehamn", "anna", NOW)
    assert not kept.stands(store)


def test_a_version_of_which_nothing_was_said_wrote_to_everything():
    """So does one that a store has and that was not noted yet."""
    versions = TableVersions()
    versions.note(1, {"reports"})
    versions.note(2, {"meetings"})
    assert versions.last({"select", "reports"}, 2) == 1
    assert versions.last({"places"}, 2) == 0
    assert versions.last({"reports"}, 3) == 3
    versions.note(4, {"meetings"})
    assert versions.last({"reports"}, 4) == 4
    versions.note(5, {"meetings"})
    assert versions.last({"reports"}, 5) == 4


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("SELECT * FROM reports", set()),
        ("WITH a AS (SELECT 1) SELECT * FROM a", set()),
        ("INSERT INTO reports (id) SELECT id FROM incoming", {"reports"}),
        ("INSERT OR REPLACE INTO est.main.settings VALUES (?)", {"settings"}),
        ("UPDATE places SET name = ?; DELETE FROM districts", {"places", "districts"}),
        ("CREATE TEMP TABLE seen AS SELECT 1", {EVERYTHING}),
        ("VACUUM", {EVERYTHING}),
    ],
)
def test_a_statement_says_what_it_writes_to(sql, tables):
    """What it does not say is everything."""
    assert written_by(sql) == tables
