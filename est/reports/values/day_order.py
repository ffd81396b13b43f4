"""Whether the day or the month comes first in the dates of a file: shown by the whole column, or asked."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import polars as pl

from est.reports.values.time_patterns import SWEDISH_DAYS

_SLASHED = (
    r"^\s*(?P<first>[0-9]{1,2})[-/.](?P<second>[0-9]{1,2})(?P<sign>[-/.\s])"
    r"(?P<year>[0-9]{4}|[0-9]{2})(?:[^0-9].*)?$"
)
UNDECIDED = "undecided"
_PARTS: Mapping[str, tuple[str, str, str]] = {  # which of the three are year, month and day
    "dmy": ("year", "second", "first"),
    "mdy": ("year", "first", "second"),
    "ymd": ("first", "second", "year"),
}
_AHEAD = timedelta(days=366)  # no file of reports holds later days than these


def day_orders(columns: Iterable[pl.Series], known: Iterable[str] = (), today: date | None = None) -> dict[str, str]:
    """Return the order (dmy, mdy, ymd or UNDECIDED) of each column of texts that has dates in which it must be known.

    One value above 12 tells it for its column, and for the columns beside it that do not tell, as the orders that are
    `known` of other columns do. Values for both orders, or for none, leave it undecided. A year of two digits may stand
    first too: the column is of the one order in which all its dates are days of the calendar that have come `today`,
    or nearly.
    """
    found: dict[str, set[str]] = {}
    for values in columns:
        if values.dtype == pl.String and (told := _told(values, today)) is not None:
            found[values.name] = told
    clear = {*known, *(order for told in found.values() if len(told) == 1 for order in told)}
    return {
        name: next(iter(told)) if len(told) == 1 else clear_order(clear - {"ymd"}) if not told else UNDECIDED
        for name, told in found.items()
    }


def clear_order(orders: set[str]) -> str:
    """Return the one order of several columns, UNDECIDED where there is none or more than one."""
    return next(iter(orders)) if len(orders) == 1 and UNDECIDED not in orders else UNDECIDED


def _told(values: pl.Series, today: date | None) -> set[str] | None:
    """Return the orders that the values speak for, None where no value is written so."""
    texts = values.unique().drop_nulls()
    for told_by_signs in SWEDISH_DAYS:
        texts = texts.filter(~texts.str.strip_chars().str.to_lowercase().str.contains(told_by_signs))
    parts = texts.to_frame("text").select(pl.col("text").str.extract_groups(_SLASHED).alias("parts"))
    parts = parts.unnest("parts").drop_nulls("first")
    if parts.is_empty():
        return None
    is_short = parts["year"].str.len_chars() == 2
    short, parts = parts.filter(is_short), parts.filter(~is_short)
    first, second = parts["first"].cast(pl.Int32), parts["second"].cast(pl.Int32)
    told = {
        order
        for order, speaks in (("dmy", (first > 12) & (second <= 12)), ("mdy", (second > 12) & (first <= 12)))
        if speaks.any()
    }
    return told if short.is_empty() else _told_by_short_years(short, told, today)


def _told_by_short_years(parts: pl.DataFrame, told: set[str], today: date | None) -> set[str]:
    """Return the one order of dates with years of two digits, beside what those of four digits have `told`."""
    latest = today + _AHEAD if today else date.max
    two = {name: pl.col(name).str.zfill(2) for name in ("first", "second", "year")}
    can = parts.select(
        (pl.format("20{}-{}-{}", *(two[name] for name in names)).str.to_date("%Y-%m-%d", strict=False) <= latest)
        .fill_null(False)
        .alias(order)
        for order, names in _PARTS.items()
    )
    # what is a date in no order tells nothing, and behind a blank two digits may as well be an hour
    can = can.filter(pl.any_horizontal(pl.all()))
    orders = {order for order in _PARTS if can[order].all()}
    clear = len(orders) == 1 and told <= orders and (parts["sign"] != " ").all()
    return orders if clear else {UNDECIDED, *told}
