"""What many share is worked out before a large change is shown, of what will be there, and nobody sees it before."""

import os
import sys
import threading
from datetime import date, datetime, timedelta

import polars as pl
import pytest

from est.access.permissions import Actor, Role
from est.access.views import visible_store
from est.errors import EstError
from est.hotspots.surveillance.unusual import find_unusual
from est.space.area import study_area
from est.store import AskingStore
from est.store.coming_store import ComingStore
from est.store.foresight import LARGE
from est.store.frames import fetch_frame
from est.store.kept_answers import Remembered
from est.ui import cache
from est.ui.cache import SHARED, AnswerCache
from est.worker_process import NICENESS, run_apart, worker_process
from tests.load.town import filled
from tests.stores import NOW, TOWN, organisation_ids, prepared_store, put

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def cheap_is_enough(monkeypatch):
    """Of few rows nothing takes long."""
    monkeypatch.setattr(cache, "COSTLY", 0.0)


@pytest.fixture
def store():
    with prepared_store() as whole:
        put(whole, rows(3))
        yield whole


@pytest.fixture
def answers(store):
    kept = AnswerCache()
    store.foresight = lambda cursor, tables: kept.foresee(ComingStore(store, cursor, tables))
    return kept


def rows(count):
    return pl.DataFrame({"starts": [NOW] * count, "lat": [TOWN[0]] * count})


class Counting:
    """How many reports there are, and how often and of whom that was asked."""

    def __init__(self):
        self.asked = []

    def __call__(self, store):
        self.asked.append(store.whole)
        return store.ask("SELECT count(*) FROM reports").item()


def pages(answers, store, question, count):
    """Let so many pages ask, and return what the last one was told."""
    for _page in range(count):
        answers.begin()
        told = answers.get(store, "key", lambda: question(store), question)
    return told


def test_what_pages_share_is_there_when_a_large_change_is_shown(store, answers):
    counting = Counting()
    assert pages(answers, store, counting, 1 + SHARED) == 3
    put(store, rows(LARGE))
    assert len(counting.asked) == 2
    assert pages(answers, store, counting, 1) == LARGE + 3
    assert len(counting.asked) == 2
    assert [one is store for one in counting.asked] == [True, False]


@pytest.mark.parametrize(("asking", "count"), [(SHARED, LARGE), (1 + SHARED, 100)])
def test_what_few_ask_and_what_a_small_change_makes_fall_waits_until_somebody_asks(store, answers, asking, count):
    counting = Counting()
    pages(answers, store, counting, asking)
    put(store, rows(count))
    assert len(counting.asked) == 1
    assert pages(answers, store, counting, 1) == count + 3


def test_an_answer_that_stands_is_not_asked_again(store, answers):
    """A file of reports leaves the places as they are."""
    asked = []

    def places(seen):
        asked.append(1)
        return seen.ask("SELECT count(*) FROM places").item()

    pages(answers, store, places, 1 + SHARED)
    put(store, rows(LARGE))
    pages(answers, store, places, 1)
    assert asked == [1]


def test_nobody_sees_what_is_worked_out_before_the_change_is_shown(store, answers):
    """Who asks meanwhile gets the answer of before, and whoever is the first afterwards that of after."""
    met = []

    def question(seen):
        if seen.whole is not store:
            other = threading.Thread(target=lambda: met.append(pages(answers, store, question, 1)))
            other.start()
            other.join()
        return seen.ask("SELECT count(*) FROM reports").item()

    pages(answers, store, question, 1 + SHARED)
    put(store, rows(LARGE))
    assert met == [3]
    assert pages(answers, store, question, 1) == LARGE + 3


def test_each_sees_their_own_part_of_it(store, answers):
    """A reporter's organisation has sent in nothing, and one view does not stand in for another."""
    coordinator, reporter = (
        AskingStore(visible_store(store, Actor("anna", role)), ()) for role in (Role.COORDINATOR, Role.REPORTER)
    )
    counting = Counting()
    for seen in (coordinator, reporter):
        pages(answers, seen, counting, 1 + SHARED)
    put(store, rows(LARGE))
    assert len(counting.asked) == 4
    assert pages(answers, coordinator, counting, 1) == LARGE + 3
    assert pages(answers, reporter, counting, 1) == 0
    assert len(counting.asked) == 4


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a thread has no right of way of its own")
def test_the_process_beside_the_server_stands_back_for_what_is_foreseen(store, answers):
    """A page waits for the same when it asks for it itself."""

    def question(seen):
        assert seen.ask("SELECT count(*) FROM reports").item()
        return run_apart(os.getpriority, os.PRIO_PROCESS, 0, awaited=True)

    here = os.getpriority(os.PRIO_PROCESS, 0)
    with worker_process():
        assert pages(answers, store, question, 1 + SHARED) == here
        put(store, rows(LARGE))
        assert pages(answers, store, question, 1) == here + NICENESS


