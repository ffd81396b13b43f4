"""What is said about a change is never surer than the counts, and concentration is what chance would not give."""

import numpy as np
import polars as pl
import pytest

from est.picture.change import ChangeVerdict, conditional_p, count_changes, difference_interval
from est.picture.concentration import concentration_shares


def frame(rows):
    return pl.DataFrame(rows, schema={"code": pl.String, "name": pl.String, "count": pl.Float64}, orient="row")


def test_two_against_three_reports_tells_nothing_and_shows_no_percentage():
    found = count_changes(frame([("SKA", "Skadegörelse", 3.0)]), frame([("SKA", "Skadegörelse", 2.0)])).row(
        0, named=True
    )
    assert found["verdict"] == ChangeVerdict.UNSURE
    assert found["percent"] is None
    assert found["low"] < 0 < found["high"]
    assert found["difference"] == 1


def test_a_large_change_is_told_with_its_percentage():
    found = count_changes(frame([("SKA", "S", 60.0)]), frame([("SKA", "S", 20.0)])).row(0, named=True)
    assert (found["verdict"], found["percent"]) == (ChangeVerdict.MORE, pytest.approx(200))
    assert found["low"] > 0
    fewer = count_changes(frame([("SKA", "S", 20.0)]), frame([("SKA", "S", 60.0)])).row(0, named=True)
    assert fewer["verdict"] == ChangeVerdict.FEWER
    for now, before in ((60.0, 19.0), (19.0, 60.0)):
        rows = count_changes(frame([("SKA", "S", now)]), frame([("SKA", "S", before)]))
        assert rows["percent"].to_list() == [None]


def test_rows_of_either_period_are_there_once_also_the_row_without_a_key():
    found = count_changes(frame([("A", "a", 1.0), (None, None, 2.0)]), frame([("B", "b", 3.0), (None, None, 4.0)]))
    assert found.select("code", "name", "count", "before").rows() == [
        ("A", "a", 1.0, 0.0),
        (None, None, 2.0, 4.0),
        ("B", "b", 0.0, 3.0),
    ]
    assert count_changes(frame([]), frame([])).is_empty()


def test_the_exact_p_by_hand():
    # five and none: 2 / 2^5; one and one: nothing at all
    np.testing.assert_allclose(conditional_p(np.array([5.0, 1.0]), np.array([0.0, 1.0])), [2 / 32, 1.0])


def test_the_interval_holds_the_true_difference_about_as_often_as_it_says():
    rng = np.random.default_rng(3)
    for mean1, mean0 in ((3, 3), (12, 6), (40, 60)):
        low, high = difference_interval(rng.poisson(mean1, 4000).astype(float), rng.poisson(mean0, 4000).astype(float))
        held = ((low <= mean1 - mean0) & (mean1 - mean0 <= high)).mean()
        assert 0.94 <= held <= 1.0


@pytest.mark.slow
def test_without_change_verdicts_are_rare():
    rng = np.random.default_rng(5)
    told = 0
    for _ in range(300):
        rows = [frame([(str(i), "", float(x)) for i, x in enumerate(rng.poisson(15, 10))]) for _ in range(2)]
        told += (count_changes(*rows)["verdict"] != ChangeVerdict.UNSURE).any()
    assert told / 300 <= 0.08


def area(n):
    cells = pl.Series(range(n), dtype=pl.UInt64)
    return pl.DataFrame({"cell": cells, "share": [1.0] * n, "area_km2": [0.1] * n})


@pytest.mark.slow
def test_the_interval_and_the_verdict_never_contradict_each_other():
    """Where nothing can be told the interval holds no change, and where something is told it does not."""
    generator = np.random.default_rng(12)
    for _ in range(200):
        before, now = generator.poisson(generator.gamma(2, 15, (2, 9)))
        keys = [str(key) for key in range(9)]
        table = count_changes(*(pl.DataFrame({"code": keys, "count": counts * 1.0}) for counts in (now, before)))
        holds_nothing = (pl.col("low") <= 0) & (pl.col("high") >= 0)
        unsure = pl.col("verdict") == ChangeVerdict.UNSURE.value
        # the two are of slightly different kinds, so that a value on the very border may differ
        border = (pl.col("low").abs() < 1) | (pl.col("high").abs() < 1)
        assert table.filter(holds_nothing.ne(unsure) & ~border).is_empty()


def test_half_of_all_reports_in_one_of_ten_cells():
    counts = pl.DataFrame({"cell": pl.Series([3, 4, 99], dtype=pl.UInt64), "count": [50.0, 50.0, 1000.0]})
    found = concentration_shares(counts, area(10))
    assert found["share"].to_list() == [0.25, 0.5, 0.8]
    assert found["cells"].to_list() == [1, 1, 2]
    assert found["cell_share"].to_list() == [0.1, 0.1, 0.2]
    assert found["even_cells"].to_list()[2] >= 7


def test_few_reports_in_many_cells_are_no_concentration():
    counts = pl.DataFrame({"cell": pl.Series(range(20), dtype=pl.UInt64), "count": [1.0] * 20})
    found = concentration_shares(counts, area(200))
    assert (found["even_cells"] <= found["cells"]).all()
    assert concentration_shares(counts.clear(), area(200)).is_empty()
