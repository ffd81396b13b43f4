"""Windows of time spread over the 168 hours of the week (aoristic analysis, Ratcliffe 2002)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_WEEK = 168
_MINUTES = 10_080


@dataclass(frozen=True)
class WindowEnds:
    """One side of many windows, summed by hour (0-335, over two weeks).

    `rate` is the sum of 1/length in minutes of the windows whose moment lies in the hour, `into` the sum of the minutes
    from the beginning of the hour to the moment, divided by the length.
    """

    hour: npt.NDArray[Any]
    rate: Floats
    into: Floats


def fold_windows(begun: WindowEnds, ended: WindowEnds) -> Floats:
    """Return 168 sums of weights: every window shorter than a week spread evenly over its minutes.

    A window gives its first hour the minutes after its begin, its last hour those before its end and the hours between
    60 minutes each, over its length. So the sums need only the two sides, each added up by hour: constant work a
    window.
    """
    counts, steps = np.zeros(2 * _WEEK + 1), np.zeros(2 * _WEEK + 2)
    first, last = begun.hour.astype(np.int64), ended.hour.astype(np.int64)
    np.add.at(counts, first, 60 * begun.rate - begun.into)
    np.add.at(counts, last, ended.into)
    np.add.at(steps, first + 1, 60 * begun.rate)
    np.add.at(steps, last, -60 * ended.rate)
    counts[: 2 * _WEEK] += np.cumsum(steps)[: 2 * _WEEK]
    folded: Floats = counts[:_WEEK] + counts[_WEEK : 2 * _WEEK]
    return np.where(np.abs(folded) < 1e-9, 0.0, folded)


def aoristic_hours(starts: npt.ArrayLike, ends: npt.ArrayLike) -> Floats:
    """Return 168 weights, Monday 00-01 first, that add up to the number of known starts.

    `starts` and `ends` are local datetimes (datetime64, NaT allowed), taken to the minute. Rules of Ratcliffe (2002):
    no end, an end at most one minute after the start or before it gives all the weight to the start hour; a window of
    a week or more gives 1/168 to every hour; any other gives every hour its share of the minutes.
    """
    begin = np.asarray(starts, dtype="datetime64[m]")
    known = ~np.isnat(begin)
    begin, end = begin[known], np.asarray(ends, dtype="datetime64[m]")[known]
    # 1970-01-01 was a Thursday, the fourth day of its week
    minute = (begin.astype(np.int64) + 3 * 1440) % _MINUTES
    length = np.where(np.isnat(end), 0, (end - begin).astype(np.int64))
    window, long = (length > 1) & (length < _MINUTES), length >= _MINUTES
    counts = np.bincount(minute[~window & ~long] // 60, minlength=_WEEK) + long.sum() / _WEEK
    sides = (_ends(moment, length[window]) for moment in (minute[window], minute[window] + length[window]))
    return np.asarray(counts + fold_windows(*sides), dtype=np.float64)


def _ends(moment: npt.NDArray[np.int64], length: npt.NDArray[np.int64]) -> WindowEnds:
    return WindowEnds(moment // 60, 1 / length, (moment % 60) / length)
