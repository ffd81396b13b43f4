"""What is said of the coming four weeks, of the test behind it, and of what follows a report."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from est.hotspots.forecasting.backtest import Backtest
from est.hotspots.forecasting.near_repeat import NearRepeat
from est.hotspots.forecasting.outlook import Outlook
from est.text import translator
from est.ui.situation.near_repeat import band_rows, describe_near_repeats
from est.ui.situation.outlook_drawer import describe_outlook, describe_test, expected_rows

SWEDISH, ENGLISH = translator("sv"), translator("en")


def months(count: float, kernel: float) -> Backtest:
    """Six months of a hundred reports each, so many of which each method held."""
    caught = np.zeros((6, 2, 3))
    caught[:, 0], caught[:, 1] = count, kernel
    draws = np.random.default_rng(1).integers(0, 6, (200, 6))
    return Backtest(("count", "kernel"), (0.01, 0.025, 0.05), caught, np.full((6, 3), 80.0), np.full(6, 100.0), draws)


@pytest.mark.parametrize(
    ("count", "kernel", "words"), [(30, 42, "räknas med här"), (42, 42, "bara på antalen"), (42, 30, "bara på antalen")]
)
def test_the_surroundings_count_only_where_they_surely_held_more(count: float, kernel: float, words: str) -> None:
    """The sentence has both shares, and what the outlook rests on."""
    told = describe_test(months(count, kernel), SWEDISH)
    assert f"låg {kernel} % i" in told
    assert f"{count} % i de" in told
    assert words in told
    assert ("(lika mycket)" in told) is (count == kernel)
    assert "1 till 1)" not in told


def test_what_could_not_be_tried_is_said() -> None:
    """And the weeks have their first day."""
    assert "åtta månaders" in describe_test(None, SWEDISH)
    assert "2026" in describe_outlook(Outlook(date(2026, 6, 29), pl.DataFrame(), None), ENGLISH)


def test_the_places_of_the_list_keep_their_order_and_get_their_bounds() -> None:
    """Each with its own cell's expectation."""
    most = pl.DataFrame({"cell": ["b", "a"], "label": ["Torget", "Parken"]})
    cells = pl.DataFrame({"cell": ["a", "b"], "expected": [1.5, 4.0], "low": [0.0, 2.0], "high": [3.0, 7.0]})
    rows = expected_rows(most, Outlook(date(2026, 6, 29), cells, None))
    assert rows.rows() == [("Torget", 4.0, "2–7", "b"), ("Parken", 1.5, "0–3", "a")]


def repeats(pairs: int, expected: float, p: float, reports: int = 200) -> NearRepeat:
    bands = pl.DataFrame(
        {
            "metres_from": [0, 0],
            "metres_to": [200, 200],
            "days_from": [0, 1],
            "days_to": [1, 8],
            "pairs": [1, pairs],
            "expected": [1.0, expected or None],
            "ratio": [1.0, pairs / expected if expected else None],
            "p": [0.5, p],
        }
    )
    return NearRepeat("SKA", reports, date(2025, 1, 1), date(2025, 12, 31), bands)


@pytest.mark.parametrize(
    ("near", "words"),
    [
        (repeats(45, 15.0, 0.005), "3 gånger så många nya inom 200 m"),
        (repeats(16, 15.0, 0.41), "inte fler inom 200 m än slumpen"),
        (repeats(0, 0.0, 1.0), "inga rapporter kom inom 200 m"),
        (repeats(0, 0.0, 1.0, reports=12), "12 rapporter är för få"),
    ],
)
def test_what_follows_a_report_is_said_in_words(near: NearRepeat, words: str) -> None:
    """More than chance, not more, none, or too few to tell."""
    assert words in describe_near_repeats(near, "Klotter", SWEDISH)


def test_bands_are_written_half_open() -> None:
    """Days 1 to 8 without the eighth are 1–7; 200 m is not within 200 m."""
    rows = band_rows(repeats(1, 1.0, 1.0).bands, SWEDISH)
    assert rows["distance"][0] == "0 till under 200 m"
    assert rows["days"].to_list() == ["samma dag", "1–7"]
