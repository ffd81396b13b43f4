"""A place's change beyond its control's: the weighted displacement difference, held to an exact test beside it.

The normal approximation of the difference says "decrease" of 0 against 4, and of a place whose baseline is itself
uncertain. So a decrease is said only where a negative binomial prediction of the count after says it too, an increase
by that prediction alone (of more reports the difference's own variance is too large), and the bounds that are shown
never say anything but the verdict.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import special

from est.measures.followup.design import ExpectedDirection
from est.measures.followup.verdict import CountPair, DisplacedPart, InterimLook, RatioInterval
from est.measures.followup.verdict_levels import VerdictLevel
from est.statistics.bayes import empirical_bayes
from est.statistics.negative_binomial import PredictiveDistribution, predictive_distribution
from est.statistics.rates import DifferenceInterval, RateRatio, rate_ratio

Floats = npt.NDArray[np.float64]

# One-sided errors: together 5 % of a change where there is none, most of it on the side that is expected.
EXPECTED_POINTS, EXPECTED_CLEAR = 0.04, 0.01
OTHER_POINTS, OTHER_CLEAR = 0.01, 0.0025
EARLY_PART = 0.2  # of the error belongs to all looks before the follow-up is due, the rest to that day
# the one-sided error of what is said of the surroundings on that day; of all looks before it, a fifth more
NEARBY = 0.05


def look_share(days: int, window: int) -> InterimLook:
    """Return the look after this many days of a follow-up's window, with its part of the error."""
    final = days >= window
    return InterimLook(1.0 if final else days / window, final, 1 - EARLY_PART if final else EARLY_PART)


@dataclass(frozen=True)
class BaselineCounts:
    """What is known of the reports of all windows before: their mean, and the shape of a Gamma as sure as that.

    `upper_mean` and `upper_shape` are those that the test of an increase uses: of a count one more, so that both tests
    are the exact conditional one.
    """

    mean: float
    shape: float
    upper_mean: float
    upper_shape: float

    def scaled_by(self, share: float) -> "BaselineCounts":
        """Return what is known of a share of the reports."""
        return BaselineCounts(self.mean * share, self.shape * share, self.upper_mean * share, self.upper_shape * share)


def baseline_counts(count: float) -> BaselineCounts:
    """Return what a count of independent windows says."""
    return BaselineCounts(count, count, count + 1, count + 1)


@dataclass(frozen=True)
class ShrunkBaseline:
    """The expected count before of every cell, were it not picked for its count, and the variance of that."""

    mean: Floats
    variance: Floats

    def sum_of_cells(self, rows: npt.NDArray[np.intp]) -> BaselineCounts:
        """Return what is known of these cells together; their Gammas' sum is taken for a Gamma of its variance.

        It does not matter that they were picked together for their count, as each cell's expectation holds given its
        own (`tests.calibration.followup.several`). Of cells that take after their neighbours it is a little too low.
        """
        mean, variance = float(self.mean[rows].sum()), float(self.variance[rows].sum())
        shape = mean**2 / variance if variance > 0 else float("inf")
        return BaselineCounts(mean, shape, mean, shape)


def shrink_baseline(counts: Floats, area_km2: Floats) -> ShrunkBaseline:
    """Return the empirical-Bayes expectation of every cell, from the counts of all cells in the same windows.

    The risk of a cell is Gamma(ν, α), so that its count y before, of e expected by area, leaves (ν + y) / (α + e) × e
    to be expected of as long a time. Source: Hauer 1997, Observational Before-After Studies in Road Safety, ch. 11;
    prior by Clayton & Kaldor 1987. Without any report nothing is expected.
    """
    if counts.sum() <= 0:
        return ShrunkBaseline(np.zeros(counts.size), np.zeros(counts.size))
    even = counts.sum() * area_km2 / area_km2.sum()
    found = empirical_bayes(counts, even)
    mean = found.mean * even
    spread = np.zeros(counts.size) if np.isinf(found.rate) else mean * even / (found.rate + even)
    return ShrunkBaseline(mean, spread)


