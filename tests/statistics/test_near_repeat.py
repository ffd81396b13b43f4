import numpy as np
import polars as pl
import pytest

from est.statistics import near_repeat
from est.statistics.near_repeat import knox
from tests.data import PUBLISHED

COUNTS = [[28, 5, 5], [141, 69, 27], [186, 140, 100], [237, 192, 128]]
RATIO = [[1.803, 0.404, 0.613], [1.412, 0.862, 0.517], [1.014, 0.95, 1.051], [0.975, 0.981, 1.007]]
CALCULATOR = [
    [29, 4, 5, 2],
    [45, 15, 7, 2],
    [106, 48, 21, 13],
    [88, 64, 46, 15],
    [206611, 138108, 88321, 36415],
]
LABELLED_WRONG = [  # what the Near Repeat Calculator prints, under labels of other bands
    [28, 5, 5, 2],
    [44, 13, 8, 4],
    [97, 56, 19, 16],
    [77, 67, 45, 20],
    [182194, 146149, 95237, 45879],
]


Points = tuple[np.ndarray, np.ndarray, np.ndarray]


@pytest.fixture
def burglaries() -> Points:
    frame = pl.read_csv(PUBLISHED / "chicago_burglary_2016_jan.csv")
    return frame["X"].to_numpy(), frame["Y"].to_numpy(), frame["day"].to_numpy()


def test_chicago_burglaries_give_the_published_counts_and_ratios(burglaries: Points) -> None:
    """All twelve fields of NearRepeat's table are exact; ratios and p agree within their simulation error."""
    found = knox(*burglaries, [0, 0.1, 200, 400, 600], [0, 7, 14, 21], "manhattan", replications=199, seed=1)
    assert found.counts.tolist() == COUNTS
    assert found.ratio is not None
    assert found.p is not None
    np.testing.assert_allclose(found.ratio, RATIO, rtol=0.06)
    assert found.p[0, 0] <= 0.01
    assert found.p[1, 0] <= 0.01
    assert found.p[0, 1] > 0.95


def test_burkitt_s_lymphoma_gives_the_published_pairs() -> None:
    """Of 188 cases 13 pairs lie within 20 km and 5 days, both included (Knox's statistic of PySAL and of splancs)."""
    frame = pl.read_csv(PUBLISHED / "burkitt_west_nile_1961_1975.csv")
    x, y, day = (frame[name].to_numpy().astype(np.float64) for name in ("x", "y", "day"))
    found = knox(x, y, day, [0, np.nextafter(20, 21)], [0, 6], replications=99, seed=1)
    assert found.counts.tolist() == [[13]]
    assert found.p is not None
    assert found.p[0, 0] > 0.05


@pytest.mark.slow
def test_bands_without_an_end_count_every_pair(burglaries: Points, monkeypatch) -> None:
    """Both published tables with open last bands come out exactly, in chunks as in one piece."""
    breaks = ([0, 1, 101, 201, 301, np.inf], [0, 8, 15, 22, np.inf])
    assert knox(*burglaries, *breaks, "manhattan").counts.tolist() == CALCULATOR
    shown = knox(*burglaries, [0, 1, 100, 200, 300, np.inf], [0, 7, 14, 21, np.inf], "manhattan")
    assert shown.counts.tolist() == LABELLED_WRONG
    monkeypatch.setattr(near_repeat, "_CHUNK", 10_000)
    assert knox(*burglaries, *breaks, "manhattan").counts.tolist() == CALCULATOR


def test_two_events_fall_into_the_bands_that_hold_them() -> None:
    """100 m and 3 days apart is [100, 200) and [3, 7), not the band that ends there."""
    found = knox([0, 100], [0, 0], [10, 13], [0, 100, 200], [0, 3, 7])
    assert found.counts.tolist() == [[0, 0], [0, 1]]


def test_the_same_seed_gives_the_same_p() -> None:
    """A simulation can be repeated."""
    x, y, day = np.random.default_rng(2).uniform(0, 1000, (3, 60))
    runs = [knox(x, y, day, [0, 100, 300], [0, 100, 300], replications=49, seed=8) for _ in range(2)]
    np.testing.assert_array_equal(runs[0].p, runs[1].p)


def test_breaks_that_do_not_rise_are_refused() -> None:
    """A band must have a width."""
    with pytest.raises(ValueError, match="rise"):
        knox([0, 1], [0, 1], [0, 1], [0, 0], [0, 7])
