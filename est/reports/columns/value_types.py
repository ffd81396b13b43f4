"""What the values of a column look like, from a sample of them."""

from enum import StrEnum

import polars as pl

from est.reports.fields.reasons import Reason
from est.reports.values.coordinates import GROUPED, NUMBER
from est.reports.values.midnights import all_midnight
from est.reports.values.said_days import says_days
from est.reports.values.time_patterns import BARE_NUMBER, MIDNIGHT
from est.reports.values.times import read_times

SAMPLE = 1000
_CLOCK = (
    r"(?i)^(?:(?:kl\.?|klockan)\s*(?:[01]?[0-9]|2[0-4])"
    r"|(?:kl\.?\s*|klockan\s*)?(?:[01]?[0-9]|2[0-4])[:.][0-5][0-9](?:[:.][0-5][0-9])?)$"
)


class ValueType(StrEnum):
    """What most values of a column are."""

    MOMENT = "moment"  # a date with a time of day
    DAY = "day"
    CLOCK = "clock"
    NUMBER = "number"
    TEXT = "text"
    EMPTY = "empty"


def sample_values(values: pl.Series, size: int = SAMPLE) -> pl.Series:
    """Return the first values that are not blank."""
    if values.dtype == pl.String:
        return values.filter(values.str.strip_chars() != "").head(size)
    return values.drop_nulls().head(size)


def value_type(values: pl.Series) -> ValueType:
    """Return what most of a column's first values are."""
    kind = values.dtype
    if isinstance(kind, pl.Datetime):
        return ValueType.DAY if all_midnight(values) else ValueType.MOMENT
    if kind == pl.Date:
        return ValueType.DAY
    if kind == pl.Time or isinstance(kind, pl.Duration):
        return ValueType.CLOCK
    first = sample_values(values)
    if first.is_empty():
        return ValueType.EMPTY
    if kind.is_numeric():
        return ValueType.NUMBER
    return _shape_of_texts(first.cast(pl.String).str.strip_chars())


def _shape_of_texts(texts: pl.Series) -> ValueType:
    if all_midnight(texts):
        texts = texts.str.replace(MIDNIGHT, "$1")
    text = pl.col("text")
    counted = texts.to_frame("text").select(
        clocks=text.str.contains(_CLOCK).sum(),
        numbers=(text.str.contains(NUMBER) | text.str.contains(GROUPED)).sum(),
        dateless=(~text.str.contains("[0-9]") | text.str.contains(BARE_NUMBER)).sum(),
    )
    clocks, numbers, dateless = counted.row(0)
    shares = {ValueType.CLOCK: clocks, ValueType.NUMBER: numbers}
    if dateless * 2 < texts.len():  # else most are no dates: to look for these takes longest
        shares = _shares_of_dates(texts) | shares
    best = max(shares, key=lambda shape: shares[shape])
    return best if shares[best] * 2 > texts.len() else ValueType.TEXT


def _shares_of_dates(texts: pl.Series) -> dict[ValueType, int]:
    read = read_times(texts, "UTC")
    said, timed = says_days(texts.filter(read["problem"].is_not_null()))
    dated = read["problem"].is_null() | read["problem"].is_in([Reason.DATE_AMBIGUOUS.value, Reason.YEAR_OUTSIDE.value])
    return {
        ValueType.MOMENT: int((dated & ~read["date_only"]).sum()) + timed,
        ValueType.DAY: int((dated & read["date_only"]).sum()) + said - timed,
    }
