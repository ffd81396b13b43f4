"""What no page waits for lets pages go first, before each of its pieces, but not where it would wait for itself."""

import threading
from datetime import datetime
from weakref import WeakSet

import pytest

from est import right_of_way
from est.municipality.vocabulary import store_vocabulary
from est.reports.arrivals.reception import receive_file
from est.reports.batches.batch import take_batch
from est.reports.columns.recognition import recognise_columns
from est.reports.files.reader import read_file
from est.reports.rows.reference_data import reference_data
from est.reports.rows.validation import check_rows
from est.right_of_way import LONGEST, SHORTER, give_way, open_road
from est.store.coming_store import ComingStore
from est.store.foresight import LARGE
from est.store.kept_answers import Remembered
from est.ui import cache
from est.ui.cache import SHARED, AnswerCache
from tests.load.sending import file_of

NOON = datetime(2026, 3, 30, 12)


class Crossing:
    """A road on which nobody comes, and how long it was waited for at most each time."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def wait_until_clear(self, seconds: float) -> None:
        self.waits.append(seconds)


@pytest.fixture
def no_roads(monkeypatch) -> None:
    """None that other tests have opened."""
    monkeypatch.setattr(right_of_way, "_roads", WeakSet())


@pytest.fixture
def crossing(no_roads) -> Crossing:
    road = Crossing()
    open_road(road)
    return road


@pytest.fixture
def receive(store, police):
    """Take so many rows of a file of an organisation whose columns are known, as the first nine are taken."""
    lines = file_of(LARGE + 9, 1).splitlines(keepends=True)
    table = read_file(b"".join(lines[:10]), "v11.csv")
    words = store_vocabulary(store)
    mapping = recognise_columns(table, words).mapping
    checked = check_rows(table, mapping, reference_data(store, "Polisen"), words, NOON)
    take_batch(store, checked, who="anna", when=NOON, organisation=police, mapping=mapping)
    return lambda rows: receive_file(store, b"".join(lines[: 1 + rows]), "v12.csv", police, "inkorg", NOON)


def count(store) -> int:
    return store.ask("SELECT count(*) FROM reports").item()


@pytest.mark.slow
def test_a_large_file_gives_way_before_each_of_its_pieces(store, receive, crossing, monkeypatch):
    """Those within the change wait for less: whoever changes something waits for them. A small one waits for nobody."""
    assert receive(30).batch is not None
    assert crossing.waits == []
    monkeypatch.setattr(cache, "COSTLY", 0.0)
    answers = AnswerCache()
    store.foresight = lambda cursor, tables: answers.foresee(ComingStore(store, cursor, tables))
    for _ in range(1 + SHARED):
        answers.begin()
        answers.get(store, "count", lambda: count(store), count)
    remembered: Remembered[int] = Remembered()
    assert remembered.get(store, "count", count) == 30
    assert receive(LARGE + 9).batch is not None
    # the file is compared, and goes in; what is known of the store follows, remembered and kept, and all of it is shown
    assert crossing.waits == [LONGEST, LONGEST, SHORTER, SHORTER, SHORTER, SHORTER]
    assert remembered.standing_answer(store, "count") == count(store) > LARGE


def test_it_gives_way_while_a_page_waits_for_its_turn(store, no_roads, monkeypatch):
    monkeypatch.setattr(cache, "TURNS", 1)
    answers, held, given = AnswerCache(), threading.Event(), threading.Event()

    def page(number: int) -> None:
        answers.begin()
        answers.get(store, number, lambda: held.wait(20))

    def work() -> None:
        give_way(20)
        given.set()

    threads = [threading.Thread(target=page, args=[number]) for number in range(2)]
    threads.append(threading.Thread(target=work))
    for thread in threads:
        thread.start()
    assert not given.wait(0.1)  # seconds: what must not come cannot be waited for
    held.set()
    for thread in threads:
        thread.join()
    assert given.is_set()


def test_an_answer_gives_nobody_way(store, no_roads, monkeypatch):
    """It has the turn that it would wait for."""
    monkeypatch.setattr(cache, "TURNS", 1)
    answers = AnswerCache()
    working = threading.Thread(target=answers.get, args=[store, "one", lambda: give_way(60)], daemon=True)
    working.start()
    working.join(30)
    assert not working.is_alive()
