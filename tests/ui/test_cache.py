"""An answer is worked out once, even when many ask at the same time, and never given to another key."""

import threading
import time
from datetime import date

import numpy as np
import polars as pl
import pytest

from est.municipality.settings import write_setting
from est.picture.selection import Selection
from est.ui import cache
from est.ui.answer_size import held_bytes
from est.ui.cache import TURNS, AnswerCache
from est.worker_process import run_apart, worker_process
from tests.stores import NOW, prepared_store
from tests.work import counted


@pytest.fixture(scope="module")
def store():
    with prepared_store() as whole:
        yield whole


def test_the_same_key_is_worked_out_once(store):
    """The second asker gets the very same object."""
    answers, asked = AnswerCache(), []

    def work(number: int, answer: str) -> list[str]:
        asked.append(number)
        return [answer]

    first = answers.get(store, "a", lambda: work(1, "x"))
    assert answers.get(store, "a", lambda: work(2, "y")) is first
    assert answers.get(store, "b", lambda: "z") == "z"
    assert asked == [1]


def test_eight_askers_at_once_wait_for_one_worker(store):
    """The work of a page that everybody opens is done once."""
    answers, asked, start = AnswerCache(), [], threading.Barrier(8)

    def work():
        asked.append(1)
        threading.Event().wait(0.05)

    def ask():
        start.wait()
        answers.get(store, "a", work)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert asked == [1]


@pytest.mark.slow
def test_an_error_is_raised_and_not_kept(store):
    """The next asker tries again."""
    answers = AnswerCache()
    with pytest.raises(ZeroDivisionError):
        answers.get(store, "a", lambda: 1 / 0)
    assert answers.get(store, "a", lambda: 1) == 1


def test_an_answer_may_ask_for_another(store):
    """It has its turn already: when all turns are taken by those who ask on, each of them is answered all the same."""
    answers, found, together = AnswerCache(), [], threading.Barrier(TURNS)

    def inner() -> str:
        threading.Event().wait(0.01)
        return "inner"

    def outer() -> str:
        together.wait()
        return answers.get(store, "inner", inner)

    def ask(key: object) -> None:
        found.append(answers.get(store, key, inner if key == "inner" else outer))

    keys = [*range(TURNS), *["inner"] * 10]
    asking = [threading.Thread(target=ask, args=(key,), daemon=True) for key in keys]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(60)  # one that waits for another's turn waits for ever
    assert found == ["inner"] * len(keys)


def test_the_longest_unused_goes_first(store):
    """No more are kept than was said."""
    answers = AnswerCache(kept=2)
    answers.get(store, "a", lambda: "a")
    answers.get(store, "b", lambda: "b")
    answers.get(store, "a", lambda: None)
    answers.get(store, "c", lambda: "c")
    assert len(answers) == 2
    assert answers.get(store, "a", lambda: "new") == "a"


def test_what_was_known_of_an_answer_goes_with_it(store):
    """A server runs for weeks, and most questions are asked once."""
    answers = AnswerCache(kept=2)
    for number in range(9):
        answers.get(store, number, lambda: store.ask("SELECT count(*) FROM reports").item())
    assert len(answers) == len(answers._variants._words) == 2


def test_answers_hold_no_more_memory_than_was_said(store):
    """However few they are: a server that runs for weeks is asked for ever new filters, each with frames of its own."""
    answers = AnswerCache(kept_bytes=500_000)
    for number in range(20):
        answers.get(store, number, lambda: pl.DataFrame({"count": np.zeros(10_000)}))  # 80 kB
        assert answers.held <= 500_000
    assert len(answers) == 6
    assert answers.get(store, 19, lambda: None) is not None
    assert answers.get(store, 13, lambda: None) is None


def test_an_answer_larger_than_all_that_may_be_held_is_kept_until_the_next(store):
    """It is asked for more than once on one page."""
    answers = AnswerCache(kept_bytes=1_000)
    answers.get(store, "large", lambda: np.zeros(1_000))
    assert answers.get(store, "large", lambda: None) is not None
    answers.get(store, "small", lambda: "small")
    assert (len(answers), answers.held < 1_000) == (1, True)


