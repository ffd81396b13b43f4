"""What a follow-up can see: the smallest change found with a given power, before anything has happened."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy  # its `stats` is loaded where it is first asked, as that takes a quarter of what a server loads
from numpy.typing import NDArray
from scipy import special

from est.statistics.negative_binomial import PredictiveDistribution, predictive_distribution

Floats = NDArray[np.float64]
Rule = Literal["difference", "both"]

_WIDE = 4.5  # standard deviations of a count that are gone through
MOST_INCREASE = 9.0  # ten times as many
_MOST = 600  # different counts of one kind that are gone through; of more only every so manieth
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(5)
_POISSON = 1e6  # the size of a negative binomial that is as good as Poisson
_FEW = 30  # as many, where places drift: what may come then is so wide that more say nothing
_FEW_NODES, _FEW_WEIGHTS = np.polynomial.hermite_e.hermegauss(3)


@dataclass(frozen=True)
class PowerSetting:
    """What is compared: the place's expected count in a period of the follow-up's length, the control's in multiples of
    it, the number of earlier periods, the dispersion, and the one-sided error. `drift` is how much the level of the
    place differs from period to period by itself (relative standard deviation).

    Rule "difference" is the z of the weighted displacement difference alone (Wheeler & Ratcliffe 2018); "both" asks the
    exact predictive test too, as verdicts do. With `surroundings` their change, with a control of their own and as many
    reports as the place, is added to the place's, and its chance with it.
    """

    expected: float
    control_ratio: float = 10.0
    years: int = 1
    dispersion: float = 1.0
    level: float = 0.05
    rule: Rule = "both"
    surroundings: bool = False
    drift: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what cannot be counted."""
        if not (self.expected > 0 and self.control_ratio > 0 and self.years >= 1 and self.dispersion >= 1):
            raise ValueError(f"needs counts above 0, an earlier period and a dispersion of at least 1; got {self}.")
        if not 0 < self.level < 1:
            raise ValueError(f"the error lies between 0 and 1; got {self.level}.")


def detectable_reduction(setting: PowerSetting, power: float = 0.8) -> float | None:
    """Return the smallest reduction (0 to 1) that is found with this power, or None when not even 1 is.

    Counts are gone through one by one, negative binomial where dispersion is above 1; the control's by quadrature.
    """
    drawn = _drawn(setting)
    largest = _largest(drawn.before[:, None], (*drawn.control, drawn.around), setting)

    def found(reduction: float) -> float:
        below = _below(largest, (1 - reduction) * setting.expected, setting)
        return float(drawn.weight_before @ below @ drawn.weight_control)

    return _smallest(found, power, 1.0, setting)


def detectable_increase(setting: PowerSetting, power: float = 0.8) -> float | None:
    """Return the smallest increase (1 is twice as many) that is found with this power, None when not even ten times is.

    An increase is found by the exact predictive test alone, of a count one more before, as verdicts find it; otherwise
    as `detectable_reduction`.
    """
    drawn = _drawn(setting)
    before = drawn.before[:, None] + 1
    coming = predictive_distribution(before, before, drawn.control, setting.dispersion, setting.drift, setting.years)
    least = _least(coming, setting.level)

    def found(increase: float) -> float:
        missed = _below(least - 1, (1 + increase) * setting.expected, setting)
        return 1 - float(drawn.weight_before @ missed @ drawn.weight_control)

    return _smallest(found, power, MOST_INCREASE, setting)


def _least(coming: PredictiveDistribution, level: float) -> Floats:
    """Return the least count that is as rare as the level asks for, of every distribution."""
    known = scipy.stats.nbinom.isf(level, coming.size, coming.size / (coming.size + coming.mean)) + 1
    if coming.log_sd == 0:
        return np.asarray(known)
    low = np.zeros(known.shape)
    high = np.ceil(2 * known * np.exp(4 * coming.log_sd)) + 10
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        rare = coming.upper(middle) <= level
        low, high = np.where(rare, low, middle), np.where(rare, middle, high)
    return np.asarray(high)


def _smallest(found: Callable[[float], float], power: float, most: float, setting: PowerSetting) -> float | None:
    """Return the smallest change found with this power, None when not even the most is.

    To a ten-thousandth, with drift to a thousandth.
    """
    if found(most) < power:
        return None
    low, high = 0.0, most
    while high - low > (1e-3 if setting.drift else 1e-4):
        middle = (low + high) / 2
        low, high = (low, middle) if found(middle) >= power else (middle, high)
    return high


@dataclass(frozen=True)
class _Drawn:
    """What may have been counted: before, and of the control before and after, with the surroundings' z; and how likely
    each is.
    """

    before: Floats
    weight_before: Floats
    control: tuple[Floats, Floats]
    around: Floats
    weight_control: Floats


