"""A flag that rests on addresses on which reports are put, where others have a point each, is not called clear."""

import numpy as np
import polars as pl
import pytest

from est.hotspots.detection.coverage import by_coverage
from est.hotspots.detection.flags import flag_events
from est.hotspots.detection.overdispersion import measure_overdispersion
from est.hotspots.detection.shared_points import without_shared_points
from est.picture.tested_events import COARSER
from est.space.cells import latlng_to_cells
from tests.calibration import towns, trials


def town(at_spot: np.ndarray, who: int | None = None, sigma: float = 30.0, geocoded: float = 0.0) -> pl.DataFrame:
    """Return 400 even reports of a year and some at a spot; a part of the even ones lies on a few shared points."""
    random, where = np.random.default_rng(3), towns.area(9)
    even = towns.even_points(400, random)
    put_on = random.random(400) < geocoded
    even[put_on] = even[:40][np.arange(put_on.sum()) % 40]
    points = np.concatenate([even, at_spot])
    organisations = random.choice(len(towns.ORGANISATIONS), len(points), p=towns.SHARES)
    if who is not None:
        organisations[400:] = who
    events = towns.reports(points, where, random, sigma, organisations=organisations)
    spread = measure_overdispersion(where, events)
    return flag_events(where, events, by_coverage(where, events, spread.own), spread=spread)


@pytest.fixture(scope="module")
def spot() -> np.ndarray:
    return towns.even_points(1, np.random.default_rng(8))


@pytest.fixture(scope="module")
def heap(spot) -> np.ndarray:
    return np.repeat(spot, 30, axis=0)


def flags(found: pl.DataFrame) -> tuple[set[str], bool]:
    return set(found["flag"].drop_nulls()), bool(found["on_shared_points"].any())


def test_a_heap_where_a_part_of_all_is_put_on_addresses_is_watched_and_it_is_said(heap):
    """Nobody can tell whether that is a place or one more address on which reports are put."""
    assert flags(town(heap, geocoded=0.3)) == ({"bevaka"}, True)


def test_a_heap_alone_among_points_of_their_own_is_clear(heap):
    """One point is no habit: it may well be where things happen."""
    assert flags(town(heap)) == ({"tydlig"}, False)


def test_as_many_reports_around_the_spot_are_clear(spot):
    """Each has a point of its own."""
    around = spot + np.random.default_rng(4).normal(0, 25, (30, 2)) / towns.metres()
    found, rests = flags(town(around, geocoded=0.3))
    assert "tydlig" in found
    assert not rests


def test_where_addresses_are_the_custom_a_shared_point_is_a_place(heap):
    """Most of the other reports share points too."""
    found, rests = flags(town(heap, geocoded=0.9))
    assert "tydlig" in found
    assert not rests


@pytest.mark.slow
def test_an_organisation_that_only_gives_addresses_is_believed(heap):
    """What one organisation does says nothing of another's points."""
    assert "tydlig" in flags(town(heap, who=5, geocoded=0.3))[0]


@pytest.mark.slow
def test_a_named_place_is_shared_by_all_that_are_given_by_its_name(heap):
    """Its middle is no point that anybody gave."""
    found, rests = flags(town(heap, sigma=50.0, geocoded=0.3))
    assert "tydlig" in found
    assert not rests


def test_of_positions_that_are_taken_together_nothing_is_left_out(heap):
    """Of very many reports positions are cells of some hundred metres, which are shared by chance."""
    lat, lng = heap[:, 1].copy(), heap[:, 0].copy()
    random, where = np.random.default_rng(1), towns.area(9)
    coarse = latlng_to_cells(lat, lng, COARSER)
    events = towns.evidence(latlng_to_cells(lat, lng, 9), coarse, np.arange(30) % 6, where, random)
    assert without_shared_points(events).height == 30


@pytest.mark.slow
def test_reports_that_are_put_on_twenty_addresses_hardly_ever_make_a_clear_flag():
    """A third of an even town's reports, moved to the nearest of them; docs/accuracy.md has the rate."""
    found = [trials.snapped_town(seed, 400, 8).ours for seed in range(12)]
    assert sum(found) <= 3
