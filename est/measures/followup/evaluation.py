"""Evaluating a measure from the store: by its newest locked design, with what was known on a day."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

import polars as pl

from est.errors import DesignError, NotFoundError
from est.measures.followup.chart_data import cell_chart_data, organisation_chart_data, weekly_chart_data
from est.measures.followup.commands import design_versions
from est.measures.followup.design import DesignWindow, FollowUpDesign
from est.measures.followup.other_measures import other_measures
from est.measures.followup.proposal import place_name, propose_design
from est.measures.followup.queries import cell_areas, follow_up_reports
from est.measures.followup.tally import tally_reports
from est.measures.followup.verdict import Evaluation, LockedDesign
from est.measures.followup.verdict_rules import EvaluationBasis, judge_measure
from est.measures.queries import MEASURES
from est.picture.selection import loaded_period
from est.store import Store
from est.text import N_

STALE = timedelta(days=28)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class FollowedMeasure:
    """An evaluation with what its pictures hold: `weeks`, `organisations` and `cells` as `chart_data` gives them."""

    evaluation: Evaluation
    weeks: pl.DataFrame
    organisations: pl.DataFrame
    cells: pl.DataFrame


def evaluate_measure(store: Store, measure: UUID, as_of: date, design: FollowUpDesign | None = None) -> Evaluation:
    """Return the evaluation of a measure as of a day, as `followed` does."""
    return followed_measure(store, measure, as_of, design).evaluation


def followed_measure(store: Store, measure: UUID, as_of: date, design: FollowUpDesign | None = None) -> FollowedMeasure:
    """Return the evaluation of a measure as of a day, by its newest locked design, with its pictures.

    Only what was known on that day is used. Where the newest report is more than four weeks older, the time after ends
    with it: what is not loaded is no quiet. A `design` that is given is evaluated instead, as one that was never
    locked. Raises DesignError when there is none, or before the start; NotFoundError when the measure is not in the
    store.
    """
    title = MEASURES.get(store, measure)[0].title
    locked: LockedDesign | None = None
    if design is None:
        known = design_versions(store, measure)
        if not known:
            raise DesignError(
                N_(
                    "“{title}” has no locked design. Lock one on the measure's page under Follow-up, or see what the "
                    "default design would say with `est evaluate --propose`."
                ),
                title=title,
            )
        locked, design = known[-1]
    seen = _seen(store, design, as_of)
    area = cell_areas(store, design)
    found = follow_up_reports(store, design, as_of)
    compared = DesignWindow(min(window.first for window in design.before), min(design.window.end, seen + ONE_DAY))
    about = EvaluationBasis(
        title,
        locked,
        found.names,
        found.late,
        lambda spot: place_name(store, spot),
        other_measures(store, design.measure, compared, design.resolution),
    )
    counts = tally_reports(found, design, area, seen)
    evaluation = judge_measure(design, counts, area, seen, about)
    return FollowedMeasure(
        replace(evaluation, as_of=as_of),
        weekly_chart_data(found, design, area, counts, evaluation),
        organisation_chart_data(found, design, counts, evaluation),
        cell_chart_data(design, area, counts, evaluation),
    )


def _seen(store: Store, design: FollowUpDesign, as_of: date) -> date:
    """Return the last day that is judged."""
    loaded = loaded_period(store)
    if as_of < design.start or loaded is None or min(as_of, design.follow_up) - loaded[1] <= STALE:
        return as_of
    return max(design.start, loaded[1])


def proposed_evaluation(store: Store, measure: UUID, as_of: date) -> Evaluation:
    """Return the evaluation by the default design, which is not stored."""
    return evaluate_measure(store, measure, as_of, propose_design(store, measure))


def find_measure(store: Store, wanted: str) -> UUID:
    """Return the measure of an identity or a title; NotFoundError when there is none, or several of that title."""
    try:
        identity = UUID(wanted)
    except ValueError:
        rows = store.ask("SELECT id::VARCHAR AS id, title FROM measures ORDER BY created, id")
        same = rows.filter(rows["title"].str.to_lowercase() == wanted.strip().lower())
        if same.height == 1:
            return UUID(same["id"][0])
        if same.height > 1:
            raise NotFoundError(
                N_("{number} measures have the title {title}. Name one by its identity: {listed}."),
                number=same.height,
                title=wanted,
                listed=", ".join(same["id"]),
            ) from None
        raise NotFoundError(
            N_("There is no measure {title}. The measures are: {listed}."),
            title=wanted,
            listed="; ".join(rows["title"]) or "–",
        ) from None
    MEASURES.get(store, identity)  # raises NotFoundError
    return identity
