"""A design is checked, written in one form, and known by its hash."""

from dataclasses import replace
from datetime import date, timedelta

import h3
import pytest

from est.errors import DesignError
from est.measures.followup.design import BaselineKind, DesignWindow, FollowUpDesign, WatchedPlace

HOME = h3.latlng_to_cell(59.3057, 14.105, 9)
NEAR = tuple(sorted(set(h3.grid_disk(HOME, 1)) - {HOME}))
FAR = tuple(sorted(set(h3.grid_disk(HOME, 4)) - set(h3.grid_disk(HOME, 2))))
START = date(2026, 3, 2)


def design(**changes: object) -> FollowUpDesign:
    window = DesignWindow(START - timedelta(days=364), START - timedelta(days=364 - 26 * 7))
    plain = FollowUpDesign(
        measure="0198a3c2-0000-7000-8000-000000000001",
        start=START,
        weeks=26,
        before=(window,),
        resolution=9,
        target=(HOME,),
        ring=NEAR,
        control=FAR[::2],
        ring_control=FAR[1::2],
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_it_survives_being_written():
    """What is read from the canonical JSON is equal, with an equal hash, whatever order the cells were given in."""
    whole = design(hours=frozenset({5, 3}), categories=("FOR",), hoped=0.5, watched=(WatchedPlace("Hamnen", ()),))
    assert FollowUpDesign.from_canonical(whole.canonical()) == replace(whole, control=tuple(sorted(whole.control)))
    assert FollowUpDesign.from_canonical(whole.canonical()).hash == whole.hash
    assert design(ring=NEAR[::-1]).hash == design().hash
    assert len(whole.hash) == 64


def test_anything_changed_changes_the_hash():
    """Another length, another cell, another hour: another design."""
    hashes = {
        design().hash,
        design(hoped=0.3).hash,
        design(control=FAR[2::2]).hash,
        design(hours=frozenset({1})).hash,
        design(categories=("SKA",)).hash,
    }
    assert len(hashes) == 5


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"weeks": 2}, "weeks long"),
        ({"target": ()}, "cells of the place"),
        ({"control": (HOME,)}, "two parts"),
        ({"ring": (h3.cell_to_parent(HOME, 8),)}, "resolution"),
        ({"hours": frozenset()}, "hour"),
        ({"hoped": 1.5}, "hoped"),
        ({"before": ()}, "earlier periods"),
        ({"before": (DesignWindow(START - timedelta(days=7), START),)}, "as long as"),
        ({"measure": "x"}, "identity"),
        ({"rings": 3}, "rings"),
    ],
)
def test_a_design_that_contradicts_itself_is_refused(changes, reason):
    """The message names what is wrong."""
    with pytest.raises(DesignError, match=reason):
        design(**changes)


def test_the_period_that_made_the_place_a_hotspot_is_no_baseline():
    """It is refused unless the empirical-Bayes expectation stands in for it."""
    picked = {"flagged_from": date(2025, 6, 1), "flagged_to": date(2025, 9, 1)}
    with pytest.raises(DesignError, match="empirical-Bayes"):
        design(**picked)
    assert design(**picked, baseline=BaselineKind.EMPIRICAL_BAYES).baseline is BaselineKind.EMPIRICAL_BAYES


def test_it_knows_its_season_and_its_end():
    """A window a year before lies in the same season, one just before the start does not."""
    assert design().seasonal
    assert design().follow_up == date(2026, 8, 31)
    just_before = DesignWindow(START - timedelta(weeks=26), START)
    assert not design(before=(just_before,)).seasonal


def test_what_is_no_design_is_refused():
    """A text of something else is not taken for a design."""
    with pytest.raises(DesignError, match="not a design"):
        FollowUpDesign.from_canonical('{"start": "2026-03-02"}')
