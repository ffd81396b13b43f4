"""What a place has become is told from two windows and the organisations that reported in both."""

from datetime import date, datetime, timedelta

import h3
import numpy as np
import polars as pl
import pytest

from est.hotspots.detection.flags import find_flags
from est.hotspots.detection.null_models import even_spread
from est.hotspots.evolution.tracking import find_trend_classes, places_of_flags, tracked_places
from est.hotspots.evolution.trend_classes import TrendClass, classify_trends
from est.picture.data_quality import duplicate_reports, mass_points
from est.picture.selection import Selection
from est.space.area import set_study_area
from est.space.places import named_places
from est.statistics.stratified_counts import share_below
from tests.calibration import towns
from tests.hotspots.detection.test_flags import built_up
from tests.stores import NOW, TOWN, organisation_ids, prepared_store, put


def test_the_exact_distribution_of_the_newer_part_is_the_binomial_of_one_stratum_and_the_sum_of_two():
    """Against 200,000 draws, and against the binomial by hand: P(Bin(3, 1/2) < 2) + P(= 2)/2 = 0.6875."""
    assert share_below([2], [[3]], [0.5]) == pytest.approx([0.6875])
    random = np.random.default_rng(1)
    draws = random.binomial(12, 0.3, 200_000) + random.binomial(7, 0.8, 200_000)
    expected = (draws < 10).mean() + (draws == 10).mean() / 2
    assert share_below([10], [[12, 7]], [0.3, 0.8])[0] == pytest.approx(expected, abs=0.004)
    assert share_below([3010], [[6000, 7]], [0.5, 0.8])[0] == pytest.approx(0.55, abs=0.03)


def windows(before, after):
    random, where = np.random.default_rng(7), towns.area(9)
    share = even_spread(where).shares
    home = int(np.flatnonzero(where.cells["share"].to_numpy() > 0.95)[40])
    tables = []
    for extra in (before, after):
        table = np.array([random.multinomial(round(400 * part), share) for part in towns.SHARES])
        table[:, home] += extra
        tables.append(towns.counted(table, where, random))
    return where, tables, where.texts[home]


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        ([4, 4, 2, 2, 1, 1], [4, 4, 2, 2, 1, 1], TrendClass.PERSISTENT),
        ([0] * 6, [6, 5, 3, 3, 2, 1], TrendClass.EMERGING),
        ([6, 5, 3, 3, 2, 1], [0] * 6, TrendClass.FADING),
    ],
)
def test_a_place_is_called_by_what_it_has_become(before, after, word):
    """The expected part of the newer window is that of the organisations, about half."""
    where, (older, newer), cell = windows(before, after)
    found = classify_trends(where, older, newer, even_spread(where)).filter(pl.col("cell") == cell)
    assert found["trend"].to_list() == [word]
    assert found["expected_newer"][0] == pytest.approx((found["older"][0] + found["newer"][0]) / 2, rel=0.1)


def test_a_place_that_is_there_in_one_season_of_both_years_only_is_bound_to_it():
    """Inside it is flagged twice; outside it never."""
    where, (older, newer), cell = windows([5, 4, 3, 2, 1, 1], [5, 4, 3, 2, 1, 1])
    in_summer = pl.col("cell") == h3.str_to_int(cell)
    parts = {"summer": tuple(frame.filter(in_summer | (pl.col("position") % 4 == 0)) for frame in (older, newer))}
    found = classify_trends(where, older, newer, even_spread(where), parts=parts).filter(pl.col("cell") == cell)
    assert found.select("trend", "bound_to").row(0) == (TrendClass.SEASONAL, "summer")


def two_years():
    """Return a store with a persistent place and one that is there on summer nights only."""
    store = prepared_store()
    set_study_area(store, built_up(), "test", NOW)
    random = np.random.default_rng(3)
    ids = organisation_ids(store)
    first, days = datetime(2024, 3, 4), 728
    rows = [
        (first + timedelta(minutes=int(m)), TOWN[0] + y, TOWN[1] + x)
        for m, y, x in zip(
            random.integers(0, days * 1440, 800), random.uniform(-0.017, 0.017, 800), random.uniform(-0.03, 0.03, 800),
            strict=True,
        )
    ]  # fmt: skip
    rows += [(first + timedelta(days=int(n), hours=12), *TOWN) for n in np.linspace(0, days - 1, 50)]
    for year in (2024, 2025):
        rows += [
            (datetime(year, 6, 10, 23) + timedelta(days=3 * n), TOWN[0] + 0.009, TOWN[1] - 0.015) for n in range(24)
        ]
    frame = pl.DataFrame(rows, schema=["starts", "lat", "lng"], orient="row")
    put(store, frame.with_columns(organisation=pl.Series([ids[i % 5] for i in range(len(rows))])))
    return store, Selection(date(2025, 3, 3), date(2026, 3, 2))


@pytest.mark.thorough
def test_a_store_of_two_years_gives_classes_and_candidates_by_name():
    """A store of less says that it cannot tell."""
    store, year = two_years()
    found = find_flags(store, year, 9)
    told = find_trend_classes(store, year, found)
    words = dict(told.places.select("cell", "trend").rows())
    assert words[h3.latlng_to_cell(*TOWN, 9)] == TrendClass.PERSISTENT
    bound = dict(told.places.select("cell", "bound_to").rows())
    assert bound[h3.latlng_to_cell(TOWN[0] + 0.009, TOWN[1] - 0.015, 9)] == "summer"
    assert (told.older.end, told.newer.end) == (told.newer.start, year.end)
    there = places_of_flags(year, found, named_places(store))
    assert len(there) >= 2
    weekly = tracked_places(store, year, found)
    assert [item.state for item in weekly[:2]] == ["same", "same"]
    early = Selection(date(2024, 6, 1), date(2025, 6, 1))
    assert find_trend_classes(store, early, find_flags(store, early, 9)).since is None


@pytest.mark.slow
def test_points_of_many_addresses_and_events_told_twice_are_listed():
    """Two organisations, two hours, 150 metres, one category; a point with four texts."""
    store = prepared_store()
    police, guards = organisation_ids(store)[:2]
    night = datetime(2026, 3, 3, 23, 50)
    rows = [
        (night, police, TOWN[0], "SKA", "Torget 1"),
        (night + timedelta(minutes=100), guards, TOWN[0] + 0.001, "SKA", "Torget"),
        (night + timedelta(minutes=130), guards, TOWN[0], "SKA", "Ån 4"),
        (night, guards, TOWN[0] + 0.002, "SKA", None),
        (night, guards, TOWN[0], "ORD", "Torget 3"),
        (night, police, TOWN[0], "SKA", "Gatan 9"),
    ]
    put(store, pl.DataFrame(rows, schema=["starts", "organisation", "lat", "category", "place"], orient="row"))
    spring = Selection(date(2026, 3, 2), date(2026, 4, 6))
    pairs = duplicate_reports(store, spring)
    assert pairs["minutes"].to_list() == [100, 100]
    assert pairs["metres"].to_list() == pytest.approx([111.2, 111.2])
    assert {*pairs["organisation"], *pairs["other_organisation"]} == set(
        store.ask("SELECT name FROM organisations ORDER BY name LIMIT 2")["name"].to_list()
    )
    points = mass_points(store, spring)
    assert points.select("reports", "texts").rows() == [(4, 4)]
    assert "Torget 1" in points["examples"][0]
