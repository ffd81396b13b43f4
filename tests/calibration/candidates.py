"""Forecasts of the literature that the program does not use: the calibration tells what they hold beside its own.

Each is a pure function of what was known before a month, one incident at least, and returns what every cell is
expected to hold, up to a factor. What a method must choose, it chooses on what was known before that month alone:
bandwidths and the number of neighbours by the likelihood of every incident given all others, the rest by expectation
and maximisation.

Sources: Chainey & Ratcliffe 2005 (GIS and Crime Mapping); Silverman 1986 and Abramson 1982 (adaptive kernels);
Habbema, Hermans & van den Broek 1974 (leaving one out); Mohler, Short, Brantingham, Schoenberg & Tita 2011 and Mohler
et al. 2015 (self-exciting, with a background from kernels and one of cells); Marshall 1991 (local empirical Bayes).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType

import numpy as np
from scipy import sparse

from est.hotspots.forecasting.cell_history import CellHistory, HistoryCells, Values, Whole
from est.hotspots.forecasting.forecast import EVEN, ensemble_forecast, kernel_forecast

BANDWIDTHS = (75.0, 150.0, 300.0, 600.0, 1200.0, 2400.0, 4800.0)  # metres
NEIGHBOURS = (1, 2, 4, 8, 16, 32)
LEAST_M = 75.0  # no kernel is narrower: many incidents lie at the very same point
SPARK_M = 1_000.0  # an incident is set off by one this near at most
SPARK_LEAST_M = 25.0
SPARK_LEAST_DAYS = 7.0  # else incidents of one evening are all that is explained, and nothing of the month to come
MEMORIES = (1, 3, 12, 1_000)  # months
ROUNDS = 40
CHUNK = 200
TINY = 1e-12


@dataclass(frozen=True)
class Known:
    """What is known before a month of `days` days: the incidents with the days since each, and their cells."""

    x: Values
    y: Values
    cell: Whole
    ago: Values
    days: float
    cells: HistoryCells
    touching: sparse.csr_array
    history: CellHistory

    @cached_property
    def apart(self) -> Values:
        """The distances in metres between incidents; infinite to itself, which leaves each one out."""
        apart = np.hypot(self.x[:, None] - self.x, self.y[:, None] - self.y)
        np.fill_diagonal(apart, np.inf)
        return apart

    @cached_property
    def plain(self) -> Values:
        """The density of an even spread, a square metre."""
        return np.full(len(self.x), 1e-6 / self.cells.area.sum())

    @cached_property
    def bandwidth(self) -> float:
        """The bandwidth of one kernel for all incidents that makes them likeliest, each given the others."""
        likelihoods = [self.likelihood(np.float64(width)) for width in BANDWIDTHS]
        return BANDWIDTHS[int(np.argmax(likelihoods))]

    def likelihood(self, bandwidth: Values | np.float64) -> float:
        """Return the log likelihood of the incidents, each under the kernels of all others and a little evenly."""
        density = _gauss(self.apart, bandwidth).sum(axis=1) / max(1, len(self.x) - 1)
        return float(np.log((1 - EVEN) * density + EVEN * self.plain).sum())

    def spread(self, bandwidth: Values, weight: Values) -> Values:
        """Return the weights of the incidents spread over the cells, each by its own bandwidth and in whole."""
        found = np.zeros(len(self.cells.area))
        for first in range(0, len(self.x), CHUNK):
            some = slice(first, first + CHUNK)
            squared = (self.cells.x[:, None] - self.x[some]) ** 2 + (self.cells.y[:, None] - self.y[some]) ** 2
            part = np.exp(-squared / (2 * bandwidth[some] ** 2)) * self.cells.area[:, None]
            total = part.sum(axis=0)
            found += part @ np.divide(weight[some], total, out=np.zeros_like(total), where=total > TINY)
            own = self.cell[some][total <= TINY]  # too narrow to reach the centre of any cell: stays in its own
            np.add.at(found, own, weight[some][total <= TINY])
        even = found.sum() * self.cells.area / self.cells.area.sum()
        return np.asarray((1 - EVEN) * found + EVEN * even)


def _gauss(apart: Values, bandwidth: Values | np.float64) -> Values:
    return np.asarray(np.exp(-((apart / bandwidth) ** 2) / 2) / (2 * np.pi * bandwidth**2))


def likely_kernel(known: Known) -> Values:
    """Return the kernel density with the one likeliest bandwidth."""
    return known.spread(np.full(len(known.x), known.bandwidth), np.ones(len(known.x)))


def nearest_kernel(known: Known) -> Values:
    """Return the kernel density by the distance to the k-th nearest other incident, with the likeliest k."""
    ordered = np.sort(known.apart, axis=1)
    able = [k for k in NEIGHBOURS if k + 1 < len(known.x)]
    if not able:
        return likely_kernel(known)

    def without(k: int) -> Values:
        """Return the bandwidth of incident j (column) when i (row) is not there: it may be one of j's nearest."""
        near, next_ = ordered[:, k - 1], ordered[:, k]
        return np.maximum(np.where(known.apart <= near, next_, near), LEAST_M)

    best = max(able, key=lambda k: known.likelihood(without(k)))
    return known.spread(np.maximum(ordered[:, best - 1], LEAST_M), np.ones(len(known.x)))


