"""Comparing two changes of counts: rate ratio and weighted displacement difference."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

Pair = tuple[float, float] | Sequence[float]


def _pair(values: Pair, name: str) -> NDArray[np.float64]:
    pair = np.asarray(values, dtype=float)
    if pair.shape != (2,) or not np.isfinite(pair).all() or (pair < 0).any():
        raise ValueError(f"{name} must be two counts (before, after), none negative; got {values!r}.")
    return pair


def _above_one(dispersion: float) -> float:
    if not dispersion > 0:
        raise ValueError(f"dispersion must be above 0; got {dispersion}.")
    return dispersion


@dataclass(frozen=True)
class RateRatio:
    """The treated place's change over the control's, with the interval of that ratio."""

    ratio: float
    log_ratio: float
    standard_error: float
    low: float
    high: float


def rate_ratio(
    treated: Pair, control: Pair, dispersion: float = 1.0, level: float = 0.95, drift: float = 0.0
) -> RateRatio:
    """Return (T1/T0)/(C1/C0) with its log, the standard error of the log, and the interval of the ratio.

    Pairs are (before, after). When any count is 0, one half is added to all four. Source: Wilson 2022,
    Journal of Quantitative Criminology 38:323-341: SE² = dispersion × (1/T1 + 1/T0 + 1/C1 + 1/C0). `drift` is a
    variance of the log that is added: that of the place's own level, which no count knows of.
    """
    counts = np.concatenate([_pair(treated, "treated"), _pair(control, "control")])
    if (counts == 0).any():
        counts = counts + 0.5
    before, after, control_before, control_after = counts
    log_ratio = float(np.log(after / before) - np.log(control_after / control_before))
    error = float(np.sqrt(_above_one(dispersion) * (1 / counts).sum() + drift))
    reach = -special.ndtri((1 - level) / 2) * error
    return RateRatio(
        float(np.exp(log_ratio)), log_ratio, error, float(np.exp(log_ratio - reach)), float(np.exp(log_ratio + reach))
    )


@dataclass(frozen=True)
class DifferenceInterval:
    """A total difference in reports, its variance, standard error, z and interval."""

    total: float
    variance: float
    standard_error: float
    z: float
    low: float
    high: float


@dataclass(frozen=True)
class WeightedDifference(DifferenceInterval):
    """The weighted displacement difference as a whole, and its local and displacement parts."""

    local: DifferenceInterval
    displacement: DifferenceInterval | None


def _difference(total: float, variance: float, level: float) -> DifferenceInterval:
    error = float(np.sqrt(variance))
    z = total / error if error > 0 else float("nan")
    reach = float(-special.ndtri((1 - level) / 2)) * error
    return DifferenceInterval(total, variance, error, z, total - reach, total + reach)


def weighted_difference(
    treated: Pair,
    control: Pair,
    displaced: Pair | None = None,
    displaced_control: Pair | None = None,
    *,
    time_weights: Pair = (1, 1),
    area_weights: Sequence[float] | None = None,
    dispersion: float = 1.0,
    level: float = 0.95,
    drift: Pair = (0.0, 0.0),
) -> WeightedDifference:
    """Return the weighted displacement difference (WDD) with its local and displacement parts.

    WDD = [(T1 − T0) − (C1 − C0)] + [(D1 − D0) − (DC1 − DC0)] with every count divided by its weight, which is
    its period's time weight times its area's weight; variance = dispersion × Σ count / weight². `area_weights`
    are those of treated, control, displaced and displaced control. Negative is a decrease. Source: Wheeler &
    Ratcliffe 2018, Crime Science 7:11. `drift` is how much the level of the treated and of the displaced place differs
    between periods by itself (relative standard deviation): it adds Σ (drift × count / weight)² / time weight. Raises
    ValueError on negative counts or weights not above 0.
    """
    pairs = [treated, control]
    if displaced is not None:
        pairs += [displaced, (0, 0) if displaced_control is None else displaced_control]
    elif displaced_control is not None:
        raise ValueError("displaced_control was given without displaced; give both or neither.")
    counts = np.array([_pair(pair, "each pair") for pair in pairs])
    areas = np.ones(len(pairs)) if area_weights is None else np.asarray(area_weights, dtype=float)
    times = np.asarray(time_weights, dtype=float)
    if len(areas) < len(pairs) or times.shape != (2,) or (areas <= 0).any() or (times <= 0).any():
        raise ValueError(
            f"weights must be above 0: two time weights and {len(pairs)} area weights; got {time_weights!r} "
            f"and {area_weights!r}."
        )
    weights = areas[: len(pairs), None] * times[None, :]
    change = np.diff(counts / weights, axis=1)[:, 0]
    variance = _above_one(dispersion) * (counts / weights**2).sum(axis=1)
    own = np.array([drift[0], 0.0, drift[1], 0.0])[: len(pairs)]
    variance = variance + own**2 * ((counts / weights) ** 2 / times).sum(axis=1)
    signs = np.array([1, -1, 1, -1])[: len(pairs)]
    parts = change * signs
    whole, local, moved = (
        _difference(float(parts[places].sum()), float(variance[places].sum()), level)
        for places in (slice(None), slice(2), slice(2, None))
    )
    return WeightedDifference(**vars(whole), local=local, displacement=moved if displaced is not None else None)


def poisson_interval(count: int, level: float = 0.95) -> tuple[float, float]:
    """Return the exact interval of the mean of a Poisson count (Garwood 1936, Biometrika 28:437-442)."""
    if count < 0 or not 0 < level < 1:
        raise ValueError(f"A count is at least 0 and a level between 0 and 1; got {count} and {level}.")
    tail = (1 - level) / 2
    low = float(special.gammaincinv(count, tail)) if count else 0.0
    return low, float(special.gammainccinv(count + 1, tail))
