"""Districts cover land and every report lies in at most one; named places are points with a radius."""

from datetime import datetime

import numpy as np
import polars as pl
import pytest

from est.errors import AreaError
from est.space.places import add_places, all_districts, assign_districts, named_places, set_districts
from tests.stores import empty_store

NOW = datetime(2026, 3, 2, 12)


def feature(name, west, east):
    ring = [[west, 59], [east, 59], [east, 60], [west, 60], [west, 59]]
    return {"type": "Feature", "properties": {"namn": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def collection(*features):
    return {"type": "FeatureCollection", "features": list(features)}


@pytest.fixture
def store():
    with empty_store() as opened:
        yield opened


@pytest.mark.slow
def test_a_point_gets_the_district_it_lies_in_or_none(store):
    set_districts(store, collection(feature("Öster", 15, 16), feature("Väster", 14, 15)), "anna", NOW)
    known = all_districts(store)
    assert known["name"].to_list() == ["Väster", "Öster"]
    ids = dict(known.select("name", "id").rows())
    found = assign_districts(np.array([59.5, 59.5, 59.5]), np.array([14.5, 15.5, 13.0]), known)
    assert found.to_list() == [ids["Väster"], ids["Öster"], None]
    assert assign_districts(np.array([59.5]), np.array([14.5]), known.clear()).to_list() == [None]


@pytest.mark.slow
def test_new_districts_place_the_reports_anew_and_keep_the_identity_of_a_name(store):
    store._connection.execute("INSERT INTO est.reports (position, lat, lng) VALUES (1, 59.5, 14.5), (2, NULL, NULL)")
    set_districts(store, collection(feature("Väster", 14, 15)), "anna", NOW)
    first = all_districts(store)["id"].item()
    asked = "SELECT district::VARCHAR AS district FROM reports ORDER BY position"
    assert store.ask(asked)["district"].to_list() == [first, None]
    set_districts(store, collection(feature("Väster", 16, 17)), "anna", NOW)
    assert all_districts(store)["id"].item() == first
    assert store.ask(asked)["district"].to_list() == [None, None]


@pytest.mark.slow
def test_a_district_without_a_name_or_with_anothers_is_refused(store):
    nameless = feature("", 14, 15)
    for wrong in (collection(nameless), collection(feature("A", 14, 15), feature("A", 15, 16))):
        with pytest.raises(AreaError):
            set_districts(store, wrong, "anna", NOW)


@pytest.mark.slow
def test_named_places_are_kept_with_the_district_they_lie_in(store):
    set_districts(store, collection(feature("Väster", 14, 15)), "anna", NOW)
    rows = pl.DataFrame({"name": ["Södra torget", "Ute"], "lat": [59.5, 1.0], "lng": [14.5, 1.0]})
    add_places(store, rows, "anna", NOW)
    kept = named_places(store)
    assert kept["name"].to_list() == ["Södra torget", "Ute"]
    assert kept["district"].to_list() == [all_districts(store)["id"].item(), None]
    assert kept["radius_m"].to_list() == [None, None]