def adaptive_kernel(known: Known) -> Values:
    """Return Abramson's kernel: narrower where a first density is high, by its square root; the likeliest width."""
    first = _gauss(known.apart, np.float64(known.bandwidth)).mean(axis=1) * (1 - EVEN) + EVEN * known.plain
    local = np.sqrt(np.exp(np.log(first).mean()) / first)
    best = max(BANDWIDTHS, key=lambda width: known.likelihood(np.maximum(width * local, LEAST_M)))
    return known.spread(np.maximum(best * local, LEAST_M), np.ones(len(known.x)))


def self_exciting(known: Known) -> Values:
    """Return the self-exciting process of Mohler et al. 2011: a background of kernels, and incidents that set off more.

    λ(t, s) = Σ p_b K(s − s_b)/T + Σ θ ω exp(−ω (t − t_i)) N(s − s_i; σ²), with θ, ω, σ and the probability p of every
    incident to be of the background by expectation and maximisation; K has the likeliest bandwidth.
    """
    later, earlier = np.nonzero((known.ago[:, None] < known.ago) & (known.apart < SPARK_M))
    gap, apart = known.ago[earlier] - known.ago[later], known.apart[later, earlier]
    ground = _gauss(known.apart, np.float64(known.bandwidth))
    span = known.ago.max(initial=1.0)
    theta, omega, sigma, own = 0.2, 1 / 30, 200.0, np.full(len(known.x), 0.8)
    for _ in range(ROUNDS):
        background = ((1 - EVEN) * ground @ own + EVEN * own.sum() * known.plain) / span
        spark = theta * omega * np.exp(-omega * gap) * _gauss(apart, np.float64(sigma))
        total = background + np.bincount(later, spark, len(known.x))
        own, caused = background / total, spark / total[later]
        if caused.sum() < TINY:
            break
        theta = caused.sum() / (1 - np.exp(-omega * known.ago)).sum()
        omega = 1 / max(SPARK_LEAST_DAYS, (caused * gap).sum() / caused.sum())
        sigma = max(SPARK_LEAST_M, np.sqrt((caused * apart**2).sum() / (2 * caused.sum())))
    to_come = theta * (np.exp(-omega * known.ago) - np.exp(-omega * (known.ago + known.days)))
    rest = known.spread(np.full(len(known.x), known.bandwidth), own * known.days / span)
    return rest + known.spread(np.full(len(known.x), sigma), to_come)


def self_exciting_cells(known: Known) -> Values:
    """Return the process of Mohler et al. 2015, each cell with its own background and the incidents in it setting off.

    λ_n(t) = μ_n + Σ θ ω exp(−ω (t − t_i)) over the earlier incidents of cell n, by expectation and maximisation.
    """
    later, earlier = np.nonzero((known.ago[:, None] < known.ago) & (known.cell[:, None] == known.cell))
    gap, span = known.ago[earlier] - known.ago[later], known.ago.max(initial=1.0)
    cells = len(known.cells.area)
    theta, omega = 0.2, 1 / 30
    own = np.bincount(known.cell, minlength=cells) / span
    for _ in range(ROUNDS):
        spark = theta * omega * np.exp(-omega * gap)
        total = own[known.cell] + np.bincount(later, spark, len(known.x))
        own = np.bincount(known.cell, own[known.cell] / total, cells) / span
        caused = spark / total[later]
        if caused.sum() < TINY:
            break
        theta = caused.sum() / (1 - np.exp(-omega * known.ago)).sum()
        omega = 1 / max(SPARK_LEAST_DAYS, (caused * gap).sum() / caused.sum())
    to_come = theta * (np.exp(-omega * known.ago) - np.exp(-omega * (known.ago + known.days)))
    return np.asarray(own * known.days + np.bincount(known.cell, to_come, cells))


