"""What a place's own past leads to expect of the latest weeks, after who reported (docs/method.md, section 5.7).

Arrays of counts are organisations × places, with any number of dimensions before these. What an organisation reported
in the town lately is taken as it is, so that the season, a change of the whole town and an organisation that reports
more than before take no part; only where it reported is judged. The past fades: a report of a year ago weighs half.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from est.statistics.negative_binomial import PredictiveDistribution

Floats = npt.NDArray[np.float64]

FADING = 0.5 ** (1 / 52)  # what a week takes of the weight of the past
LENT = 50.0  # reports of all organisations that an organisation's own past is filled up with


@dataclass(frozen=True)
class PlacePrior:
    """What is known of a place before its own past: its part of the town's area, and how much places differ.

    `share` (n), `shape` and `rate` (n): a place's level beside an even spread is Gamma(shape, rate). `drift` (n) is the
    standard deviation by which levels move from year to year by themselves, on the log scale, and `dispersion` (n) how
    much more than chance counts vary from month to month.
    """

    share: Floats
    shape: Floats
    rate: Floats
    drift: Floats
    dispersion: Floats


def expected_reports(past: Floats, lately: Floats, whole_past: Floats, prior: PlacePrior) -> PredictiveDistribution:
    """Return the predictive distribution of the reports of every place lately, if only its past goes on (.. × n).

    `past` is the faded counts (.. × organisations × n), `whole_past` those of the whole town (.. × organisations) and
    `lately` what each organisation reported in the town lately. An organisation's part at a place is its own past,
    filled up with the place's share among all organisations, which is shrunk to its area by a Gamma prior. The variance
    is dispersion × mean + mean² × (1 / k + drift²), with k the reports that the mean rests on.
    """
    everyone = whole_past.sum(axis=-1)[..., None]
    common = prior.share * (past.sum(axis=-2) + prior.shape) / (everyone * prior.share + prior.rate)
    weight = lately / (whole_past + LENT)
    mean = _weighed(weight, past) + LENT * weight.sum(axis=-1)[..., None] * common
    spread = _weighed(weight**2, past) + LENT * (weight**2).sum(axis=-1)[..., None] * common
    with np.errstate(divide="ignore", invalid="ignore"):
        size = 1 / ((prior.dispersion - 1) / mean + spread / mean**2 + prior.drift**2)
    return PredictiveDistribution(mean, np.nan_to_num(size))


def _weighed(weight: Floats, past: Floats) -> Floats:
    summed: Floats = (weight[..., None, :] @ past)[..., 0, :]
    return summed


def year_to_year_drift(years: Floats, common: float) -> float:
    """Return the standard deviation of the log level of places from year to year, by moments, from 0.

    `years` is counts of places × years. With E the place's mean, y its count and k years, it is the root of
    Σ((y - E)² - φE(1 - 1/k)) / Σ(E²(1 - 1/k)) over the places with a mean of 3 or more; φ is `common`, the dispersion
    that months show. Without two years or such a place it is not known: 0.25, which New York's vehicle thefts have at
    the cells of half a kilometre (docs/accuracy.md).
    """
    k = years.shape[1]
    if k < 2 or years.sum() == 0:
        return UNKNOWN_DRIFT
    town = years.sum(axis=0)
    expected = np.outer(years.sum(axis=1), town / town.sum())
    some = expected.mean(axis=1) >= 3
    if not some.any():
        return UNKNOWN_DRIFT
    y, e = years[some], expected[some]
    left = 1 - 1 / k
    squared = float(((y - e) ** 2 - common * e * left).sum() / (e**2 * left).sum())
    return float(np.sqrt(max(squared, 0.0)))


UNKNOWN_DRIFT = 0.25
