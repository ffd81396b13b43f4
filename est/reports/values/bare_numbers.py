"""Which form columns of bare numbers are in, where only one is possible: `20260306`, `46087.9`, `2115`, `0.885`.

A form holds for the whole column. Where the numbers could be of several forms none is told, and the reader says it.
"""

from datetime import date, timedelta

import polars as pl

from est.reports.values.time_patterns import BARE_NUMBER

_YEAR, _MONTH, _DAY = r"(?:19|20)[0-9]{2}", r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12][0-9]|3[01])"
_CLOCK = r"(?:[ T_-]?(?:[01][0-9]|2[0-3]):?[0-5][0-9](?::?[0-5][0-9])?)?"
_ORDERS = {
    "ymd": rf"^{_YEAR}{_MONTH}{_DAY}{_CLOCK}$",
    "dmy": rf"^{_DAY}{_MONTH}{_YEAR}{_CLOCK}$",
    "mdy": rf"^{_MONTH}{_DAY}{_YEAR}{_CLOCK}$",
}
_WITHOUT_SIGNS = r"^[0-9]{8}(?:[ T_-]?[0-9]{2}:?[0-9]{2}(?::?[0-9]{2})?)?$"
_SHORT = rf"^[0-9]{{2}}{_MONTH}{_DAY}(?:[01][0-9]|2[0-3])[0-5][0-9]$"  # 2603062115, which is no count of seconds
_EXCEL = (36_526.0, 54_789.0)  # the days of 2000 to 2049
_EPOCH = (1_262_304_000.0, 2_524_608_000.0)  # the seconds of 2010 to 2049
_FOUR_DIGITS = r"^(?:[01][0-9]|2[0-3])[0-5][0-9]$"
_NO_HOUR = r"^(?:[3-5][0-9]|2[5-9])$"  # a minute after midnight
_CLOCK_WITH_DOT = r"^[0-9]{1,2}\.[0-9]{2}$"
_PART_OF_A_DAY = r"^0?[.,][0-9]+$|^0$"
COUNTED = ("excel", "epoch")
SINCE_1904 = 1462  # days by which a date of Excel's other calendar, that of the first Macintosh, lies later
_AHEAD = timedelta(days=366)  # no file of reports holds later days than these


def form_of_dates(values: pl.Series) -> str:
    """Return how the bare numbers of a column of dates are written: ymd, dmy, mdy, excel or epoch; "" if not told.

    Every bare number of the column has to be of it, and of no other. Numbers that are counted have to be most of what
    is written: one among dates may be anything.
    """
    texts = _written(values)
    bare = texts.filter(is_bare(texts))
    if bare.is_empty():
        return ""
    orders = [order for order, pattern in _ORDERS.items() if bare.str.contains(pattern).all()]
    if orders:
        return orders[0] if len(orders) == 1 else ""
    if bare.len() * 2 <= texts.len():
        return ""
    numbers = bare.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    if numbers.is_between(*_EXCEL).all():
        return "excel"
    seconds = pl.select(pl.when(numbers >= _EPOCH[0] * 1000).then(numbers / 1000).otherwise(numbers)).to_series()
    return "epoch" if seconds.is_between(*_EPOCH).all() and not bare.str.contains(_SHORT).all() else ""


def is_count(values: pl.Series, form: str, today: date | None) -> bool:
    """Return whether numbers that are counted can be of this form only: by any other they would lie ahead of today."""
    numbers = (
        _written(values.filter(is_bare(values))).str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    )
    highest = numbers.max()
    if today is None or not isinstance(highest, float):
        return False
    ahead = today + _AHEAD
    if form == "excel":
        return highest + SINCE_1904 > (ahead - date(1899, 12, 30)).days
    return (highest if highest < _EPOCH[1] else highest / 1000) < (ahead - date(1970, 1, 1)).days * 86_400


def is_bare(values: pl.Series) -> pl.Series:
    """Return which values are written without any sign between the parts of a date."""
    texts = values.cast(pl.String).str.strip_chars()
    return texts.str.contains(BARE_NUMBER) | texts.str.contains(_WITHOUT_SIGNS)


def has_clocks(values: pl.Series, form: str) -> bool:
    """Return whether the bare numbers of a column of dates in a form tell a time of day too."""
    texts = _written(values)
    if form == "excel":
        return bool(texts.str.contains(r"^[0-9]+[.,][0-9]*[1-9]").any())
    return form == "epoch" or bool(texts.str.contains(r"^[0-9]{8}[ T_-]?[0-9]").any())


def signed_dates(texts: pl.Series, form: str | None) -> pl.Series:
    """Return texts whose dates have signs between their parts where they had none, by the form that is told."""
    if form == "ymd":
        return texts.str.replace(r"^([0-9]{2}|[0-9]{4})([0-9]{2})([0-9]{2})$", "${1}-${2}-${3}")
    return texts.str.replace(r"^([0-9]{2})([0-9]{2})([0-9]{2}|[0-9]{4})$", "${1}-${2}-${3}") if form else texts


def form_of_clocks(values: pl.Series) -> str:
    """Return how the bare numbers of a column of times of day are written: hhmm, excel, or "" if that is not told."""
    if values.dtype.is_float() and values.len() > values.null_count() and values.is_between(0, 1, closed="left").all():
        return "excel"
    texts = _written(values)
    texts = texts.filter(texts.str.contains(BARE_NUMBER) & ~texts.str.contains(_CLOCK_WITH_DOT))
    if texts.is_empty():
        return ""
    if not texts.str.contains(r"^[0-9]{1,4}$").all():
        parts = texts.str.contains(_PART_OF_A_DAY).all() and texts.str.contains(r"[0-9]{3}").any()
        return "excel" if parts else ""
    if not texts.str.zfill(4).str.contains(_FOUR_DIGITS).all() or not (texts.str.len_chars() > 2).any():
        return ""
    # of 9 beside 2115 nobody knows whether the hour or the minute is meant, unless 45 shows that zeros are lost
    short = texts.filter((texts.str.len_chars() < 3) & (texts != "0"))
    return "hhmm" if short.is_empty() or short.str.contains(_NO_HOUR).any() else ""


def _written(values: pl.Series) -> pl.Series:
    """Return what is written in a column, as texts; whole numbers without decimals."""
    if values.dtype.is_float():
        whole = values.drop_nulls()
        values = whole.cast(pl.Int64) if (whole.is_finite() & (whole == whole.floor())).all() else whole
    texts = values.cast(pl.String).str.strip_chars()
    return texts.filter(texts.is_not_null() & (texts != ""))
