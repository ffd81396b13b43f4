"""What is said of a forecast: tenths and per cent, whether it was earned, and what follows a report."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from est.hotspots.forecasting.backtest import Backtest
from est.hotspots.forecasting.near_repeat import NearRepeat
from est.hotspots.forecasting.outlook import Outlook
from est.text import translator
from est.ui.situation import forecast_page
from est.ui.situation.forecast_page import describe_basis, describe_gain, outlook_cells, score_rows
from est.ui.situation.near_repeat import band_rows, describe_near_repeats

SWEDISH, ENGLISH = translator("sv"), translator("en")
METHODS = ("count", "last_three_months", "kernel", "empirical_bayes", "regression", "ensemble")


def months(count: float, recent: float, ours: float) -> Backtest:
    """Six months of a hundred reports each, so many of which each method held in 5 % of the area."""
    caught = np.zeros((6, 6, 3))
    for at, hits in enumerate((count, recent, ours, ours, ours, ours)):
        caught[:, at, :] = hits
    draws = np.random.default_rng(1).integers(0, 6, (200, 6))
    return Backtest(METHODS, (0.01, 0.025, 0.05), caught, np.full((6, 3), 80.0), np.full(6, 100.0), draws)


def found(test: Backtest) -> Outlook:
    cells = pl.DataFrame(
        {
            "cell": [f"{number:015x}" for number in range(40)],
            "count": np.arange(40.0),
            "expected": np.arange(40.0) / 10,
            "low": np.zeros(40),
            "high": np.full(40, 3.0),
            "area_km2": np.r_[np.ones(38), 0.5, 0.5],
        }
    )
    return Outlook(9, date(2025, 1, 1), date(2026, 1, 1), 12, 600.0, 12.0, 3.0, cells, test)


def test_a_forecast_that_holds_more_every_month_has_earned_its_place() -> None:
    """The sentence has the per cent; the numbers of the rivals stand in the drawer."""
    good = found(months(30, 20, 42))
    assert good.earned
    said = forecast_page.describe_backtest(good.test, SWEDISH)
    assert "där hamnade 42 % av nästa månads rapporter" in said
    assert "surely better than" in describe_gain(good, ENGLISH)
    told = " ".join(forecast_page.forecast_method(good, SWEDISH))
    assert "(30 %; prognosen fångade 1,4 gånger så mycket" in told
    assert "(20 %; " in told


@pytest.mark.parametrize(("count", "recent"), [(42, 20), (20, 42), (42, 42)])
def test_a_forecast_that_one_rival_equals_is_not_shown(count: float, recent: float) -> None:
    """Better than only one of them is not enough, and the page says so plainly."""
    equal = found(months(count, recent, 42))
    assert not equal.earned
    assert "Vi visar ingen prognos." in describe_gain(equal, SWEDISH)


def test_what_lies_outside_is_told() -> None:
    """Fifteen reports are not in the forecast; the sentence counts them."""
    assert "15 till ligger utanför" in describe_basis(found(months(1, 1, 1)), SWEDISH)


def test_the_marked_cells_fill_a_twentieth_of_the_area_densest_first() -> None:
    """Of 39 km² 1.95 are marked: two halves with double density, and one whole cell."""
    marked = outlook_cells(found(months(1, 1, 1)))
    assert marked["expected"].to_list() == [3.9, 3.8, 3.7]
    assert marked["rank"].to_list() == [1, 2, 3]


def test_every_method_has_its_row_and_its_name() -> None:
    """In the order of the backtest."""
    rows = score_rows(months(30, 20, 42), 0.01, SWEDISH)
    assert rows["method"][0] == "Antal i hela historiken"
    assert rows.height == 6
    assert rows["pai"][5] == pytest.approx(42)


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
        (repeats(45, 15.0, 0.005), "3 gånger så många som av en slump inom 200 m"),
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
