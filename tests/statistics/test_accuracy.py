import pytest

from est.statistics.accuracy import accuracy_index


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
