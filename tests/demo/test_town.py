"""The demo town is the same town every time, and what it was made of can be found in its reports."""

import hashlib
from datetime import date, datetime
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
import shapely

from est.demo import truth
from est.demo.town import METRES_PER_DEGREE, demo_features, demo_outline, demo_places, demo_reports
from est.space.ground import municipality_of

POINT = (pl.col("Latitud").cast(pl.Float64), pl.col("Longitud").cast(pl.Float64))


@pytest.fixture(scope="module")
def town() -> pl.DataFrame:
    return demo_reports()


def metres(frame: pl.DataFrame, lat: float, lng: float) -> np.ndarray:
    y, x = frame["Latitud"].cast(pl.Float64).to_numpy(), frame["Longitud"].cast(pl.Float64).to_numpy()
    return np.hypot(y - lat, (x - lng) * np.cos(np.radians(lat))) * METRES_PER_DEGREE


@pytest.mark.slow
def test_same_seed_same_reports(town) -> None:
    """The reports of one seed are the same in every run, today and after the next change to the program."""
    content = town.write_csv().encode()
    assert content == demo_reports().write_csv().encode()
    assert hashlib.sha256(content).hexdigest()[:16] == "5fd3db0e38ea75aa"


@pytest.mark.slow
def test_another_seed_another_town(town) -> None:
    """Another seed gives as many reports, none of them the same."""
    other = demo_reports(seed=1)
    assert other.height == town.height
    assert other.join(town, on=["Datum", "Tid", "Latitud", "Longitud"], how="inner").height <= len(truth.EVENTS)


def test_size(town) -> None:
    """Some 1,500 reports over two years from eight organisations."""
    assert town.height == truth.REPORTS
    assert 1450 <= town.height <= 1550
    assert town["Aktör"].n_unique() == 8
    assert (truth.ENDS - truth.STARTS).days == 728


def test_two_organisations_join_later_and_report_more_and_more(town) -> None:
    """Home care and the housing company have nothing before they join, and more in each half of their time."""
    for name, joins in (("Hemtjänsten", truth.HOME_CARE_JOINS), ("Bostadsbolaget", truth.HOUSING_JOINS)):
        days = town.filter(pl.col("Aktör") == name)["Datum"].str.to_date()
        middle = joins + (truth.ENDS - joins) / 2
        assert days.min() >= date.fromordinal(joins.toordinal() - 1)  # a window may begin the evening before
        assert (days >= middle).sum() >= 2 * (days < middle).sum()


@pytest.mark.parametrize("planted", truth.PLANTED, ids=lambda planted: planted.name)
def test_planted_places_hold_their_reports(town, planted) -> None:
    """A planted place has its number of reports, in its hours and its days, around its point."""
    kind = (pl.col("Kategori") == planted.category) & (pl.col("Underkategori") == planted.subcategory)
    there = town.filter(kind).filter(metres(town.filter(kind), planted.lat, planted.lng) < 5 * planted.spread_m)
    days = there["Datum"].str.to_date()
    during = there.filter((days >= planted.starts) & (days < planted.ends))
    assert 0 <= during.height - planted.reports <= 2  # the background may have put one there too
    exact = during.filter((pl.col("Slutdatum") == "") & (pl.col("Tid") != ""))
    starts = (exact["Datum"] + " " + exact["Tid"]).str.to_datetime("%Y-%m-%d %H:%M").to_list()
    inside = [starts_.weekday() * 24 + starts_.hour in planted.hours for starts_ in starts]
    assert np.mean(inside) > 0.97


