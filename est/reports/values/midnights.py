"""Columns of times that hold nothing but midnights: dates that were stored as times."""

from collections.abc import Collection

import polars as pl

from est.reports.files.table import DAY_CELL
from est.reports.values.time_patterns import BARE_CLOCK, MIDNIGHT
from est.reports.values.times import read_times

_CLOCKED = r"[0-9][Tt\s,]+(?:kl\.?\s*)?[0-9]{1,2}[:.][0-9]{2}"
_NIGHT_IN_UTC = r"(?i)^[^T\s]+[T\s]+(?:2[0-3]|0?[1-9]|1[0-2]):00(?::00(?:[.,]0+)?)?\s*(?:z|utc|gmt|[+-]00:?00)\s*$"


def dates_of_midnights(
    rows: pl.DataFrame,
    columns: Collection[str],
    window: tuple[str, str] | None = None,
    zone: str = "UTC",
    cells: Collection[str] = (),
) -> tuple[pl.DataFrame, list[str], list[str]]:
    """Return the rows, with those of the columns that hold nothing but midnights as dates, and which these are.

    Behind them the columns of which only the cells of dates are midnights, those of `cells`: what stands as text among
    these is left as it is written.

    One rule for native times and for texts: a value that is no time at all changes nothing for the others. `window` is
    the columns of start and end: where every end has a time of day, midnight is when the windows begin. The midnights
    of `zone` that were written in UTC (`2026-03-05T23:00:00Z`) are dates too.
    """
    rows = rows.with_columns(own_midnights(rows[name], zone) for name in columns)
    windows = {window[0]} if window and _all_clocked(rows[window[1]]) else set()
    found = [name for name in columns if name not in windows and all_midnight(rows[name])]
    among = [name for name in columns if name in cells and name not in (*windows, *found)]
    dates = [
        rows[name].str.replace(MIDNIGHT, "$1") if rows[name].dtype == pl.String else rows[name].cast(pl.Date)
        for name in found
    ]
    return rows.with_columns(*dates, *(days_of_cells(rows[name]) for name in among)), found, among


def days_of_cells(values: pl.Series) -> pl.Series:
    """Return a column of texts with its cells of days as dates: `2026-03-02 00:00:00` is `2026-03-02`."""
    return values.str.replace(DAY_CELL, "$1") if values.dtype == pl.String else values


def own_midnights(values: pl.Series, zone: str) -> pl.Series:
    """Return a column whose every time is a midnight of a zone, written in UTC, as these; any other as it is."""
    if values.dtype != pl.String:
        return values
    nights = values.str.contains(_NIGHT_IN_UTC).fill_null(False)
    if not nights.any() or _has_clocks(values.filter(~nights)):
        return values
    local = read_times(values.str.strip_chars().set(~nights, None), zone)["time"]
    if local.count() < nights.sum() or not (local == local.dt.truncate("1d")).all():
        return values
    return local.dt.strftime("%Y-%m-%d 00:00").zip_with(nights, values).alias(values.name)


def all_midnight(values: pl.Series) -> bool:
    """Return whether a column of times holds nothing but midnights: dates that were stored as times."""
    written = values.drop_nulls()
    if values.dtype == pl.String:
        midnights = written.str.contains(MIDNIGHT)
        return bool(midnights.any()) and not _has_clocks(written.filter(~midnights))
    if not isinstance(values.dtype, pl.Datetime) or written.is_empty():
        return False
    return bool((written == written.dt.truncate("1d")).all())


def _has_clocks(texts: pl.Series) -> bool:
    return bool((texts.str.contains(_CLOCKED) | texts.str.contains(BARE_CLOCK)).any())


def _all_clocked(values: pl.Series) -> bool:
    """Return whether every value of a column is written with a time of day, and not all of these are midnight."""
    if all_midnight(values):
        return False
    if values.dtype == pl.String:
        return values.len() > 0 and bool(values.fill_null("").str.contains(_CLOCKED).all())
    return isinstance(values.dtype, pl.Datetime) and values.len() > 0 and values.null_count() == 0
