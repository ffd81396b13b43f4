"""Evaluating a measure from the store: by its newest locked design, with what was known on a day."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

import polars as pl

from est.errors import DesignError, NotFoundError
from est.measures.followup.chart_data import cells, organisations, weeks
from est.measures.followup.commands import versions
from est.measures.followup.design import Design
from est.measures.followup.proposal import name_of, propose
from est.measures.followup.queries import ground, reports
from est.measures.followup.tally import tally
from est.measures.followup.verdict import Evaluation, Locked
from est.measures.followup.verdict_rules import About, judge
from est.measures.queries import MEASURES
from est.picture.selection import loaded_period
from est.store import Store
from est.text import N_

STALE = timedelta(days=28)


@dataclass(frozen=True)
class Followed:
    """An evaluation with what its pictures hold: `weeks`, `organisations` and `cells` as `picturing` gives them."""

    evaluation: Evaluation
    weeks: pl.DataFrame
    organisations: pl.DataFrame
    cells: pl.DataFrame


def evaluate(store: Store, measure: UUID, as_of: date, design: Design | None = None) -> Evaluation:
    """Return the evaluation of a measure as of a day, as `followed` does."""
    return followed(store, measure, as_of, design).evaluation


def followed(store: Store, measure: UUID, as_of: date, design: Design | None = None) -> Followed:
    """Return the evaluation of a measure as of a day, by its newest locked design, with its pictures.

    Only what was known on that day is used. Where the newest report is more than four weeks older, the time after ends
    with it: what is not loaded is no quiet. A `design` that is given is evaluated instead, as one that was never
    locked. Raises DesignError when there is none, or before the start; NotFoundError when the measure is not in the
    store.
    """
    title = MEASURES.one(store, measure)[0].title
    locked: Locked | None = None
    if design is None:
        known = versions(store, measure)
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
    area = ground(store, design)
    found = reports(store, design, as_of)
    about = About(title, locked, found.names, found.late, lambda spot: name_of(store, spot))
    counts = tally(found, design, area, seen)
    evaluation = judge(design, counts, area, seen, about)
    return Followed(
        replace(evaluation, as_of=as_of),
        weeks(found, design, area, counts, evaluation),
        organisations(found, design, counts, evaluation),
        cells(design, area, counts, evaluation),
    )


def _seen(store: Store, design: Design, as_of: date) -> date:
    """Return the last day that is judged."""
    loaded = loaded_period(store)
    if as_of < design.start or loaded is None or min(as_of, design.follow_up) - loaded[1] <= STALE:
        return as_of
    return max(design.start, loaded[1])


def proposed(store: Store, measure: UUID, as_of: date) -> Evaluation:
    """Return the evaluation by the default design, which is not stored."""
    return evaluate(store, measure, as_of, propose(store, measure))


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
    MEASURES.one(store, identity)  # raises NotFoundError
    return identity
