"""What the tests count: events by cell, organisation and exactness of place, repeats taken once."""

import polars as pl

from est.picture.selection import Selection
from est.picture.walk import HELD, Walk, walk
from est.space.cells import STORED_RESOLUTION, parent_sql
from est.store import Store

MOST_POSITIONS = 50_000  # with more reports, positions are taken together on cells of some hundred metres
TOGETHER = 10  # the resolution of those

EVIDENCE = {
    "cell": pl.UInt64,
    "organisation": pl.String,
    "position": pl.UInt64,
    "sigma": pl.Float64,
    "count": pl.Float64,
    "certain": pl.UInt32,
    "partial": pl.UInt32,
    "partial_weight": pl.Float64,
    "first_day": pl.Date,
    "last_day": pl.Date,
}
WEEKLY = {"week": pl.Date, **EVIDENCE}


def evidence(store: Store, selection: Selection, resolution: int) -> pl.DataFrame:
    """Return the selected reports that have a cell as [cell u64, organisation String, position u64, sigma f64, count
    f64, certain u32, partial u32, partial_weight f64, first_day Date, last_day Date], by the first four.

    `cell` is of the resolution asked for, `position` the report's own cell (of a coarser resolution when there are very
    many reports), `sigma` the standard deviation of its place in metres (est/space/precision.py). `count` is the sum of
    weights of all reports. The others tell what tests count: of an organisation whose repeats count once
    (organisations.every_row is false), one event for each cell, category and day, with the largest weight among its
    reports and the exactest of their places; of any other organisation every report.
    """
    with walk(store, selection) as chosen:
        return evidence_of(chosen, resolution)


def evidence_of(chosen: Walk, resolution: int) -> pl.DataFrame:
    """Return the evidence of the reports of a walk, as `evidence` does."""
    return _asked(chosen, resolution).cast(EVIDENCE)  # type: ignore[arg-type]  # names to types


def weekly_evidence(store: Store, selection: Selection, resolution: int) -> pl.DataFrame:
    """Return the same week by week, from one walk over the reports: [week Date (a Monday), and those of `evidence`].

    The weeks of a period added up (`added_up`) are the evidence of that period.
    """
    with walk(store, selection) as chosen:
        found = _asked(chosen, resolution, "date_trunc('week', starts)::DATE")
    return found.cast(WEEKLY)  # type: ignore[arg-type]  # a mapping of names to types


def added_up(weekly: pl.DataFrame) -> pl.DataFrame:
    """Return the evidence of all these weeks together, with the columns and the order of `evidence`."""
    keys = ["cell", "organisation", "position", "sigma"]
    return (
        weekly.group_by(keys)
        .agg(
            pl.col("count").sum().round(9),
            pl.col("certain", "partial").sum(),
            pl.col("partial_weight").sum().round(9),
            pl.col("first_day").min(),
            pl.col("last_day").max(),
        )
        .sort(keys)
    )


def _asked(chosen: Walk, resolution: int, week: str | None = None) -> pl.DataFrame:
    """Return the evidence, parted by what `week` (SQL of ours) makes of the day of a report's start, if given."""
    reports = chosen.ask(f"SELECT coalesce(sum(weight), 0) AS reports FROM {HELD}").item()
    fine = min(STORED_RESOLUTION, max(_position_resolution(reports), resolution + 1))
    position = parent_sql("cell", fine)
    # grouped by as little as tells them apart: a position has one cell, a day one week
    known, by = (f"{week} AS week,", "week, ") if week else ("", "")
    return chosen.ask(
        f"""WITH events AS (
            SELECT {known} organisation, {position} AS position, sigma, sum(weight) AS count, count(*) AS tested,
                count(*) FILTER (weight >= 1) AS certain, sum(weight) AS weight,
                min(starts) AS first_day, max(starts) AS last_day
            FROM {HELD} WHERE cell IS NOT NULL AND NOT once GROUP BY {by} organisation, position, sigma
            UNION ALL
            SELECT {known} organisation, position, sigma, sum(count) AS count, count(*) AS tested,
                count(*) FILTER (weight >= 1) AS certain, sum(weight) AS weight,
                min(starts) AS first_day, max(starts) AS last_day
            FROM (SELECT organisation, min({position}) AS position, min(sigma) AS sigma, sum(weight) AS count,
                    max(weight) AS weight, starts
                FROM {HELD} WHERE cell IS NOT NULL AND once
                GROUP BY {parent_sql("cell", resolution)}, organisation, category, starts)
            GROUP BY {by} organisation, position, sigma)
        SELECT {by} {parent_sql("position", resolution)} AS cell, organisation::VARCHAR AS organisation,
            position, sigma, round(count, 9) AS count, certain, tested - certain AS partial,
            CASE WHEN tested > certain THEN round(weight - certain, 9) ELSE 0 END AS partial_weight,
            first_day, last_day
        FROM events ORDER BY {by} cell, events.organisation, position, sigma"""
    )


def _position_resolution(reports: float) -> int:
    return STORED_RESOLUTION if reports <= MOST_POSITIONS else TOGETHER


def by_cell(events: pl.DataFrame) -> pl.DataFrame:
    """Return the evidence of each cell with the columns of `cell_counts` and `tested` f64, by cell.

    `certain`, `partial` and `partial_weight` are of the events that are tested, and `tested` is their sum of weights.
    """
    return (
        events.group_by("cell")
        .agg(
            pl.col("count", "partial_weight").sum().round(9),
            pl.col("certain", "partial").sum(),
            pl.col("first_day").min(),
            pl.col("last_day").max(),
        )
        .with_columns(tested=pl.col("certain") + pl.col("partial_weight"))
        .sort("cell")
    )
