"""Near repeats: pairs that follow each other within days and 200 m are found, and even days give none."""

from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from est.hotspots.forecasting.near_repeat import near_repeats
from est.picture.selection import Selection
from tests.stores import TOWN, prepared_store, put

YEAR = Selection(date(2026, 1, 1), date(2027, 1, 1))


def town(pairs: int, alone: int) -> pl.DataFrame:
    """Reports over a year and 4 km: so many alone, and so many that one follows three days after within 50 m."""
    draw = np.random.default_rng(4)
    n = pairs + alone
    day, lat, lng = draw.integers(0, 350, n), *(draw.uniform(-0.02, 0.02, (2, n)))
    again = np.r_[np.arange(n), np.arange(pairs)]
    later = np.r_[np.zeros(n, int), np.full(pairs, 3)]
    starts = [datetime(2026, 1, 1, 12) + timedelta(days=int(d)) for d in day[again] + later]
    shift = np.r_[np.zeros(n), np.full(pairs, 0.0004)]
    return pl.DataFrame({"starts": starts, "lat": TOWN[0] + lat[again] + shift, "lng": TOWN[1] + lng[again]})


@pytest.mark.slow
def test_pairs_that_were_put_there_are_found() -> None:
    """Forty pairs among 200 reports stand out in the band within 200 m and 1 to 7 days, and in no time far away."""
    store = prepared_store()
    put(store, town(40, 120))
    found = near_repeats(store, YEAR, "SKA")
    assert (found.reports, found.enough) == (200, True)
    assert found.following["pairs"] >= 40
    assert found.following["ratio"] > 4
    assert found.following["p"] == pytest.approx(0.005)
    far = found.bands.filter((pl.col("metres_from") == 400) & (pl.col("days_from") == 8)).row(0, named=True)
    assert far["p"] > 0.05


@pytest.mark.slow
def test_bands_are_half_open() -> None:
    """Each band begins where the one before it ends, from 0 m and the same day."""
    store = prepared_store()
    put(store, town(0, 40))
    bands = near_repeats(store, YEAR, "SKA").bands
    assert bands["metres_from"].unique().sort().to_list() == [0, 200, 400]
    assert bands["metres_to"].unique().sort().to_list() == [200, 400, 800]
    assert bands.head(4).select("days_from", "days_to").rows() == [(0, 1), (1, 8), (8, 15), (15, 29)]


@pytest.mark.slow
def test_too_few_reports_give_no_answer() -> None:
    """Nineteen reports of a category say nothing, and other categories do not help."""
    store = prepared_store()
    put(store, town(0, 19))
    put(store, town(0, 40).with_columns(category=pl.lit("ORD")))
    found = near_repeats(store, YEAR, "SKA")
    assert (found.reports, found.enough) == (19, False)
    assert found.bands.is_empty()


@pytest.mark.slow
def test_progress_is_told() -> None:
    """A bar can follow the permutations."""
    store = prepared_store()
    seen: list[float] = []
    put(store, town(10, 40))
    near_repeats(store, YEAR, "SKA", seen.append)
    assert seen[-1] == pytest.approx(1.0, abs=0.05)
