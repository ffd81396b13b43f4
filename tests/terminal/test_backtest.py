"""`est backtest` prints every method at every share of the area, and says when there is too little to test on."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from est.__main__ import main
from est.hotspots.forecasting.forecast import METHODS
from est.municipality.defaults import prepare_store
from est.store import open_store
from tests.stores import NOW, TOWN, put

FIELDS = ["hit_rate", "pai", "pei", "low", "high"]


def store_of(path: Path, months: int) -> None:
    """A store with sixty reports a month, half of them at one place."""
    draw = np.random.default_rng(1)
    n = 60 * months
    starts = [datetime(2025, 1, 1) + timedelta(days=30.4 * months * (i / n)) for i in range(n)]
    away = draw.normal(0, 0.008, (2, n)) * (np.arange(n) % 2)
    points = {"lat": TOWN[0] + away[0], "lng": TOWN[1] + 2 * away[1]}
    with open_store(path) as store:
        prepare_store(store, "test", NOW)
        if n:
            put(store, pl.DataFrame({"starts": starts, **points}))


@pytest.mark.slow
def test_the_json_has_folds_reports_and_shares(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Names and order are those that others read; every PAI is the hit rate over the share, inside its bounds."""
    store_of(tmp_path / "est.duckdb", 12)
    assert main(["backtest", "--store", str(tmp_path / "est.duckdb"), "--resolution", "8", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found) == ["folds", "test_reports", "shares"]
    assert found["folds"] == 10
    assert 590 <= found["test_reports"] <= 610
    assert list(found["shares"]) == ["0.01", "0.025", "0.05"]
    for share, methods in found["shares"].items():
        assert list(methods) == list(METHODS)
        for score in methods.values():
            assert list(score) == FIELDS
            assert score["pai"] == pytest.approx(score["hit_rate"] / float(share))
            assert score["low"] <= score["pai"] <= score["high"]
            assert 0 <= score["pei"] <= 1 + 1e-9


@pytest.mark.slow
def test_the_table_tells_what_was_tested_and_is_the_same_every_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without --json a reader sees the period, the methods and how much more the kernel held."""
    store_of(tmp_path / "est.duckdb", 9)
    texts = []
    for _ in range(2):
        assert main(["backtest", "--store", str(tmp_path / "est.duckdb")]) == 0
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1]
    for words in ("2025-01-01", "kernel", "PEI*", "times as much as plain counts"):
        assert words in texts[0]


@pytest.mark.parametrize("months", [0, 6])
@pytest.mark.slow
def test_too_little_history_is_status_2_and_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], months: int
) -> None:
    """Nothing is printed that could be read as a result."""
    store_of(tmp_path / "est.duckdb", months)
    assert main(["backtest", "--store", str(tmp_path / "est.duckdb"), "--json"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "at least" in told.err
    assert "months" in told.err
