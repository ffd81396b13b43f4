"""What a selection fetches is bounded: more reports than memory holds are refused in a sentence, before any is read."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest

from est.errors import SelectionError
from est.hotspots.detection.flags import find_flags
from est.picture.selected_reports import select_reports
from est.picture.selection import Selection
from tests.stores import NOW, put

LAST = NOW.date()
YEAR = Selection(LAST - timedelta(days=365), LAST)


@pytest.fixture
def filled(store, monkeypatch):
    """A store of eight reports, three of them in its last week, where no more than five are fetched."""
    rows = [(NOW - timedelta(days=ago), "SKA" if ago < 60 else "FOR") for ago in (1, 2, 3, 50, 90, 100, 150, 200)]
    put(store, pl.DataFrame(rows, schema=["starts", "category"], orient="row"))
    monkeypatch.setattr("est.picture.fetched_reports.MOST_REPORTS", 5)
    monkeypatch.setattr("est.picture.selected_reports.MOST_KEPT", 5)
    return store


def test_too_many_are_refused_and_the_advice_holds(filled):
    """A shorter period is judged, and so are fewer categories of the same one."""
    with pytest.raises(SelectionError, match="shorter period"):
        find_flags(filled, YEAR)
    assert select_reports(filled, replace(YEAR, start=LAST - timedelta(days=7))).total == 3
    assert select_reports(filled, replace(YEAR, categories=("SKA",))).total == 4
