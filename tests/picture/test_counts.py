"""Counts of twelve reports that can be counted in the head."""

from dataclasses import replace
from datetime import date, datetime

import h3
import polars as pl
import pytest

from est.clock import PRESETS
from est.picture.counts import (
    category_counts,
    cell_counts,
    hour_table,
    monthly_counts,
    organisation_counts,
    reports_in,
    timeless_count,
    total_count,
    weekly_counts,
)
from est.picture.selection import Selection
from est.space.cells import cells_to_text
from tests.stores import TOWN, organisation_ids, prepared_store, put

MARCH = Selection(date(2026, 3, 2), date(2026, 4, 1))
SQUARE, SCHOOL = TOWN, (TOWN[0] + 0.01, TOWN[1])


@pytest.fixture(scope="module")
def store():
    with prepared_store() as opened:
        police, guards = organisation_ids(opened)[:2]
        days = [2, 2, 3, 10, 11, 31]
        put(
            opened,
            pl.DataFrame(
                {
                    "starts": [datetime(2026, 3, day, 22) for day in days] * 2,
                    "ends": [None] * 5 + [datetime(2026, 4, 1, 10)] + [None] * 6,
                    "lat": [SQUARE[0]] * 6 + [SCHOOL[0]] * 6,
                    "lng": [SQUARE[1]] * 12,
                    "category": ["SKA"] * 6 + ["FOR"] * 5 + ["ORD"],
                    "organisation": [police] * 9 + [guards] * 3,
                    "place": ["Södra torget"] * 12,
                }
            ),
        )
        yield opened


def texts(cells):
    return cells_to_text(cells).to_list()


def test_cells_hold_their_counts_and_their_first_and_last_day(store):
    found = cell_counts(store, MARCH, 9)
    assert found.schema == {
        "cell": pl.UInt64,
        "count": pl.Float64,
        "certain": pl.UInt32,
        "partial": pl.UInt32,
        "partial_weight": pl.Float64,
        "first_day": pl.Date,
        "last_day": pl.Date,
    }
    assert found["cell"].is_sorted()
    assert set(texts(found["cell"])) == {h3.latlng_to_cell(*SQUARE, 9), h3.latlng_to_cell(*SCHOOL, 9)}
    assert found.select(pl.exclude("cell")).unique().rows() == [(6.0, 6, 0, 0.0, date(2026, 3, 2), date(2026, 3, 31))]


def test_a_window_counts_partly_under_chosen_hours(store):
    night = Selection(MARCH.start, MARCH.end, PRESETS["night"])
    found = cell_counts(store, night, 9).sort("partial")
    assert found["certain"].to_list() == [6, 5]
    assert found["partial"].to_list() == [0, 1]
    assert found["partial_weight"].to_list() == pytest.approx([0, 8 / 12])
    assert found["count"].to_list() == pytest.approx([6, 5 + 8 / 12])


def test_every_counted_category_is_listed_also_those_without_reports(store):
    found = category_counts(store, MARCH)
    assert found["code"].to_list() == ["SKA", "SAM", "ORD", "NAR", "FOR", "PLA", "ANS", "RYK", "OVR"]
    assert found["count"].to_list() == [6, 0, 1, 0, 5, 0, 0, 0, 0]
    assert found.columns == ["code", "name", "count"]


def test_organisations_are_listed_most_first(store):
    found = organisation_counts(store, MARCH)
    assert found["count"].to_list() == [9, 3]
    assert found["id"].to_list() == organisation_ids(store)[:2]
    assert organisation_counts(store, MARCH, [h3.latlng_to_cell(*SQUARE, 8)])["count"].sum() in (6, 12)


def test_weeks_without_reports_count_0_and_the_ends_say_how_many_days_they_have(store):
    found = weekly_counts(store, MARCH)
    assert found["start"].to_list() == [date(2026, 3, day) for day in (2, 9, 16, 23, 30)]
    assert found["count"].to_list() == [6, 4, 0, 0, 2]
    assert found["organisations"].to_list() == [1, 2, 0, 0, 2]
    assert found["days"].to_list() == [7, 7, 7, 7, 2]


def test_months(store):
    found = monthly_counts(store, Selection(date(2026, 2, 15), date(2026, 4, 1)))
    assert found.rows() == [(date(2026, 2, 1), 0.0, 0, 14), (date(2026, 3, 1), 12.0, 2, 31)]


def test_a_cell_is_asked_for_by_its_text_at_any_resolution(store):
    square = h3.latlng_to_cell(*SQUARE, 9)
    assert category_counts(store, MARCH, [square])["count"].sum() == 6
    assert hour_table(store, MARCH, [square])["count"].sum() == pytest.approx(6)
    assert reports_in(store, MARCH, [square, h3.latlng_to_cell(*SCHOOL, 9)]).height == 12
    assert reports_in(store, MARCH, []).height == 0


def test_hours_of_a_place_with_three_reports_are_not_told(store):
    square = h3.latlng_to_cell(*SQUARE, 9)
    few = Selection(date(2026, 3, 2), date(2026, 3, 4))
    assert total_count(store, few) == 6
    assert hour_table(store, few, [square]).is_empty()
    assert not hour_table(store, few).is_empty()


@pytest.mark.slow
def test_the_reports_behind_a_number_are_readable(store):
    found = reports_in(store, MARCH, limit=5)
    assert found.height == 5
    assert found["starts"].is_sorted(descending=True)
    first = found.row(0, named=True)
    assert (first["place"], first["category_name"] in ("Skadegörelse", "Ordningsstörning eller brott")) == (
        "Södra torget",
        True,
    )
    assert first["weight"] == 1.0
    assert len(first["cell"]) == 15


@pytest.mark.slow
def test_reports_of_a_place_without_a_known_time_are_counted_beside_its_hours():
    """They are in none of the 168 hours, under whatever hours are chosen, and only those of these cells count."""
    own = prepared_store()
    here, there = (h3.latlng_to_cell(*spot, 9) for spot in (SQUARE, SCHOOL))
    days = [datetime(2026, 3, day) for day in range(2, 8)]
    rows = {"starts": days, "time_precision": ["unknown", "exact"] * 3, "lat": [SQUARE[0]] * 5 + [SCHOOL[0]]}
    put(own, pl.DataFrame(rows | {"organisation": [organisation_ids(own)[0]] * 6}))
    for chosen in (MARCH, replace(MARCH, hours=PRESETS["night"])):
        assert [timeless_count(own, chosen, [cell]) for cell in (here, there)] == [3, 0]
