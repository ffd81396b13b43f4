"""A map file of whatever making becomes water, buildings, roads and rail, as it was drawn."""

from datetime import datetime
from typing import Any

import numpy as np
import polars as pl
import pytest
import shapely

from est.errors import NotFoundError
from est.space.ground_features import (
    count_features,
    feature_shapes,
    ground_features,
    remove_ground,
    set_ground,
    sort_features,
)
from est.space.ground_kinds import feature_classes, ground_kind
from tests.stores import empty_store

NOW = datetime(2026, 3, 2, 12)


def rows(*features: tuple[str, list[str], str | None, object]) -> pl.DataFrame:
    """What the reader of map files gives: [layer, classes, name, shape WKB]."""
    kinds: dict[str, Any] = {"layer": pl.String, "classes": pl.List(pl.String), "name": pl.String, "shape": pl.Binary}
    return pl.DataFrame([(*one[:3], shapely.to_wkb(one[3])) for one in features], schema=kinds, orient="row")


@pytest.mark.parametrize(
    ("layer", "classes", "kind"),
    [
        ("gis_osm_roads_free_1", ["primary"], ("road", 1)),  # Geofabrik
        ("gis_osm_water_a_free_1", ["reservoir"], ("water", 0)),
        ("transportation", ["rail"], ("rail", 0)),  # OpenMapTiles
        ("roads", ["minor_road", "residential"], ("road", 2)),  # Protomaps
        ("vaglinje", ["Motorväg"], ("road", 0)),  # Lantmäteriet
        ("vaglinje", ["Landsväg liten"], ("road", 1)),
        ("byggnad", ["Bostad"], ("building", 0)),
        ("ralstrafik", ["Järnväg"], ("rail", 0)),
        ("hydrolinje", ["Bäck"], ("water", 3)),
        ("ground", ["road", "major_road"], ("road", 1)),  # one file for all, with a property that says it
        ("landuse", ["residential"], None),
        ("pois", ["station"], None),
        ("buildings", ["residential"], ("building", 0)),
        ("", ["Komplementbyggnad"], ("building", 0)),
        ("", ["Allmän väg klass I"], ("road", 2)),
        ("", ["Lokalgata stor"], ("road", 2)),
        ("", ["Gång- och cykelväg"], ("road", 3)),
    ],
)
def test_features_are_recognised_by_layer_and_class(layer, classes, kind):
    """As OpenStreetMap's extracts and Swedish files name them."""
    assert ground_kind(layer, classes) == kind


@pytest.mark.parametrize(
    ("properties", "kind"),
    [
        ({"building": "yes"}, ("building", 0)),
        ({"building": "residential"}, ("building", 0)),  # a street is a `highway`
        ({"building": "no", "highway": "residential"}, ("road", 2)),
        ({"building": "no"}, None),
        ({"landuse": "residential"}, None),
        ({"natural": "water", "building": None, "type": float("nan")}, ("water", 0)),
        ({"railway": "rail", "name": {"sv": "Banan"}}, ("rail", 0)),
    ],
)
def test_features_of_openstreetmap_are_recognised_by_their_tags(properties, kind):
    """A house is one whatever sort of house it is, and an area of houses is no street."""
    assert ground_kind("", feature_classes(properties)) == kind


def test_a_street_cut_into_tiles_is_one_again_and_an_unknown_layer_is_left_out():
    """Its name is written once, and nothing is drawn that nobody can name."""
    halves = [shapely.LineString([(14.0, 59.0), (14.1, 59.0)]), shapely.LineString([(14.1, 59.0), (14.2, 59.05)])]
    lake = [shapely.box(14.0, 59.1, 14.1, 59.2), shapely.box(14.1, 59.1, 14.2, 59.2)]
    sorted_rows = sort_features(
        rows(
            *(("roads", ["tertiary"], "Storgatan", half) for half in halves),
            *(("water", [], "Sjön", part) for part in lake),
            ("pois", ["bench"], None, shapely.Point(14.0, 59.0)),
        )
    )
    found = sorted_rows.features
    assert found.select("kind", "name").rows() == [("water", "Sjön"), ("road", "Storgatan")]
    assert (sorted_rows.unknown, sorted_rows.said) == (1, ("bench",))
    line = feature_shapes(found)[1]
    assert shapely.length(line) == pytest.approx(sum(half.length for half in halves), abs=1e-5)


@pytest.mark.slow
def test_shapes_are_kept_to_a_tenth_of_a_metre_with_their_holes():
    """A ring of houses around a yard is one building with a hole."""
    yard = shapely.box(14.0, 59.0, 14.01, 59.01).difference(shapely.box(14.004, 59.004, 14.006, 59.006))
    stream = shapely.LineString([(14.0, 59.0), (14.0000123, 59.1)])
    with empty_store() as store:
        drawn = rows(("byggnad", [], None, yard), ("stream", [], "Ån", stream))
        set_ground(store, sort_features(drawn).features, "a", "x", NOW)
        kept = ground_features(store)
        assert count_features(kept) == {"water": 1, "building": 1, "road": 0, "rail": 0}
        shapes = dict(zip(kept["kind"], feature_shapes(kept), strict=True))
        assert shapely.equals_exact(shapely.normalize(shapes["building"]), shapely.normalize(yard), tolerance=1e-6)
        assert np.allclose(shapely.get_coordinates(shapes["water"]), shapely.get_coordinates(stream), atol=1e-6)
        remove_ground(store, "x", NOW)
        assert ground_features(store).is_empty()
        with pytest.raises(NotFoundError):
            remove_ground(store, "x", NOW)
        assert store.ask("SELECT action FROM log ORDER BY id")["action"].to_list()[-2:] == [
            "set ground",
            "remove ground",
        ]
