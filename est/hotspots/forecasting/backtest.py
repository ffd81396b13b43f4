"""Would the forecast have been right: a rolling test on the history itself. Pure functions on arrays."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from est.errors import TooLittleHistoryError
from est.hotspots.forecasting.cell_history import CellHistory, Values
from est.hotspots.forecasting.forecast import COUNT, KERNEL, METHODS
from est.progress import Progress, ignore_progress
from est.statistics.accuracy import accuracy_index
from est.text import N_

SHARES = (0.01, 0.025, 0.05)
JUDGED = 0.05  # share of the area at which the kernel must hold more than plain counts
FEWEST_FOLDS, MOST_FOLDS = 6, 12
BEFORE = 2  # periods before the first fold
DRAWS = 2_000
LEVEL = 0.95

Method = Callable[[CellHistory], Values]


@dataclass(frozen=True)
class Score:
    """How one method did at one share of the area: hit rate, PAI, PEI*, and the bounds of the PAI."""

    hit_rate: float
    pai: float
    pei: float
    low: float
    high: float


@dataclass(frozen=True)
class Gain:
    """How many times the PAI of another method one method reached, with its bounds."""

    ratio: float
    low: float
    high: float

    @property
    def certain(self) -> bool:
        """Whether the method was better by the whole interval."""
        return self.low > 1.0


@dataclass(frozen=True)
class Backtest:
    """What a rolling test found: by fold, method and share, the reports caught and the most that could be caught.

    `caught` is folds × methods × shares, `best` folds × shares, `reports` one value a fold; `draws` holds the folds of
    every bootstrap draw, the same for all methods, so that differences are paired.
    """

    methods: tuple[str, ...]
    shares: tuple[float, ...]
    caught: Values
    best: Values
    reports: Values
    draws: NDArray[np.int64]

    @property
    def folds(self) -> int:
        """How many periods were tested on."""
        return len(self.reports)

    @property
    def test_reports(self) -> float:
        """How many reports were tested on."""
        return float(self.reports.sum())

    def score(self, method: str, share: float) -> Score:
        """Return the method's score at a share of the area; hits are summed over folds before they are divided."""
        hits, at = self._hits(method, share), self.shares.index(share)
        rate = hits.sum() / self.reports.sum()
        drawn = hits[self.draws].sum(axis=1) / self.reports[self.draws].sum(axis=1) / share
        low, high = np.quantile(drawn, _tails())
        best = self.best[:, at].sum()
        return Score(float(rate), float(rate / share), float(hits.sum() / best), float(low), float(high))

    def gain(self, method: str, other: str, share: float) -> Gain:
        """Return the ratio of two methods' PAI at a share of the area; the same draws of folds for both."""
        ours, theirs = self._hits(method, share), self._hits(other, share)
        # where the other caught nothing a half report keeps the ratio finite
        drawn = (ours[self.draws].sum(axis=1) + 0.5) / (theirs[self.draws].sum(axis=1) + 0.5)
        low, high = np.quantile(drawn, _tails())
        return Gain(float((ours.sum() + 0.5) / (theirs.sum() + 0.5)), float(low), float(high))

    @property
    def earned(self) -> bool:
        """Whether the kernel held more than plain counts, by the whole interval."""
        return self.gain(KERNEL, COUNT, JUDGED).certain

    def _hits(self, method: str, share: float) -> Values:
        hits: Values = self.caught[:, self.methods.index(method), self.shares.index(share)]
        return hits


def _tails() -> tuple[float, float]:
    return (1 - LEVEL) / 2, (1 + LEVEL) / 2


def folds_of(periods: int) -> int:
    """Return how many periods of a history can be tested on: at most twelve.

    Raises TooLittleHistoryError when they are fewer than six.
    """
    folds = min(MOST_FOLDS, periods - BEFORE)
    if folds < FEWEST_FOLDS:
        raise TooLittleHistoryError(
            N_(
                "The backtest needs at least {fewest} months of reports; there are {months}. Load older "
                "reports, or wait."
            ),
            fewest=FEWEST_FOLDS + BEFORE,
            months=periods,
        )
    return folds


def backtest(
    history: CellHistory,
    methods: Mapping[str, Method] = METHODS,
    shares: Sequence[float] = SHARES,
    seed: int = 0,
    progress: Progress = ignore_progress,
) -> Backtest:
    """Return how much of each of the last periods fell in the cells that each method marked beforehand.

    Rolling origin: every fold learns from all periods before the one it is tested on. The cells are taken by falling
    expected count per area, equals in seeded random order, until the share of the area is full; the last cell in part.
    PAI = hit rate / share (Chainey, Tompson & Uhlig 2008); PEI* = hits / the most that the same area could hold (White,
    Hunt & Green 2023). Bounds are at 95 %, from draws of the folds with replacement. A period without reports is
    no fold. Raises TooLittleHistoryError when fewer than six folds are left.
    """
    generator = np.random.default_rng(seed)
    last = range(history.periods - folds_of(history.periods), history.periods)
    tested = [at for at in last if history.counts[:, at].sum() > 0]
    if len(tested) < FEWEST_FOLDS:
        raise TooLittleHistoryError(
            N_(
                "The backtest needs at least {fewest} months with reports to test on; there are {months}. Load "
                "older reports, or choose more categories."
            ),
            fewest=FEWEST_FOLDS,
            months=len(tested),
        )
    caught, best = [], []
    for number, at in enumerate(tested):
        before, observed = history.before_period(at), history.counts[:, at]
        noise = generator.uniform(size=len(observed))
        caught.append([_caught(observed, method(before), history.area, shares, noise) for method in methods.values()])
        best.append(_caught(observed, observed, history.area, shares, noise))
        progress((number + 1) / len(tested))
    reports = np.array([history.counts[:, at].sum() for at in tested])
    draws = generator.integers(0, len(tested), (DRAWS, len(tested)))
    return Backtest(tuple(methods), tuple(shares), np.array(caught), np.array(best), reports, draws)


def _caught(observed: Values, predicted: Values, area: Values, shares: Sequence[float], noise: Values) -> Values:
    """Return the reports in the best-predicted cells that fill each share of the area; the last cell in part."""
    # the noise is far below any real difference, and only breaks ties
    guess = predicted + noise * area * 1e-9 * ((predicted / area).max() + 1e-12)
    found = accuracy_index(observed, guess, area)
    hits = np.interp(shares, np.r_[0, found.area_share], np.r_[0, found.hit_rate])
    return np.asarray(hits * observed.sum())
