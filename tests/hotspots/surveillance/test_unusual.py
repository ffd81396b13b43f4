"""A place is listed when lately more, or fewer, came than its own past gives, and not for what the whole town does."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import h3
import numpy as np
import polars as pl
import pytest

from est.hotspots.register.commands import add_hotspot
from est.hotspots.register.hotspot import Hotspot
from est.hotspots.surveillance import unusual
from est.hotspots.surveillance.acknowledgements import (
    acknowledge_alarm,
    acknowledgements,
    parted_by_acknowledgement,
)
from est.hotspots.surveillance.seasonal_peak import usual_at_this_time
from est.hotspots.surveillance.sentences import unusual_sentence, unusual_summary
from est.hotspots.surveillance.unusual import UnusualDirection, find_unusual, surveyed_area
from est.hotspots.surveillance.watched_places import watched_places
from est.hotspots.surveillance.weekly_table import weekly_table
from est.space.area import set_study_area
from est.space.cells import coarser_cell
from est.space.places import add_places, named_places
from est.text import translator
from est.worker_process import worker_process
from tests.calibration.surveillance import Truth, year_of_lists
from tests.stores import NOW, organisation_ids, prepared_store, put

LAST = date(2026, 3, 1)
STATION = (59.3142, 14.1203)
WEEKS = 104


def town(chance, weeks=WEEKS, each_week=14.0, rise=6.0, rising=4, newcomer=0):
    """Return reports: even over a square of 4 km, and at the station one in two weeks, `rise` a week in the latest."""
    rows = []
    for week in range(weeks):
        start = datetime(2026, 3, 2) - timedelta(weeks=weeks - week)
        rate = rise if week >= weeks - rising else 0.5
        for place, number in ((None, chance.poisson(each_week)), (STATION, chance.poisson(rate))):
            for _ in range(number):
                lat, lng = place or (59.29 + 0.036 * chance.random(), 14.07 + 0.07 * chance.random())
                moment = start + timedelta(minutes=int(chance.integers(10_080)))
                rows.append((moment, lat, lng, int(chance.integers(3))))
        if newcomer and week >= weeks - 10:
            rows += [(start + timedelta(hours=h), 59.30, 14.09, 3) for h in range(newcomer)]
    return rows


def stored(store, rows):
    who = organisation_ids(store)
    frame = pl.DataFrame(rows, schema=["starts", "lat", "lng", "who"], orient="row")
    put(store, frame.with_columns(organisation=pl.col("who").replace_strict(dict(enumerate(who[:4])))).drop("who"))


@pytest.fixture(scope="module")
def rising():
    """A store in which the station rises in the last four weeks, and an organisation began lately elsewhere."""
    with prepared_store() as store:
        stored(store, town(np.random.default_rng(3), newcomer=6))
        add_places(store, pl.DataFrame({"name": ["Stationen"], "lat": [STATION[0]], "lng": [STATION[1]]}), "test", NOW)
        yield store


@pytest.mark.slow
def test_what_a_large_store_works_out_in_another_process_is_the_same(rising, monkeypatch):
    """To the last digit, and it is worked out there."""
    here = find_unusual(rising, LAST)
    assert here.places
    monkeypatch.setattr(unusual, "MANY", 0)
    with worker_process() as worker:
        assert find_unusual(rising, LAST) == here
        assert worker.begun


@pytest.mark.slow
def test_the_place_that_rises_is_listed_alone_with_what_is_usual_there(rising):
    found = find_unusual(rising, LAST)
    (place,) = found.places
    assert (place.name, place.direction, place.weeks) == ("Stationen", UnusualDirection.MORE, 4)
    assert place.count >= 15
    assert place.low <= place.expected <= place.high < place.count
    assert place.once_in_days > 365
    assert len(place.organisations) == 3
    assert found.newcomers == (organisation_ids(rising)[3],)


@pytest.mark.slow
def test_before_it_rose_nothing_was_listed_and_a_later_day_is_that_of_the_last_report(rising):
    assert find_unusual(rising, LAST - timedelta(weeks=4)).places == ()
    assert find_unusual(rising, date(2026, 12, 24)) == find_unusual(rising, LAST)


@pytest.mark.slow
def test_the_sentence_tells_what_came_what_is_usual_who_told_and_how_seldom_chance_does(rising):
    (place,) = find_unusual(rising, LAST).places
    told = unusual_sentence(replace(place, count=14, expected=5.2, low=2, high=9, once_in_days=426), translator("sv"))
    assert told == (
        "Stationen: 14 rapporter på 4 veckor, mot vanligen 2–9 den här tiden på året. Från 3 aktörer. "
        "Så mycket händer av en slump ungefär en gång på 14 månader i en kommun som den här."
    )
    rare = unusual_sentence(replace(place, once_in_days=40_000.0), translator("sv"))
    assert rare.endswith("händer av en slump mer sällan än en gång på hundra år i en kommun som den här.")


@pytest.mark.slow
def test_what_was_seen_is_quiet_until_it_worsens(rising):
    found = find_unusual(rising, LAST)
    (place,) = found.places
    acknowledge_alarm(rising, place, found.as_of, "anna", NOW)
    news, seen = parted_by_acknowledgement(found, acknowledgements(rising))
    assert news == ()
    assert [(one.acknowledged_by, one.count, one.cells) for _, one in seen] == [("anna", place.count, place.cells)]
    worse = replace(found, places=(replace(place, once_in_days=4 * place.once_in_days),))
    assert parted_by_acknowledgement(worse, acknowledgements(rising))[0] == worse.places
    later = replace(found, as_of=LAST + timedelta(weeks=27))
    assert parted_by_acknowledgement(later, acknowledgements(rising))[0] == later.places
    other = replace(found, places=(replace(place, direction=UnusualDirection.FEWER),))
    assert parted_by_acknowledgement(other, acknowledgements(rising))[0] == other.places


@pytest.mark.slow
def test_a_hotspot_that_was_taken_up_is_listed_by_its_name_and_a_fall_is_told_as_one(store):
    """The station has had three a week, and none for twelve weeks."""
    stored(store, town(np.random.default_rng(4), rise=0.0, rising=12))
    rows = town(np.random.default_rng(5), each_week=0.0, rise=0.0, rising=12)
    stored(store, [row for row in rows for _ in range(6)])
    cell = h3.latlng_to_cell(*STATION, 10)
    identity = str(add_hotspot(store, Hotspot("Järnvägen", (cell,)), "anna", NOW))
    (place,) = find_unusual(store, LAST).places
    assert (place.name, place.hotspot, place.direction) == ("Järnvägen", identity, UnusualDirection.FEWER)
    assert place.cells == (coarser_cell(cell, 9),)
    assert place.count < place.low


@pytest.mark.slow
def test_with_less_than_half_a_year_it_says_what_it_cannot_tell(store):
    stored(store, town(np.random.default_rng(6), weeks=33))
    found = find_unusual(store, LAST)
    assert (found.places, found.weeks, found.known_long_enough) == ((), 33, False)
    assert "33 weeks of reports are loaded, and 34 are needed" in unusual_summary(found, translator("en"))


@pytest.mark.parametrize("weeks", [34, 38, 44])
@pytest.mark.slow
def test_from_eight_months_on_the_latest_four_weeks_are_told(store, weeks):
    """What is known of the latest twelve comes with nine months."""
    stored(store, town(np.random.default_rng(7), weeks=weeks, rise=9.0))
    (place,) = find_unusual(store, LAST).places
    assert (place.weeks, place.direction) == (4, UnusualDirection.MORE)


@pytest.mark.slow
def test_where_hardly_anything_is_reported_no_place_is_unusual_for_being_known(store):
    """Forty reports a year, and at the named places none at all: nothing there is above or below anything."""
    stored(store, town(np.random.default_rng(8), each_week=0.8, rise=0.0, rising=WEEKS))
    middles = {"name": ["Torget", "Badet", "Bron"], "lat": [59.30, 59.31, 59.32], "lng": [14.08, 14.10, 14.12]}
    add_places(store, pl.DataFrame(middles), "test", NOW)
    assert find_unusual(store, LAST).places == ()


@pytest.mark.slow
def test_what_lies_beside_the_outline_neither_counts_nor_makes_who_sent_it_a_newcomer(store):
    corners = [[14.06, 59.28], [14.15, 59.28], [14.15, 59.33], [14.06, 59.33], [14.06, 59.28]]
    set_study_area(store, {"type": "Polygon", "coordinates": [corners]}, "test", NOW)
    watched = watched_places(area := surveyed_area(store), (), named_places(store))
    stored(store, town(np.random.default_rng(4)))
    before = weekly_table(store, area, watched, LAST - timedelta(weeks=WEEKS), LAST)
    assert before.organisations == tuple(sorted(organisation_ids(store)[:3]))
    stored(store, [(datetime(2025, 1, 1) + timedelta(hours=13 * n), 59.6, 13.5, n % 4) for n in range(600)])
    after = weekly_table(store, area, watched, LAST - timedelta(weeks=WEEKS), LAST)
    assert (after.organisations, after.newcomers) == (before.organisations, ())
    assert np.array_equal(after.places, before.places)


@pytest.mark.slow
def test_an_empty_store_has_nothing_to_tell(store):
    assert find_unusual(store, LAST).places == ()


def test_a_fair_that_comes_each_year_is_usual_at_its_time_and_not_at_another():
    """Twelve reports in one week, a fortnight earlier than the year before."""
    place, whole = np.full((150, 1), 0.25), np.full((150, 1), 30.0)
    place[150 - 2 - 52 + 2] += 12
    place[-2] += 12
    assert usual_at_this_time(place, whole, 4, float(place[-4:].sum()), 0.25)
    place[150 - 2 - 52 + 2] -= 12
    place[70] += 12
    assert not usual_at_this_time(place, whole, 4, float(place[-4:].sum()), 0.25)


@pytest.mark.thorough
@pytest.mark.parametrize("truth", [Truth(), Truth(later=(1, 3.0), drift=0.25)])
def test_chance_hardly_ever_lists_two_places_in_a_year(truth):
    """Four towns each; the calibration draws more."""
    assert sum(year_of_lists(seed, truth).false_alarms > 1 for seed in range(4)) <= 1


@pytest.mark.slow
def test_a_known_place_that_is_five_times_as_much_is_listed_within_weeks():
    """Three towns; the calibration draws more."""
    weeks = [year_of_lists(seed, Truth(rise=(24.0, 5.0))).weeks for seed in range(3)]
    assert sorted(27 if one is None else one for one in weeks)[1] <= 8
