import tracemalloc

import numpy as np
import polars as pl
import pytest

from est.statistics.scan_statistic import scan_statistic
from tests.data import PUBLISHED

# smerc's test of New York leukemia, checked by its author against SaTScan: members (from 1), population, cases,
# expected, observed over expected, relative risk, log likelihood ratio, p of SaTScan
FIRST = (
    [49, 48, 50, 47, 1, 15, 51, 2, 13, 14, 3, 35, 16, 52, 36, 37, 12, 11, 5, 17, 10, 4, 6, 38, 18, 9],
    *(95249, 85, 49.71, 1.71, 1.84, 11.577255, 0.001),
)
SECOND = ([89, 88, 87, 84, 90, 86, 92, 85], 34083, 38, 17.79, 2.14, 2.22, 9.019716, 0.013)
SEVENTH = ([166, 159, 167], 8839, 11, 4.61, 2.38, 2.41, 3.209485, 0.976)


def circles(x: np.ndarray, y: np.ndarray, population: np.ndarray, share: float) -> list[np.ndarray]:
    """Growing circles around every unit, up to a share of the population."""
    zones = []
    for at in range(len(x)):
        order = np.argsort(np.hypot(x - x[at], y - y[at]), kind="stable")
        order = order[np.cumsum(population[order]) <= share * population.sum()]
        zones += [order[: size + 1] for size in range(len(order))]
    return zones


@pytest.mark.slow
def test_new_york_leukemia_gives_satscan_s_clusters() -> None:
    """Three published clusters: members, cases, expectation, relative risk and likelihood ratio; p nearly."""
    frame = pl.read_csv(PUBLISHED / "ny_leukemia_nydf.csv")
    cases, population = np.floor(frame["cases"].to_numpy()), frame["population"].to_numpy()
    x, y = frame["longitude"].to_numpy(), frame["latitude"].to_numpy()
    clusters = scan_statistic(cases, population, circles(x, y, population, 0.1), replications=499, seed=1)
    for number, (members, people, observed, expected, over, risk, ratio, p) in ((0, FIRST), (1, SECOND), (6, SEVENTH)):
        found = clusters[number]
        assert sorted(unit + 1 for unit in found.members) == sorted(members)
        assert round(population[list(found.members)].sum()) == people
        assert found.observed == observed
        assert found.observed / found.expected == pytest.approx(over, abs=0.005)
        assert found.expected == pytest.approx(expected, abs=0.005)
        assert found.relative_risk == pytest.approx(risk, abs=0.005)
        assert found.log_likelihood_ratio == pytest.approx(ratio, abs=1e-6)
        assert found.p == pytest.approx(p, abs=0.03)


def test_a_planted_cluster_is_first_and_empty_places_none() -> None:
    """Ten units with one that holds five times its share: that unit comes first, with the smallest p there is."""
    cases = np.array([5, 4, 25, 6, 5, 5, 4, 6, 5, 5])
    zones = [[at] for at in range(10)] + [[at, at + 1] for at in range(9)]
    first = scan_statistic(cases, np.ones(10), zones, replications=199, seed=2)[0]
    assert first.members == (2,)
    assert first.p == 1 / 200


@pytest.mark.slow
def test_chance_alone_is_called_a_cluster_as_often_as_it_should() -> None:
    """Over 200 even patterns the first p lies at or under 5 % in about 5 %."""
    generator = np.random.default_rng(9)
    zones = [[at] for at in range(20)] + [[at, at + 1, at + 2] for at in range(18)]
    low = 0
    for round_ in range(200):
        clusters = scan_statistic(generator.multinomial(100, np.full(20, 0.05)), np.ones(20), zones, 99, round_)
        low += bool(clusters and clusters[0].p <= 0.05)
    assert low / 200 == pytest.approx(0.05, abs=0.04)


def test_bernoulli_counts_trials() -> None:
    """Cases among trials: the unit with most cases per trial comes first, the one with most cases does not."""
    clusters = scan_statistic([9, 12, 2], [10, 100, 100], [[0], [1], [2]], 99, 1, model="bernoulli")
    assert clusters[0].members == (0,)
    assert clusters[0].expected == pytest.approx(10 * 23 / 210)
    assert clusters[0].relative_risk == pytest.approx((9 / 10) / (14 / 200))


def test_permutation_finds_what_is_new_not_what_is_always_there() -> None:
    """Unit 0 always has many, unit 2 has many in the last period only: that field is the cluster."""
    cases = np.array([[40, 40, 40], [5, 5, 5], [4, 4, 20]])
    zones = [[field] for field in range(9)]
    first = scan_statistic(cases, None, zones, 199, 3, model="permutation")[0]
    assert first.members == (8,)
    assert first.expected == pytest.approx(28 * 65 / 163)
    assert first.p <= 0.02


@pytest.mark.slow
def test_a_permutation_of_many_cases_holds_one_replication_at_a_time() -> None:
    """Two hundred thousand cases and 200 replications stay under 20 MB, where all at once would take 320."""
    cases = np.full((20, 10), 1_000)
    tracemalloc.start()
    scan_statistic(cases, None, [[field] for field in range(200)], 200, 4, model="permutation")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1.5, 1], [1, 1], [[0]]), "whole counts"),
        (([1, 1], [1, 1], [[5]]), "units 0 to 1"),
        (([1, 1], [1, 1], [[]]), "at least one unit"),
    ],
)
def test_what_cannot_be_counted_is_refused(arguments, message: str) -> None:
    """Fractions, unknown units and empty zones are said, not guessed."""
    with pytest.raises(ValueError, match=message):
        scan_statistic(*arguments)
