import numpy as np
import pytest

from est.statistics.accuracy import accuracy_index, point_pattern_test


def test_pai_and_pei_of_the_published_example() -> None:
    """Three units predicted in the right order: PAI 2, 1.5, 1 and PEI 1 throughout (ptools)."""
    found = accuracy_index([6, 3, 0], [3, 2, 1], [1, 1, 1])
    assert found.pai.tolist() == pytest.approx([2, 1.5, 1])
    assert found.pei.tolist() == pytest.approx([1, 1, 1])


def test_ties_are_taken_worst_first() -> None:
    """A prediction that says nothing catches as little as it can."""
    found = accuracy_index([6, 3, 0], [1, 1, 1])
    assert found.order.tolist() == [2, 1, 0]
    assert found.hit_rate.tolist() == pytest.approx([0, 1 / 3, 1])


def test_pei_compares_with_the_best_choice_of_the_same_area() -> None:
    """A large unit predicted first is held against the best that its area could have caught."""
    found = accuracy_index([4, 6], [10, 1], [2, 1])
    assert found.pai[0] == pytest.approx((4 / 10) / (2 / 3))
    assert found.pei[0] == pytest.approx(4 / (6 + 2))


def test_point_pattern_test_gives_the_published_p_values() -> None:
    """Four street units of Durham, of 13,953 and 3,250 crimes: Yates' p to seven digits (crimepy)."""
    base, test = np.array([42, 1, 103, 0]), np.array([30, 19, 90, 5])
    found = point_pattern_test(np.r_[base, 13953 - base.sum()], np.r_[test, 3250 - test.sum()])
    assert found.p[:4] == pytest.approx([1.616077e-06, 3.950509e-17, 1.037903e-22, 4.854684e-05], rel=1e-6)


def test_equal_patterns_are_alike_everywhere() -> None:
    """The same shares in both patterns give S = 1, empty units included."""
    found = point_pattern_test([10, 20, 0, 30], [20, 40, 0, 60])
    assert found.s_index == 1.0
    assert found.p[2] == 1.0
