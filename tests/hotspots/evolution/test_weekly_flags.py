"""Every week has its flags, and a place keeps one identity for as long as it is flagged without a break."""

from datetime import date, datetime, timedelta
from typing import cast
from uuid import UUID

import h3
import numpy as np
import polars as pl
import pytest

from est.hotspots.detection.flags import find_flags
from est.hotspots.detection.null_models import NullModel
from est.hotspots.detection.places import TouchingCells, touching_cells
from est.hotspots.evolution.place_identity import PlaceState, pair_places, place_identity, streak_starts
from est.hotspots.evolution.place_list import left_list, list_state, listed_places
from est.hotspots.evolution.tracking import tracked_places
from est.hotspots.evolution.trend_classes import TrendClass
from est.hotspots.evolution.weekly_flags import WEEK, RollingWindow, flags_by_week, monday_of, rolling_window
from est.picture.selection import Selection
from est.space.area import set_study_area, study_area
from tests.hotspots.detection.test_flags import built_up
from tests.stores import NOW, TOWN, organisation_ids, prepared_store, put

HOME = h3.latlng_to_cell(*TOWN, 9)
AWAY = (TOWN[0] + 0.009, TOWN[1] - 0.015)
FAR = h3.latlng_to_cell(*AWAY, 9)
FIRST = date(2025, 3, 3)  # a Monday
WEEKS = 60
BEGINS, PAUSES, RETURNS = 15, 25, 45  # weeks at the square


@pytest.fixture(scope="module")
def store():
    """Sixty weeks of an even town; the square from week 15 to 24 and again from 45, another place from week 30 on."""
    store = prepared_store()
    set_study_area(store, built_up(), "test", NOW)
    random = np.random.default_rng(5)
    begin, days = datetime.combine(FIRST, datetime.min.time()), 7 * WEEKS
    rows = [
        (begin + timedelta(minutes=int(m)), TOWN[0] + y, TOWN[1] + x)
        for m, y, x in zip(
            random.integers(0, days * 1440, 900), random.uniform(-0.017, 0.017, 900), random.uniform(-0.03, 0.03, 900),
            strict=True,
        )
    ]  # fmt: skip
    square = [*range(7 * BEGINS, 7 * PAUSES), *range(7 * RETURNS, days)]
    rows += [(begin + timedelta(days=day, hours=12), *TOWN) for day in square[::2]]
    rows += [(begin + timedelta(days=day, hours=22), *AWAY) for day in range(7 * 30, days, 2)]
    ids = organisation_ids(store)
    frame = pl.DataFrame(rows, schema=["starts", "lat", "lng"], orient="row")
    put(store, frame.with_columns(organisation=pl.Series([ids[i % 4] for i in range(len(rows))])))
    return store


def ending(week: int, days: int = 0) -> Selection:
    """Return the twelve weeks that end before this week (and some days into it)."""
    end = FIRST + week * WEEK + timedelta(days=days)
    return Selection(end - 12 * WEEK, end)


@pytest.mark.slow
def test_a_week_has_the_flags_that_the_map_showed_for_its_twelve_weeks(store):
    """One walk over the reports gives the same cells, tests and trust as asking for the period by itself."""
    back = rolling_window(store, ending(WEEKS), 9)
    assert (back.first, back.last) == (FIRST, FIRST + (WEEKS - 1) * WEEK)
    for week in (12, 20, 33, 59):
        asked = find_flags(store, ending(week + 1), 9)
        assert back.window(FIRST + week * WEEK) == ending(week + 1)
        assert back.flags(FIRST + week * WEEK).equals(asked.cells)


@pytest.mark.slow
def test_a_week_is_compared_with_what_the_null_says(store):
    """With other reports as the null, those of the same weeks are asked for too."""
    chosen = Selection(ending(WEEKS).start, ending(WEEKS).end, categories=("SKA",))
    back = rolling_window(store, chosen, 9, NullModel.REPORTS)
    assert back.flags(back.last).equals(find_flags(store, chosen, 9, null=NullModel.REPORTS).cells)


def places(store, chosen: Selection) -> dict[str, tuple[str, str, date]]:
    told = tracked_places(store, chosen, find_flags(store, chosen, 9))
    return {
        name: (item.candidate.identity, item.state, item.since)
        for name, cell in (("square", HOME), ("away", FAR))
        for item in told
        if cell in item.candidate.cells
    }