def test_a_question_in_the_midst_of_another_is_not_foreseen(store, answers):
    """Both would be asked through one cursor, and what stands in the place of tables for one is not what the other is
    to see: who sees a part would get all of it.
    """
    reporter, asked = AskingStore(visible_store(store, Actor("anna", Role.REPORTER)), ()), []

    def question(seen):
        with seen.asking() as cursor:
            (before,) = cursor.execute("SELECT count(*) FROM reports").fetchone()
            seen.ask("SELECT count(*) FROM saved_views")
            (after,) = cursor.execute("SELECT count(*) FROM reports").fetchone()
        asked.append(seen.whole)
        return before, after

    pages(answers, reporter, question, 1 + SHARED)
    put(store, rows(LARGE))
    assert store.ask("SELECT count(*) FROM reports").item() == LARGE + 3
    assert pages(answers, reporter, question, 1) == (0, 0)
    assert [one is store for one in asked] == [True, True]


def test_members_of_all_organisations_get_what_was_foreseen_for_one(store, answers):
    """As they share what holds no words; nobody asks it again."""
    members = [
        AskingStore(visible_store(store, Actor("anna", Role.MEMBER, one)), ()) for one in organisation_ids(store)[:2]
    ]
    counting = Counting()
    for seen in members:
        pages(answers, seen, counting, 1 + SHARED)
    put(store, rows(LARGE))
    assert len(counting.asked) == 2
    assert [pages(answers, seen, counting, 1) for seen in members] == [LARGE + 3] * 2
    assert len(counting.asked) == 2


def test_what_a_function_remembers_of_another_is_not_asked_for_who_never_did(store, answers):
    """A reporter's remembered question is none of the coordinator's, whose answer is foreseen."""
    coordinator, reporter = (
        AskingStore(visible_store(store, Actor("anna", role)), ()) for role in (Role.COORDINATOR, Role.REPORTER)
    )
    remembered: Remembered[int] = Remembered()
    counting, own = Counting(), Counting()
    pages(answers, coordinator, counting, 1 + SHARED)
    remembered.get(reporter, "own", own)
    put(store, rows(LARGE))
    assert len(counting.asked) == 2
    assert len(own.asked) == 1


def failing_by_error(store):
    raise EstError("many")


def failing_in_duckdb(store):
    with store.asking() as cursor:
        return fetch_frame(cursor.execute("SELECT CASE WHEN count(*) > 3 THEN error('many') END FROM reports")).item()


@pytest.mark.parametrize("fails", [failing_by_error, failing_in_duckdb, lambda store: 1 / 0])
def test_a_question_that_fails_does_not_take_the_change_with_it(store, answers, fails):
    """In DuckDB a question that fails ends the transaction it is asked in."""
    counting = Counting()

    def question(seen):
        return counting(seen) if seen.whole is store else fails(seen)

    pages(answers, store, question, 1 + SHARED)
    before = store.ask("SELECT count(*) FROM log").item()
    put(store, rows(LARGE))
    assert store.ask("SELECT count(*) FROM log").item() == before + 1
    assert pages(answers, store, question, 1) == LARGE + 3


def test_a_change_that_does_not_come_about_leaves_the_answers_as_they_were(store, answers):
    counting = Counting()
    pages(answers, store, counting, 1 + SHARED)
    foresight = store.foresight

    def failing(cursor, tables):
        foresight(cursor, tables)
        raise OSError("no room")

    store.foresight = failing
    with pytest.raises(OSError, match="no room"):
        put(store, rows(LARGE))
    assert pages(answers, store, counting, 1) == 3
    assert [one is store for one in counting.asked] == [True, False]


def test_what_functions_remember_of_the_store_comes_with_it(store, answers):
    """The study area is worked out once for all answers that rest on it."""

    def area(seen):
        return study_area(seen, 9)

    first = pages(answers, store, area, 1 + SHARED)
    other = rows(LARGE).with_columns(lat=TOWN[0] + 0.05)
    put(store, other)
    assert pages(answers, store, area, 1) is study_area(store, 9)
    assert study_area(store, 9).ids.size > first.ids.size


@pytest.mark.long
def test_what_is_unusual_is_the_same_before_and_after_the_change_is_shown():
    with filled(None, 5_000) as store:
        answers, found = AnswerCache(), []
        store.foresight = lambda cursor, tables: answers.foresee(ComingStore(store, cursor, tables))
        day = date(2025, 12, 31)

        def unusual(seen):
            found.append(find_unusual(seen, day))
            return found[-1]

        pages(answers, store, unusual, 1 + SHARED)
        weeks = [datetime(2025, 12, 6) + timedelta(weeks=number % 4) for number in range(LARGE)]
        put(store, pl.DataFrame({"starts": weeks}).with_columns(organisation=pl.lit(organisation_ids(store)[0])))
        shown = pages(answers, store, unusual, 1)
        assert len(found) == 2
        assert shown == find_unusual(store, day)
        assert (len(found[0].places), len(shown.places)) == (0, 1)
