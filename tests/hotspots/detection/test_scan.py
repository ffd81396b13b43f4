"""A scan tells whether any area of the town stands out at all, and is silent as often as it should be."""

from datetime import date

import h3
import numpy as np
import pytest

from est.hotspots.detection.flags import find_flags
from est.hotspots.detection.scan import LARGEST_SHARE, scan_for_clusters, scan_zones
from est.picture.selection import Selection
from est.space.area import set_study_area
from tests.hotspots.detection.test_flags import SPRING, built_up, fill
from tests.stores import NOW, TOWN, prepared_store

HOME = h3.latlng_to_cell(*TOWN, 9)


def town(extra: int):
    store = prepared_store()
    fill(store, extra=extra)
    set_study_area(store, built_up(), "test", NOW)
    return store


@pytest.fixture(scope="module")
def found():
    with town(25) as store:
        yield find_flags(store, SPRING, 9)


@pytest.mark.slow
def test_the_planted_place_is_in_the_strongest_area_and_no_area_overlaps_another(found):
    """Twenty-five reports more at the square, on as many days: the smallest p there is."""
    heard: list[float] = []
    told = scan_for_clusters(found, progress=heard.append)
    first = told[0]
    assert HOME in first.cells
    assert first.p == 0.001
    assert first.sure
    assert first.reports > 2 * first.expected
    assert first.times > first.reports / first.expected
    cells = [cell for one in told for cell in one.cells]
    assert len(cells) == len(set(cells))
    assert set(cells) <= set(found.cells["cell"])
    assert [one.p for one in told] == sorted(one.p for one in told)
    assert heard[-1] == 1.0
    assert heard == sorted(heard)
    assert heard[0] == 0.0  # before the zones are built


@pytest.mark.slow
def test_the_same_seed_tells_the_same(found):
    """A reader who asks again reads the same p."""
    assert scan_for_clusters(found, replications=99) == scan_for_clusters(found, replications=99)


@pytest.mark.slow
def test_an_even_town_has_no_area_that_stands_out():
    """Five hundred reports by chance, and none planted."""
    with town(0) as store:
        told = scan_for_clusters(find_flags(store, SPRING, 9), replications=199)
        assert not any(one.sure for one in told)
        nothing = scan_for_clusters(find_flags(store, Selection(date(2030, 1, 7), date(2030, 4, 1)), 9))
    assert nothing == ()


@pytest.mark.slow
def test_zones_are_disks_that_grow_to_half_of_what_is_expected(found):
    """Every cell alone is a zone, and none is tried twice for one middle."""
    shares = found.area.cells["area_km2"].to_numpy()
    shares = shares / shares.sum()
    tried = scan_zones(found.area, shares)
    n = found.area.ids.size
    assert [members.tolist() for _, members in tried[:n]] == [[row] for row in range(n)]
    assert max(shares[members].sum() for _, members in tried) <= LARGEST_SHARE
    sizes: dict[int, list[int]] = {}
    for middle, members in tried:
        sizes.setdefault(middle, []).append(members.size)
    assert all(np.diff(held).min() > 0 for held in sizes.values() if len(held) > 1)
    assert max(map(len, sizes.values())) >= 5


@pytest.mark.slow
def test_the_bar_moves_while_the_zones_of_a_large_town_are_built(found, monkeypatch):
    """A thousand zones at a time, up to all there may be; the zones are the same."""
    shares = np.full(found.area.ids.size, 1 / found.area.ids.size)
    heard: list[float] = []
    monkeypatch.setattr("est.hotspots.detection.scan.TOLD_EVERY", 10)
    tried = scan_zones(found.area, shares, heard.append)
    assert len(heard) == 1 + len(tried) // 10
    assert heard == sorted(heard)
    assert 0.0 == heard[0] < heard[-1] <= 1.0
    assert [middle for middle, _ in tried] == [middle for middle, _ in scan_zones(found.area, shares)]
