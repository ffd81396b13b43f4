"""Counts of the selected reports: per cell, category, organisation, district, week, month and hour of the week.

Every count is the sum of weights, so that a report whose time is a window counts with its share inside the chosen
hours. What is asked of cells may be bounded by `coarsest`, metres: then only what is placed as exactly counts, as on a
map of cells of that size (`precision.coarsest_m`).
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from est.clock import ALL_HOURS, HOURS_IN_WEEK, MINUTES_IN_WEEK
from est.picture.counts_at_hand import by_hour_of, daily_weights_of, unknown_time_of
from est.picture.selected_reports import reports_at_hand
from est.picture.selection import Selection
from est.picture.selection_sql import condition_sql, selected_sql, shares_of_days, weighted_sql
from est.reports.fields.registry import LISTED
from est.space.cells import cell_column, cell_resolution, cells_to_text, text_to_cell
from est.space.precision import SPOTS, sigma_sql
from est.statistics.hours import WindowEnds, fold_windows
from est.store import Store

SMALLEST_SHOWN = 4  # hours of a cell with fewer reports say more about persons than about the place
SPANS = {"week": "1w", "month": "1mo"}
_SUM = "round(sum(weight), 9)"  # sums over threads differ in their last bits from run to run


def cell_counts(store: Store, selection: Selection, resolution: int) -> pl.DataFrame:
    """Return the cells with reports, by cell: [cell u64, count f64, certain u32, partial u32, partial_weight f64,
    first_day Date, last_day Date].

    `certain` reports lie wholly inside the chosen hours, `partial` ones with a window partly; together
    count = certain + partial_weight. The days are those of the first and last start.
    """
    return _per_place(store, selection, f"{cell_column(resolution)} AS cell").drop_nulls("cell")


def _per_place(store: Store, selection: Selection, place: str) -> pl.DataFrame:
    """Return the columns of `cell_counts` for each value of what `place` (SQL of ours) selects, in its order."""
    sql, values = weighted_sql(selection)
    sums = _SUMS_WHOLE_WEEK if selection.whole_week else _SUMS
    return _parted(store.ask(f"SELECT {place}, {sums} FROM ({sql}) GROUP BY ALL HAVING count > 0 ORDER BY ALL", values))


def _parted(found: pl.DataFrame) -> pl.DataFrame:
    """Return counts with `certain`, `partial` and `partial_weight` out of `count`, `certain` and `weighty`."""
    partial = pl.col("weighty") - pl.col("certain")
    part = (pl.col("count") - pl.col("certain")).round(9)
    return found.with_columns(
        pl.col("count").round(9),
        pl.col("certain").cast(pl.UInt32),
        partial.cast(pl.UInt32).alias("partial"),
        pl.when(partial > 0).then(part).otherwise(0.0).alias("partial_weight"),
    ).select(pl.exclude("weighty", "first_day", "last_day"), "first_day", "last_day")


# with every weight 1 there is less to add up
_SUMS = """sum(weight) AS count, count(*) FILTER (weight >= 1) AS certain, count(*) FILTER (weight > 0) AS weighty,
    min(starts) FILTER (weight > 0)::DATE AS first_day, max(starts) FILTER (weight > 0)::DATE AS last_day"""
_SUMS_WHOLE_WEEK = """count(*)::DOUBLE AS count, count(*) AS certain, count(*) AS weighty,
    min(starts)::DATE AS first_day, max(starts)::DATE AS last_day"""


def total_count(store: Store, selection: Selection) -> float:
    """Return the sum of weights of the selected reports, with and without a place."""
    at_hand = reports_at_hand(store, selection)
    if at_hand is not None:
        return at_hand.total
    sql, values = selected_sql(selection)
    return float(store.ask(f"SELECT coalesce({_SUM}, 0) AS count FROM ({sql})", values).item())


def unknown_time_count(store: Store, selection: Selection) -> int:
    """Return how many reports are left out as only their day is known, and a part of that day is chosen."""
    if selection.whole_week:
        return 0
    partly = [day for day, share in enumerate(shares_of_days(selection), 1) if 0 < share < 1]
    at_hand = reports_at_hand(store, replace(selection, hours=ALL_HOURS))
    if at_hand is not None:
        return unknown_time_of(at_hand, [day - 1 for day in partly])
    where, values = condition_sql(selection)
    asked = f"SELECT count(*) FROM reports WHERE {where} AND hour IS NULL AND list_contains($partly, isodow(starts))"
    return int(store.ask(asked, values | {"partly": partly}).item()) if partly else 0


def timeless_count(store: Store, selection: Selection, cells: list[str], coarsest: float | None = None) -> int:
    """Return how many reports in these cells would be selected by their day, and have no known hour."""
    sql, values = _in_cells(replace(selection, hours=ALL_HOURS), cells, coarsest)
    return int(store.ask(f"SELECT count(*) FROM ({sql}) WHERE hour IS NULL", values).item())


def category_counts(
    store: Store, selection: Selection, cells: Collection[str] | None = None, coarsest: float | None = None
) -> pl.DataFrame:
    """Return every active, counted category: [code, name, count f64], in the categories' own order."""
    sql, values = _in_cells(selection, cells, coarsest)
    return store.ask(
        f"""SELECT code, name, coalesce({_SUM}, 0) AS count
        FROM categories LEFT JOIN ({sql}) AS chosen ON chosen.category = categories.code
        WHERE counted AND (active OR weight IS NOT NULL)
        GROUP BY code, name, categories.position ORDER BY categories.position, code""",
        values,
    )