def test_an_answer_that_is_worked_out_anew_takes_the_place_of_the_old_one():
    """Also in the count of what is held."""
    with prepared_store() as own:
        answers = AnswerCache()

        def asked(size: int) -> int:
            return len(answers.get(own, "a", lambda: own.ask("SELECT value FROM settings").height * b"" + bytes(size)))

        assert asked(9_000) == 9_000
        write_setting(own, "name", "Kristinehamn", "test", NOW)
        assert asked(500) == 500
        assert answers.held < 1_000


@pytest.mark.parametrize(
    ("answer", "least", "most"),
    [
        (pl.DataFrame({"count": np.zeros(1_000)}), 8_000, 8_200),
        ((np.zeros(1_000), np.zeros(1_000)), 16_000, 16_500),
        ([{"cell": str(number), "ring": [[number, number]] * 6} for number in range(1_000)], 300_000, 900_000),
        (Selection(date(2026, 1, 1), date(2026, 2, 1)), 200, 20_000),
        (None, 1, 100),
    ],
)
def test_how_much_an_answer_holds_is_about_right(answer, least, most):
    """Of long lists some members are looked at, as nobody waits for a size."""
    assert least <= held_bytes(answer) <= most


def test_the_page_that_began_first_is_answered_first(store, monkeypatch):
    """Of two that wait for the only turn, also when it asks last."""
    monkeypatch.setattr(cache, "TURNS", 1)
    answers, order = AnswerCache(), []
    taken, given_back = threading.Event(), threading.Event()
    begun, asks = ([threading.Event() for _ in range(2)] for _ in range(2))

    def hold() -> None:
        taken.set()
        given_back.wait()

    def page(number: int) -> None:
        answers.begin()
        begun[number].set()
        asks[number].wait()
        answers.get(store, f"page {number}", lambda: order.append(number))

    threads = [threading.Thread(target=answers.get, args=(store, "held", hold))]
    threads += [threading.Thread(target=page, args=(number,)) for number in range(2)]
    for thread, there in zip(threads, (taken, *begun), strict=True):
        thread.start()
        there.wait()
    for waiting, number in enumerate((1, 0), 1):
        asks[number].set()
        while len(answers._turns) < waiting:
            time.sleep(0.001)
    given_back.set()
    for thread in threads:
        thread.join()
    assert order == [0, 1]


@pytest.mark.parametrize("within", [False, True])
def test_who_waits_for_an_answer_that_is_being_worked_out_leaves_the_turn_to_others(store, monkeypatch, within):
    """Also within an answer of its own: after a file everybody waits for the same one, and the rest is answered."""
    monkeypatch.setattr(cache, "TURNS", 2)
    answers, found = AnswerCache(), {}
    begun, goes_on = threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        goes_on.wait()
        return "slow"

    def ask_slow() -> str:
        return answers.get(store, "slow", slow)

    def ask(number: int) -> None:
        found[number] = answers.get(store, number, ask_slow) if within and number else ask_slow()

    threads = [threading.Thread(target=ask, args=(number,), daemon=True) for number in range(3)]
    threads[0].start()
    begun.wait()
    for thread in threads[1:]:
        thread.start()
    other = threading.Thread(target=answers.get, args=(store, "other", lambda: None), daemon=True)
    other.start()
    other.join(20)
    answered = not other.is_alive()
    goes_on.set()
    for thread in threads:
        thread.join(20)
    assert answered
    assert found == {0: "slow", 1: "slow", 2: "slow"}


def test_an_answer_that_waits_for_the_other_process_leaves_its_turn_to_others(store, monkeypatch):
    """With one turn: what is worked out elsewhere needs none here."""
    monkeypatch.setattr(cache, "TURNS", 1)
    answers, found = AnswerCache(), []
    begun, goes_on = threading.Event(), threading.Event()

    def hold(share: float) -> None:
        begun.set()
        goes_on.wait(60)

    def apart() -> int:
        return run_apart(counted, 1, progress=hold)

    with worker_process():
        waiting = threading.Thread(target=lambda: found.append(answers.get(store, "apart", apart)), daemon=True)
        waiting.start()
        assert begun.wait(60)
        other = threading.Thread(target=answers.get, args=(store, "other", lambda: None), daemon=True)
        other.start()
        other.join(20)
        answered = not other.is_alive()
        goes_on.set()
        waiting.join(60)
    assert (answered, found) == (True, [1])
