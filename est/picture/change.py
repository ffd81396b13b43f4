"""What changed between two periods, and how sure that is with so few reports."""

from enum import StrEnum

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import special

from est.statistics.exact_tests import false_discovery
from est.text import N_

Floats = npt.NDArray[np.float64]

LEVEL = 0.05
PERCENT_FROM = 20  # below this many reports in either period a percentage says more than anyone knows


class ChangeVerdict(StrEnum):
    """The possible judgements of a change. The values are msgids."""

    MORE = N_("more")
    FEWER = N_("fewer")
    UNSURE = N_("cannot be told")


def count_changes(now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Return the columns of `now` and [before f64, difference f64, low f64, high f64, p f64, q f64, percent f64,
    verdict], a row for each that is in either frame.

    Both frames have the same columns: a key first, names, and `count` of two periods of equal length. `low` and
    `high` bound the difference (exact Poisson limits of both counts, joined by Zou & Donner 2008, Statistics in
    Medicine 27:1693) so widely that what the verdict leaves open, they leave open too: of the rows with a verdict 95
    % hold the truth (Benjamini & Yekutieli 2005, Journal of the American Statistical Association 100:71). `p` is the
    exact conditional one: given the sum, the count is Bin(sum, 1/2) (Przyborowski & Wilenski 1940); `q` is its false
    discovery rate over the rows. The verdict is "more" or "fewer" where q <= 0.05, and else "cannot be told".
    `percent` is null unless both periods have at least 20 reports.
    """
    key = now.columns[0]
    names = [name for name in now.columns if name not in (key, "count")]
    joined = (
        now.lazy()
        .join(
            before.lazy().rename({"count": "before"}),
            on=key,
            how="full",
            coalesce=True,
            nulls_equal=True,
            maintain_order="left_right",
        )
        .select(
            key,
            *(pl.coalesce(name, f"{name}_right").alias(name) for name in names),
            pl.col("count").fill_null(0.0),
            pl.col("before").fill_null(0.0),
        )
        .collect()
    )
    x1, x0 = joined["count"].to_numpy(), joined["before"].to_numpy()
    p = conditional_p(x1, x0)
    q = false_discovery(p)
    low, high = difference_interval(x1, x0, LEVEL * max(1, int((q <= LEVEL).sum())) / max(1, len(q)))
    sure = pl.col("q") <= LEVEL
    return (
        joined.lazy()
        .with_columns(
            (pl.col("count") - pl.col("before")).alias("difference"),
            pl.Series("low", low),
            pl.Series("high", high),
            pl.Series("p", p),
            pl.Series("q", q),
        )
        .with_columns(
            pl.when((pl.col("count") >= PERCENT_FROM) & (pl.col("before") >= PERCENT_FROM))
            .then(100 * pl.col("difference") / pl.col("before"))
            .alias("percent"),
            pl.when(sure & (pl.col("difference") > 0))
            .then(pl.lit(ChangeVerdict.MORE.value))
            .when(sure & (pl.col("difference") < 0))
            .then(pl.lit(ChangeVerdict.FEWER.value))
            .otherwise(pl.lit(ChangeVerdict.UNSURE.value))
            .alias("verdict"),
        )
        .collect()
    )


def conditional_p(now: Floats, before: Floats) -> Floats:
    """Return the two-sided exact p that both counts come from the same rate; counts are rounded to whole reports."""
    x1, x0 = np.rint(now), np.rint(before)
    least = np.minimum(x1, x0)
    tail: Floats = np.where(x1 == x0, 1.0, special.betainc(np.maximum(x1, x0), least + 1, 0.5))
    return np.minimum(1.0, 2 * tail)


def difference_interval(now: Floats, before: Floats, error: float = LEVEL) -> tuple[Floats, Floats]:
    """Return the bounds of the difference of two Poisson counts, which miss it with probability `error`."""
    low1, high1 = _poisson_limits(now, error)
    low0, high0 = _poisson_limits(before, error)
    difference = now - before
    low = difference - np.sqrt((now - low1) ** 2 + (high0 - before) ** 2)
    high = difference + np.sqrt((high1 - now) ** 2 + (before - low0) ** 2)
    return low, high


def _poisson_limits(count: Floats, error: float) -> tuple[Floats, Floats]:
    """Return the exact limits of a Poisson mean (Garwood 1936)."""
    low = np.where(count > 0, special.gammaincinv(np.maximum(count, 1e-9), error / 2), 0.0)
    return low, special.gammaincinv(count + 1, 1 - error / 2)
