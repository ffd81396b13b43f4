"""A date in parts: the year in a column of its own beside a month or a week, or beside a month and a day."""

import re
from collections.abc import Mapping

import polars as pl

from est.reports.values.month_texts import read_spans_of_days
from est.reports.values.time_patterns import MONTHS

PARTS = ("year", "month", "day")
_WEEKLY = re.compile(r"veck|week|^v\.?$", re.IGNORECASE)
_QUARTERLY = re.compile(r"kvartal|quarter|^(?:q|kv)\.?$", re.IGNORECASE)
_QUARTER = r"^(?:q|k|kv|kvartal|quarter)?\.?[ -]?0*([1-4])(?:[.,]0+)?$"
_NUMBER = r"^0*([0-9]{1,2})(?:[.,]0+)?$"
_WEEK = r"^(?:w|v|vecka|week)\.?[ -]?0*([0-9]{1,2})$"
WEEKDAYS = {
    word: number
    for words in ("mån tis ons tor fre lör sön", "mon tue wed thu fri sat sun")
    for number, word in enumerate(words.split())
}
_YEAR = r"^((?:19|20)[0-9]{2}|[0-9]{2})(?:[.,]0+)?$"


def join_date_parts(rows: pl.DataFrame, fields: Mapping[str, str]) -> tuple[pl.DataFrame, dict[str, str]]:
    """Return the rows with a date in the column of months, and field → column as they are to be read then.

    With a day the three are one `date`, as a week and its weekday are; without it `month` holds `2026-03` or
    `2026-W12`. What cannot be joined stays.
    """
    left = {field: column for field, column in fields.items() if field not in ("year", "day")}
    if "month" not in fields or {"start", "date"} & set(fields):
        return rows, left
    months = rows[fields["month"]]
    days = rows[fields["day"]] if "day" in fields else None
    years = rows[fields["year"]] if "year" in fields else None
    if days is not None and are_days_of_weeks(years, months, days):
        left["date"] = left.pop("month")
        return rows.with_columns(_days_of_weeks(months if years is None else joined_parts(years, months), days)), left
    if "year" not in fields:
        return rows, left
    if days is not None:
        left["date"] = left.pop("month")
    return rows.with_columns(joined_parts(rows[fields["year"]], months, days)), left


def join_minutes(
    rows: pl.DataFrame, fields: Mapping[str, str], forms: Mapping[str, str | None]
) -> tuple[pl.DataFrame, dict[str, str], dict[str, str | None]]:
    """Return the rows with hour and minute in one column, `21:15`, and the fields and forms as they are read then."""
    if not {"time", "minute"} <= set(fields):
        return rows, dict(fields), dict(forms)
    hours, minutes = (_texts(rows[fields[name]]).str.extract(_NUMBER, 1).str.zfill(2) for name in ("time", "minute"))
    known = hours.is_not_null() & minutes.is_not_null()
    both = (hours + ":" + minutes).zip_with(known, rows[fields["time"]].cast(pl.String)).alias(fields["time"])
    return (
        rows.with_columns(both),
        {name: one for name, one in fields.items() if name != "minute"},
        {**forms, "time": None},
    )


def joined_parts(years: pl.Series, months: pl.Series, days: pl.Series | None = None) -> pl.Series:
    """Return `2026-03`, `2026-W12`, `2026-Q1` or `2026-03-05`; the month as it is written where these are no date."""
    weekly = _WEEKLY.search(months.name) is not None
    quarterly = _QUARTERLY.search(months.name) is not None and days is None
    year, text = _texts(years).str.extract(_YEAR, 1), _texts(months)
    number = text.str.extract(_NUMBER, 1)
    week = pl.coalesce(text.str.extract(_WEEK, 1), number) if weekly else text.str.extract(_WEEK, 1)
    named = text.str.strip_chars(".").replace_strict(MONTHS, default=None, return_dtype=pl.Int64).cast(pl.String)
    parts = pl.DataFrame({"year": year}).select(
        year=pl.when(pl.col("year").str.len_chars() == 2).then(pl.lit("20") + pl.col("year")).otherwise("year"),
        week=week,
        quarter=text.str.extract(_QUARTER, 1) if quarterly else pl.lit(None, pl.String),
        month=named if weekly else pl.coalesce(named, number),
        day=_texts(days).str.extract(_NUMBER, 1) if days is not None else pl.lit(None, pl.String),
    )
    whole = pl.col("year") + "-" + pl.col("month").str.zfill(2)
    if days is not None:
        whole = whole + "-" + pl.col("day").str.zfill(2)
    quarter = pl.col("year") + "-Q" + pl.col("quarter")
    joined = pl.coalesce(quarter, pl.col("year") + "-W" + pl.col("week").str.zfill(2), whole, months.cast(pl.String))
    return parts.select(joined.alias(months.name)).to_series()


def is_year(values: pl.Series) -> bool:
    """Return whether most of a column's values are years of four digits."""
    return _most(_texts(values).str.contains(r"^(?:19|20)[0-9]{2}(?:[.,]0+)?$"), values)


def is_day(values: pl.Series) -> bool:
    """Return whether most of a column's values are days of a month."""
    day = _texts(values).str.extract(_NUMBER, 1).cast(pl.Int32, strict=False)
    return _most(day.is_between(1, 31), values)


def is_weekday(values: pl.Series) -> bool:
    """Return whether most of a column's values are weekdays."""
    return _most(_weekdays(values).is_not_null(), values)


def are_days_of_weeks(years: pl.Series | None, weeks: pl.Series | None, days: pl.Series | None) -> bool:
    """Return whether most values are weeks, with years in them or beside them, and weekdays."""
    if weeks is None or days is None:
        return False
    first, last = read_spans_of_days(weeks if years is None else joined_parts(years, weeks))
    return is_weekday(days) and _most((last - first).dt.total_days() == 6, weeks)


def _days_of_weeks(weeks: pl.Series, days: pl.Series) -> pl.Series:
    """Return the date of each weekday in its week; the week as it is written where there is none."""
    first, last = read_spans_of_days(weeks)
    parts = pl.DataFrame({"first": first, "last": last, "day": _weekdays(days), "week": weeks.cast(pl.String)})
    whole = ((pl.col("last") - pl.col("first")).dt.total_days() == 6) & pl.col("day").is_not_null()
    date = (pl.col("first") + pl.duration(days=pl.col("day"))).dt.strftime("%Y-%m-%d")
    return parts.select(pl.when(whole).then(date).otherwise("week").alias(weeks.name)).to_series()


def _weekdays(values: pl.Series) -> pl.Series:
    """Return the number of each weekday, Monday 0."""
    start = _texts(values).str.extract(rf"^({'|'.join(WEEKDAYS)})[a-zåäö]*\.?$", 1)
    return start.replace_strict(WEEKDAYS, default=None, return_dtype=pl.Int64)


def is_minute(values: pl.Series) -> bool:
    """Return whether most of a column's values are minutes of an hour."""
    minute = _texts(values).str.extract(_NUMBER, 1).cast(pl.Int32, strict=False)
    return _most(minute.is_between(0, 59), values)


def _most(true: pl.Series, values: pl.Series) -> bool:
    return int(true.fill_null(False).sum()) * 2 > values.len()


def _texts(values: pl.Series) -> pl.Series:
    return values.cast(pl.String).str.strip_chars().str.to_lowercase()
