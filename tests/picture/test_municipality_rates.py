"""Rates of municipalities beside each other: of the totals that may be shown to anybody, and of nothing else."""

from datetime import date, datetime

import polars as pl
import pytest

from est.municipality.defaults import default_categories
from est.municipality.reference_lists import reference_lists
from est.picture.municipality_rates import ALL, NO_PEOPLE, NO_YEAR, last_year, municipality_rates
from est.space.backgrounds import restore_people
from est.space.cells import RESOLUTIONS
from est.statistics.rates import poisson_interval
from tests.stores import NOW, organisation_ids, put

MONTHS = last_year(NOW.date())


def reports(store, moments: list[datetime], category: str = "SKA") -> None:
    police = organisation_ids(store)[0]
    put(
        store,
        pl.DataFrame({"starts": moments, "organisation": police, "category": category, "description": "hemligt ord"}),
    )


def people(store, number: float) -> None:
    rows = [(resolution, 0, number) for resolution in RESOLUTIONS]
    schema = {"resolution": pl.UInt8, "cell": pl.UInt64, "value": pl.Float64}
    restore_people(store, pl.DataFrame(rows, schema=schema, orient="row"), "test", NOW)


def test_the_year_is_the_last_twelve_months_that_are_over():
    assert (*(date(2025, month, 1) for month in range(3, 13)), date(2026, 1, 1), date(2026, 2, 1)) == MONTHS
    assert last_year(date(2026, 1, 31)) == tuple(date(2025, month, 1) for month in range(1, 13))


def test_a_rate_is_of_inhabitants_and_a_year(store):
    """40 reports of 20,000 people are 2 of 1,000, with the exact interval; the year before does not count."""
    reports(store, [datetime(2025, 2, 1)] * 30)
    reports(store, [datetime(2025, 4 + number % 4, 1) for number in range(40)])
    for code in default_categories():
        if code != "SKA":
            reports(store, [datetime(2025, 5, 1)] * 10, code)
    people(store, 20_000)
    found = municipality_rates(store, "Arvika", MONTHS)
    assert found.why == ""
    assert found.rates["SKA"].rate == pytest.approx(2.0)
    every = reference_lists(store).categories
    assert found.rates[ALL].rate == pytest.approx((40 + 10 * (len(every) - 1)) / 20)
    assert not found.rates[ALL].more
    low, high = poisson_interval(40)
    assert (found.rates["SKA"].low, found.rates["SKA"].high) == pytest.approx((low / 20, high / 20))
    assert set(found.rates) <= {ALL, *default_categories()}
    assert "hemligt" not in repr(found)


def test_few_are_not_shown_and_not_had_by_difference(store):
    """Three of one kind: no rate of it, and none of all that would tell it beside the other's."""
    reports(store, [datetime(2025, 2, 1)])
    reports(store, [datetime(2025, 4, 1)] * 40)
    reports(store, [datetime(2025, 5, 1)] * 3, "FOR")
    people(store, 20_000)
    rates = municipality_rates(store, "Arvika", MONTHS).rates
    assert "FOR" not in rates
    assert rates[ALL].more
    assert rates[ALL].rate == pytest.approx(2.0)
    assert rates[ALL].low is None


def test_without_people_or_a_whole_year_it_is_said_why_there_is_none(store):
    reports(store, [datetime(2025, 4, 1)] * 40)
    assert municipality_rates(store, "Arvika", MONTHS).why == NO_PEOPLE
    people(store, 20_000)
    assert municipality_rates(store, "Arvika", MONTHS).why == NO_YEAR


def test_the_interval_of_a_count_is_garwoods():
    """Values of the table in Garwood 1936: of none 0 to 3.69, of ten 4.80 to 18.39."""
    assert poisson_interval(0) == pytest.approx((0.0, 3.689), abs=0.001)
    assert poisson_interval(10) == pytest.approx((4.795, 18.390), abs=0.001)
    with pytest.raises(ValueError, match="at least 0"):
        poisson_interval(-1)
