"""A closed cohort: the reports of those organisations alone that reported in every period, beside all reports."""

from dataclasses import dataclass, replace

import polars as pl

from est.clock import ALL_HOURS
from est.picture.selection import Selection, loaded_period
from est.picture.selection_sql import selected_sql, weighted_sql
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
    days = _active_days(store, selection)
    period = "month" if selection.days >= MONTHS_FROM else "week"
    every = _whole_periods(store, selection, period)
    seen = days.group_by("organisation").agg(pl.col(period).filter(pl.col(period).is_in(every)).n_unique().alias("in"))
    constant = seen.filter(pl.col("in") == len(every))["organisation"].to_list() if every else []
    sql, values = weighted_sql(selection)
    counted = store.ask(
        f"""SELECT date_trunc($unit, day)::DATE AS start, organisation::VARCHAR AS organisation,
            any_value(organisations.name) AS name, round(sum(held), 9) AS count
        FROM (SELECT organisation, starts::DATE AS day, sum(weight) AS held FROM ({sql}) GROUP BY ALL HAVING held > 0)
            AS chosen
        LEFT JOIN organisations ON organisations.id = chosen.organisation GROUP BY 1, 2""",
        values | {"unit": unit},
    )
    inside = counted.filter(pl.col("organisation").is_in(constant))
    left = counted.filter(~pl.col("organisation").is_in(constant))
    spans = inside.group_by("start").agg(pl.col("count").sum().round(9).alias("cohort")).sort("start")
    return Cohort(
        period,
        len(every),
        _names(inside),
        _names(left),
        float(inside["count"].sum()),
        float(left["count"].sum()),
        spans,
    )


def _names(counted: pl.DataFrame) -> tuple[str, ...]:
    return tuple(counted["name"].drop_nulls().unique().sort().to_list())


def _active_days(store: Store, selection: Selection) -> pl.DataFrame:
    """Return [organisation, week Date, month Date] in which the organisations of a selection reported at all."""
    every = replace(selection, categories=(), subcategories=(), districts=(), hours=ALL_HOURS)
    sql, values = selected_sql(every)
    return store.ask(
        f"""SELECT DISTINCT organisation::VARCHAR AS organisation, date_trunc('week', day)::DATE AS week,
            date_trunc('month', day)::DATE AS month
        FROM (SELECT DISTINCT organisation, starts::DATE AS day FROM ({sql}) WHERE organisation IS NOT NULL)""",
        values,
    )


def _whole_periods(store: Store, selection: Selection, period: str) -> list[object]:
    """Return the first days of the weeks or months that lie in the period as a whole, after the first report."""
    loaded = loaded_period(store)
    if loaded is None or loaded[0] >= selection.end:
        return []
    days = pl.date_range(max(selection.start, loaded[0]), selection.end, "1d", closed="left", eager=True).dt.truncate(
        {"month": "1mo", "week": "1w"}[period]
    )
    counted = days.value_counts(name="days")
    return sorted(counted.filter(pl.col("days") >= LEAST_DAYS[period])[days.name].to_list())