@dataclass(frozen=True)
class DifferenceTest:
    """How changes are judged: the number of windows before, the dispersion, the look, the expected direction, and how
    much the place and its surroundings move from year to year by themselves (relative standard deviation).
    """

    years: int
    dispersion: float
    look: InterimLook
    direction: ExpectedDirection = ExpectedDirection.DECREASE
    drift: float = 0.0
    drift_around: float = 0.0

    @property
    def errors(self) -> tuple[float, float, float, float]:
        """The one-sided errors of: points to a decrease, clear decrease, points to an increase, clear increase."""
        if self.direction is ExpectedDirection.DECREASE:
            return EXPECTED_POINTS, EXPECTED_CLEAR, OTHER_POINTS, OTHER_CLEAR
        return OTHER_POINTS, OTHER_CLEAR, EXPECTED_POINTS, EXPECTED_CLEAR

    def holds(self, p: float, error: float) -> bool:
        """Tell whether a one-sided p is enough for an error at this look."""
        return self.look.spent(p) <= error * self.look.part

    def reach(self, error: float) -> float:
        """Return the z that an error asks for at this look."""
        return self.look.reach(error * self.look.part)

    def holds_nearby(self, p: float) -> bool:
        """Tell whether a one-sided p is enough to say something of the surroundings at this look."""
        return self.look.spent(p) <= self.nearby_error

    @property
    def nearby_error(self) -> float:
        """The one-sided error of the answer about the surroundings at this look."""
        return NEARBY if self.look.final else NEARBY * EARLY_PART

    def step(self, p_decrease: float, p_increase: float) -> VerdictLevel:
        """Return the step that two one-sided p-values lead to."""
        fewer, clearly_fewer, more, clearly_more = self.errors
        if self.holds(p_decrease, fewer):
            return VerdictLevel.CLEAR_DECREASE if self.holds(p_decrease, clearly_fewer) else VerdictLevel.DECREASE
        if self.holds(p_increase, more):
            return VerdictLevel.CLEAR_INCREASE if self.holds(p_increase, clearly_more) else VerdictLevel.INCREASE
        return VerdictLevel.UNSURE

    @property
    def log_drift(self) -> float:
        """What the place's drift adds to the variance of a log ratio: after, and in the mean of the windows before."""
        return self.drift**2 * (1 + 1 / self.years)

    @property
    def around(self) -> "DifferenceTest":
        """The same for the surroundings, which move by themselves as much as they do."""
        return replace(self, drift=self.drift_around)

    def predict_after(self, before: BaselineCounts, control: CountPair) -> PredictiveDistribution:
        """Return the predictive distribution of the count after without an effect."""
        return self._predicted(before.mean, before.shape, control)

    def predict_more(self, before: BaselineCounts, control: CountPair) -> PredictiveDistribution:
        """Return the same for the test of an increase."""
        return self._predicted(before.upper_mean, before.upper_shape, control)

    def _predicted(self, mean: float, shape: float, control: CountPair) -> PredictiveDistribution:
        beside = (control.before, control.after)
        return predictive_distribution(mean, shape, beside, self.dispersion, self.drift, self.years)

    def local_part(
        self, before: BaselineCounts, after: float, control: CountPair, difference: DifferenceInterval
    ) -> DisplacedPart:
        """Return a place's change with its p-values and bounds; `difference` is its part of the WDD.

        The bounds are those of the errors of "points to" on either side, with all that looking costs; a side that the
        exact test leaves open is left open by the bound too.
        """
        fewer, _, more, _ = self.errors
        found = self._untested_part(before, after, control, difference)
        return _bounded(
            found,
            (self.reach(more), self.reach(fewer)),
            (self.holds(found.p_increase, more), self.holds(found.p_decrease, fewer)),
        )

    def nearby(self, before: float, after: float, control: CountPair, difference: DifferenceInterval) -> DisplacedPart:
        """Return the surroundings' change, likewise, with bounds of 5 % on either side on the day of the follow-up.

        The p of more is the mid-p (Lancaster 1961, Journal of the American Statistical Association 56:223): who asks
        whether a problem moved must not be told no because the exact test is cautious.
        """
        found = self.around._untested_part(baseline_counts(before), after, control, difference)
        without = 1 - float(self.around.predict_after(baseline_counts(before), control).lower(after))
        found = replace(found, p_increase=(found.p_increase + without) / 2)
        reach = self.look.reach(self.nearby_error)
        holds = (self.holds_nearby(found.p_increase), self.holds_nearby(found.p_decrease))
        return _bounded(found, (reach, reach), holds)

    def _untested_part(
        self, before: BaselineCounts, after: float, control: CountPair, difference: DifferenceInterval
    ) -> DisplacedPart:
        coming = self.predict_after(before, control)
        more = self.predict_more(before, control)
        # without a report before or after there is no change, whatever the control's did
        z = 0.0 if before.mean + after == 0 or np.isnan(difference.z) else difference.z
        return DisplacedPart(
            difference.total,
            difference.standard_error,
            z,
            difference.low,
            difference.high,
            float(coming.mean),
            coming.quantile(0.025),
            coming.quantile(0.975),
            max(float(special.ndtr(z)), float(coming.lower(after))),
            float(more.upper(after)),
        )

    def ratio(self, before: BaselineCounts, after: float, control: CountPair, part: DisplacedPart) -> RatioInterval:
        """Return the rate ratio (Wilson 2022) with bounds that agree with the change's own."""
        beside = (control.before, control.after)
        found = rate_ratio((before.mean, after), beside, self.dispersion, drift=self.log_drift)
        fewer, _, more, _ = self.errors
        bounds = (self._bound(found, -self.reach(more)), self._bound(found, self.reach(fewer)))
        shown = replace(found, low=bounds[0], high=bounds[1])
        low = min(shown.low, 1.0) if part.low <= 0 else max(shown.low, 1 + part.low / max(part.expected, 0.5))
        high = max(shown.high, 1.0) if part.high >= 0 else min(shown.high, 1 + part.high / max(part.expected, 0.5))
        return RatioInterval(found.ratio, low, high)

    @staticmethod
    def _bound(found: RateRatio, reach: float) -> float:
        return float(np.exp(found.log_ratio + reach * found.standard_error))


def _bounded(part: DisplacedPart, reach: tuple[float, float], told: tuple[bool, bool]) -> DisplacedPart:
    """Return a part with bounds `reach` standard errors below and above, on the side of 0 that is told: more, fewer."""
    low = part.change - reach[0] * part.standard_error
    high = part.change + reach[1] * part.standard_error
    return replace(
        part, low=max(low, 0.0) if told[0] else min(low, 0.0), high=min(high, 0.0) if told[1] else max(high, 0.0)
    )


def area_weight(control_before: float, before: float) -> float:
    """Return what the control weighs beside the place: how many times the place's reports it had before.

    So the control's change is taken as a factor. By plain area, a town that reports half as much again would look like
    an increase at every hotspot: the place's reports grow by more than those of an average piece of town as large.
    """
    if control_before > 0 and before > 0:
        return control_before / before
    return (control_before + 0.5) / (before + 0.5)
