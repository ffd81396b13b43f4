"""What the tests count is what a plain loop over the selected reports counts, repeats taken once."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from est.clock import PRESETS
from est.picture.counts import cell_counts, total_count
from est.picture.placed_counts import placed_counts
from est.picture.selected_reports import select_reports
from est.picture.selection import Selection
from est.picture.selection_sql import selected_sql
from est.picture.tested_events import (
    EVIDENCE,
    NUMBERS,
    add_up_events,
    events_of_reports,
    organisation_rows,
    period_events,
    weekly_events_of_reports,
)
from est.space.cells import RESOLUTIONS
from est.space.places import add_places
from est.store.kept_answers import Remembered
from tests.stores import NOW, TOWN, organisation_ids, prepared_store, put

SPRING = Selection(date(2026, 3, 2), date(2026, 6, 1))
SELECTIONS = {
    "the whole week": SPRING,
    "nights": replace(SPRING, hours=PRESETS["night"]),
    "two categories on weekends": replace(SPRING, hours=PRESETS["weekend"], categories=("SKA", "FOR")),
    "a week without reports": Selection(date(2020, 1, 6), date(2020, 1, 13)),
}
PRECISION = ("point", "approximate", None)


@pytest.fixture(scope="module")
def store():
    """Six hundred reports of all organisations on a few places, of which one is named; a third are windows."""
    with prepared_store() as opened:
        random = np.random.default_rng(1)
        named = pl.DataFrame({"name": ["Torget"], "lat": [TOWN[0]], "lng": [TOWN[1]], "radius_m": [80.0]})
        add_places(opened, named, "test", NOW)
        who, n = organisation_ids(opened), 600
        starts = [datetime(2026, 3, 2) + timedelta(minutes=int(m)) for m in random.integers(0, 90 * 1440, n)]
        lengths = random.integers(0, 900, n)
        put(
            opened,
            pl.DataFrame(
                {
                    "starts": starts,
                    "ends": [
                        start + timedelta(minutes=int(length)) if length < 300 else None
                        for start, length in zip(starts, lengths, strict=True)
                    ],
                    "time_precision": ["unknown" if length > 880 else "exact" for length in lengths],
                    "lat": [TOWN[0] + 0.002 * k for k in random.integers(0, 4, n)],
                    "lng": [TOWN[1] + 0.0005 * k for k in random.integers(0, 3, n)],
                    "place_precision": [PRECISION[k] for k in random.integers(0, 3, n)],
                    "category": [("SKA", "FOR", "ORD")[k] for k in random.integers(0, 3, n)],
                    "organisation": [who[k % len(who)] for k in random.integers(0, 99, n)],
                }
            ),
        )
        assert 0 < opened.ask("SELECT count(*) FROM organisations WHERE every_row IS FALSE").item() < len(who)
        yield opened


def by_hand(store, selection, resolution, finest="cell"):
    """The evidence as a plain loop over the selected reports finds it."""
    sql, values = selected_sql(selection)
    rows = store.ask(
        f"""SELECT cell_{resolution} AS cell, {finest} AS position, organisation::VARCHAR AS organisation,
            category, starts::DATE AS day, weight, place_precision,
            lat, lng FROM ({sql}) AS chosen WHERE cell IS NOT NULL""",
        values,
    )
    once = set(store.ask("SELECT id::VARCHAR AS id FROM organisations WHERE every_row IS FALSE")["id"])
    cells, fine = rows["cell"].to_list(), rows["position"].to_list()
    events = defaultdict(list)
    for number, row in enumerate(rows.iter_rows(named=True)):
        own = (row["category"], row["day"]) if row["organisation"] in once else number
        here = (row["lat"], row["lng"]) == TOWN
        sigma = 80.0 if here else 30.0 if row["place_precision"] == "point" else 100.0
        events[cells[number], row["organisation"], own].append((fine[number], sigma, row["weight"], row["day"]))
    found = defaultdict(list)
    for (cell, organisation, _), members in events.items():
        position, sigma = min(m[0] for m in members), min(m[1] for m in members)
        heaviest = max(m[2] for m in members)
        part = heaviest if heaviest < 1 else 0.0
        days = [m[3] for m in members]
        found[cell, organisation, position, sigma].append(
            (sum(m[2] for m in members), heaviest >= 1, heaviest < 1, part, min(days), max(days))
        )
    lines = [
        (*key, *(sum(column) for column in columns[:4]), min(columns[4]), max(columns[5]))
        for key, members in found.items()
        for columns in [list(zip(*members, strict=True))]
    ]
    return pl.DataFrame(lines, schema=EVIDENCE, orient="row").sort("cell", "organisation", "position", "sigma")


@pytest.mark.parametrize("name", SELECTIONS)
@pytest.mark.parametrize("resolution", [8, 9, 11])
def test_the_evidence_is_that_of_a_plain_loop(store, name, resolution):
    """Every sum, every exactness and every day, of organisations whose repeats count once and of the others."""
    same(
        events_of_reports(select_reports(store, SELECTIONS[name]), resolution),
        by_hand(store, SELECTIONS[name], resolution),
    )


@pytest.mark.parametrize(("resolution", "finest"), [(8, "cell_10"), (9, "cell_10"), (10, "cell_11"), (11, "cell")])
@pytest.mark.slow
def test_very_many_reports_have_coarser_positions(store, monkeypatch, resolution, finest):
    """One resolution below the cells at least; all the rest is the same."""
    monkeypatch.setattr("est.picture.tested_events.MOST_POSITIONS", 100)
    same(events_of_reports(select_reports(store, SPRING), resolution), by_hand(store, SPRING, resolution, finest))


def rows_of(chosen):
    """The selected reports, with what each weighs, in an order that does not hang on how they were found."""
    rows = chosen.fetched.rows[chosen.places]
    return (rows if chosen.weighed is None else rows.with_columns(weight=chosen.weighed)).sort(pl.all())


def same(found, wanted):
    """Both are the same evidence, but for the last bits of the sums."""
    assert found.height > 0 or wanted.is_empty()
    assert found.schema == EVIDENCE
    sums = ("count", "partial_weight")
    assert found.drop(sums).equals(wanted.drop(sums))
    for column in sums:
        assert found[column].to_list() == pytest.approx(wanted[column].to_list(), abs=1e-8)


@pytest.mark.parametrize("name", SELECTIONS)
def test_the_weeks_add_up_to_the_whole(store, name):
    """Week by week and all at once it is the same."""
    whole = events_of_reports(select_reports(store, SELECTIONS[name]), 9)
    weeks = add_up_events(weekly_events_of_reports(select_reports(store, SELECTIONS[name]), 9))
    sums = ("count", "partial_weight")
    assert weeks.select(whole.columns).drop(sums).equals(whole.drop(sums))
    for column in sums:
        assert weeks[column].to_list() == pytest.approx(whole[column].to_list(), abs=1e-8)


@pytest.mark.parametrize("name", SELECTIONS)
@pytest.mark.parametrize(("coarsest", "part"), [(50.0, slice(1, None)), (1000.0, slice(1, None)), (50.0, slice(1))])
def test_a_period_holds_the_events_of_its_weeks_in_some_cells(store, name, coarsest, part):
    """In all cells but one or in one, of places that are exact enough: added up, and what is tested in every week."""
    chosen = select_reports(store, SELECTIONS[name])
    inside = chosen.counts(9)[0][part]
    found = period_events(chosen, 9, inside, coarsest)
    weeks = weekly_events_of_reports(chosen, 9).filter(
        pl.col("cell").is_in(inside.tolist()) & (pl.col("sigma") <= coarsest)
    )
    assert inside[found.added["home"].to_numpy()].tolist() == found.added["cell"].to_list()
    same(found.added.drop(NUMBERS).cast({"organisation": pl.String}), add_up_events(weeks).select(*EVIDENCE))
    rows = weeks.select("week", "cell", pl.col("certain") + pl.col("partial_weight")).rows()
    last, first = (max(week for week, *_ in rows), min(week for week, *_ in rows)) if rows else (NOW.date(), None)
    assert found.weekly.shape == ((last - first).days // 7 + 1 if first else 0, inside.size)
    wanted = np.zeros_like(found.weekly)
    for week, cell, held in rows:
        wanted[(last - week).days // 7, np.searchsorted(inside, cell)] += held
    assert found.weekly == pytest.approx(wanted, abs=1e-8)


@pytest.mark.parametrize("name", SELECTIONS)
def test_counts_alone_are_those_of_the_reports(store, name):
    """By cell and by exactness of place, an unknown one taken as approximate."""
    chosen, counted = select_reports(store, SELECTIONS[name]), placed_counts(store, SELECTIONS[name])
    for resolution in (8, 9):
        (cells, weights), (known, held) = chosen.counts(resolution), counted.counts(resolution)
        assert cells.tolist() == known.tolist()
        assert weights.tolist() == pytest.approx(held.tolist(), abs=1e-8)
    assert list(counted.precisions) == list(chosen.precisions)
    assert list(counted.precisions.values()) == pytest.approx(list(chosen.precisions.values()), abs=1e-8)


def test_a_walk_holds_the_reports_that_weigh_something(store):
    """Their weights add up to the total, and the organisations are named by their rows."""
    for selection in (SPRING, SELECTIONS["nights"]):
        chosen = select_reports(store, selection)
        assert rows_of(chosen)["weight"].min() > 0
        assert chosen.total == pytest.approx(total_count(store, selection))
    known, rows = chosen.fetched, rows_of(chosen)
    assert known.organisations.to_list() == [*sorted(organisation_ids(store)), None]
    assert set(known.organisations.gather(rows["organisation"].unique())) <= set(organisation_ids(store))
    assert set(known.sigmas[rows["sigma"].to_numpy()]) == {30.0, 80.0, 100.0}


@pytest.mark.parametrize("name", SELECTIONS)
@pytest.mark.slow
def test_the_weights_by_cell_are_those_of_the_counts(store, name):
    """At every resolution, and by exactness of place they add up to the same."""
    chosen = select_reports(store, SELECTIONS[name])
    for resolution in RESOLUTIONS:
        counted = cell_counts(store, SELECTIONS[name], resolution)
        cells, weights = chosen.counts(resolution)
        assert cells.tolist() == counted["cell"].to_list()
        assert weights.tolist() == pytest.approx(counted["count"].to_list())
        assert sum(chosen.precisions.values()) == pytest.approx(weights.sum())


@pytest.mark.parametrize("name", SELECTIONS)
def test_those_of_some_categories_are_found_among_all(store, name):
    """What is taken out of a walk over all categories is what the selection of these finds."""
    wanted = replace(SELECTIONS[name], categories=("SKA", "BUS"))
    narrowed = select_reports(store, replace(wanted, categories=())).in_categories(wanted.categories)
    assert rows_of(narrowed).equals(rows_of(select_reports(store, wanted)))
    assert set(narrowed.fetched.categories.gather(rows_of(narrowed)["category"].unique())) <= {"SKA", "BUS"}


@pytest.mark.parametrize("name", SELECTIONS)
def test_organisations_are_known_by_their_names(store, name):
    """The same whether they are texts or an enumeration, as a period has them."""
    chosen = select_reports(store, SELECTIONS[name])
    inside = chosen.counts(9)[0][1:]
    period = period_events(chosen, 9, inside, 1000.0).added
    added = events_of_reports(chosen, 9).filter(pl.col("cell").is_in(inside.tolist()))
    assert organisation_rows(period)[0] == organisation_rows(added)[0] == sorted(added["organisation"].unique())
    names, rows = organisation_rows(period)
    assert [names[row] for row in rows.tolist()] == period["organisation"].to_list()


@pytest.fixture
def scattered():
    """Four hundred reports over a year, some of them nowhere, and some of the same place, category and day; points and
    windows, and some of which only the day is known.
    """
    with prepared_store() as opened:
        random, who, n = np.random.default_rng(2), organisation_ids(opened), 400
        lats = [None if k == 0 else TOWN[0] + 0.002 * k for k in random.integers(0, 6, n).tolist()]
        starts = [datetime(2025, 6, 1) + timedelta(minutes=int(m)) for m in random.integers(0, 365 * 1440, n)]
        lengths = random.integers(0, 900, n).tolist()
        ends = [start + timedelta(minutes=m) if m < 500 else None for start, m in zip(starts, lengths, strict=True)]
        rows = {
            "starts": starts,
            "ends": ends,
            "time_precision": ["unknown" if length > 800 else "exact" for length in lengths],
            "lat": lats,
            "lng": [None if lat is None else TOWN[1] for lat in lats],
            "category": [("SKA", "FOR", "ORD")[k] for k in random.integers(0, 3, n)],
            "organisation": [who[k % len(who)] for k in random.integers(0, 99, n)],
        }
        put(opened, pl.DataFrame(rows))
        yield opened


@pytest.mark.parametrize("resolution", [8, 9])
def test_a_part_of_what_is_kept_is_what_would_be_fetched(scattered, monkeypatch, resolution):
    """By period, category and organisation; also a part of a part, and after another report has come."""
    who = organisation_ids(scattered)
    narrow = replace(SPRING, categories=("SKA", "ORD"), organisations=(who[0].upper(), who[2]))
    asked = [SPRING, narrow, replace(SPRING, organisations=(who[1],)), replace(SPRING, end=SPRING.start + timedelta(1))]
    asked += [replace(one, hours=PRESETS["weekend"]) for one in asked] + [replace(SPRING, hours=PRESETS["night"])]
    for round_number in range(2):
        for selection in asked:
            kept = select_reports(scattered, selection)
            assert kept.fetched.hours is not None
            with monkeypatch.context() as patched:
                patched.setattr("est.picture.selected_reports.MOST_KEPT", -1)
                patched.setattr("est.picture.selected_reports._EVERY", Remembered())
                fetched = select_reports(scattered, selection)
                assert fetched.fetched.hours is None
            for one, other in ((kept, fetched), (kept.in_categories(["SKA"]), fetched.in_categories(["SKA"]))):
                assert rows_of(one).equals(rows_of(other))
                assert one.total == other.total
                assert one.precisions == pytest.approx(other.precisions)
                (cells, held), (known, wanted) = one.counts(resolution), other.counts(resolution)
                assert (cells.tolist(), held.tolist()) == (known.tolist(), wanted.tolist())
                same(events_of_reports(one, resolution), events_of_reports(other, resolution))
                weekly, singly = (weekly_events_of_reports(part, resolution) for part in (one, other))
                same(weekly.drop("week"), singly.drop("week"))
                assert weekly["week"].equals(singly["week"])
        row = {"starts": [datetime(2026, 4, 1)], "lat": [TOWN[0]], "lng": [TOWN[1]], "category": ["SKA"]}
        put(scattered, pl.DataFrame(row | {"organisation": [who[round_number]]}))


def test_who_is_unknown_comes_first_and_has_no_name():
    """Also where the organisations are known by their number, of which one told of nothing."""
    told = pl.DataFrame({"organisation": ["b", None, "c", "b"]})
    for kind in (pl.String, pl.Enum(["a", "b", "c"])):
        names, rows = organisation_rows(told.cast({"organisation": kind}))
        assert (names, rows.tolist()) == (["", "b", "c"], [1, 0, 2, 1])
