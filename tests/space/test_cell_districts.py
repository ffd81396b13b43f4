"""Where no place is named a cell is called by its district, each with a name of its own."""

from dataclasses import replace

import h3
import polars as pl
import pytest
import shapely

from est.hotspots.evolution.map_view import find_map_view, nearest_to_cells
from est.hotspots.surveillance.sentences import unusual_name
from est.hotspots.surveillance.unusual import UnusualDirection, UnusualPlace
from est.measures.followup import proposal
from est.meetings.situation.picture_comparison import change_sentence, compare_pictures
from est.meetings.situation.picture_contents import compile_picture
from est.meetings.situation.picture_period import parse_period
from est.meetings.situation.picture_sentences import flag_sentences, place_name
from est.meetings.situation.situation_picture import SituationPicture
from est.picture.selection import default_selection
from est.space.cell_districts import cell_districts
from est.space.ground_features import set_ground, sort_features
from est.space.places import add_places, named_places, set_districts
from est.text import translator
from est.ui.formats import format_place
from tests.measures.followup.follow_ups import HOME
from tests.meetings.towns import NOW, fill_town
from tests.space.test_ground_features import rows

SV, EN = translator("sv"), translator("en")


@pytest.fixture
def store(store):
    """A town without named places; the district Norrstrand is its northern half, HOME in it, and Holmen one cell."""
    fill_town(store)
    lat, lng = h3.cell_to_latlng(HOME)
    north = shapely.box(lng - 0.1, lat - 0.001, lng + 0.1, lat + 0.1)
    southern = min(h3.grid_disk(HOME, 2), key=h3.cell_to_latlng)
    one = shapely.Point(*reversed(h3.cell_to_latlng(southern))).buffer(0.0002)
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": shapely.geometry.mapping(ground)}
        for name, ground in (("Norrstrand", north), ("Holmen", one))
    ]
    set_districts(store, {"type": "FeatureCollection", "features": features}, "test", NOW)
    return store


def test_cells_of_a_district_are_told_apart_and_one_alone_has_no_number(store):
    """They are numbered from the north; outside the districts the position is all there is."""
    found = nearest_to_cells(store, h3.get_resolution(HOME))
    inside = found.filter(found["district"] == "Norrstrand").sort("number")
    assert inside["number"].to_list() == list(range(1, inside.height + 1))
    assert inside["lat"].is_sorted(descending=True)
    labels = found.select(format_place(SV).alias("label"))["label"]
    assert labels.is_unique().all()
    assert "Ruta i Holmen" in labels
    assert found.filter(found["district"].is_null()).height > 0
    assert labels.str.contains("° N").sum() == found["district"].null_count()


def test_the_map_lists_and_documents_call_a_flag_the_same(store):
    """The frozen picture keeps the name in every language, beside the empty one of a place."""
    shown = find_map_view(store, default_selection(store))
    (label,) = (row for row in shown.flags[0].head(1).select(format_place(EN))["label"])
    picture = SituationPicture(compile_picture(store, parse_period("2026-W26"), NOW, "1").content)
    (place,) = picture.content["flags"]["places"]
    assert place["name"] is None
    assert label.endswith(" in Norrstrand")
    assert place_name(place, EN) == label
    assert place_name(place, SV) == label.replace("Cell", "Ruta").replace(" in ", " i ")
    assert flag_sentences(picture.content, EN)[0].startswith(f"{label}: ")
    nothing = SituationPicture({**picture.content, "flags": {"places": []}})
    assert change_sentence(compare_pictures(nothing, picture)[0], EN) == f"New: {label}."


def test_what_is_unusual_is_called_by_the_district_too():
    """Its position stands where there is none, and no code."""
    place = UnusualPlace(None, 0, (HOME,), 4, 9, 2, 0, 4, UnusualDirection.MORE, 400)
    lat, lng = (f"{number:.4f}".replace(".", ",") for number in h3.cell_to_latlng(HOME))
    assert unusual_name(place, SV) == f"{lat}° N, {lng}° Ö"
    assert place_name({"name": None, "cells": [HOME]}, SV) == f"{lat}° N, {lng}° Ö"
    assert unusual_name(replace(place, district="Norrstrand", number=3), SV) == "Ruta 3 i Norrstrand"


def test_a_verdict_names_the_street_and_the_district_and_no_code(store):
    """Where no place is named; without either the position."""
    lat, lng = h3.cell_to_latlng(HOME)
    assert proposal.place_name(store, (HOME,)) == "Norrstrand"
    line = shapely.LineString([(lng - 0.002, lat + 0.0004), (lng + 0.002, lat + 0.0004)])
    far = shapely.LineString([(lng - 0.002, lat + 0.01), (lng + 0.002, lat + 0.01)])
    streets = rows(("roads", ["tertiary"], "Långgatan", far), ("roads", ["tertiary"], "Hamngatan", line))
    set_ground(store, sort_features(streets).features, "a", "test", NOW)
    assert proposal.place_name(store, (HOME,)) == "Hamngatan, Norrstrand"
    away = h3.latlng_to_cell(lat - 0.03, lng, h3.get_resolution(HOME))
    assert proposal.place_name(store, (away,)) == "{:.4f}, {:.4f}".format(*h3.cell_to_latlng(away))


def test_a_named_place_comes_before_the_district(store):
    """As soon as one is named, cells are spoken of by it."""
    lat, lng = h3.cell_to_latlng(HOME)
    add_places(store, named_places(store).clear().select("name", "lat", "lng").vstack(_place(lat, lng)), "test", NOW)
    assert cell_districts(store, h3.get_resolution(HOME)).is_empty()
    assert nearest_to_cells(store, h3.get_resolution(HOME))["district"].null_count() > 0


def _place(lat, lng):
    return pl.DataFrame({"name": ["Torget"], "lat": [lat], "lng": [lng]})
