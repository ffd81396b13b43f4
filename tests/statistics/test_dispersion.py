import numpy as np
import pytest

from est.statistics.dispersion import count_dispersion, squared_deviations


def test_chance_has_a_dispersion_of_one_also_where_units_overlap() -> None:
    """Over forty Poisson towns the squared deviations are those of chance, of cells and of sums of three."""
    random = np.random.default_rng(1)
    sums = np.zeros((2, 2))
    for _ in range(40):
        cells = random.poisson(random.gamma(2, 1, 30), (12, 30))
        threes = cells + np.roll(cells, 1, axis=1) + np.roll(cells, 2, axis=1)
        for row, units in zip(sums, (cells, threes), strict=True):
            row += [part.sum() for part in squared_deviations(units, cells.sum(axis=1))]
    assert sums[:, 0] / sums[:, 1] == pytest.approx(1, abs=0.03)


def test_bursts_have_the_mean_of_their_squares_over_their_mean() -> None:
    """A town where every report is told five times has a dispersion of five, and one that is half so three."""
    random = np.random.default_rng(2)
    single, bursts = random.poisson(4.0, (26, 200)), random.poisson(0.8, (26, 200))
    for table, factor in ((5 * bursts, 5), (single + 5 * bursts, 3)):
        assert count_dispersion(table, table.sum(axis=1)) == pytest.approx(factor, rel=0.05)


def test_what_is_within_its_own_error_is_taken_as_chance() -> None:
    """Nothing, one report, and a table as even as can be have exactly one."""
    for table in (np.zeros((4, 3)), np.eye(1), np.full((6, 5), 2)):
        assert count_dispersion(table, table.sum(axis=1)) == 1.0
