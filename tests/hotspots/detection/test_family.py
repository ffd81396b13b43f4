"""A place is flagged at every size of cells or at none, whichever size told it."""

from datetime import date, datetime, timedelta

import h3
import numpy as np
import polars as pl
import pytest

from est.hotspots.detection.explanation import explain_flag, flag_facts
from est.hotspots.detection.family import family_thresholds, pay_for_family
from est.hotspots.detection.flag_rule import Flag
from est.hotspots.detection.flags import find_flags
from est.hotspots.evolution.map_view import find_map_view
from est.picture.selection import Selection
from est.space.area import set_study_area
from est.space.cells import coarser_cell
from est.text import translator
from tests.hotspots.detection.test_flags import built_up
from tests.stores import NOW, TOWN, organisation_ids, prepared_store, put

YEAR = Selection(date(2025, 3, 3), date(2026, 3, 2))
HARBOUR = (TOWN[0] + 0.004, TOWN[1] + 0.009)
SIZES = (7, 8, 9, 10)


def town(spots, reports=300):
    """Return a store of even reports, and these (lat, lng) besides, each on a day of its own."""
    store = prepared_store()
    set_study_area(store, built_up(), "test", NOW)
    random = np.random.default_rng(4)
    even = np.array(TOWN) + random.uniform(-1, 1, (reports, 2)) * (0.018, 0.032)
    points = np.concatenate([even, spots])
    starts = [datetime(2025, 3, 3, 12) + timedelta(days=int(day)) for day in random.integers(0, 364, reports)]
    starts += [datetime(2025, 3, 3, 12) + timedelta(days=9 * n) for n in range(len(spots))]
    who = organisation_ids(store)[:4]
    columns = {"starts": starts, "lat": points[:, 0], "lng": points[:, 1]}
    put(store, pl.DataFrame(columns | {"organisation": [who[n % 4] for n in range(len(points))]}))
    return store


@pytest.fixture(scope="module")
def harbour():
    """Nine reports at one spot: nothing among a larger cell's own, very much in a small one."""
    with town(np.full((9, 2), HARBOUR)) as store:
        yield store


@pytest.mark.parametrize("resolution", [None, *SIZES])
@pytest.mark.slow
def test_a_spot_is_told_by_a_small_cell_on_a_map_of_any_size(harbour, resolution):
    """With the same numbers, the same q and the same words."""
    found = find_flags(harbour, YEAR, resolution)
    home = h3.latlng_to_cell(*HARBOUR, found.area.resolution)
    small = h3.latlng_to_cell(*HARBOUR, 9)
    row = found.cells.row(by_predicate=pl.col("cell") == home, named=True)
    assert sorted(found.tested) == [8, 9]
    assert row["flag"] == Flag.CLEAR
    assert row["told_by"] == (None if found.area.resolution == 9 else small)
    told = found.tested[9].cells.row(by_predicate=pl.col("cell") == small, named=True)
    assert (row["q"], row["stability"]) == (told["q"], told["stability"])
    known = flag_facts(harbour, YEAR, found, home)
    assert (known.count, known.members, known.flag) == (told["count"], (small,), Flag.CLEAR)
    sentence = explain_flag(known, translator("en"))
    assert sentence.startswith("A smaller cell inside it stands out. ") == (found.area.resolution < 9)
    assert f"{told['count']:.0f} reports" in sentence


@pytest.mark.slow
def test_at_its_own_size_the_larger_cell_alone_would_say_that_it_may_be_chance(harbour):
    """The case that two pages told differently."""
    large = find_flags(harbour, YEAR).tested[8].cells
    home = h3.latlng_to_cell(*HARBOUR, 8)
    assert large.row(by_predicate=pl.col("cell") == home, named=True)["flag"] is None


@pytest.mark.slow
def test_the_place_is_called_as_the_small_cell_is(harbour):
    from est.space.places import add_places

    lat, lng = h3.cell_to_latlng(h3.latlng_to_cell(*HARBOUR, 8))
    names = pl.DataFrame({"name": ["Hamnen", "Gården"], "lat": [HARBOUR[0], lat], "lng": [HARBOUR[1], lng]})
    add_places(harbour, names, "test", NOW)
    for resolution in SIZES:
        cells = find_map_view(harbour, YEAR, resolution).cells
        assert cells.filter(pl.col("flag").is_not_null())["place"].to_list() == ["Hamnen"]


@pytest.mark.slow
def test_a_wide_place_is_told_by_a_large_cell_on_a_map_of_small_ones():
    """Reports spread over one large cell: the small one with most of them speaks for it."""
    large = h3.latlng_to_cell(*HARBOUR, 8)
    middles = [h3.cell_to_latlng(cell) for cell in h3.cell_to_children(large, 10)]
    with town(np.array(middles)[::2]) as store:
        coarse = find_flags(store, YEAR, 8).cells.filter(pl.col("flag").is_not_null())
        assert coarse.select("cell", "told_by").rows() == [(large, None)]
        fine = find_flags(store, YEAR, 9).cells.filter(pl.col("flag").is_not_null())
        assert set(fine["flag"]) == set(coarse["flag"])
        assert {coarser_cell(cell, 8) for cell in fine["cell"]} == {large}


def test_the_multiplicity_is_paid_for():
    """Two sizes have half of the chance each, and a q says what it is of both."""
    assert (family_thresholds(None, 2).clear, family_thresholds(None, 2).watch) == (0.025, 0.1)
    frame = pl.DataFrame({"q": [0.02, 0.7], "q_cell": [0.02, 0.7], "q_ring": [0.1, 0.9]})
    assert pay_for_family(frame, 2)["q"].to_list() == [0.04, 1.0]