def _drawn(setting: PowerSetting) -> _Drawn:
    mean = setting.expected * setting.years
    spread = setting.dispersion + setting.drift**2 * setting.expected
    before = _counts(mean, spread, _FEW if setting.drift else _MOST)
    chance = _chance(before, mean, spread)
    one, weight = (_FEW_NODES, _FEW_WEIGHTS) if setting.drift else (_NODES, _WEIGHTS)
    third = (one, weight) if setting.surroundings else (np.zeros(1), np.ones(1))
    nodes = np.meshgrid(one, one, third[0])
    weights = np.prod(np.meshgrid(weight, weight, third[1]), axis=0).ravel()
    control = setting.control_ratio * setting.expected
    c0, c1 = (
        np.maximum(1.0, m + node.ravel() * np.sqrt(setting.dispersion * m))
        for node, m in zip(nodes[:2], (control * setting.years, control), strict=True)
    )
    return _Drawn(before, chance, (c0[None, :], c1[None, :]), nodes[2].ravel()[None, :], weights / weights.sum())


def _largest(before: Floats, drawn: tuple[Floats, Floats, Floats], setting: PowerSetting) -> Floats:
    """Return the largest count after that is still a decrease, by count before and pair of control counts; -1 for none.

    Found by bisection: fewer are a decrease too.
    """
    shape = np.broadcast_shapes(before.shape, drawn[0].shape)
    low, high = np.full(shape, -1.0), 2 * np.ceil(before * drawn[1] / drawn[0]) + 10 + np.zeros(shape)
    for _ in range(int(np.ceil(np.log2(high.max() + 2))) + 1):
        middle = np.floor((low + high) / 2)
        found = _decrease(before, middle, drawn, setting) & (middle >= 0)
        low, high = np.where(found, middle, low), np.where(found, high, middle)
    return low


def _decrease(
    before: Floats, after: Floats, drawn: tuple[Floats, Floats, Floats], setting: PowerSetting
) -> NDArray[np.bool_]:
    """Tell where the count after is a decrease; `drawn` is the control before and after, and the surroundings' z."""
    y, (c0, c1, around) = setting.years, drawn
    if setting.rule == "difference":
        weight = np.full(c0.shape, setting.control_ratio)
    else:  # as verdicts do: the control weighs what it held beside the place before
        weight = np.maximum(c0, 0.5) / np.maximum(before, 0.5)
    change = after - before / y - (c1 - c0 / y) / weight
    variance = setting.dispersion * (after + before / y**2 + (c1 + c0 / y**2) / weight**2)
    variance = variance + setting.drift**2 * (after**2 + (before / y) ** 2 / y)
    if setting.surroundings:
        apart = setting.dispersion * setting.expected * (1 + 1 / y) * (1 + 1 / setting.control_ratio)
        change, variance = change + around * np.sqrt(apart), variance + apart
    passed = change <= special.ndtri(setting.level) * np.sqrt(np.maximum(variance, 1e-12))
    if setting.rule == "both":
        shape = np.maximum(before, 1e-9)
        coming = predictive_distribution(before, shape, (c0, c1), setting.dispersion, setting.drift, y)
        passed &= coming.lower(np.maximum(after, 0)) <= setting.level
    return np.asarray(passed)


def _below(counts: Floats, mean: float, setting: PowerSetting) -> Floats:
    """Return the probability of at most this many."""
    dispersion = setting.dispersion
    if mean <= 0:
        return np.asarray(counts >= 0, dtype=float)
    if setting.drift:  # the level of the year after is log-normal, of mean 1
        a_year = float(np.log1p(setting.drift**2))
        size = np.full(counts.shape, mean / (dispersion - 1) if dispersion > 1 else _POISSON)
        coming = PredictiveDistribution(np.full(counts.shape, mean), size, -a_year / 2, float(np.sqrt(a_year)))
        return coming.lower(counts)
    if dispersion > 1:
        return np.asarray(scipy.stats.nbinom.cdf(counts, mean / (dispersion - 1), 1 / dispersion))
    return np.asarray(scipy.stats.poisson.cdf(counts, mean))


def _counts(mean: float, dispersion: float, most: int) -> Floats:
    reach = _WIDE * np.sqrt(dispersion * mean) + 3
    low, high = max(0, int(mean - reach)), int(mean + reach) + 1
    return np.arange(low, high + 1, max(1, (high - low) // most), dtype=float)


def _chance(counts: Floats, mean: float, dispersion: float) -> Floats:
    if dispersion > 1:
        chance = scipy.stats.nbinom.pmf(counts, mean / (dispersion - 1), 1 / dispersion)
    else:
        chance = scipy.stats.poisson.pmf(counts, mean)
    return np.asarray(chance / chance.sum())
