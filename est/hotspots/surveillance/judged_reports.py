"""The reports that a judgement of what is unusual counts, and those that it counts as repeats of these."""

from collections.abc import Collection
from datetime import date, timedelta

import polars as pl

from est.clock import PRESETS
from est.hotspots.surveillance.hour_shifts import LATELY, HourShift, hours_inside
from est.hotspots.surveillance.unusual import UnusualList, UnusualPlace
from est.picture.counts import list_reports
from est.picture.selection import Selection
from est.picture.selection_sql import selected_sql
from est.space.cells import cell_column, cell_resolution, text_to_cell
from est.store import Store


def judged_period(found: UnusualList, place: UnusualPlace) -> Selection:
    """Return the weeks of a place that were judged."""
    return Selection(found.as_of - timedelta(days=7 * place.weeks - 1), found.as_of + timedelta(days=1))


def judged_reports(
    store: Store, period: Selection, cells: Collection[str], newcomers: Collection[str], repeats: bool, limit: int
) -> pl.DataFrame:
    """Return the newest reports in these cells (of one resolution) that are counted, with the columns of
    `counts.reports_in`; or the `repeats`, of which the same organisation told on the same day and of the same category.

    Those of `newcomers` are in neither: of them nobody knows yet what is usual.
    """
    numbers = [text_to_cell(cell) for cell in cells]
    column = cell_column(cell_resolution(numbers[0]))
    sql, values = selected_sql(period)
    turns = f"""SELECT chosen.*, CASE WHEN every_row IS NOT DISTINCT FROM false THEN row_number() OVER (
                PARTITION BY chosen.organisation, {column}, category, starts::DATE ORDER BY starts, chosen.id)
            ELSE 1 END AS turn
        FROM ({sql}) AS chosen LEFT JOIN organisations ON organisations.id = chosen.organisation
        WHERE {column} IN (SELECT unnest($cells::UBIGINT[])) AND coalesce(place_precision, '') <> 'area'
            AND NOT list_contains($newcomers::VARCHAR[], coalesce(chosen.organisation::VARCHAR, ''))"""  # noqa: S608 (as below)
    values |= {"cells": numbers, "newcomers": list(newcomers), "repeats": repeats}
    asked = f"SELECT * FROM ({turns}) WHERE (turn > 1) = $repeats"  # noqa: S608 (the rule's own SQL, and names of ours)
    return list_reports(store, asked, values, limit)


def shifted_hours_period(as_of: date) -> Selection:
    """Return the weeks until a day in which a place is judged by its hours."""
    end = as_of + timedelta(days=1)
    return Selection(end - timedelta(weeks=LATELY), end)


def hour_shift_reports(store: Store, period: Selection, shift: HourShift, every_hour: bool, limit: int) -> pl.DataFrame:
    """Return the newest reports that a shift of hours counts, with the columns of `counts.reports_in`: those in its
    hours, or of `every_hour`. Repeats within an hour are one.
    """
    numbers = [text_to_cell(cell) for cell in shift.cells]
    column = cell_column(cell_resolution(numbers[0]))
    sql, values = selected_sql(period)
    values |= {"cells": numbers}
    rows = store.ask(
        f"""SELECT id, hour, hours FROM (
            SELECT id, hour, hours, every_row IS NOT DISTINCT FROM false AND row_number() OVER (
                PARTITION BY organisation, {column}, hour, hours, starts::DATE, category ORDER BY starts, id
            ) > 1 AS again
            FROM (SELECT chosen.id::VARCHAR AS id, hour::INTEGER AS hour, starts, category, organisation, {column},
                    greatest(1, (week_minute % 60 + coalesce(minutes, 0)::INTEGER + 59) // 60)::INTEGER AS hours,
                    every_row
                FROM ({sql}) AS chosen LEFT JOIN organisations ON organisations.id = chosen.organisation
                WHERE {column} IN (SELECT unnest($cells::UBIGINT[])) AND hour IS NOT NULL
                    AND coalesce(place_precision, '') <> 'area'))
        WHERE NOT again""",  # noqa: S608 (as above)
        values,
    )
    inside = pl.Series(hours_inside(rows, PRESETS[shift.hours]))
    counted = rows.filter(inside.is_not_nan() if every_hour else inside == 1)["id"].to_list()
    there = f"{column} IN (SELECT unnest($cells::UBIGINT[])) AND id::VARCHAR IN (SELECT unnest($counted::VARCHAR[]))"
    asked = f"SELECT * FROM ({sql}) WHERE {there}"  # noqa: S608 (as above)
    return list_reports(store, asked, values | {"counted": counted}, limit)
