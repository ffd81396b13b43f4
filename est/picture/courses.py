"""The course of a year, week by week, of each category and district."""

from dataclasses import replace
from datetime import timedelta

import polars as pl

from est.picture.selection import Selection
from est.picture.selection_sql import weighted_sql
from est.store import Store

WEEKS = 52  # of seven days each, counted back from the end of the selection


def weekly_courses(store: Store, selection: Selection) -> pl.DataFrame:
    """Return [category, district, week u8, count f64] of the year that ends with the selection; week 0 is the oldest.

    Weeks without reports are not there. `district` is text.
    """
    first = selection.end - timedelta(weeks=WEEKS)
    sql, values = weighted_sql(replace(selection, start=first))
    return store.ask(
        f"""SELECT category, district::VARCHAR AS district, week::UTINYINT AS week, held::DOUBLE AS count
        FROM (SELECT category, district, (starts::DATE - $first::DATE) // 7 AS week, sum(weight) AS held
            FROM ({sql}) GROUP BY ALL HAVING held > 0)
        ORDER BY ALL""",
        values | {"first": first},
    )


def courses_by_key(counts: pl.DataFrame, key: str) -> pl.DataFrame:
    """Return [id, course list f64] of `weekly_courses` by one of its keys: the counts of all weeks, oldest first."""
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
