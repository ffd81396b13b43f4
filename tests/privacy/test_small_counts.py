"""No count under the threshold can be had, neither as it is asked for nor by any sum or difference of answers."""

import itertools

import numpy as np
import pytest
from scipy.optimize import linprog

from est.privacy.small_counts import NEVER_SHOWN, THRESHOLD, ShownCount, protect_counts, protect_series
from est.text import translator

PLACES, KINDS, MONTHS = 4, 3, 3


def questions(rng, parts):
    """Every total over places, kinds and months, singly and together, and a hundred chosen as an attacker may."""
    place, kind, month = (part.ravel() for part in np.indices((PLACES, KINDS, MONTHS)))
    every = np.ones(parts, bool)
    for chosen in itertools.product([None, *range(PLACES)], [None, *range(KINDS)], [None, *range(MONTHS)]):
        pairs = zip((place, kind, month), chosen, strict=True)
        yield np.logical_and.reduce([every, *(values == one for values, one in pairs if one is not None)])
    for _ in range(100):
        wanted = rng.random(parts) < rng.random()
        yield wanted
        wanted = wanted.copy()
        wanted[rng.integers(parts)] ^= True  # the same but for one part
        yield wanted


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.slow
def test_an_attacker_who_has_every_answer_knows_of_no_small_part_how_large_it_is(seed):
    """By linear programming over all that was answered: each small part may be nothing, and may be one less than the
    threshold."""
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rng.choice([0.3, 1.0, 4.0, 9.0], PLACES * KINDS * MONTHS)).astype(np.int64)
    held = protect_counts(counts)
    know_nothing_of_small_parts(counts, [(wanted, held.shown_count(wanted)) for wanted in questions(rng, counts.size)])


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.slow
def test_an_attacker_who_has_every_edition_knows_no_more(seed):
    """Of every run of months an edition, by rows, columns and totals: adjoining, overlapping, one within another."""
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rng.choice([0.3, 1.0, 4.0, 9.0], (6, KINDS, PLACES))).astype(np.int64)
    year = np.array([0, 0, 0, 0, 1, 1])
    answers = []
    for first, last in itertools.combinations_with_replacement(range(6), 2):
        # as an edition counts them: from the beginning of the year, and no month after its last
        begun = int(np.flatnonzero(year == year[first])[0])
        held = protect_series(counts[begun : last + 1], year[begun : last + 1])
        months, kinds, places = np.indices((last + 1 - begun, KINDS, PLACES)).reshape(3, -1)
        asked = months >= first - begun
        for kind, place, month in itertools.product(
            range(-1, KINDS), range(-1, PLACES), [-1, *range(first - begun, last + 1 - begun)]
        ):
            wanted = asked.copy()
            for axis, one in ((kinds, kind), (places, place), (months, month)):
                if one >= 0:
                    wanted &= axis == one
            whole = np.zeros(counts.shape, bool)
            whole[begun : last + 1] = wanted.reshape(-1, KINDS, PLACES)
            answers.append((whole.ravel(), held.shown_count(wanted)))
    know_nothing_of_small_parts(counts.ravel(), answers)


def know_nothing_of_small_parts(counts, answers):
    """By linear programming over all that was answered, each small part may still be nothing, and one less than the
    threshold."""
    equal, told, least, at_least = [], [], [], []
    for wanted, shown in {(wanted.tobytes(), shown): (wanted, shown) for wanted, shown in answers}.values():
        assert shown.count <= counts[wanted].sum()
        if shown.more:
            least.append(-wanted.astype(float))
            at_least.append(-shown.count)
        else:
            assert shown.count == counts[wanted].sum()
            equal.append(wanted.astype(float))
            told.append(shown.count)
    small = np.flatnonzero(counts < THRESHOLD)
    bounds = [(0, THRESHOLD - 1) if place in small else (THRESHOLD, None) for place in range(counts.size)]
    for place, sign in itertools.product(small, (1, -1)):
        goal = np.zeros(counts.size)
        goal[place] = sign
        found = linprog(goal, least or None, at_least or None, equal or None, told or None, bounds)
        assert found.status == 0
        assert found.x[place] == pytest.approx(0 if sign == 1 else THRESHOLD - 1)


@pytest.mark.parametrize(
    ("counts", "blocks"),
    [
        ([9, 5, 7], [0, 1, 2]),
        ([1, 1, 1, 1, 1], [0, 0, 0, 0, 0]),
        ([4, 4], [NEVER_SHOWN, NEVER_SHOWN]),
        ([4, 4, 0, 0], [0, 0, 0, 0]),
        ([9, 1, 0, 0], [0, NEVER_SHOWN, NEVER_SHOWN, NEVER_SHOWN]),
        ([], []),
    ],
)
def test_small_parts_go_together_until_each_may_be_anything(counts, blocks):
    """Two parts that together have 8 would both be known to be 4."""
    assert protect_counts(np.array(counts, np.int64)).blocks.tolist() == blocks


def test_what_is_shown_is_said_in_words():
    words = translator("sv")
    assert ShownCount(1200, False).text(words) == words.number(1200)
    assert ShownCount(12, True).text(words) == "minst 12"
    assert ShownCount(0, True).text(words) == "för få för att visas"
    assert ShownCount(0, False).text(words) == "0"
    with pytest.raises(ValueError, match="threshold"):
        protect_counts(np.array([1]), 1)
