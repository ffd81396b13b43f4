"""How fine the cells may be with this many reports, by rule (docs/method.md, section 2.2), and why, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from est.text import N_, Translator

CANDIDATES = (7, 8, 9, 10)

# Standard deviation in metres, per axis, of a report's place. A point: the median error of Swedish police reports is
# 83 m (Gerell 2018), that of a round normal error is 1.1774 standard deviations. Approximate: the street
# (docs/method.md, section 1.4). A report of a whole area is in no cell of its own.
ERROR_M: Mapping[str, float] = {"point": 83 / 1.1774, "approximate": 100.0, "area": np.inf}

# Share of points that stay in their hexagon under a round normal error, by its standard deviation over the square root
# of the hexagon's area: simulated with four million points, repeated in tests/hotspots/test_resolution.py.
_RATIOS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0, 1.5, 2.0, 3.0, 10.0)
_STAYS = (
    1,
    0.927,
    0.855,
    0.786,
    0.718,
    0.652,
    0.589,
    0.529,
    0.474,
    0.377,
    0.301,
    0.242,
    0.197,
    0.137,
    0.066,
    0.038,
    0.017,
    0,
)


@dataclass(frozen=True)
class ResolutionRule:
    """What a resolution must satisfy: cells per report, the share of reports in their right cell, cells in all."""

    cells_per_report: float = 0.45
    right_cell: float = 0.60
    cells: int = 25


@dataclass(frozen=True)
class ResolutionCandidate:
    """One resolution: the study area's cells, the reports inside, and the share of them in their right cell (0-1)."""

    resolution: int
    cells: int
    reports: float
    right_cell: float


@dataclass(frozen=True)
class ResolutionChoice:
    """The resolution that was chosen, None without reports; `reason` is a msgid for `numbers` (`describe_resolution`).

    `withheld` is a msgid that says why nothing is flagged where no test can tell, None where flags are judged.
    """

    resolution: int | None
    reason: str
    numbers: Mapping[str, float]
    by_hand: bool = False
    withheld: str | None = None


NO_REPORTS = N_("There are no reports inside the study area in this selection.")
BY_HAND = N_("The size of the cells was chosen by hand: resolution {resolution}, {cells} cells for {reports} reports.")
BY_RULE = N_(
    "Resolution {resolution}: {reports} reports on {cells} cells, and about {right_cell} % of the reports lie in "
    "their right cell. Finer cells would hold too few reports or too many misplaced ones."
)
BY_WEEK = N_(
    "Resolution {resolution}, as for all hours of the week together: {reports} reports on {cells} cells. The chosen "
    "hours have a part of them."
)
FEW = N_(
    "Resolution {resolution}: {reports} reports on {cells} cells, which is few for a map. Only a place that holds many "
    "of them can be flagged."
)
COARSE = N_(
    "Resolution {resolution}, {cells} cells: the places of the {reports} reports are so inexact that only about "
    "{right_cell} % lie in their right cell."
)
SMALL = N_(
    "Resolution {resolution}: the study area has few cells of this size ({cells}) for {reports} reports, as their "
    "places are not exact enough for finer ones."
)
NO_OUTLINE = N_(
    "Nothing is flagged, as the study area has no outline: where no report could come from is not known, and beside "
    "such ground even an even town looks uneven. The counts hold. Give the outline of the built-up area."
)
INEXACT = N_(
    "Nothing is flagged, as the places of these reports are too inexact for cells of this size: a flag could stand "
    "beside its place. The counts hold."
)


def choose_resolution(
    candidates: Iterable[ResolutionCandidate], rule: ResolutionRule | None = None
) -> ResolutionChoice:
    """Return the finest resolution with n <= 0.45 N cells, 60 % of reports in their right cell, and 25 cells or more.

    Where none satisfies all three, reports are few for the cells and it is the coarsest with 25 cells whose places are
    exact enough, or in a small area the finest of these; nothing is flagged where places are exact enough for none.
    Source: docs/method.md, section 2.2 (Wheeler, Steenbeek & Andresen 2018 on n and N; Gerell 2018 on the error of
    places).
    """
    rule = rule or ResolutionRule()
    known = sorted(candidates, key=lambda candidate: -candidate.resolution)
    if not known or all(candidate.reports < 1 for candidate in known):
        return ResolutionChoice(None, NO_REPORTS, {})
    exact = [candidate for candidate in known if candidate.right_cell >= rule.right_cell]
    if not exact:
        return ResolutionChoice(known[-1].resolution, COARSE, _numbers(known[-1]), withheld=INEXACT)
    large = [candidate for candidate in exact if candidate.cells >= rule.cells]
    if not large:
        return ResolutionChoice(exact[0].resolution, SMALL, _numbers(exact[0]))
    for candidate in large:
        if candidate.cells <= rule.cells_per_report * candidate.reports:
            return ResolutionChoice(candidate.resolution, BY_RULE, _numbers(candidate))
    return ResolutionChoice(large[-1].resolution, FEW, _numbers(large[-1]))


def resolution_by_hand(candidate: ResolutionCandidate) -> ResolutionChoice:
    """Return the choice of a resolution that somebody asked for; it is always obeyed."""
    return ResolutionChoice(candidate.resolution, BY_HAND, _numbers(candidate), by_hand=True)


def can_carry(candidate: ResolutionCandidate, rule: ResolutionRule | None = None) -> bool:
    """Return whether cells of this size can be tested: places exact enough for them, and 25 cells or more.

    The exact test holds at any number of reports, so that theirs is not asked.
    """
    rule = rule or ResolutionRule()
    return candidate.right_cell >= rule.right_cell and candidate.cells >= rule.cells


def _numbers(candidate: ResolutionCandidate) -> dict[str, float]:
    return {
        "resolution": candidate.resolution,
        "cells": candidate.cells,
        "reports": candidate.reports,
        "right_cell": 100 * candidate.right_cell,
    }


def right_cell_share(precisions: Mapping[str, float], area_km2: float) -> float:
    """Return the share (0-1) of reports that lie in their right cell, of cells of this mean area.

    `precisions` has the number of reports by place_precision; an unknown precision is taken as approximate.
    """
    total = sum(precisions.values())
    if not total or not area_km2:
        return 0.0
    side = 1000 * np.sqrt(area_km2)
    errors = [ERROR_M.get(precision, ERROR_M["approximate"]) for precision in precisions]
    stays = np.interp(np.array(errors) / side, _RATIOS, _STAYS)
    return float(np.dot(stays, list(precisions.values())) / total)


def describe_resolution(choice: ResolutionChoice, translator: Translator) -> str:
    """Return in sentences why this resolution, with the numbers, and why nothing is flagged where that is so."""
    numbers = {name: translator.number(value) for name, value in choice.numbers.items()}
    text = translator.gettext(choice.reason).format(**numbers)
    return " ".join([text, translator.gettext(choice.withheld)]) if choice.withheld else text
