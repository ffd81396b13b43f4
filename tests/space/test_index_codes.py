"""Values are numbered as numpy does it, and a combination of numbers is sorted as its row is."""

import numpy as np
import pytest

from est.space.index_codes import combine_codes, index_values, part_places, repeated_values


@pytest.mark.parametrize("values", [[], [7], [7, 3, 7, 9, 3], [5, 5 + 2**40, 5], [2**63, 2**63 + 5, 2**63]])
def test_values_are_numbered_as_numpy_does(values):
    """Sorted, whether they lie near each other or not; the distinct values and the places give the values back."""
    given = np.array(values, dtype=np.uint64)
    known, place = index_values(given)
    assert known.dtype == np.uint64
    assert known.tolist() == np.unique(given).tolist()
    assert known[place].tolist() == values


@pytest.mark.parametrize("largest", [(3, 2, 5), (2**40, 2, 2**40)])
def test_combinations_are_in_the_order_of_their_rows(largest):
    """Also where all that could be combined are more than a number can tell apart, and where some are negative."""
    random = np.random.default_rng(1)
    columns = [random.integers(-1, most, 300) for most in largest]
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    order = sorted(set(rows))
    assert index_values(combine_codes(*columns))[1].tolist() == [order.index(row) for row in rows]


def test_nothing_is_combined_to_nothing():
    none = np.zeros(0, dtype=np.uint16)
    assert combine_codes(none, none).size == 0


@pytest.mark.parametrize("largest", [3, 1_000, 2**61])
def test_what_came_before_is_found_where_it_came_first(largest):
    """Of any numbers, also of such that leave no room for places as their last digits."""
    values = np.random.default_rng(largest % 97).integers(0, largest, 500)
    values = np.concatenate([values, values[::7]])
    first: dict[int, int] = {}
    wanted = {}
    for place, value in enumerate(values.tolist()):
        if first.setdefault(value, place) != place:
            wanted[place] = first[value]
    again, came = repeated_values(values)
    assert dict(zip(again.tolist(), came.tolist(), strict=True)) == wanted
    assert [part.size for part in repeated_values(values[:0])] == [0, 0]


@pytest.mark.parametrize("others", [0.0, 0.1, 1.0])
def test_values_of_several_numbers_are_parted_by_them(others):
    """Two have one place where both their value and their number are the same, and what was given stays as it was."""
    random = np.random.default_rng(5)
    values = random.integers(0, 40, 500)
    by = np.where(random.random(500) < others, random.integers(0, 4, 500), values % 3)
    known, place = index_values(values)
    given = place.copy()
    parted = part_places(known.size, place, by)
    assert place.tolist() == given.tolist()
    pairs = list(zip(values.tolist(), by.tolist(), strict=True))
    found = dict(zip(pairs, parted.tolist(), strict=True))
    assert [found[pair] for pair in pairs] == parted.tolist()
    assert len(set(found.values())) == len(found)
