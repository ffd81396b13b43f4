"""Comparing two counts, or two changes: e-test, rate ratio and weighted displacement difference."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

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


def _statistic(
    first: NDArray[np.float64], second: NDArray[np.float64], n1: float, n2: float, form: str
) -> NDArray[np.float64]:
    difference = np.abs(first / n1 - second / n2)
    if form == "wald":
        variance = first / n1**2 + second / n2**2
    else:
        variance = (first + second) / (n1 + n2) * (1 / n1 + 1 / n2)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(variance > 0, difference / np.sqrt(variance), 0.0)


def e_test(k1: int, k2: int, n1: float = 1, n2: float = 1, form: Literal["score", "wald"] = "score") -> float:
    """Return the two-sided p-value that two Poisson counts have the same rate.

    `k1`, `k2` are counts over the exposures `n1`, `n2`. The forms differ in the variance: "wald" adds the two
    observed rates' own (Krishnamoorthy & Thomson 2004, Journal of Statistical Planning and Inference 119:23-35),
    "score" pools them; they agree where the exposures are equal. The sum runs over all pairs of counts that have
    a probability above 1e-13 each. Raises ValueError on negative counts, exposures not above 0, unknown form.
    """
    if form not in ("score", "wald"):
        raise ValueError(f"form must be 'score' or 'wald'; got {form!r}.")
    if k1 < 0 or k2 < 0 or n1 <= 0 or n2 <= 0:
        raise ValueError(f"counts must not be negative and exposures must be above 0; got {(k1, k2, n1, n2)}.")
    rate = (k1 + k2) / (n1 + n2)
    if rate == 0:
        return 1.0
    observed = float(_statistic(np.float64(k1), np.float64(k2), n1, n2, form))  # type: ignore[arg-type]
    tail = 1e-13
    first, second = (
        np.arange(stats.poisson.ppf(tail, rate * n), stats.poisson.isf(tail, rate * n) + 1) for n in (n1, n2)
    )
    p1, p2 = stats.poisson.pmf(first, rate * n1), stats.poisson.pmf(second, rate * n2)
    rows = max(1, 4_000_000 // len(second))
    total = 0.0
    for at in range(0, len(first), rows):
        part = _statistic(first[at : at + rows, None], second[None, :], n1, n2, form)
        total += float(p1[at : at + rows] @ ((part >= observed - 1e-12) @ p2))
    return min(1.0, total)


@dataclass(frozen=True)
class RateRatio:
    """The treated place's change over the control's, with the interval of that ratio."""

    ratio: float
    log_ratio: float
    standard_error: float
    low: float
    high: float


def rate_ratio(treated: Pair, control: Pair, dispersion: float = 1.0, level: float = 0.95) -> RateRatio:
    """Return (T1/T0)/(C1/C0) with its log, the standard error of the log, and the interval of the ratio.

    Pairs are (before, after). When any count is 0, one half is added to all four. Source: Wilson 2022,
    Journal of Quantitative Criminology 38:323-341: SE² = dispersion × (1/T1 + 1/T0 + 1/C1 + 1/C0).
    """
    counts = np.concatenate([_pair(treated, "treated"), _pair(control, "control")])
    if (counts == 0).any():
        counts = counts + 0.5
    before, after, control_before, control_after = counts
    log_ratio = float(np.log(after / before) - np.log(control_after / control_before))
    error = float(np.sqrt(_above_one(dispersion) * (1 / counts).sum()))
    reach = stats.norm.isf((1 - level) / 2) * error
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
    reach = float(stats.norm.isf((1 - level) / 2)) * error
    return DifferenceInterval(total, variance, error, z, total - reach, total + reach)


def _joined(
    whole: DifferenceInterval, local: DifferenceInterval, displacement: DifferenceInterval | None
) -> WeightedDifference:
    return WeightedDifference(**vars(whole), local=local, displacement=displacement)


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
) -> WeightedDifference:
    """Return the weighted displacement difference (WDD) with its local and displacement parts.

    WDD = [(T1 − T0) − (C1 − C0)] + [(D1 − D0) − (DC1 − DC0)] with every count divided by its weight, which is
    its period's time weight times its area's weight; variance = dispersion × Σ count / weight². `area_weights`
    are those of treated, control, displaced and displaced control. Negative is a decrease. Source: Wheeler &
    Ratcliffe 2018, Crime Science 7:11. Raises ValueError on negative counts or weights not above 0.
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
    signs = np.array([1, -1, 1, -1])[: len(pairs)]
    parts = change * signs
    whole, local, moved = (
        _difference(float(parts[places].sum()), float(variance[places].sum()), level)
        for places in (slice(None), slice(2), slice(2, None))
    )
    return _joined(whole, local, moved if displaced is not None else None)


def _weighed(parts: Sequence[DifferenceInterval], weights: NDArray[np.float64], level: float) -> DifferenceInterval:
    total = sum(weight * part.total for weight, part in zip(weights, parts, strict=True))
    variance = sum(weight**2 * part.variance for weight, part in zip(weights, parts, strict=True))
    return _difference(float(total), float(variance), level)


def weighted_harm(
    treated: Sequence[Pair],
    control: Sequence[Pair],
    weights: ArrayLike,
    displaced: Sequence[Pair] | None = None,
    displaced_control: Sequence[Pair] | None = None,
    *,
    time_weights: Pair = (1, 1),
    area_weights: Sequence[float] | None = None,
    dispersion: float = 1.0,
    level: float = 0.95,
) -> WeightedDifference:
    """Return the WDD in harm: one pair per kind of report, each kind weighed by its harm.

    The total is Σ weight × WDD of the kind and the variance Σ weight² × its variance. Source: Wheeler &
    Ratcliffe 2018 and its amendment for harm weights (ptools, `wdd_harm`).
    """
    harm = np.asarray(weights, dtype=float)
    kinds = len(harm)
    if len(treated) != kinds or len(control) != kinds:
        raise ValueError(f"one pair per weight: got {kinds} weights, {len(treated)} treated, {len(control)} control.")
    parts = [
        weighted_difference(
            treated[kind],
            control[kind],
            None if displaced is None else displaced[kind],
            None if displaced_control is None else displaced_control[kind],
            time_weights=time_weights,
            area_weights=area_weights,
            dispersion=dispersion,
            level=level,
        )
        for kind in range(kinds)
    ]
    moved = [part.displacement for part in parts if part.displacement is not None]
    return _joined(
        _weighed(parts, harm, level),
        _weighed([part.local for part in parts], harm, level),
        _weighed(moved, harm, level) if moved else None,
    )
