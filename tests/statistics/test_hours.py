"""Windows spread over the hours of the week, as Ratcliffe's rules and published examples say."""

import csv
from datetime import datetime

import numpy as np
import pytest

from est.statistics.hours import aoristic_hours
from tests.data import PUBLISHED

NEVER = np.datetime64("NaT")


def monday(hour, minute=0):
    return np.datetime64(datetime(2026, 3, 2, hour, minute))


# Esri crime-analysis-toolbox, issue 72: the share of each window that falls on the shift from noon to four
@pytest.mark.parametrize(
    ("start", "end", "share"),
    [
        (monday(8), monday(16), 0.5),
        (monday(8), monday(13), 0.2),
        (monday(14, 33), NEVER, 1.0),
        (monday(14), monday(17), 0.6667),
    ],
)
def test_the_share_of_a_shift_is_the_published_one(start, end, share):
    assert aoristic_hours([start], [end])[12:16].sum() == pytest.approx(share, abs=5e-5)


def test_ratcliffes_rules_at_the_ends():
    starts = [monday(3, 30)] * 4
    ends = [NEVER, monday(3, 31), monday(3, 29), monday(3, 30) + np.timedelta64(7, "D")]
    weights = aoristic_hours(starts, ends)
    assert weights[3] == pytest.approx(3 + 1 / 168)
    assert weights[100] == pytest.approx(1 / 168)
    assert weights.sum() == pytest.approx(4)


def test_a_window_over_the_end_of_the_week_comes_back_to_monday():
    sunday = np.datetime64(datetime(2026, 3, 8, 23, 30))
    weights = aoristic_hours([sunday], [sunday + np.timedelta64(120, "m")])
    assert np.flatnonzero(weights).tolist() == [0, 1, 167]
    assert weights[[167, 0, 1]].tolist() == pytest.approx([0.25, 0.5, 0.25])


def test_unknown_starts_weigh_nothing():
    assert aoristic_hours([NEVER], [NEVER]).sum() == 0


def test_minute_by_minute_gives_the_same():
    rng = np.random.default_rng(4)
    minutes = rng.integers(0, 60 * 24 * 30, 200)
    lengths = rng.integers(2, 10_079, 200)
    starts = np.datetime64("2026-03-02T00:00") + minutes.astype("timedelta64[m]")
    slow = np.zeros(168)
    for begin, length in zip(minutes.tolist(), lengths.tolist(), strict=True):
        np.add.at(slow, (np.arange(begin, begin + length) // 60) % 168, 1 / length)
    np.testing.assert_allclose(aoristic_hours(starts, starts + lengths.astype("timedelta64[m]")), slow, atol=1e-9)


# Ratcliffe's own table of burglaries in Washington DC, first half of 2016 (CRAN aoristic: dcburglaries, dcburgsum)
def test_ratcliffes_published_table_in_all_168_hours():
    with (PUBLISHED / "dc_burglaries_2016h1.csv").open() as file:
        rows = list(csv.DictReader(file))
    starts = [np.datetime64(row["start_local"]) for row in rows]
    ends = [np.datetime64(row["end_local"]) if row["end_local"] else NEVER for row in rows]
    with (PUBLISHED / "dc_burglaries_2016h1_expected_aoristic.csv").open() as file:
        published = np.array([[float(value) for value in row[1:]] for row in list(csv.reader(file))[1:]])
    np.testing.assert_allclose(aoristic_hours(starts, ends).reshape(7, 24).T, published, atol=0.00051)
