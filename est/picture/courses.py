"""The course of a year, week by week, of each category and district."""

from dataclasses import replace
from datetime import timedelta

import polars as pl

from est.clock import ALL_HOURS
from est.picture.counts_at_hand import counts_and_courses_of
from est.picture.selected_reports import reports_at_hand
from est.picture.selection import Selection
from est.picture.selection_sql import weighted_sql
from est.store import Store

WEEKS = 52  # of seven days each, counted back from the end of the selection


def counts_and_courses(store: Store, selection: Selection) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return `counts.period_counts`, and [category, district, week u8, count f64] of the year that ends with the
    selection, in which week 0 is the oldest; rows in any order, asked for in one walk over the reports.

    Weeks without reports are not there. `district` is text.
    """
    first = selection.end - timedelta(weeks=WEEKS)
    before = selection.previous().start
    walked = replace(selection, start=min(first, before))
    at_hand = reports_at_hand(store, replace(walked, hours=ALL_HOURS))
    if at_hand is not None:
        return counts_and_courses_of(at_hand, selection, WEEKS)
    sql, values = weighted_sql(walked)
    found = store.ask(
        f"""SELECT category, organisation::VARCHAR AS organisation, district::VARCHAR AS district, week, of_week,
            coalesce(count, 0)::DOUBLE AS count, coalesce(before, 0)::DOUBLE AS before,
            coalesce(held, 0)::DOUBLE AS held
        FROM (SELECT category, organisation, district, week, grouping(organisation) = 1 AS of_week,
                sum(weight) FILTER (starts >= $middle::TIMESTAMP) AS count,
                sum(weight) FILTER (starts >= $before_start::TIMESTAMP AND starts < $middle::TIMESTAMP) AS before,
                sum(weight) FILTER (week IS NOT NULL) AS held
            FROM (SELECT category, organisation, district, starts, weight,
                    CASE WHEN starts >= $first::TIMESTAMP
                        THEN ((starts::DATE - $first::DATE) // 7)::UTINYINT END AS week
                FROM ({sql}))
            GROUP BY GROUPING SETS ((category, organisation, district), (category, district, week)))""",
        values | {"first": first, "middle": selection.start, "before_start": before},
    )
    counts = found.filter(~pl.col("of_week") & (pl.col("count") + pl.col("before") > 0))
    courses = found.filter(pl.col("of_week") & (pl.col("held") > 0))
    return (
        counts.select("category", "organisation", "district", "count", "before"),
        courses.select("category", "district", "week", pl.col("held").alias("count")),
    )


def courses_by_key(counts: pl.DataFrame, key: str) -> pl.DataFrame:
    """Return [id, course list f64] of the weeks of `counts_and_courses` by one of their keys: all, oldest first."""
    weeks = pl.LazyFrame({"week": range(WEEKS)}, schema={"week": pl.UInt8})
    held = counts.lazy()
    return (
        held.select(pl.col(key).alias("id"))
        .unique()
        .join(weeks, how="cross")
        .join(
            held.group_by(pl.col(key).alias("id"), "week").agg(pl.col("count").sum()),
            on=["id", "week"],
            how="left",
            nulls_equal=True,
        )
        .sort("week")
        .group_by("id")
        .agg(pl.col("count").fill_null(0.0).round(1).alias("course"))
        .sort("id")
        .collect()
    )
