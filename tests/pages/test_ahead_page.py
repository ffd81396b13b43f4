"""The page that looks ahead says how good the forecast has been, and shows one only where it was earned."""

from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from est.store import Store
from tests.sources import ROOT
from tests.stores import TOWN, put

PAGE = str(ROOT / "pages" / "situation" / "ahead.py")


def fill(store: Store, days: int, moving: bool) -> None:
    """Twenty reports a month over some days: around one place, or everywhere, so few that a cell has one."""
    draw = np.random.default_rng(5)
    n = days * 20 // 30
    starts = [datetime(2025, 1, 1, 20) + timedelta(days=int(days * i / n)) for i in range(n)]
    middle = draw.normal(0, 0.004, (2, n))
    away = draw.uniform(-0.1, 0.1, (2, n)) if moving else middle
    place = np.where(np.arange(n) % 2, away, middle)
    put(store, pl.DataFrame({"starts": starts, "lat": TOWN[0] + place[0], "lng": TOWN[1] + 2 * place[1]}))


def page() -> AppTest:
    return AppTest.from_file(PAGE, default_timeout=60).run()


def words(tested: AppTest) -> str:
    parts = (*tested.markdown, *tested.info, *tested.success, *tested.caption)
    return " ".join(part.value for part in parts)


@pytest.mark.fast
def test_too_little_history_is_said_and_repeats_are_still_shown(store) -> None:
    """Four months: no forecast yet, but what follows a report can be told."""
    fill(store, 120, moving=False)
    tested = page()
    assert not tested.exception
    assert "åtta månader" in words(tested)
    assert "inom 200 m" in words(tested)


def test_a_forecast_that_was_not_earned_is_not_shown(store) -> None:
    """The test is told in words with its table, and no cell is named."""
    fill(store, 400, moving=False)
    tested = page()
    assert not tested.exception
    assert "av nästa månads rapporter låg" in words(tested)
    assert "Ingen prognos visas" in words(tested)
    assert not any("expected" in frame.value.columns and "rank" in frame.value.columns for frame in tested.dataframe)
    assert len(tested.dataframe[0].value) == 6


def test_a_forecast_that_was_earned_is_shown_in_order(store) -> None:
    """Few reports spread around one middle: smoothing wins, and the cells are ranked with their intervals."""
    fill(store, 420, moving=True)
    tested = page()
    assert not tested.exception
    ranked = next(frame.value for frame in tested.dataframe if "rank" in frame.value.columns)
    assert list(ranked["rank"]) == list(range(1, len(ranked) + 1))
    assert all("–" in between for between in ranked["between"])
