"""What of a municipality may stand beside another one: rates of a year, by category, and none of few reports.

Never cells, places, texts, organisations or words of its own. The rule of `est/privacy/small_counts.py` holds within
these rates. Beside the figures to share of the same months, which are parted otherwise, they could tell of few.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from est.municipality.defaults import default_categories
from est.municipality.reference_lists import reference_lists
from est.picture.figures_to_share import closed_months
from est.picture.selection import Selection
from est.picture.selection_sql import selected_sql
from est.privacy.small_counts import ShownCount, protect_counts
from est.space.backgrounds import people_by_cell, people_count
from est.statistics.rates import poisson_interval
from est.store import Store
from est.text import N_

PER = 1000  # inhabitants
ALL = ""  # the category of all reports together

NO_PEOPLE = N_("Its inhabitants are not loaded.")
NO_YEAR = N_("It has no reports from before these twelve months, so they are no whole year.")


@dataclass(frozen=True)
class Rate:
    """Reports per 1,000 inhabitants and year; `more` where a few are not shown, so that it may be higher.

    `low` and `high` are the 95 % interval of chance alone, None where the rate may be higher.
    """

    rate: float
    more: bool
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class MunicipalityRates:
    """The rates of a municipality, by the code of a category that every store begins with, ALL of all; or why none."""

    title: str
    rates: dict[str, Rate]
    why: str = ""


def last_year(today: date) -> tuple[date, ...]:
    """Return the first days of the last twelve months that are over. It is always these, so that no two periods that
    overlap tell of the difference.
    """
    last = today.replace(day=1) - timedelta(days=1)
    return closed_months(date(last.year - (last.month < 12), last.month % 12 + 1, 1), last, today)


def municipality_rates(store: Store, title: str, months: tuple[date, ...]) -> MunicipalityRates:
    """Return the rates of twelve months in a store, of totals that its rule of small counts lets be shown.

    What is loaded as people is taken for the inhabitants.
    """
    people = people_count(people_by_cell(store))
    if people < 1:
        return MunicipalityRates(title, {}, NO_PEOPLE)
    first = store.ask("SELECT min(starts) AS first FROM reports").item()
    if first is None or first.date() >= months[0]:
        return MunicipalityRates(title, {}, NO_YEAR)
    scale = PER / people
    rates = {}
    common = (ALL, *default_categories())
    for code, shown in _totals(store, months).items():
        if code not in common or (shown.more and not shown.count):
            continue
        if shown.more:
            rates[code] = Rate(shown.count * scale, more=True)
        else:
            low, high = poisson_interval(shown.count)
            rates[code] = Rate(shown.count * scale, False, low * scale, high * scale)
    return MunicipalityRates(title, rates)


def _totals(store: Store, months: tuple[date, ...]) -> dict[str, ShownCount]:
    """Return category → how many reports of these months may be shown, with ALL → of all together."""
    after = (months[-1] + timedelta(days=31)).replace(day=1)
    sql, values = selected_sql(Selection(months[0], after))
    counted = dict(store.ask(f"SELECT category, count(*) FROM ({sql}) GROUP BY category", values).iter_rows())
    codes = list(reference_lists(store).categories)
    held = protect_counts(np.array([counted.get(code, 0) for code in codes], np.int64))
    each = {code: held.shown_count(np.arange(len(codes)) == number) for number, code in enumerate(codes)}
    return {ALL: held.shown_count(np.ones(len(codes), bool))} | each
