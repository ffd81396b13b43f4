"""What the tests count: events by cell, organisation and exactness of place, repeats taken once."""

import polars as pl

from est.picture.selection import Selection
from est.picture.walk import Walk, walk
from est.space.cells import STORED_RESOLUTION, parent
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
    return evidence_of(walk(store, selection), resolution)


def evidence_of(chosen: Walk, resolution: int) -> pl.DataFrame:
    """Return the evidence of the reports of a walk, as `evidence` does."""
    return _added(chosen, resolution, []).select(*EVIDENCE).cast(EVIDENCE)  # type: ignore[arg-type]  # names to types


def weekly_evidence(store: Store, selection: Selection, resolution: int) -> pl.DataFrame:
    """Return the same week by week, from one walk over the reports: [week Date (a Monday), and those of `evidence`].

    The weeks of a period added up (`added_up`) are the evidence of that period.
    """
    found = _added(walk(store, selection), resolution, [pl.col("starts").dt.truncate("1w").alias("week")])
    return found.select(*WEEKLY).cast(WEEKLY)  # type: ignore[arg-type]  # a mapping of names to types


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


def _added(chosen: Walk, resolution: int, parted: list[pl.Expr]) -> pl.DataFrame:
    """Return the evidence, parted by what these make of the day of a report's start."""
    many = chosen.rows["weight"].sum() > MOST_POSITIONS
    fine = min(STORED_RESOLUTION, max(TOGETHER if many else STORED_RESOLUTION, resolution + 1))
    reports = chosen.rows.lazy().with_columns(
        parent("cell", fine).alias("position"), parent("cell", resolution), count="weight"
    )
    own = ("organisation", "position", "sigma", "count", "weight", "starts")
    repeats = reports.filter("once").group_by("cell", "organisation", "category", "starts")
    once = repeats.agg(pl.col("position", "sigma").min(), pl.col("count").sum(), pl.col("weight").max())
    events = pl.concat([reports.filter(~pl.col("once")).select(own), once.select(own)]).with_columns(parted)
    # grouped by as little as tells them apart: a position has one cell
    by = [*(column.meta.output_name() for column in parted), "organisation", "position", "sigma"]
    weight, certain, tested = pl.col("weight").sum(), (pl.col("weight") >= 1).sum(), pl.len()
    added = events.group_by(by).agg(
        pl.col("count").sum().round(9),
        certain.alias("certain"),
        (tested - certain).alias("partial"),
        pl.when(tested > certain).then(weight - certain).otherwise(0.0).round(9).alias("partial_weight"),
        pl.col("starts").min().alias("first_day"),
        pl.col("starts").max().alias("last_day"),
    )
    order = [*by[:-3], "cell", "organisation", "position", "sigma"]  # organisations are numbered in their own order
    placed = added.drop_nulls("position")  # reports without a cell are few: they are left out last
    found = placed.with_columns(parent("position", resolution).alias("cell")).sort(order).collect()
    return found.with_columns(chosen.organisations.gather(found["organisation"]))


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
