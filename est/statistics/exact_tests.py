"""Which units hold more than they should: the exact tail, false discovery control and Getis-Ord Gi*."""

import numpy as np
import numpy.typing as npt
from scipy import sparse, special

Floats = npt.NDArray[np.float64]


def exact_tail(
    counts: npt.ArrayLike, expected: npt.ArrayLike, total: npt.ArrayLike, dispersion: npt.ArrayLike = 1.0
) -> Floats:
    """Return for each unit the probability of its count or more, when `total` falls as expected.

    `total` and `dispersion` are one number, or one for each unit where they are of different sets.

    With dispersion 1 it is P(Bin(total, expected / total) >= count), conditional on the total; counts and total are
    whole numbers. With dispersion above 1 it is that of the negative binomial with this mean and variance dispersion *
    mean. Both by the regularised incomplete beta function I (Abramowitz & Stegun 26.5.24 and 26.5.26).

    Raises ValueError for a negative count, a count above the total, or a dispersion below 1.
    """
    y, e, n, phi = np.broadcast_arrays(
        *(np.asarray(part, dtype=np.float64) for part in (counts, expected, total, dispersion))
    )
    if y.size and (phi.min() < 1 or y.min() < 0 or (y > n)[phi == 1].any()):
        raise ValueError(
            f"Counts lie between 0 and the total {total!r}, and dispersion is at least 1, not {dispersion!r}."
        )
    tail = np.ones(y.shape)
    some, wide = y > 0, phi > 1
    few, over = some & ~wide, some & wide
    tail[few] = special.betainc(y[few], n[few] - y[few] + 1, np.clip(e[few] / n[few], 0, 1))
    tail[over] = special.betainc(y[over], e[over] / (phi[over] - 1), 1 - 1 / phi[over])
    return tail


def false_discovery(pvalues: npt.ArrayLike, method: str = "bh") -> Floats:
    """Return the q-value of each test: Benjamini & Hochberg 1995 ("bh"), or Benjamini & Yekutieli 2001 ("by").

    ValueError for what is no p-value, and for another method.
    """
    p = np.asarray(pvalues, dtype=np.float64)
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError(f"p-values lie from 0 to 1; got {p[~((p >= 0) & (p <= 1))][0]}")
    if method not in ("bh", "by"):
        raise ValueError(f"the method is bh or by; got {method!r}")
    order, rank = np.argsort(p), np.arange(1, p.size + 1)
    q = np.empty(p.size)
    grown = p[order] * (p.size / rank) * ((1 / rank).sum() if method == "by" else 1.0)
    q[order] = np.minimum.accumulate(grown[::-1])[::-1]
    return np.clip(q, 0.0, 1.0)


def gi_star(values: npt.ArrayLike, neighbours: sparse.sparray, include_self: bool = True) -> Floats:
    """Return the z-value of Gi* for each unit, or of Gi where `include_self` is False (Ord & Getis 1995).

    `neighbours` is binary with an empty diagonal. Gi* = (sum_j w_ij x_j - m W_i) / (s sqrt((n W_i - W_i^2) / (n - 1)))
    with mean m and standard deviation s (divisor n) of all units and W_i members; Gi leaves the unit itself out of its
    own mean, deviation and n. A unit whose statistic is not defined has z = 0.
    """
    x = np.asarray(values, dtype=np.float64)
    n = x.size
    members = np.asarray(neighbours.sum(axis=1), dtype=np.float64).ravel()  # a sparse matrix sums to two dimensions
    around = np.asarray(neighbours @ x)
    if include_self:
        members, around, others = members + 1, around + x, float(n)
        mean, square = np.full(n, x.mean() if n else 0.0), np.full(n, (x**2).mean() if n else 0.0)
    else:
        others = float(n - 1)
        mean, square = (x.sum() - x) / max(others, 1), ((x**2).sum() - x**2) / max(others, 1)
    variance = (square - mean**2) * (others * members - members**2) / max(others - 1, 1)
    defined = variance > 1e-12 * np.maximum(square, 1e-300)
    return np.where(defined, (around - mean * members) / np.sqrt(np.where(defined, variance, 1.0)), 0.0)
