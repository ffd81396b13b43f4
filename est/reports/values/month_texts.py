"""Months, weeks and quarters as people write them: `2026-03`, `mars 2026`, `2026-W12`, `v. 12 2026`, `2026-Q1`."""

import re
from datetime import date, timedelta

import polars as pl

from est.reports.values.time_patterns import MONTHS

_MONTH = (
    r"^(?P<year>[0-9]{4})[-/. ]?(?P<month>0[1-9]|1[0-2])$",
    r"^(?P<month>0?[1-9]|1[0-2])[-/. ](?P<year>[0-9]{4})$",
)
_NAMED = (
    r"^(?P<name>[a-zåäö]{3,9})\.?,?[ -]+(?P<year>[0-9]{4})$",
    r"^(?P<year>[0-9]{4})[ -]+(?P<name>[a-zåäö]{3,9})\.?$",
)
_WEEK = (
    r"^(?P<year>[0-9]{4})[- ]?(?:w|v|vecka|week)\.?[- ]?(?P<week>[0-9]{1,2})$",
    r"^(?:w|v|vecka|week)\.?[ -]?(?P<week>[0-9]{1,2})[ ,/-]+(?P<year>[0-9]{4})$",
)


_QUARTER = (
    r"^(?P<year>[0-9]{4})[- /]*(?:q|k|kv|kvartal|quarter)\.?[- ]?(?P<quarter>[1-4])$",
    r"^(?:q|k|kv|kvartal|quarter)\.?[- ]?(?P<quarter>[1-4])[ ,/-]+(?P<year>[0-9]{4})$",
)
_SHORT = r"^(?P<name>[a-zåäö]{3,9})\.?[ -]+(?P<year>[0-9]{2})$"  # as Excel shows a month
_WEEK_OF_NUMBERS = r"^(?P<year>[0-9]{4})[-/. ]?(?P<week>[0-9]{1,2})$"  # in a column that is called so
_WEEK_OF_FOUR = r"^(?P<year>[0-9]{2})(?P<week>[0-5][0-9])$"  # 2612, likewise
_WEEKLY = re.compile(r"veck|week", re.IGNORECASE)


def read_spans_of_days(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return the first and the last day (Date) of each month, week or quarter; null where nothing is written so.

    What is numbers alone is a week where the name of the column says so.
    """
    texts = values.cast(pl.String).str.strip_chars().str.to_lowercase()
    found = texts.unique().to_frame("text").drop_nulls()
    weekly = _WEEKLY.search(values.name) is not None
    spans = [_span(text, weekly=weekly) for text in found["text"].to_list()]
    known = found.with_columns(
        pl.Series("first", [span[0] if span else None for span in spans], dtype=pl.Date),
        pl.Series("last", [span[1] if span else None for span in spans], dtype=pl.Date),
    )
    both = texts.to_frame("text").join(known, on="text", how="left", maintain_order="left")
    return both["first"].alias(values.name), both["last"].alias(values.name)


def _span(text: str, *, weekly: bool) -> tuple[date, date] | None:
    for pattern in () if weekly and re.match(_WEEK_OF_NUMBERS, text) else (*_MONTH, *_NAMED, _SHORT):
        if match := re.match(pattern, text):
            parts = match.groupdict()
            month = int(parts["month"]) if parts.get("month") else MONTHS.get(parts.get("name") or "")
            year = int(parts["year"]) + 2000 * (len(parts["year"]) == 2)
            if month and 1900 <= year <= 2100:
                following = date(year + month // 12, month % 12 + 1, 1)
                return date(year, month, 1), following - timedelta(days=1)
    for pattern in _QUARTER:
        if match := re.match(pattern, text):
            year, last = int(match["year"]), 3 * int(match["quarter"])
            following = date(year + last // 12, last % 12 + 1, 1)
            return date(year, last - 2, 1), following - timedelta(days=1)
    for pattern in (*_WEEK, *((_WEEK_OF_NUMBERS, _WEEK_OF_FOUR) if weekly else ())):
        if match := re.match(pattern, text):
            try:
                year = int(match["year"]) + 2000 * (len(match["year"]) == 2)
                first = date.fromisocalendar(year, int(match["week"]), 1)
            except ValueError:
                return None
            return first, first + timedelta(days=6)
    return None
