"""An answer is worked out once, even when many ask at the same time, and never given to another key."""

import threading

import pytest

from est.ui.cache import TURNS, AnswerCache
from tests.stores import prepared_store


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
