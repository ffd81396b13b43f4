"""What was planted in the demo town is flagged at its place and time, and almost nothing else is."""

from datetime import date, datetime

import h3
import polars as pl
import pytest

from est.demo import truth
from est.demo.assembly import send_reports
from est.demo.town import demo_reports
from est.hotspots.detection.flags import Flag, Flags, find_flags
from est.hotspots.detection.places import touching_cells
from est.hotspots.evolution.tracking import find_trend_classes, places_of_flags
from est.hotspots.evolution.trend_classes import TrendClass
from est.hotspots.surveillance.unusual import UnusualDirection, find_unusual
from est.municipality.defaults import prepare_store
from est.picture.change import ChangeVerdict, count_changes
from est.picture.counts import category_counts
from est.picture.selection import Selection, default_selection
from est.space.places import named_places
from est.store import open_store

pytestmark = pytest.mark.slow

NIGHTS_BEFORE = Selection(truth.STARTS, truth.SIGN, hours=truth.WEEKEND_NIGHTS)
NIGHTS_AFTER = Selection(truth.SIGN, truth.ENDS, hours=truth.WEEKEND_NIGHTS)
AFTER_SCHOOL = Selection(truth.STARTS, truth.ENDS, hours=truth.AFTER_SCHOOL, categories=("SKA",))
DARK_WINTER = Selection(date(2025, 10, 1), date(2026, 3, 1), hours=truth.DARK)
ALL = Selection(truth.STARTS, truth.ENDS)


def clear(found: Flags) -> set[str]:
    return set(found.cells.filter(pl.col("flag") == Flag.CLEAR)["cell"])


def at(planted: truth.PlantedHotspot, found: Flags) -> str:
    return h3.latlng_to_cell(planted.lat, planted.lng, found.area.resolution)


def elsewhere(found: Flags) -> set[str]:
    """The clear cells that neither hold nor touch the cell of a planted place."""
    near = {cell for planted in truth.PLANTED for cell in h3.grid_disk(at(planted, found), 1)}
    return clear(found) - near


@pytest.mark.parametrize(
    ("selection", "planted"),
    [
        (NIGHTS_BEFORE, (truth.SQUARE,)),
        (NIGHTS_AFTER, (truth.MOVED_TO_HARBOUR, truth.MOVED_TO_SHOPS)),
        (AFTER_SCHOOL, (truth.SCHOOL,)),
        (DARK_WINTER, (truth.PATH,)),
        (ALL, truth.LASTING),
    ],
    ids=["music before the sign", "music after the sign", "windows after school", "path in the dark", "everything"],
)
def test_planted_places_are_clear_in_their_hours(town, selection, planted) -> None:
    """With period and hours that fit, at the resolution the rule chooses, each planted place is flagged clear."""
    found = find_flags(town, selection)
    assert {at(place, found) for place in planted} <= clear(found)
    assert elsewhere(found) == set()


def test_the_square_is_quiet_after_the_sign(town) -> None:
    """After the sign the square is not flagged on weekend nights: what was there is elsewhere."""
    found = find_flags(town, NIGHTS_AFTER)
    assert at(truth.SQUARE, found) not in clear(found)


def test_the_path_is_no_flag_in_summer(town) -> None:
    """In a season of light nights the unlit path is a place like any other."""
    found = find_flags(town, Selection(date(2025, 5, 1), date(2025, 8, 1)), 8)
    assert at(truth.PATH, found) not in clear(found)


def test_the_first_picture_has_something_to_show(town) -> None:
    """The default selection, the last 12 weeks, flags what stands in them, alone or with its ring, and nothing else."""
    found = find_flags(town, default_selection(town))
    assert found.resolution == 8
    places = [spot.cells for spot in touching_cells(found.cells)]
    standing = {at(planted, found) for planted in STANDING}
    assert standing <= set().union(*places)
    assert all(place & standing for place in places)
    assert len(clear(found)) >= 3


STANDING = (truth.SCHOOL, truth.MOVED_TO_SHOPS, truth.MOVED_TO_HARBOUR, truth.SPORTS_GROUND)


@pytest.mark.parametrize("resolution", [7, 8, 9, 10])
def test_maps_of_all_sizes_tell_one_story(town, resolution) -> None:
    """The harbour is too small a part of a large cell to stand out of it, and stands out on every map all the same."""
    found = find_flags(town, default_selection(town), resolution)
    for planted in STANDING:  # a small cell over a border may be carried to the neighbour
        assert clear(found) & set(h3.grid_disk(at(planted, found), 1))
    assert len(clear(found)) <= len(STANDING)


@pytest.mark.parametrize("selection", [NIGHTS_BEFORE, NIGHTS_AFTER, AFTER_SCHOOL, DARK_WINTER, ALL])
def test_an_even_town_has_no_clear_flag(even, selection) -> None:
    """The same town without its planted places has no clear flag in any of the selections."""
    assert clear(find_flags(even, selection)) == set()


@pytest.fixture(scope="module")
def even():
    with open_store(None) as store:
        prepare_store(store, "anna", datetime(2026, 11, 23))
        send_reports(store, "anna", datetime(2026, 11, 23), demo_reports(planted=()))
        yield store


def test_the_first_overview_has_something_to_say(town) -> None:
    """Between the last 12 weeks and those before, one category changed more than chance: the vehicles, with spring."""
    now = default_selection(town)
    changed = count_changes(category_counts(town, now), category_counts(town, now.previous()))
    told = changed.filter(pl.col("verdict") != ChangeVerdict.UNSURE)
    assert told.select("code", "verdict").rows() == [("FOR", ChangeVerdict.MORE)]


def test_every_planted_place_is_called_by_what_became_of_it(town):
    """The square's music ended, two places took it over, the school goes on and the path is of the dark months."""
    found = find_flags(town, ALL, 9)
    told = find_trend_classes(town, ALL, found).places
    words = {row["cell"]: (row["trend"], row["bound_to"]) for row in told.iter_rows(named=True)}
    assert words[at(truth.SQUARE, found)][0] == TrendClass.FADING
    assert words[at(truth.MOVED_TO_HARBOUR, found)][0] == TrendClass.EMERGING
    assert words[at(truth.MOVED_TO_SHOPS, found)][0] == TrendClass.EMERGING
    assert words[at(truth.SCHOOL, found)][0] in (TrendClass.PERSISTENT, TrendClass.SEASONAL)
    assert words[at(truth.PATH, found)] == (TrendClass.SEASONAL, "the dark half of the year")
    names = [place.name for place in places_of_flags(ALL, found, named_places(town))]
    assert {planted.place for planted in truth.LASTING} <= set(names)
    assert len(names) <= len(truth.PLANTED) + 2


def test_the_sports_ground_is_the_news_of_the_last_four_weeks(town) -> None:
    """It is on the list of what is unusual alone, and the list of a summer before tells where the music went."""
    (news,) = find_unusual(town, truth.ENDS).places
    assert (news.name, news.direction, news.weeks) == (truth.SPORTS_GROUND.place, UnusualDirection.MORE, 4)
    moved = {place.name for place in find_unusual(town, date(2025, 8, 31)).places}
    assert moved == {truth.MOVED_TO_HARBOUR.place, truth.MOVED_TO_SHOPS.place}