def organisation_counts(
    store: Store, selection: Selection, cells: Collection[str] | None = None, coarsest: float | None = None
) -> pl.DataFrame:
    """Return the organisations with selected reports: [id, name, count f64], most first."""
    sql, values = _in_cells(selection, cells, coarsest)
    return store.ask(
        f"""SELECT chosen.organisation::VARCHAR AS id, any_value(name) AS name, {_SUM} AS count
        FROM ({sql}) AS chosen LEFT JOIN organisations ON organisations.id = chosen.organisation
        GROUP BY chosen.organisation ORDER BY count DESC, name, id""",
        values,
    )


def reporting_extent(
    store: Store, selection: Selection, cells: list[str], coarsest: float | None = None
) -> tuple[int, int, pl.DataFrame]:
    """Return how many selected reports there are in these cells, each as one whatever its weight, on how many days they
    start, and their `organisation_counts`.
    """
    sql, values = _in_cells(selection, cells, coarsest)
    found = store.ask(f"SELECT count(*) AS reports, count(DISTINCT starts::DATE) AS days FROM ({sql})", values)
    reports, days = found.row(0)
    return int(reports), int(days), organisation_counts(store, selection, cells, coarsest)


def weekly_counts(store: Store, selection: Selection, cells: Collection[str] | None = None) -> pl.DataFrame:
    """Return every week of the period: [start Date (a Monday), count f64, organisations u32, days u8].

    `days` are the week's days inside the period, fewer than seven at its ends; a week without reports counts 0. With
    `cells` (texts of any one resolution) only the reports in them are counted.
    """
    return counts_by_span(daily_weights(store, selection, cells), selection, "week")


def monthly_counts(store: Store, selection: Selection) -> pl.DataFrame:
    """Return every month of the period: [start Date (its first day), count f64, organisations u32, days u8]."""
    return counts_by_span(daily_weights(store, selection), selection, "month")


def daily_weights(store: Store, selection: Selection, cells: Collection[str] | None = None) -> pl.DataFrame:
    """Return [day Date, organisation String, count f64] for `counts_by_span`: a row for each that has reports, of
    whatever hour; where none lies in the chosen hours its count is 0.
    """
    at_hand = None if cells is not None else reports_at_hand(store, replace(selection, hours=ALL_HOURS))
    if at_hand is not None:
        return daily_weights_of(at_hand, selection)
    sql, values = _in_cells(selection, cells) if cells is not None else weighted_sql(selection)
    return store.ask(
        f"""SELECT day, organisation::VARCHAR AS organisation, coalesce(held, 0)::DOUBLE AS count
        FROM (SELECT starts::DATE AS day, organisation, sum(weight) AS held FROM ({sql}) GROUP BY ALL)
        ORDER BY ALL""",
        values,
    )


def counts_by_span(days: pl.DataFrame, selection: Selection, unit: str) -> pl.DataFrame:
    """Return `weekly_counts` or `monthly_counts` from `daily_weights`, by `unit`: week or month."""
    every = SPANS[unit]
    counted = (
        days.filter(pl.col("count") > 0)
        .group_by(start=pl.col("day").dt.truncate(every))
        .agg(
            pl.col("count").sum().round(9), organisations=pl.col("organisation").drop_nulls().n_unique().cast(pl.UInt32)
        )
    )
    known = pl.date_range(selection.start, selection.end - timedelta(days=1), "1d", eager=True).alias("start")
    spans = known.dt.truncate(every).value_counts(name="days").with_columns(pl.col("days").cast(pl.UInt8))
    return (
        spans.join(counted, on="start", how="left", maintain_order="left")
        .with_columns(pl.col("count").fill_null(0.0), pl.col("organisations").fill_null(0))
        .select("start", "count", "organisations", "days")
        .sort("start")
    )


