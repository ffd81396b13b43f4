"""How long a piece of work still takes, at the pace of its last seconds."""

import pytest

from est.progress import RemainingTime, ignore_progress, part_of


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def test_the_pace_of_the_last_seconds_tells_what_is_left():
    clock = Clock()
    remaining = RemainingTime(clock)
    assert remaining.seconds_left(0.0) is None
    clock.now += 1
    assert remaining.seconds_left(0.1) is None  # too soon to tell
    clock.now += 3
    assert remaining.seconds_left(0.2) == pytest.approx(16)
    for _ in range(10):  # from here on ten times as slow: the beginning counts no more
        clock.now += 5
        left = remaining.seconds_left(0.2 + (clock.now - 104) * 0.005)
    assert left == pytest.approx((1 - 0.45) / 0.005)
    assert remaining.spent == 54


def test_what_does_not_move_has_no_end():
    clock = Clock()
    remaining = RemainingTime(clock)
    remaining.seconds_left(0.5)
    clock.now += 10
    assert remaining.seconds_left(0.5) is None


def test_a_part_of_the_work_is_that_of_the_whole():
    heard: list[float] = []
    part_of(part_of(heard.append, 0.5, 1.0), 0.0, 0.5)(0.5)
    assert heard == [0.625]
    assert part_of(ignore_progress, 0.1, 0.2) is ignore_progress
