"""Kulldorff's scan statistic on given zones, with Monte Carlo rank p-values."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.special import xlogy

from est.progress import Progress, ignore_progress

_CHUNK = 4_000_000  # simulated values held at a time

Model = Literal["poisson", "bernoulli", "permutation"]
Zone = Sequence[int] | NDArray[np.intp]


@dataclass(frozen=True)
class ScanResult:
    """One zone that holds more than its share: its number, members and figures, and its rank p."""

    zone: int
    members: tuple[int, ...]
    observed: float
    expected: float
    relative_risk: float
    log_likelihood_ratio: float
    p: float


def _poisson_ratio(c: NDArray[np.float64], e: NDArray[np.float64], total: float) -> NDArray[np.float64]:
    with np.errstate(divide="ignore", invalid="ignore"):
        value = xlogy(c, c / e) + xlogy(total - c, (total - c) / (total - e))
    return np.where(c > e, value, 0.0)


def _bernoulli_ratio(
    c: NDArray[np.float64], n: NDArray[np.float64], total: float, trials: float
) -> NDArray[np.float64]:
    rest, rest_n = total - c, trials - n
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = xlogy(c, c / n) + xlogy(n - c, (n - c) / n)
        outside = np.where(rest_n > 0, xlogy(rest, rest / rest_n) + xlogy(rest_n - rest, (rest_n - rest) / rest_n), 0)
        null = xlogy(total, total / trials) + xlogy(trials - total, (trials - total) / trials)
        higher = c * trials > n * total
    return np.where(higher, inside + outside - null, 0.0)


def _membership(zones: Sequence[Zone], units: int) -> sparse.csr_matrix:
    sizes = [len(zone) for zone in zones]
    if not sizes or min(sizes) == 0:
        raise ValueError("every zone must hold at least one unit, and there must be a zone.")
    columns = np.concatenate([np.asarray(zone, dtype=np.intp) for zone in zones])
    if columns.min() < 0 or columns.max() >= units:
        raise ValueError(f"zones name units 0 to {units - 1}; got {columns.min()} to {columns.max()}.")
    pointers = np.concatenate([[0], np.cumsum(sizes)])
    return sparse.csr_matrix((np.ones(len(columns)), columns, pointers), shape=(len(sizes), units))


def _draws(
    cases: NDArray[np.float64], expected: NDArray[np.float64], model: Model, replications: int, seed: int, rows: int
) -> Iterator[NDArray[np.float64]]:
    """Give simulated counts under the null, (replications, units), in chunks of at most `rows`."""
    generator = np.random.default_rng(seed)
    total = round(cases.sum())
    flat = cases.ravel()
    units, moments = (cases.shape[0], cases.shape[1]) if cases.ndim == 2 else (len(cases), 1)
    place = np.repeat(np.arange(flat.size) // moments, flat.astype(int))
    moment = np.repeat(np.arange(flat.size) % moments, flat.astype(int))
    for first in range(0, replications, rows):
        size = min(rows, replications - first)
        if model == "poisson":
            yield generator.multinomial(total, expected / expected.sum(), size).astype(float)
        elif model == "bernoulli":
            yield generator.multivariate_hypergeometric(
                expected.astype(np.int64), total, size, method="marginals"
            ).astype(float)
        else:
            drawn = np.empty((size, units * moments))
            for row in drawn:  # the cases of one replication are held at a time: there may be millions
                row[:] = np.bincount(place * moments + generator.permutation(moment), minlength=units * moments)
            yield drawn


def _check(cases: NDArray[np.float64], expected: NDArray[np.float64], model: Model) -> None:
    if (cases < 0).any() or not np.array_equal(cases, np.round(cases)) or cases.sum() == 0:
        raise ValueError("cases must be whole counts, none negative and not all 0.")
    if cases.shape != expected.shape:
        raise ValueError(f"cases and expected must have one shape; got {cases.shape} and {expected.shape}.")
    if (expected < 0).any() or (model == "bernoulli" and (expected < cases).any()):
        raise ValueError("expected must not be negative and, as trials, not below the cases.")


def scan_statistic(
    cases: ArrayLike,
    expected: ArrayLike | None,
    zones: Sequence[Zone],
    replications: int = 999,
    seed: int = 0,
    model: Model = "poisson",
    progress: Progress = ignore_progress,
) -> list[ScanResult]:
    """Return clusters by falling log likelihood ratio, none overlapping one above it.

    Each zone is a list of units. "poisson": `expected` per unit, scaled to the number of cases. "bernoulli":
    `expected` is the number of trials per unit. "permutation" (space-time): `cases` is units × periods,
    `expected` is None, and a zone lists fields of that table, unit × periods + period; its expectation is the
    product of the margins. λ = (c/e)^c ((C−c)/(C−e))^(C−c) for c > e; p = (1 + #{max λ* ≥ λ})/(R + 1). Sources:
    Kulldorff 1997, Communications in Statistics 26:1481-1496; Kulldorff et al. 2005, PLoS Medicine 2:e59.
    Simulations are held in chunks of bounded memory. Raises ValueError on what cannot be counted.
    """
    observed = np.asarray(cases, dtype=float)
    total = float(observed.sum())
    if model == "permutation":
        if observed.ndim != 2 or expected is not None:
            raise ValueError("a permutation scan needs cases as units × periods and no expected.")
        null = np.outer(observed.sum(axis=1), observed.sum(axis=0)) / max(total, 1.0)
    elif model in ("poisson", "bernoulli"):
        null = np.asarray(expected, dtype=float)
    else:
        raise ValueError(f"model must be 'poisson', 'bernoulli' or 'permutation'; got {model!r}.")
    _check(observed, null, model)
    trials = float(null.sum())
    if model == "poisson":
        null = null * total / trials
    member = _membership(zones, observed.size)
    zone_null = member @ null.ravel()

    def ratios(counts: NDArray[np.float64]) -> NDArray[np.float64]:
        if model == "bernoulli":
            return _bernoulli_ratio(counts, zone_null, total, trials)
        return _poisson_ratio(counts, zone_null, total)

    zone_counts = member @ observed.ravel()
    found = ratios(zone_counts)
    rows = max(1, _CHUNK // max(observed.size, len(zones)))
    highest: list[NDArray[np.float64]] = []
    for simulated in _draws(observed, null, model, replications, seed, rows):
        highest.append(ratios((member @ simulated.T).T).max(axis=1))
        progress(sum(map(len, highest)) / replications)
    maxima = np.sort(np.concatenate(highest)) if highest else np.empty(0)
    risk = _relative_risks(zone_counts, zone_null, total, trials if model == "bernoulli" else total)
    scale = total / trials if model == "bernoulli" else 1.0
    clusters: list[ScanResult] = []
    taken = np.zeros(observed.size, dtype=bool)
    for zone in np.lexsort((np.arange(len(zones)), -found)):
        members = np.asarray(zones[zone], dtype=np.intp)
        if found[zone] <= 0:
            break
        if taken[members].any():
            continue
        taken[members] = True
        above = len(maxima) - int(np.searchsorted(maxima, found[zone] - 1e-9))
        clusters.append(
            ScanResult(
                int(zone),
                tuple(int(unit) for unit in members),
                float(zone_counts[zone]),
                float(zone_null[zone] * scale),
                float(risk[zone]),
                float(found[zone]),
                (1 + above) / (replications + 1),
            )
        )
    return clusters


def _relative_risks(
    counts: NDArray[np.float64], null: NDArray[np.float64], total: float, null_total: float
) -> NDArray[np.float64]:
    """Return the risk inside each zone over the risk outside it."""
    with np.errstate(divide="ignore", invalid="ignore"):
        risks: NDArray[np.float64] = (counts / null) / ((total - counts) / (null_total - null))
    return risks
