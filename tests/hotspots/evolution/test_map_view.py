"""What the map and `est flags` share: the flags in cells that can be clicked on, ranked, named and outlined."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from est.errors import SelectionError
from est.hotspots.detection.flags import find_flags
from est.hotspots.evolution import map_view
from est.hotspots.evolution.map_view import find_map_view
from est.picture.selection import Selection
from est.space.area import set_study_area
from est.space.places import add_places
from tests.hotspots.detection.test_flags import built_up
from tests.stores import NOW, TOWN, organisation_ids, prepared_store, put

SPRING = Selection(date(2026, 3, 2), date(2026, 4, 6))


@pytest.fixture(scope="module")
def store():
    """A town of 300 scattered reports and 25 at one place, which has a name."""
    random, first = np.random.default_rng(12), datetime(2026, 3, 2)
    there = prepared_store()
    set_study_area(there, built_up(0.015, 0.03), "test", NOW)
    put(
        there,
        pl.DataFrame(
            {
                "starts": [first + timedelta(hours=2 * n) for n in range(300)]
                + [first + timedelta(days=n) for n in range(25)],
                "lat": np.append(TOWN[0] + random.uniform(-0.015, 0.015, 300), np.full(25, TOWN[0])),
                "lng": np.append(TOWN[1] + random.uniform(-0.03, 0.03, 300), np.full(25, TOWN[1])),
                "organisation": [organisation_ids(there)[n % 2] for n in range(325)],
            }
        ),
    )
    places = pl.DataFrame({"name": ["Torget", "Skogen"], "lat": [TOWN[0], TOWN[0] + 0.02], "lng": [TOWN[1]] * 2})
    add_places(there, places, "test", NOW)
    return there


@pytest.mark.slow
def test_a_flagged_cell_has_its_rank_its_name_and_its_outline(store):
    """The others have a name alone; what is tested is what `find_flags` tests."""
    shown = find_map_view(store, SPRING, 9)
    found = find_flags(store, SPRING, 9)
    assert shown.cells.select(found.cells.columns).equals(found.cells)
    flag = shown.flags[0].row(0, named=True)
    place = next(one for one in shown.places if flag["cell"] in one.flags)
    assert (flag["rank"], flag["place"], place.name) == (1, "Torget", "Torget")
    hectares = dict(shown.outlined.select("cell", "outline_ha").rows())
    assert hectares[flag["cell"]] == round(place.area_m2 / 10_000, 2) > 0
    assert flag["distance_m"] < 200
    others = shown.cells.filter(pl.col("flag").is_null() & (pl.col("count") == 0))
    assert others["rank"].null_count() == others.height
    assert {hectares[cell] for cell in others["cell"]} == {None}
    assert set(others["place"]) == {"Torget", "Skogen"}
    assert sum(group.height for group in shown.flags) == len(found.cells["flag"].drop_nulls())
    assert not shown.coarsened


@pytest.mark.slow
def test_where_most_is_reported_is_called_as_on_the_map(store):
    """A cell whose flag a smaller one told has the name of that: in the list too, not that of its own middle."""
    shown = find_map_view(store, SPRING, 9)
    first = shown.most["cell"][0]
    called = pl.when(pl.col("cell") == first).then(pl.lit("Hamnen")).otherwise("place").alias("place")
    told = replace(shown, cells=shown.cells.with_columns(called))
    assert told.most["place"][0] == "Hamnen"
    assert told.most["cell"].equals(shown.most["cell"])


@pytest.mark.slow
def test_cells_are_coarser_where_they_would_be_too_many_to_click_on(store, monkeypatch):
    """As coarse as is needed, and no coarser than there are cells for."""
    fine = find_map_view(store, SPRING, 9)
    monkeypatch.setattr(map_view, "CLICKABLE_CELLS", fine.cells.height - 1)
    shown = find_map_view(store, SPRING, 9)
    assert (shown.found.resolution, shown.coarsened) == (8, True)
    assert shown.cells.height < fine.cells.height
    monkeypatch.setattr(map_view, "CLICKABLE_CELLS", 0)
    assert find_map_view(store, SPRING, 9).found.resolution == 7


@pytest.mark.slow
def test_without_a_resolution_the_map_has_the_same_columns_and_no_cells(store):
    """Where nothing is selected, an empty map is an answer."""
    shown = find_map_view(store, Selection(date(2020, 3, 2), date(2020, 3, 3)))
    assert (shown.found.resolution, shown.coarsened, shown.places) == (None, False, ())
    assert shown.cells.is_empty()
    assert shown.cells.schema == find_map_view(store, SPRING, 9).cells.schema


@pytest.mark.slow
def test_the_null_of_other_reports_wants_a_category(store):
    """It is handed on to the flags."""
    with pytest.raises(SelectionError, match="choose the categories"):
        find_map_view(store, SPRING, 9, "reports")
    narrowed = find_map_view(store, replace(SPRING, categories=("SKA",)), 9, "reports")
    assert narrowed.found.null == "reports"