@pytest.mark.slow
def test_half_of_the_music_moves(town) -> None:
    """After the sign nothing is planted at the square, and each of the two places has a quarter of its rate."""
    music = town.filter(pl.col("Underkategori") == "hög musik från fordon")
    after = music.filter(pl.col("Datum").str.to_date() >= truth.SIGN)
    assert (metres(after, truth.SQUARE.lat, truth.SQUARE.lng) < 200).sum() == 0
    before = truth.SQUARE.reports / _nights(truth.STARTS, truth.SIGN)
    for place in (truth.MOVED_TO_HARBOUR, truth.MOVED_TO_SHOPS):
        assert place.reports / _nights(truth.SIGN, truth.ENDS) == pytest.approx(before / 4, rel=0.03)


def _nights(first: date, after: date) -> float:
    days = (date.fromordinal(day) for day in range(first.toordinal(), after.toordinal()))
    return sum(truth.MUSIC_SEASON[day.month - 1] for day in days if day.weekday() in (4, 5))


@pytest.mark.slow
def test_background_is_even(town) -> None:
    """Without planted places no quarter of the study area has more than its area's share, by a chi-squared test."""
    background = demo_reports(planted=())
    background = background.filter(pl.col("Kategori") != "ARR")
    area = demo_outline()
    west, south, east, north = area.bounds
    y, x = (background[name].cast(pl.Float64).to_numpy() for name in ("Latitud", "Longitud"))
    xs, ys = np.linspace(west, east, 5), np.linspace(south, north, 5)
    boxes = [shapely.box(a, b, c, d) for a, c in pairwise(xs) for b, d in pairwise(ys)]
    shares = np.array([area.intersection(box).area for box in boxes]) / area.area
    counts = np.array([shapely.contains_xy(box, x, y).sum() for box in boxes])
    kept = shares > 0.01
    expected = shares[kept] * background.height
    assert ((counts[kept] - expected) ** 2 / expected).sum() < 34.8  # 0.999 of chi-squared with 13 degrees of freedom


def test_all_kinds_of_time_are_there(town) -> None:
    """There are windows, approximate times and dates without a time; no report starts in the hour that is skipped."""
    share = dict(town["Tidens noggrannhet"].value_counts(normalize=True).rows())
    assert 0.08 < share["ungefär"] < 0.2
    assert 0.02 < share["okänd"] < 0.06
    assert 0.1 < (town["Slutdatum"] != "").mean() < 0.3
    assert town.filter((pl.col("Tid") == "") != (pl.col("Tidens noggrannhet") == "okänd")).is_empty()
    skipped = pl.col("Datum").is_in(["2025-03-30", "2026-03-29"]) & pl.col("Tid").str.starts_with("02")
    assert town.filter(skipped).is_empty()


def test_windows_end_after_they_start(town) -> None:
    """Every window ends after it starts, and nothing but coming events lies after the town's last day."""
    windows = town.filter(pl.col("Slutdatum") != "")
    starts, ends = windows["Datum"] + " " + windows["Tid"], windows["Slutdatum"] + " " + windows["Sluttid"]
    assert (starts < ends).all()
    late = town.filter(pl.col("Datum").str.to_date() >= truth.ENDS)
    assert set(late["Kategori"]) == {"ARR"}
    assert late.height == 3
    assert town["Rapporterad"].max() < datetime(2026, 6, 30).isoformat(" ")


def test_every_text_says_it_is_invented(town) -> None:
    """No description could be taken for something that happened."""
    assert town["Beskrivning"].str.starts_with("Påhittat: ").all()


def test_ground() -> None:
    """The built-up area is 14.3 km² inside the municipality, and holds every place and the districts hold it."""
    area = demo_outline()
    assert shapely.geometry.shape(municipality_of(truth.MUNICIPALITY)["geometry"]).contains(area)
    assert all(area.contains(shapely.Point(place.lng, place.lat)) for place in demo_places())
    districts = shapely.union_all([shapely.geometry.shape(f["geometry"]) for f in demo_features("district")])
    assert districts.contains(area)
    named = {place.name: place for place in demo_places()}
    for planted in truth.PLANTED:
        assert (named[planted.place].lat, named[planted.place].lng) == (planted.lat, planted.lng)