def marshall(known: Known) -> Values:
    """Return Marshall's local empirical Bayes: every cell drawn towards the mean of itself and the ring around it."""
    y, area = known.history.counts.sum(axis=1), known.cells.area
    disk = known.touching + sparse.eye_array(len(area))
    e = area * y.sum() / area.sum()
    inside, members = disk @ e, disk @ np.ones(len(area))
    mean = (disk @ y) / inside
    # Σ e (r − m)² over the disk, with r = y/e
    spread = np.maximum((disk @ (y**2 / e)) / inside - mean**2, 0.0)
    between = np.maximum(spread - mean / (inside / members), 0.0)
    below = between + mean / e
    pull = np.divide(between, below, out=np.zeros_like(below), where=below > 0)
    return np.asarray(e * (mean + pull * (y / e - mean)))


def ranks_together(known: Known) -> Values:
    """Return the mean rank of a cell's count and of its kernel density by 300 m, both a km²."""
    area = known.cells.area
    parts = (known.history.counts.sum(axis=1), known.history.around[300.0].sum(axis=1))
    return np.asarray(sum(_ranks(part / area) for part in parts) * area)


def _ranks(values: Values) -> Values:
    _, place, number = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(number) - (number - 1) / 2)[place.reshape(-1)] / len(values))


def sum_together(known: Known) -> Values:
    """Return the sum of a cell's count and its kernel density by 300 m."""
    return np.asarray(known.history.counts.sum(axis=1) + known.history.around[300.0].sum(axis=1))


def reported_first(known: Known) -> Values:
    """Return the ensemble in cells that hold a report, all of them above any cell that holds none."""
    density = ensemble_forecast(known.history) / known.cells.area
    reported = known.history.counts.sum(axis=1) > 0
    return np.asarray((density + density.max() * reported) * known.cells.area)


def weighted_rings(known: Known) -> Values:
    """Return own count, the rings 1 to 3 around and the even spread, weighted by what held the later incidents."""
    area = known.cells.area
    disk = (known.touching + sparse.eye_array(len(area))).astype(bool)
    disks = [sparse.eye_array(len(area)).tocsr().astype(bool)]
    disks += [disk, (disk @ disk).astype(bool), (disk @ disk @ disk).astype(bool)]
    rings = [
        disks[0],
        *((outer.astype(float) - inner.astype(float)) for inner, outer in pairwise(disks)),
    ]

    def parts(before: CellHistory) -> Iterator[Values]:
        past = before.counts.sum(axis=1)
        for ring in rings:
            each = ring.astype(float)
            yield each @ (past / np.maximum(each.sum(axis=0), 1))
        yield area

    return _weighted(known.history, parts)


def weighted_kernels(known: Known) -> Values:
    """Return the counts, and spread by 150 m to 2,400 m, of the last 1, 3, 12 and all months, weighted likewise."""

    def parts(before: CellHistory) -> Iterator[Values]:
        for table in (before.counts, *before.around.values()):
            for months in MEMORIES:
                yield table[:, -months:].sum(axis=1)
        yield known.cells.area

    return _weighted(known.history, parts)


def _weighted(history: CellHistory, parts: Callable[[CellHistory], Iterator[Values]]) -> Values:
    """Return the mixture of the parts that makes every month's incidents likeliest, given the months before it."""
    given = [_shares(parts(history.before_period(period))) for period in range(1, history.periods)]
    now = _shares(parts(history))
    if not given or history.counts[:, 1:].sum() == 0:
        return kernel_forecast(history)
    held, number = np.vstack(given), history.counts[:, 1:].T.ravel()
    held, number = held[number > 0], number[number > 0]
    weight = np.full(now.shape[1], 1 / now.shape[1])
    for _ in range(5 * ROUNDS):
        part = held * weight
        weight = (part / np.maximum(part.sum(axis=1, keepdims=True), TINY) * number[:, None]).sum(axis=0)
        weight /= max(weight.sum(), TINY)
    return np.asarray(now @ weight)


def _shares(parts: Iterator[Values]) -> Values:
    return np.column_stack([part / max(part.sum(), TINY) for part in parts])


CANDIDATES: Mapping[str, Callable[[Known], Values]] = MappingProxyType(
    {
        "kernel, likeliest bandwidth": likely_kernel,
        "kernel, k nearest": nearest_kernel,
        "kernel, adaptive": adaptive_kernel,
        "self-exciting": self_exciting,
        "self-exciting cells": self_exciting_cells,
        "Marshall, ring": marshall,
        "count and kernel, ranks": ranks_together,
        "count and kernel, sum": sum_together,
        "cells with a report first": reported_first,
        "rings, weighted": weighted_rings,
        "kernels, weighted": weighted_kernels,
    }
)
