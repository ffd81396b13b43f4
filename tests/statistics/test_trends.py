import numpy as np
import pytest
from scipy import stats

from est.statistics.trends import mann_kendall


def series_with(s: int) -> list[float]:
    """Ten different values whose Kendall S is the one asked for."""
    values = list(range(10))
    falling = (45 - s) // 2
    for _ in range(falling):
        at = next(i for i in range(9) if values[i] < values[i + 1])
        values[at], values[at + 1] = values[at + 1], values[at]
    return [float(value) for value in values]


@pytest.mark.parametrize(
    ("s", "tau", "p"),
    [(17, 0.378, 0.152), (-45, -1.0, 8.3e-05), (37, 0.822, 0.00128), (33, 0.733, 0.00421), (-31, -0.689, 0.00729)],
)
def test_mann_kendall_gives_the_published_trends(s: int, tau: float, p: float) -> None:
    """The five trends of the sfdep vignette on emerging hotspots come out to its digits."""
    found = mann_kendall(series_with(s))
    assert found.s == s
    assert found.tau == pytest.approx(tau, abs=5e-4)
    assert found.p == pytest.approx(p, rel=0.01)


def test_ties_lower_the_variance_and_the_number_of_pairs() -> None:
    """A series of two values: S, tau-b and p agree with the formulas worked by hand."""
    found = mann_kendall([0, 0, 1, 1])
    assert found.s == 4
    assert found.tau == pytest.approx(4 / np.sqrt(6 * 4))
    variance = (4 * 3 * 13 - 2 * 2 * 1 * 9) / 18
    assert found.p == pytest.approx(2 * stats.norm.sf(3 / np.sqrt(variance)))


def test_a_constant_series_has_no_trend() -> None:
    """Where nothing differs there is nothing to find."""
    assert mann_kendall([3, 3, 3, 3]).p == 1.0