def hour_table(
    store: Store, selection: Selection, cells: Collection[str] | None = None, coarsest: float | None = None
) -> pl.DataFrame:
    """Return [hour 0-167, count f64] of the selected reports; a window is spread evenly over its minutes.

    The counts add up to the weights of the reports whose time is known. Hours that are not chosen count 0. Of cells
    with fewer than four reports nothing is told: the frame is then empty.
    """
    at_hand = None if cells is not None else reports_at_hand(store, replace(selection, hours=ALL_HOURS))
    counts = _by_hour(store, *_in_cells(selection, cells, coarsest)) if at_hand is None else by_hour_of(at_hand)
    chosen = np.isin(np.arange(HOURS_IN_WEEK), list(selection.hours))
    table = pl.DataFrame({"hour": np.arange(HOURS_IN_WEEK, dtype=np.uint8), "count": np.where(chosen, counts, 0.0)})
    return table.clear() if cells is not None and table["count"].sum() < SMALLEST_SHOWN else table


def _by_hour(store: Store, sql: str, values: dict[str, object]) -> npt.NDArray[np.float64]:
    """Return 168 sums of the weights of what a sub-select gives, in one walk over it: by the hours in which reports
    begin and in which their windows end.
    """
    found = store.ask(
        f"""SELECT hour, last, count(*) FILTER (minutes IS NULL)::DOUBLE AS points,
            count(*) FILTER (minutes >= {MINUTES_IN_WEEK})::DOUBLE AS long,
            coalesce(sum(1.0 / length) FILTER (minutes < {MINUTES_IN_WEEK}), 0) AS rate,
            coalesce(sum((week_minute % 60) / length) FILTER (minutes < {MINUTES_IN_WEEK}), 0) AS begun,
            coalesce(sum(((week_minute + minutes) % 60) / length) FILTER (minutes < {MINUTES_IN_WEEK}), 0) AS ended,
            clock_hour, sum(clock_minutes / length) AS turned
        FROM (SELECT hour::INTEGER AS hour, minutes::INTEGER AS minutes, week_minute::INTEGER AS week_minute,
                CASE WHEN minutes < {MINUTES_IN_WEEK} THEN (week_minute + minutes)::INTEGER // 60 END AS last,
                clock_hour::INTEGER AS clock_hour, clock_minutes,
                minutes::INTEGER + coalesce(clock_minutes, 0) AS length
              FROM ({sql}) WHERE hour IS NOT NULL)
        GROUP BY ALL""",
        values,
    )
    windows = found.drop_nulls("last")
    counts = fold_windows(_ends(windows, "hour", "begun"), _ends(windows, "last", "ended"))
    counts += _sums(found, "hour", "points") + float(found["long"].sum()) / HOURS_IN_WEEK
    # hours that a change of the clock skipped or repeated
    return counts + _sums(found.drop_nulls("clock_hour"), "clock_hour", "turned")


def _ends(found: pl.DataFrame, hour: str, into: str) -> WindowEnds:
    """Return the sums of 1/length, and of minutes into the hour / length, by hour in which windows begin or end."""
    return WindowEnds(found[hour].to_numpy(), found["rate"].to_numpy(), found[into].to_numpy())


def _sums(found: pl.DataFrame, hour: str, held: str) -> npt.NDArray[np.float64]:
    """Return the 168 sums of a column by the hours of another."""
    return np.bincount(found[hour].to_numpy(), found[held].to_numpy(), HOURS_IN_WEEK).astype(np.float64)


def reports_in(
    store: Store,
    selection: Selection,
    cells: Collection[str] | None = None,
    limit: int = 1000,
    coarsest: float | None = None,
) -> pl.DataFrame:
    """Return the newest selected reports, in these cells or everywhere: [id, starts, ends, time_precision, category,
    category_name, category_original, organisation, weight, cell, position, batch] and the fields that are listed.

    `cell` is text of resolution 13; `organisation` is its name.
    """
    sql, values = _in_cells(selection, cells, coarsest)
    return list_reports(store, sql, values, limit)


def reports_in_no_district(store: Store, selection: Selection, limit: int = 1000) -> pl.DataFrame:
    """Return the newest selected reports that lie in no district, with the columns of `reports_in`."""
    sql, values = selected_sql(selection)
    return list_reports(store, f"SELECT * FROM ({sql}) WHERE district IS NULL", values, limit)


