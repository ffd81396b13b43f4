"""An answer is worked out once, even when many ask at the same time, and never given to another key."""

import threading

import pytest

from est.ui.answers import Answers


def test_the_same_key_is_worked_out_once():
    """The second asker gets the very same object."""
    answers, asked = Answers(), []
    first = answers.get("a", lambda: asked.append(1) or ["x"])
    assert answers.get("a", lambda: asked.append(2) or ["y"]) is first
    assert answers.get("b", lambda: "z") == "z"
    assert asked == [1]


def test_eight_askers_at_once_wait_for_one_worker():
    """The work of a page that everybody opens is done once."""
    answers, asked, start = Answers(), [], threading.Barrier(8)

    def ask():
        start.wait()
        answers.get("a", lambda: (asked.append(1), threading.Event().wait(0.05)))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert asked == [1]


def test_an_error_is_raised_and_not_kept():
    """The next asker tries again."""
    answers = Answers()
    with pytest.raises(ZeroDivisionError):
        answers.get("a", lambda: 1 / 0)
    assert answers.get("a", lambda: 1) == 1


def test_the_longest_unused_goes_first():
    """No more are kept than was said."""
    answers = Answers(kept=2)
    answers.get("a", lambda: "a")
    answers.get("b", lambda: "b")
    answers.get("a", lambda: None)
    answers.get("c", lambda: "c")
    assert len(answers) == 2
    assert answers.get("a", lambda: "new") == "a"
