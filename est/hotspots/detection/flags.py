"""The flags of a selection: its resolution, its study area, and every cell with its test.

`find_flags` asks the store and hands what it got to `judge_flags`, which works them out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import polars as pl

from est.errors import AreaError, SelectionError
from est.hotspots.detection import null_models
from est.hotspots.detection.cell_sizes import reported_nowhere, resolution_candidate, sizes_of_cells
from est.hotspots.detection.coverage import by_coverage
from est.hotspots.detection.family import carry_flags, family_thresholds, pay_for_family
from est.hotspots.detection.flag_rule import Flag, Thresholds, flag_cells
from est.hotspots.detection.most_reports import most_reported
from est.hotspots.detection.null_models import Expectation, NullModel
from est.hotspots.detection.overdispersion import Overdispersion, measure_overdispersion, overdispersion_of
from est.hotspots.detection.places import touching_cells
from est.hotspots.detection.resolution import CANDIDATES, ResolutionChoice, resolution_by_hand
from est.hotspots.detection.robustness import RobustnessRule, Support, add_robustness, organisation_support
from est.hotspots.detection.shared_points import hold_without_shared_points
from est.hotspots.detection.two_backgrounds import hold_against_both
from est.picture.points import POINTS, report_points
from est.picture.selected_reports import SelectedReports, select_reports
from est.picture.selection import Selection
from est.picture.tested_events import PeriodEvents, events_by_cell, events_of_reports, period_events
from est.space.area import StudyArea, study_area
from est.space.backgrounds import people_by_cell
from est.space.cells import areas_km2
from est.space.precision import coarsest_m
from est.store import Store
from est.text import N_

__all__ = ["Flag", "Flags", "find_flags", "flag_events", "judge_flags"]


MOSTLY_SILENT = 0.30  # of the outline's cells


@dataclass(frozen=True)
class NullReference:
    """What the expectation of a null model is worked out from.

    `people` of `backgrounds.people_by_cell` for that of people, `every`, the selected reports of all categories, for
    that of other reports; an even spread needs neither.
    """

    null: NullModel = NullModel.EVEN
    people: pl.DataFrame | None = None
    every: SelectedReports | None = None


@dataclass(frozen=True)
class _Tested:
    """The cells of one resolution with their test, how the counts vary, and what they were held against."""

    cells: pl.DataFrame
    spread: Overdispersion
    expected: Expectation


@dataclass(frozen=True)
class AreaFlags:
    """The study area at one resolution that was tested, and its cells as `flag_events` gives them."""

    area: StudyArea
    cells: pl.DataFrame


@dataclass(frozen=True)
class Flags:
    """The flags of one selection.

    `resolution` is None without reports in the study area; `cells` (see `flag_rule.flag_cells` and
    `robustness.add_robustness`) is then empty. `withheld` says (a msgid) why nothing is flagged where no test can tell:
    the cells then have counts, and null for every p and q. `silent` is the share (0-1) of the outline's cells where no
    report ever was. `tested` holds by resolution what was tested: the flags of the cells are those of any of them
    (`family.carry_flags`). `reports` is the sum of weights inside the study
    area; of all others, `coarse` lie there but are placed too inexactly for cells of this size, and `outside` lie
    elsewhere or have no place. `placeable` is the share (0-1) of the reports of the study area that are exact enough.
    `null` names what the flags stand out from. `points` is where the reports of the flagged places lie
    (`points.report_points`). `dispersion` is how many times as much as chance the counts of cells vary over time.
    `unreported` is the number of cells from which nobody reports in this selection, so that little is expected there.
    """

    resolution: int | None
    choice: ResolutionChoice
    reports: float
    outside: float
    area: StudyArea
    cells: pl.DataFrame
    coarse: float = 0.0
    null: NullModel = NullModel.EVEN
    points: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=POINTS))
    silent: float = 0.0
    tested: Mapping[int, AreaFlags] = field(default_factory=dict)
    dispersion: float = 1.0
    unreported: int = 0

    @cached_property
    def most(self) -> pl.DataFrame:
        """Where most is reported (`most_reports.most_reported`), worked out when it is asked for."""
        return most_reported(self.area, self.cells, self.dispersion)

    @property
    def withheld(self) -> str | None:
        """Why nothing is flagged, where no test can tell."""
        return self.choice.withheld

    @property
    def mostly_silent(self) -> bool:
        """Whether no report ever was in so many cells of the outline that it is likely not the built-up area."""
        return self.silent > MOSTLY_SILENT

    @property
    def placeable(self) -> float:
        """The share (0-1) of the reports of the study area whose place is exact enough for the cells."""
        return self.reports / (self.reports + self.coarse) if self.reports + self.coarse else 1.0


def find_flags(
    store: Store,
    selection: Selection,
    resolution: int | None = None,
    thresholds: Thresholds | None = None,
    null: NullModel | str = NullModel.EVEN,
    trust: RobustnessRule | None = None,
) -> Flags:
    """Return the flags of the selected reports, at the resolution asked for or the one the rule chooses.

    Raises AreaError for a resolution other than 7 to 11, for which the outline is too large, or for a null of people
    when none are loaded, and SelectionError for the null of other reports without a category.
    """
    chosen, reference = ask_reports(store, selection, NullModel(null))
    choice, family = sizes_of_cells(store, selection, chosen)
    area = study_area(store, resolution or choice.resolution or CANDIDATES[0])
    if resolution is not None:
        choice = replace(resolution_by_hand(resolution_candidate(area, chosen)), withheld=choice.withheld)
    found = judge_flags(chosen, area, choice, reference, thresholds, trust, family)
    return replace(found, silent=reported_nowhere(store, area))


def ask_reports(store: Store, selection: Selection, null: NullModel) -> tuple[SelectedReports, NullReference]:
    """Return the selected reports, and what a null model compares them with.

    Raises AreaError for a null of people when none are loaded, and SelectionError for the null of other reports
    without a category, or with a part of one.
    """
    if null is NullModel.REPORTS:
        if not selection.categories or selection.subcategories:
            raise SelectionError(N_("To compare with other reports, choose the categories that are to be compared."))
        every = select_reports(store, replace(selection, categories=()))
        return every.in_categories(selection.categories), NullReference(null, every=every)
    if null is NullModel.PEOPLE:
        people = people_by_cell(store)
        if people.is_empty():
            raise AreaError(N_("No people are loaded. Load counts per square or per cell with `est background FILE`."))
        return select_reports(store, selection), NullReference(null, people=people)
    return select_reports(store, selection), NullReference(null)


def judge_flags(
    chosen: SelectedReports,
    area: StudyArea,
    choice: ResolutionChoice,
    reference: NullReference,
    thresholds: Thresholds | None = None,
    trust: RobustnessRule | None = None,
    family: Sequence[StudyArea] = (),
) -> Flags:
    """Return the flags of these reports in the cells of an area; no cells where no resolution was chosen.

    `family` is the study area at each resolution that is tested, this one alone where it is left out.
    """
    events = period_of(chosen, area)
    inside = round(resolution_candidate(area, chosen).reports, 9)
    # where flags are withheld, those of other sizes of cells would be taken away with the rest
    family = () if choice.withheld else family
    judged = {
        one.resolution: _tested(
            one,
            events if one.resolution == area.resolution else period_of(chosen, one),
            reference,
            thresholds,
            trust,
            len(family),
        )
        for one in family or (area,)
    }
    tested = {one.resolution: AreaFlags(one, judged[one.resolution].cells) for one in family or (area,)}
    own = judged.get(area.resolution) or _tested(area, events, reference, None, None, 1)
    # a size that is not tested shows what the others flag
    cells = own.cells if area.resolution in tested else without_flags(own.cells)
    cells = carry_flags(cells, area.resolution, {r: one.cells for r, one in tested.items() if r != area.resolution})
    if choice.withheld:
        cells = without_flags(cells)
    if choice.resolution is None:
        cells = cells.clear()
    points = report_points(chosen, [cell for spot in touching_cells(cells) for cell in spot.cells])
    reports = round(float(events.added["count"].sum()), 9)
    outside = round(max(chosen.total - inside, 0.0), 6)
    coarse = round(max(inside - reports, 0.0), 6)
    return Flags(
        choice.resolution,
        choice,
        reports,
        outside,
        area,
        cells,
        coarse,
        reference.null,
        points,
        tested=tested,
        dispersion=own.spread.own,
        unreported=own.expected.silent,
    )


def _tested(
    area: StudyArea,
    period: PeriodEvents,
    reference: NullReference,
    thresholds: Thresholds | None,
    trust: RobustnessRule | None,
    resolutions: int,
) -> _Tested:
    """Return the cells of one resolution of a family of so many."""
    events, spread = period.added, overdispersion_of(area, period.weekly)
    limits = family_thresholds(thresholds, max(resolutions, 1))
    support = organisation_support(area, events)
    expected = expected_counts(area, events, reference, spread.own, support)
    found = flag_events(area, events, expected, limits, trust, spread, support)
    return _Tested(pay_for_family(found, max(resolutions, 1)), spread, expected)


def flag_events(
    area: StudyArea,
    events: pl.DataFrame,
    expected: Expectation,
    thresholds: Thresholds | None = None,
    trust: RobustnessRule | None = None,
    spread: Overdispersion | None = None,
    support: Support | None = None,
) -> pl.DataFrame:
    """Return every cell of the area with its test, its flag and whether that can be trusted.

    `events` are the tested ones in the cells, of reports that are exact enough for them. `spread` is their
    overdispersion, measured here where it is not given, for which they must come week by week
    (`tested_events.weekly_events_of_reports`), and `support` that of `robustness.organisation_support`. The columns are
    those of `flag_rule.flag_cells`, `background` of `two_backgrounds.hold_against_both` (null but against people),
    `on_shared_points` of `shared_points.hold_without_shared_points`, and those of `robustness.add_robustness`.
    """
    spread = spread or measure_overdispersion(area, events)
    counts = events_by_cell(events)
    marked = flag_cells(area, counts, thresholds, expected.shares, spread)
    if expected.null is NullModel.PEOPLE:
        even = by_coverage(area, events, spread.own)
        marked = hold_against_both(marked, area, counts, expected, even, thresholds, spread)
    else:
        marked = marked.with_columns(background=pl.lit(None, dtype=pl.String))
    if area.source == "reports":
        marked = without_flags(marked)
    marked = hold_without_shared_points(marked, area, events, thresholds, expected.shares, spread)
    return add_robustness(marked, area, events, expected, trust, spread.factors, support)


def without_flags(cells: pl.DataFrame) -> pl.DataFrame:
    """Return cells with their counts alone: every flag, p and q is null."""
    tests = [name for name in ("p", "q", "p_cell", "q_cell", "p_ring", "q_ring", "gi_star") if name in cells.columns]
    told = [name for name in ("flag", "unit", "unstable") if name in cells.columns]
    return cells.with_columns(
        *(pl.lit(None, dtype=pl.Float64).alias(name) for name in tests),
        *(pl.lit(None, dtype=pl.String).alias(name) for name in told),
    )


def _inside(area: StudyArea, rows: pl.DataFrame) -> pl.DataFrame:
    return rows.join(area.cells.select("cell"), on="cell", how="semi")


def placed_events(chosen: SelectedReports, area: StudyArea) -> pl.DataFrame:
    """Return the tested events in the cells of an area, of reports that are exact enough for them."""
    return _inside(area, events_of_reports(chosen, area.resolution)).filter(exact_enough(area))


def period_of(chosen: SelectedReports, area: StudyArea) -> PeriodEvents:
    """Return the tested events of a period in the cells of an area, as `placed_events`, added up and week by week."""
    return period_events(chosen, area.resolution, area.ids, coarsest_sigma(area))


def exact_enough(area: StudyArea) -> pl.Expr:
    """Return whether the place of an event [sigma f64] is exact enough for the cells of an area."""
    return pl.col("sigma") <= coarsest_sigma(area)


def coarsest_sigma(area: StudyArea) -> float:
    """Return the largest standard deviation of a place, in metres, that is exact enough for the cells of an area."""
    return coarsest_m(areas_km2(area.ids[:1]))  # cells of one town hardly differ


def expected_counts(
    area: StudyArea,
    events: pl.DataFrame,
    reference: NullReference,
    dispersion: float = 1.0,
    support: Support | None = None,
) -> Expectation:
    """Return what the flags of events in the cells of an area stand out from; `dispersion` is that of the cells."""
    if reference.people is not None:
        return null_models.by_people(area, reference.people)
    if reference.every is not None:
        tested = (pl.col("certain") + pl.col("partial_weight")).alias("tested")
        every = placed_events(reference.every, area)
        return null_models.by_other_reports(area, events.with_columns(tested), every.with_columns(tested))
    return by_coverage(area, events, dispersion, support)
