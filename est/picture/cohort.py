"""A closed cohort: the reports of those organisations alone that reported in every period, beside all reports."""

from dataclasses import dataclass, replace

import polars as pl

from est.clock import ALL_HOURS
from est.picture.counts import SPANS, counts_by_span, daily_weights
from est.picture.selection import Selection, loaded_period
from est.store import Store

MONTHS_FROM = 60  # days; over less than two whole months the periods are weeks
LEAST_DAYS = {"month": 28, "week": 7}  # of a period, before an organisation must have reported in it


@dataclass(frozen=True)
class Cohort:
    """The organisations that reported in every period, and what is left out.

    `spans` is [start Date, cohort f64]: their selected reports in each week or month that has any. `period` is what
    they reported in every one of, "week" or "month", and `periods` how many whole ones there are. `inside` and `left`
    are the names of the organisations with selected reports, `reports` and `left_reports` how many reports they have.
    """

    period: str
    periods: int
    inside: tuple[str, ...]
    left: tuple[str, ...]
    reports: float
    left_reports: float
    spans: pl.DataFrame


def closed_cohort(store: Store, selection: Selection, unit: str) -> Cohort:
    """Return the closed cohort of a selection, its reports by `unit` (week or month).

    An organisation is in it when it reported anything at all, of whatever category, hour or district, in every whole
    month of the period since the first report there is (in every week, when the period is short): one that is silent
    for a month has come, gone or stopped, and its coming must not look like a change of the town. Who is in it does not
    hang on what is counted, which would pick those with more of it (docs/method.md, section 6.4).
    """
    return _cohort(store, selection, unit, daily_weights(store, selection))


def trend_counts(store: Store, selection: Selection, unit: str) -> tuple[pl.DataFrame, Cohort]:
    """Return the counts by `unit` (`counts.counts_by_span`) and `closed_cohort`, in one walk over the reports."""
    days = daily_weights(store, selection)
    return counts_by_span(days, selection, unit), _cohort(store, selection, unit, days)


def _cohort(store: Store, selection: Selection, unit: str, counted: pl.DataFrame) -> Cohort:
    """Return the closed cohort; `counted` is `daily_weights` of the selection."""
    any_report = replace(selection, categories=(), subcategories=(), districts=())
    days = counted if any_report == selection else daily_weights(store, replace(any_report, hours=ALL_HOURS))
    period = "month" if selection.days >= MONTHS_FROM else "week"
    every = _whole_periods(store, selection, period)
    active = days.select("organisation", span=pl.col("day").dt.truncate(SPANS[period])).drop_nulls().unique()
    seen = active.filter(pl.col("span").is_in(every)).group_by("organisation").len()
    constant = seen.filter(pl.col("len") == len(every))["organisation"].to_list() if every else []
    counted = counted.filter(pl.col("count") > 0)
    inside = counted.filter(pl.col("organisation").is_in(constant))
    left = counted.filter(~pl.col("organisation").is_in(constant))
    spans = inside.group_by(start=pl.col("day").dt.truncate(SPANS[unit])).agg(cohort=pl.col("count").sum().round(9))
    names = store.ask("SELECT id::VARCHAR AS organisation, name FROM organisations")
    return Cohort(
        period,
        len(every),
        _names(inside, names),
        _names(left, names),
        round(float(inside["count"].sum()), 9),
        round(float(left["count"].sum()), 9),
        spans.sort("start"),
    )


def _names(counted: pl.DataFrame, names: pl.DataFrame) -> tuple[str, ...]:
    return tuple(names.join(counted, on="organisation", how="semi")["name"].drop_nulls().unique().sort().to_list())


def _whole_periods(store: Store, selection: Selection, period: str) -> list[object]:
    """Return the first days of the weeks or months that lie in the period as a whole, after the first report, and that
    do not begin after the last one.
    """
    loaded = loaded_period(store)
    if loaded is None or loaded[0] >= selection.end:
        return []
    days = pl.date_range(max(selection.start, loaded[0]), selection.end, "1d", closed="left", eager=True).dt.truncate(
        SPANS[period]
    )
    counted = days.value_counts(name="days")
    whole = (pl.col("days") >= LEAST_DAYS[period]) & (pl.col(days.name) <= loaded[1])
    return sorted(counted.filter(whole)[days.name].to_list())
