"""How fresh the picture is: when each organisation last reported, and who has fallen silent."""

from datetime import date

import polars as pl

from est.store import Store

LEAST_SILENCE = 14  # days; a shorter one is nobody's silence


def reporting_days(store: Store) -> pl.DataFrame:
    """Return [organisation, last_report Date, last_delivery Date, longest_gap i64] of all that ever reported.

    `longest_gap` is the longest time without a report, in days, in the year before the last one; null where there was
    only one day. `last_delivery` is the day the last batch was taken, null where none was.
    """
    return store.ask(
        """WITH days AS (
            SELECT DISTINCT organisation, starts::DATE AS day FROM reports
            WHERE review = 'approved' AND organisation IS NOT NULL
                AND category IN (SELECT code FROM categories WHERE counted)),
        gaps AS (
            SELECT organisation, day, max(day) OVER (PARTITION BY organisation) AS last_report,
                day - lag(day) OVER (PARTITION BY organisation ORDER BY day) AS gap
            FROM days)
        SELECT gaps.organisation::VARCHAR AS organisation, any_value(last_report) AS last_report,
            any_value(delivered.received)::DATE AS last_delivery,
            max(gap) FILTER (day > last_report - 365) AS longest_gap
        FROM gaps LEFT JOIN (
            SELECT organisation, max(received) AS received FROM batches WHERE undone IS NULL GROUP BY organisation
        ) AS delivered ON delivered.organisation = gaps.organisation
        GROUP BY gaps.organisation ORDER BY last_report, gaps.organisation"""
    )


def silent_organisations(days: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return `reporting_days` with [quiet_days i64, silent bool], who has been silent the longest first.

    Silent is who has not reported for two weeks and for longer than ever in the year before: nobody is told to be
    silent who reports seldom.
    """
    quiet = (pl.lit(as_of) - pl.col("last_report")).dt.total_days()
    usual = pl.max_horizontal(pl.col("longest_gap").fill_null(0), pl.lit(LEAST_SILENCE))
    return days.with_columns(quiet_days=quiet, silent=quiet > usual).sort(
        "silent", "quiet_days", "organisation", descending=[True, True, False]
    )
