"""The page that looks ahead says how good the forecast has been, and shows one only where it was earned."""

from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from est.space.area import set_study_area
from est.store import Store
from tests.hotspots.detection.test_flags import built_up
from tests.sources import ROOT
from tests.stores import NOW, TOWN, put

PAGE = str(ROOT / "pages" / "situation" / "ahead.py")


def fill(store: Store, days: int, spread: float, monthly: int = 20) -> None:
    """So many reports a month over some days in a town with an outline, spread by so many degrees around one place."""
    set_study_area(store, built_up(), "test", NOW)
    draw = np.random.default_rng(5)
    n = days * monthly // 30
    starts = [datetime(2025, 1, 1, 20) + timedelta(days=int(days * i / n)) for i in range(n)]
    away = draw.normal(0, spread, (2, n))
    put(store, pl.DataFrame({"starts": starts, "lat": TOWN[0] + away[0], "lng": TOWN[1] + 2 * away[1]}))


def page() -> AppTest:
    return AppTest.from_file(PAGE, default_timeout=60).run()


def words(tested: AppTest) -> str:
    parts = (*tested.markdown, *tested.info, *tested.success, *tested.caption)
    return " ".join(part.value for part in parts)


@pytest.mark.fast
def test_too_little_history_is_said_and_repeats_are_still_shown(store) -> None:
    """Four months: no forecast yet, but what follows a report can be told."""
    fill(store, 120, 0.004)
    tested = page()
    assert not tested.exception
    assert "åtta månader" in words(tested)
    assert "inom 200 m" in words(tested)


def test_a_forecast_that_was_not_earned_is_not_shown(store) -> None:
    """All at one place, which a plain count finds as well: the test is told with its table, and no cell is named."""
    fill(store, 400, 0.0)
    tested = page()
    tested.session_state["methods"] = True
    tested.run()
    assert not tested.exception
    assert "av nästa månads rapporter" in words(tested)
    assert "Vi visar ingen prognos" in words(tested)
    assert not any("expected" in frame.value.columns and "rank" in frame.value.columns for frame in tested.dataframe)
    assert len(tested.dataframe[0].value) == 6


def test_a_forecast_that_was_earned_is_shown_in_order(store) -> None:
    """A few reports a cell, spread around one middle: smoothing wins, and the cells are ranked with their intervals."""
    fill(store, 420, 0.006, monthly=50)
    tested = page()
    assert not tested.exception
    ranked = next(frame.value for frame in tested.dataframe if "rank" in frame.value.columns)
    assert list(ranked["rank"]) == list(range(1, len(ranked) + 1))
    assert all("–" in between for between in ranked["between"])
