"""Numbers rounded as readers do it: a half goes up, away from zero, on the page and in every file alike."""

from decimal import ROUND_HALF_UP, Decimal

import polars as pl

NOISE = 9  # decimals: what adding up shares leaves behind them is no part of a number, 6.4999999999 is 6.5


def exact_number(value: float) -> Decimal:
    """Return a number as it is written, without what adding up leaves behind its ninth decimal."""
    return Decimal(str(value if isinstance(value, int) else round(value, NOISE)))


def whole_number(value: float) -> int:
    """Return the whole number that is written for a number."""
    return value if isinstance(value, int) else int(exact_number(value).quantize(Decimal(1), ROUND_HALF_UP))


def rounded_column(numbers: pl.Expr, decimals: int = 0) -> pl.Expr:
    """Return a column of numbers with so many decimals (polars by itself rounds 2.5 to 2)."""
    return numbers.round(NOISE).round(decimals, mode="half_away_from_zero")