def list_reports(store: Store, sql: str, values: Mapping[str, object], limit: int) -> pl.DataFrame:
    """Return the newest reports that a sub-select (SQL of ours) gives, with the columns of `reports_in`."""
    fields = ", ".join(f"chosen.{field.column}" for field in LISTED)
    found = store.ask(
        f"""SELECT chosen.id::VARCHAR AS id, starts, ends, time_precision, category, categories.name AS category_name,
            category_original, organisations.name AS organisation, {fields},
            weight, cell, chosen.position AS position, batch::VARCHAR AS batch
        FROM ({sql}) AS chosen
        LEFT JOIN categories ON categories.code = chosen.category
        LEFT JOIN organisations ON organisations.id = chosen.organisation
        ORDER BY starts DESC, chosen.id LIMIT $limit""",
        {**values, "limit": limit},
    )
    texts = cells_to_text(found["cell"].drop_nulls().unique())
    names = dict(zip(found["cell"].drop_nulls().unique().to_list(), texts.to_list(), strict=False))
    return found.with_columns(pl.Series("cell", [names.get(cell) for cell in found["cell"].to_list()], dtype=pl.String))


def count_in_cells(store: Store, selection: Selection, cells: Collection[str], coarsest: float | None = None) -> float:
    """Return the sum of weights of the selected reports in these cells."""
    sql, values = _in_cells(selection, cells, coarsest)
    return float(store.ask(f"SELECT coalesce({_SUM}, 0) AS count FROM ({sql})", values).item())


def _in_cells(
    selection: Selection, cells: Collection[str] | None, coarsest: float | None = None
) -> tuple[str, dict[str, object]]:
    """Return the rule, and on top of it that a report lies in one of these cells (texts of any one resolution)."""
    sql, values = selected_sql(selection)
    if cells is None:
        return sql, values
    numbers = [text_to_cell(text) for text in cells]
    columns = sorted({cell_column(cell_resolution(number)) for number in numbers}) or ["cell"]
    there = " OR ".join(f"{column} IN (SELECT unnest($cells::UBIGINT[]))" for column in columns)
    values |= {"cells": numbers}
    if coarsest is None:
        return f"SELECT * FROM ({sql}) WHERE {there}", values
    sigma = sigma_sql("place_precision = 'point'", "radius")
    exact = f"""SELECT chosen.* FROM ({sql}) AS chosen
        LEFT JOIN {SPOTS} AS spot ON spot.y = chosen.lat AND spot.x = chosen.lng
        WHERE ({there}) AND {sigma} <= $coarsest"""
    return exact, values | {"coarsest": coarsest}


def period_counts(store: Store, selection: Selection) -> pl.DataFrame:
    """Return [category, organisation, district, count f64, before f64] with a row for each that has reports.

    `count` is of the selection's period and `before` of the equally long one just before; identities are text.
    """
    sql, values = weighted_sql(replace(selection, start=selection.previous().start))
    # identities become texts when they are few
    return store.ask(
        f"""SELECT category, organisation::VARCHAR AS organisation, district::VARCHAR AS district, count, before
        FROM (SELECT category, organisation, district,
                coalesce(sum(weight) FILTER (starts >= $middle::TIMESTAMP), 0)::DOUBLE AS count,
                coalesce(sum(weight) FILTER (starts < $middle::TIMESTAMP), 0)::DOUBLE AS before
            FROM ({sql}) GROUP BY ALL HAVING sum(weight) > 0)
        ORDER BY ALL""",
        values | {"middle": selection.start},
    )


def count_by_key(counts: pl.DataFrame, key: str, names: Mapping[str, str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return [id, name, count] of this period and of the one before, of `period_counts`, by one of their keys.

    The rows come in the order of `names` (identity → name), one without a name last; only what has reports is there.
    """
    order = pl.DataFrame({"id": list(names), "name": list(names.values())}, schema={"id": pl.String, "name": pl.String})
    sums = counts.lazy().group_by(pl.col(key).alias("id")).agg(pl.col("count", "before").sum())
    joined = order.lazy().join(sums, on="id", how="full", coalesce=True, nulls_equal=True, maintain_order="left_right")
    rows = joined.collect()
    now = rows.lazy().filter(pl.col("count") > 0).select("id", "name", "count")
    before = rows.lazy().filter(pl.col("before") > 0).select("id", "name", pl.col("before").alias("count"))
    return now.collect(), before.collect()
