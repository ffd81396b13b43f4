"""Fourfold tables with one odds ratio: agreement with SciPy in one table, and with every table gone through."""

from itertools import product

import numpy as np
import pytest
from scipy import stats

from est.statistics.stratified_tables import stratified_tail


def test_one_table_is_fishers_exact_test_and_with_odds_his_noncentral_hypergeometric():
    p, mean = stratified_tail([[[8, 2], [1, 5]]])
    assert p == pytest.approx(stats.fisher_exact([[8, 2], [1, 5]], alternative="greater").pvalue)
    assert mean == pytest.approx(10 * 9 / 16)
    p, mean = stratified_tail([[[8, 2], [1, 5]]], odds=3.5)
    drawn = stats.nchypergeom_fisher(16, 10, 9, 3.5)
    assert p == pytest.approx(drawn.sf(7))
    assert mean == pytest.approx(drawn.mean())


@pytest.mark.slow
def test_several_tables_are_the_sum_of_all_that_may_come():
    tables = np.array([[[3, 1], [2, 4]], [[2, 2], [0, 3]], [[0, 1], [1, 0]]])
    drawn = [stats.nchypergeom_fisher(t.sum(), t[0].sum(), t[:, 0].sum(), 0.7) for t in tables]
    reached = tables[:, 0, 0].sum()
    known = sum(
        np.prod([one.pmf(x) for one, x in zip(drawn, xs, strict=True)])
        for xs in product(range(8), repeat=3)
        if sum(xs) >= reached
    )
    p, mean = stratified_tail(tables, 0.7)
    assert p == pytest.approx(known)
    assert mean == pytest.approx(sum(one.mean() for one in drawn))


def test_without_tables_nothing_is_rare_and_what_is_no_table_is_refused():
    assert stratified_tail(np.zeros((0, 2, 2))) == (1.0, 0.0)
    with pytest.raises(ValueError, match="above 0"):
        stratified_tail([[[1, 0], [0, 1]]], odds=0.0)
