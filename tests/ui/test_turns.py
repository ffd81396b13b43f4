"""Turns go to the page that began first, and none of them is lost."""

import threading
import time

import pytest

from est.ui.turns import Turns


def test_who_began_first_has_the_next_turn() -> None:
    """Also when they ask last: a page asks for several answers, and the others have hardly begun."""
    turns, order = Turns(1), []
    asking = [threading.Event() for _ in range(3)]

    def take(number: int, begun: float) -> None:
        asking[number].set()
        with turns.wait_for(begun):
            order.append(number)

    threads = [threading.Thread(target=take, args=told) for told in ((0, 3.0), (1, 2.0), (2, 1.0))]
    with turns.wait_for(0.0):
        for thread, asked in zip(threads, asking, strict=True):
            thread.start()
            asked.wait()
            while len(turns) < threads.index(thread) + 1:
                time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert order == [2, 1, 0]


def test_there_are_as_many_turns_as_there_are_cores() -> None:
    """And each that is given back is taken again, by those who ask with an error too."""
    turns, there = Turns(2), threading.Barrier(2, timeout=20)

    def take() -> None:
        with turns.wait_for(1.0):
            there.wait()  # two at once, or it breaks

    for _ in range(3):
        threads = [threading.Thread(target=take) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not there.broken
    with pytest.raises(ValueError, match="no answer"), turns.wait_for(1.0):
        raise ValueError("no answer")
    with turns.wait_for(1.0), turns.wait_for(2.0):
        assert len(turns) == 0


def test_what_waits_until_the_way_is_clear_takes_no_turn() -> None:
    """It waits for those who wait and those who have all turns, and only so long."""
    turns, cleared, taken = Turns(1), threading.Event(), threading.Event()

    def wait() -> None:
        turns.wait_until_clear(20.0)
        cleared.set()

    def take() -> None:
        with turns.wait_for(2.0):
            taken.set()
            assert not cleared.wait(0.05)  # seconds: what must not come cannot be waited for

    threads = [threading.Thread(target=take), threading.Thread(target=wait)]
    with turns.wait_for(1.0):
        for thread in threads:
            thread.start()
        while not len(turns):
            time.sleep(0.001)
        turns.wait_until_clear(0.05)
        assert not cleared.is_set()
        assert not taken.is_set()
    for thread in threads:
        thread.join()
    assert cleared.is_set()
    with turns.wait_for(3.0):  # else it would wait for ever
        assert taken.is_set()