@pytest.mark.thorough
def test_a_place_keeps_its_identity_from_week_to_week_and_whoever_asks(store):
    """It is made of where and when the unbroken chain began; a place that was gone for weeks comes back as another."""
    early, late, later = (places(store, ending(week)) for week in (26, 57, WEEKS))
    assert late["away"][0] == later["away"][0]
    assert late["away"][1:] == (PlaceState.SAME, later["away"][2])
    assert UUID(later["away"][0]).version == 5
    assert FIRST + 30 * WEEK <= later["away"][2] <= FIRST + 35 * WEEK
    assert early["square"][0] != later["square"][0]
    assert FIRST + BEGINS * WEEK <= early["square"][2] < FIRST + PAUSES * WEEK
    assert later["square"][2] >= FIRST + RETURNS * WEEK
    assert "away" not in early


@pytest.mark.thorough
def test_an_identity_is_the_same_in_the_middle_of_a_week_and_over_another_length(store):
    """Weeks begin on Mondays whatever day is asked about."""
    monday_asked = places(store, ending(WEEKS - 1))
    assert places(store, ending(WEEKS - 1, days=3)) == monday_asked
    year = Selection(FIRST, FIRST + (WEEKS - 1) * WEEK)
    assert {item.state for item in tracked_places(store, year, find_flags(store, year, 9))} == {PlaceState.SAME}


@pytest.mark.slow
@pytest.mark.thorough
def test_a_new_place_has_its_identity_from_its_first_week_on(store):
    """In the week in which it is first flagged it is new, since that week, and what is gone is told once."""
    since = places(store, ending(WEEKS))["away"][2]
    first = (since - FIRST).days // 7 + 1
    new, old = places(store, ending(first))["away"], places(store, ending(first + 1))["away"]
    assert new[1:] == (PlaceState.NEW, since)
    assert old == (new[0], PlaceState.SAME, since)
    states = [places(store, ending(week)).get("square", (None, None))[1] for week in range(PAUSES + 4, PAUSES + 15)]
    assert states.count(PlaceState.GONE) == 1
    assert states[states.index(PlaceState.GONE) + 1] is None


