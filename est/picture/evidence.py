"""What the tests count: events by cell, organisation and exactness of place, repeats taken once."""

import polars as pl

from est.picture.counts import total
from est.picture.rule import selected
from est.picture.selection import Selection
from est.space.cells import STORED_RESOLUTION, parent_sql
from est.space.precision import sigma_sql
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


def evidence(store: Store, selection: Selection, resolution: int, reports: float | None = None) -> pl.DataFrame:
    """Return the selected reports that have a cell as [cell u64, organisation String, position u64, sigma f64, count
    f64, certain u32, partial u32, partial_weight f64, first_day Date, last_day Date], by the first four. `reports`
    is their number where it is known.

    `cell` is of the resolution asked for, `position` the report's own cell (of a coarser resolution when there are very
    many reports), `sigma` the standard deviation of its place in metres (est/space/precision.py). `count` is the sum of
    weights of all reports. The others tell what tests count: of an organisation whose repeats count once
    (organisations.every_row is false), one event for each cell, category and day, with the largest weight among its
    reports and the exactest of their places; of any other organisation every report.
    """
    found = _asked(store, selection, resolution, total(store, selection) if reports is None else reports, "NULL")
    return found.drop("week").cast(EVIDENCE)  # type: ignore[arg-type]  # a mapping of names to types


def weekly_evidence(store: Store, selection: Selection, resolution: int) -> pl.DataFrame:
    """Return the same week by week, from one walk over the reports: [week Date (a Monday), and those of `evidence`].

    The weeks of a period added up (`added_up`) are the evidence of that period.
    """
    found = _asked(store, selection, resolution, total(store, selection), "date_trunc('week', starts)::DATE")
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


def _asked(store: Store, selection: Selection, resolution: int, reports: float, week: str) -> pl.DataFrame:
    """Return the evidence parted by what `week` (SQL of ours) makes of a report's start."""
    sql, values = selected(selection)
    # grouped by one number of 64 bits, which is faster than by the columns it is made of
    fine = min(STORED_RESOLUTION, max(_position_resolution(reports), resolution + 1))
    return store.ask(
        f"""WITH chosen AS (
            SELECT {parent_sql("cell", resolution)} AS cell, {parent_sql("cell", fine)} AS position, organisation,
                category, starts::DATE AS day, {week} AS week, weight,
                {sigma_sql("place_precision", "radius")} AS sigma,
                every_row IS NOT DISTINCT FROM false AS once
            FROM ({sql}) AS chosen
            LEFT JOIN (SELECT id, every_row FROM organisations) AS who ON who.id = chosen.organisation
            LEFT JOIN (SELECT lat AS y, lng AS x, max(radius_m) AS radius FROM places GROUP BY lat, lng) AS spot
                ON spot.y = chosen.lat AND spot.x = chosen.lng
            WHERE cell IS NOT NULL),
        events AS (
            SELECT any_value(week) AS week, any_value(cell) AS cell, any_value(organisation) AS organisation,
                min(position) AS position,
                min(sigma) AS sigma, sum(weight) AS count,
                {_tested("count(*) FILTER (weight >= 1)", "(max(weight) >= 1)::INTEGER")} AS certain,
                {_tested("count(*) FILTER (weight < 1)", "(max(weight) < 1)::INTEGER")} AS partial,
                {_tested("sum(weight) FILTER (weight < 1)", "max(weight) FILTER (weight < 1)")} AS lighter,
                min(day) AS first_day, max(day) AS last_day
            FROM chosen
            GROUP BY CASE WHEN once THEN hash(cell, organisation, category, day)
                ELSE hash(cell, organisation, position, sigma, week) END)
        SELECT * REPLACE (organisation::VARCHAR AS organisation) FROM (
            SELECT week, cell, organisation, position, sigma, round(sum(count), 9) AS count,
                sum(certain) AS certain, sum(partial) AS partial,
                coalesce(round(sum(lighter) FILTER (partial > 0), 9), 0) AS partial_weight,
                min(first_day) AS first_day, max(last_day) AS last_day
            FROM events GROUP BY ALL ORDER BY 1, 2, 3, 4, 5)""",
        values,
    )


def _tested(every: str, once: str) -> str:
    """Return the SQL that counts every report, or one of all that are repeats of each other."""
    return f"CASE WHEN bool_or(once) THEN {once} ELSE {every} END"


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
