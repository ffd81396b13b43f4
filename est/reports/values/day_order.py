"""Whether the day or the month comes first in the dates of a file: shown by the whole column, or asked."""

from collections.abc import Iterable

import polars as pl

from est.reports.values.time_patterns import SWEDISH_DAYS

_SLASHED = r"^\s*(?P<first>[0-9]{1,2})[-/.](?P<second>[0-9]{1,2})[-/.\s](?P<year>[0-9]{4}|[0-9]{2})(?:[^0-9].*)?$"
UNDECIDED = "undecided"


def day_orders(columns: Iterable[pl.Series], known: Iterable[str] = ()) -> dict[str, str]:
    """Return the order (dmy, mdy or UNDECIDED) of each column of texts that has dates in which it must be known.

    One value above 12 tells it for its column, and for the columns beside it that do not tell, as the orders that are
    `known` of other columns do. Values for both orders, or for none, leave it undecided, and so does a year of two
    digits.
    """
    found: dict[str, set[str]] = {}
    for values in columns:
        if values.dtype == pl.String and (told := _told(values)) is not None:
            found[values.name] = told
    clear = {*known, *(order for told in found.values() if len(told) == 1 for order in told)}
    return {
        name: next(iter(told)) if len(told) == 1 else clear_order(clear) if not told else UNDECIDED
        for name, told in found.items()
    }


def clear_order(orders: set[str]) -> str:
    """Return the one order of several columns, UNDECIDED where there is none or more than one."""
    return next(iter(orders)) if len(orders) == 1 and UNDECIDED not in orders else UNDECIDED


def _told(values: pl.Series) -> set[str] | None:
    """Return the orders that the values speak for, None where no value is written so."""
    texts = values.unique().drop_nulls()
    for told_by_signs in SWEDISH_DAYS:
        texts = texts.filter(~texts.str.strip_chars().str.to_lowercase().str.contains(told_by_signs))
    parts = texts.to_frame("text").select(pl.col("text").str.extract_groups(_SLASHED).alias("parts"))
    parts = parts.unnest("parts").drop_nulls("first")
    if parts.is_empty():
        return None
    first, second = parts["first"].cast(pl.Int32), parts["second"].cast(pl.Int32)
    told = {
        order
        for order, speaks in (("dmy", (first > 12) & (second <= 12)), ("mdy", (second > 12) & (first <= 12)))
        if speaks.any()
    }
    return {UNDECIDED, *told} if (parts["year"].str.len_chars() == 2).any() else told