@pytest.mark.slow
def test_a_chain_made_by_hand_breaks_where_a_week_has_no_flag():
    """Pairs of weeks decide: a place that moves a little goes on, its first cell and week name it."""

    class ByHand:
        """Three weeks of flags: two cells beside each other, one week nothing, then the first again."""

        first, last = FIRST, FIRST + 4 * WEEK
        area = study_area(prepared_store(), 9)
        of: tuple[list[str], ...] = ([HOME], [], [HOME], [HOME, sorted(h3.grid_ring(HOME, 1))[0]], [FAR, HOME])

        def flags(self, week: date) -> pl.DataFrame:
            cells = self.of[(week - FIRST).days // 7]
            kinds = {"cell": pl.String, "flag": pl.String, "unit": pl.String}
            return pl.DataFrame([(cell, "tydlig", "cell") for cell in cells], schema=kinds, orient="row")

    heard: list[float] = []
    by_hand = cast(RollingWindow, ByHand())  # it has what is asked of a window here
    links = streak_starts(by_hand, FIRST + 4 * WEEK, heard.append)
    told = {link.flags: (link.identity, link.since) for link in links}
    assert told == {
        (HOME,): (place_identity([HOME], FIRST + 2 * WEEK), FIRST + 2 * WEEK),
        (FAR,): (place_identity([FAR], FIRST + 4 * WEEK), FIRST + 4 * WEEK),
    }
    assert place_identity([FAR, HOME], FIRST) == place_identity([HOME, FAR], FIRST)
    assert place_identity([HOME], FIRST) != place_identity([HOME], FIRST + WEEK)
    assert heard[-1] == 1.0
    assert sorted(heard) == heard


def test_spots_are_paired_by_what_they_share():
    """The larger overlap first; a flagged cell in common is enough."""
    frame = pl.DataFrame({"cell": [HOME, FAR], "flag": ["tydlig", "bevaka"], "unit": ["ring", "cell"]})
    ring, alone = touching_cells(frame)
    assert ring == TouchingCells(frozenset(h3.grid_disk(HOME, 1)), (HOME,))
    assert pair_places([ring, alone], [alone, TouchingCells(frozenset([HOME]), (HOME,))]) == {0: 1, 1: 0}
    assert pair_places([ring], [TouchingCells(frozenset(h3.grid_ring(HOME, 3)), ("x",))]) == {}


@pytest.mark.thorough
def test_a_page_can_ask_what_was_known_of_some_cells_week_by_week(store):
    """Reports of the week, those of its twelve weeks with what was expected, and the flag it then had."""
    heard: list[float] = []
    found = flags_by_week(store, ending(WEEKS), (HOME,), progress=heard.append)
    assert found.height == 52
    assert found["week"].to_list() == [FIRST + (WEEKS - 52 + n) * WEEK for n in range(52)]
    last = found.row(-1, named=True)
    asked = find_flags(store, ending(WEEKS), 9).cells.filter(pl.col("cell") == HOME).row(0, named=True)
    assert (last["window"], last["flag"]) == (asked["count"], asked["flag"])
    assert last["expected"] == pytest.approx(asked["expected"])
    assert found["reports"].tail(12).sum() == last["window"]
    assert found.filter(pl.col("week") == FIRST + (RETURNS - 1) * WEEK)["flag"].to_list() == [None]
    assert found["trend"].null_count() == 52  # there are no two years
    assert heard[-1] == 1.0
    assert flags_by_week(store, ending(WEEKS), (HOME,), 500).height == WEEKS
    assert flags_by_week(store, ending(WEEKS), ()).is_empty()
    assert flags_by_week(prepared_store(), ending(WEEKS), (HOME,)).is_empty()


@pytest.mark.slow
def test_what_a_place_had_become_is_told_where_two_years_lie_before():
    """A place that is there every other day of two years is persistent in the last weeks."""
    store = prepared_store()
    set_study_area(store, built_up(), "test", NOW)
    random, begin, days = np.random.default_rng(7), datetime(2024, 3, 4), 7 * 106
    rows = [
        (begin + timedelta(days=float(d)), TOWN[0] + y, TOWN[1] + x)
        for d, y, x in zip(
            random.uniform(0, days, 700), random.uniform(-0.017, 0.017, 700), random.uniform(-0.03, 0.03, 700),
            strict=True,
        )
    ]  # fmt: skip
    rows += [(begin + timedelta(days=float(day)), *TOWN) for day in np.linspace(0, days - 1, 60)]
    ids = organisation_ids(store)
    put(
        store,
        pl.DataFrame(rows, schema=["starts", "lat", "lng"], orient="row").with_columns(
            organisation=pl.Series([ids[i % 4] for i in range(len(rows))])
        ),
    )
    end = begin.date() + timedelta(days=days)
    found = flags_by_week(store, Selection(end - 12 * WEEK, end), (HOME,), weeks=12)
    assert found["trend"].to_list()[-6:] == [TrendClass.PERSISTENT] * 6
    assert found["trend"].to_list()[0] is None


def test_weeks_are_named_by_their_mondays():
    """Also Monday itself."""
    assert [monday_of(FIRST + timedelta(days=n)) for n in (-1, 0, 6)] == [FIRST - WEEK, FIRST, FIRST]


def test_the_list_has_two_thresholds_and_a_memory_of_twelve_weeks():
    """On it with a clear flag, on it while it is flagged at all; back within twelve weeks, new after more."""

    def spot(*cells: str) -> TouchingCells:
        return TouchingCells(frozenset(cells), cells[:1])

    listed = [(spot("a"), spot("b")), (), (spot("c", "d"),)]
    asked = (("d", False), ("a", True), ("a", False), ("x", True))
    told = [list_state(spot(cell), clear, listed) for cell, clear in asked]
    assert told == [PlaceState.SAME, PlaceState.BACK, PlaceState.WATCHED, PlaceState.NEW]
    assert list_state(spot("a"), True, ()) is PlaceState.NEW
    assert left_list(spot("c"), [spot("a")], listed)
    assert not left_list(spot("c"), [spot("d", "c")], listed)
    assert not left_list(spot("b"), [], listed)


def test_the_list_of_a_week_follows_the_weeks_before():
    """Clear in the second week and watched ever after, it is on the list of every week from the second on."""

    class ByHand:
        """Five weeks of one cell: watched, clear, watched, watched, nothing."""

        first, last = FIRST, FIRST + 4 * WEEK
        of = ("bevaka", "tydlig", "bevaka", "bevaka", None)

        def flags(self, week: date) -> pl.DataFrame:
            flag = self.of[(week - FIRST).days // 7]
            kinds = {"cell": pl.String, "flag": pl.String, "unit": pl.String}
            return pl.DataFrame([(HOME, flag, "cell")], schema=kinds, orient="row")

    by_hand = cast(RollingWindow, ByHand())  # it has what is asked of a window here
    assert [len(week) for week in listed_places(by_hand, FIRST + 4 * WEEK)] == [0, 1, 1, 1, 0]
