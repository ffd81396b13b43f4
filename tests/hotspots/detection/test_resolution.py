"""Cells are as fine as the reports allow, and the choice says why with its numbers."""

import numpy as np
import pytest

from est.hotspots.detection.resolution import (
    COARSE,
    ERROR_M,
    FEW,
    INEXACT,
    SMALL,
    ResolutionCandidate,
    can_carry,
    choose_resolution,
    describe_resolution,
    resolution_by_hand,
    right_cell_share,
)
from est.text import translator

# Kristinehamn's built-up area: 182 cells at resolution 9, 27 at 8; res 7 and 10 by a factor of seven
CELLS = {7: 4, 8: 27, 9: 182, 10: 1274}
AREAS = {7: 3.85, 8: 0.55, 9: 0.078, 10: 0.0112, 11: 0.0016}


def candidates(reports, precision="point"):
    return [
        ResolutionCandidate(resolution, cells, reports, right_cell_share({precision: reports}, AREAS[resolution]))
        for resolution, cells in CELLS.items()
    ]


@pytest.mark.parametrize(("reports", "resolution"), [(0, None), (1, 8), (60, 8), (404, 8), (405, 9), (100_000, 9)])
def test_resolution_9_from_about_400_reports_and_8_below(reports, resolution):
    choice = choose_resolution(candidates(reports))
    assert (choice.resolution, choice.withheld) == (resolution, None)


# docs/method.md, section 2.2: with the median error of Swedish police reports, 83 m (Gerell 2018)
@pytest.mark.parametrize(("resolution", "share"), [(8, 0.86), (9, 0.65), (10, 0.26), (11, 0.05)])
def test_the_share_in_the_right_cell_is_the_measured_one(resolution, share):
    assert right_cell_share({"point": 10}, AREAS[resolution]) == pytest.approx(share, abs=0.01)


@pytest.mark.slow
def test_the_share_in_the_right_cell_is_what_a_simulation_gives():
    rng = np.random.default_rng(9)
    side = np.sqrt(2 / (3 * np.sqrt(3)))  # of a hexagon of area 1
    across = np.array([[np.cos(angle), np.sin(angle)] for angle in np.pi * np.array([1, 3, 5]) / 6])

    def inside(points):
        return (np.abs(points @ across.T) <= side * np.sqrt(3) / 2).all(axis=1)

    points = rng.uniform(-side, side, (400_000, 2))
    points = points[inside(points)]
    for metres in (30, 83 / 1.1774, 100):
        error = metres / (1000 * np.sqrt(AREAS[9]))
        stays = inside(points + rng.normal(0, error, points.shape)).mean()
        precision = next((name for name, known in ERROR_M.items() if known == metres), None)
        if precision:
            assert right_cell_share({precision: 1.0}, AREAS[9]) == pytest.approx(stays, abs=0.006)


def test_reports_of_whole_areas_are_in_no_right_cell():
    assert right_cell_share({"area": 5.0}, AREAS[8]) == 0
    assert right_cell_share({"point": 5.0, "area": 5.0}, AREAS[8]) == pytest.approx(0.43, abs=0.01)
    assert right_cell_share({}, AREAS[8]) == 0


def test_where_the_rule_does_not_hold_there_is_a_map_and_the_reason():
    """Nothing is flagged only where places are exact enough for no size of cells."""
    few = choose_resolution(candidates(40))
    assert (few.resolution, few.reason, few.withheld) == (8, FEW, None)  # the largest cells that are 25 or more
    coarse = choose_resolution(candidates(400, "area"))
    assert (coarse.resolution, coarse.reason, coarse.withheld) == (7, COARSE, INEXACT)
    small = choose_resolution([ResolutionCandidate(8, 9, 400, 0.86)])
    assert (small.resolution, small.reason, small.withheld) == (8, SMALL, None)


def test_the_sizes_that_are_tested_are_those_that_places_are_exact_enough_for():
    """At any number of reports: few ones at one spot are found by it."""
    for reports in (5, 50_000):
        assert [one.resolution for one in candidates(reports) if can_carry(one)] == [8, 9]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_choice_says_itself_with_its_numbers(language):
    words = translator(language)
    for choice in (
        choose_resolution(candidates(1234)),
        choose_resolution(candidates(40)),
        choose_resolution(candidates(40, "area")),
        choose_resolution([ResolutionCandidate(8, 9, 400, 0.86)]),
        choose_resolution([]),
        resolution_by_hand(candidates(40)[0]),
    ):
        sentence = describe_resolution(choice, words)
        assert "{" not in sentence
        assert not choice.numbers or any(character.isdigit() for character in sentence)
    assert "182" in describe_resolution(choose_resolution(candidates(1234)), words)
