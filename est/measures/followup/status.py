"""Where every measure stands with its follow-up, and what the group has to do next."""

from datetime import date
from enum import StrEnum

import polars as pl

from est.measures.followup.design import FollowUpDesign
from est.measures.queries import all_measures
from est.measures.terms import MeasureState
from est.store import Store
from est.text import N_


class NextStep(StrEnum):
    """What is to be done next, the most pressing first. The values are msgids."""

    DECIDE = N_("decide: the follow-up is due")
    PLAN_LATE = N_("plan the follow-up: the measure began without a plan")
    PLAN = N_("plan the follow-up before the measure begins")
    WATCH = N_("see what the reports say so far")
    WAIT = N_("wait for the start")
    NONE = N_("decided")
    LEFT = N_("ended without a follow-up")


FOLLOW_UPS = {
    "id": pl.String,
    "next": pl.String,
    "title": pl.String,
    "hotspot": pl.String,
    "state": pl.String,
    "starts": pl.Date,
    "follow_up": pl.Date,
    "locked": pl.Date,
    "step": pl.String,
    "decided": pl.Date,
}


def follow_up_statuses(store: Store, today: date) -> pl.DataFrame:
    """Return every measure, the most pressing first: [id, next (`NextStep`), title, hotspot String, state
    (`MeasureState`), starts, follow_up, locked Date, step (`VerdictLevel`) String, decided Date].

    `starts` and `follow_up` are the locked design's, else the measure's own; `locked` is when the newest version of the
    design was locked. `step` is that of the newest verdict the group has decided on, `decided` the day on which it did.
    Each is null where there is none.
    """
    newest = store.ask(
        """SELECT m.id::VARCHAR AS id, design, locked::DATE AS locked, step, v.decided FROM measures AS m
        LEFT JOIN (SELECT measure, arg_max(design, version) AS design, max(locked) AS locked
            FROM designs GROUP BY measure) AS d ON d.measure = m.id
        LEFT JOIN (SELECT measure, arg_max(step, frozen) AS step, max(frozen)::DATE AS decided
            FROM verdicts GROUP BY measure) AS v ON v.measure = m.id"""
    )
    known = {row["id"]: row for row in newest.iter_rows(named=True)}
    rows = []
    for measure in all_measures(store).iter_rows(named=True):
        own = known[str(measure["id"])]
        design = FollowUpDesign.from_canonical(own["design"]) if own["design"] else None
        starts = design.start if design else measure["starts"]
        due = design.follow_up if design else measure["follow_up"]
        told = _next(MeasureState(measure["state"]), starts, due, own["decided"], today, planned=design is not None)
        shown = (measure["title"], measure["hotspot_name"], measure["state"], starts, due)
        rows.append((own["id"], str(told), *shown, own["locked"], own["step"], own["decided"]))
    found = pl.DataFrame(rows, schema=FOLLOW_UPS, orient="row")
    order = pl.col("next").replace_strict(
        {str(one): place for place, one in enumerate(NextStep)}, return_dtype=pl.Int64
    )
    return found.sort(order, "follow_up", "starts", "title", nulls_last=True)


def _next(
    state: MeasureState, starts: date | None, due: date | None, decided: date | None, today: date, *, planned: bool
) -> NextStep:
    if state is MeasureState.ABANDONED:
        return NextStep.LEFT if decided is None else NextStep.NONE
    if not planned:
        if state is MeasureState.CLOSED:
            return NextStep.LEFT
        begun = starts is not None and starts <= today and state not in (MeasureState.PROPOSED, MeasureState.DECIDED)
        return NextStep.PLAN_LATE if begun else NextStep.PLAN
    if starts is not None and starts > today:
        return NextStep.WAIT
    if due is not None and due <= today:
        return NextStep.NONE if decided is not None and decided >= due else NextStep.DECIDE
    return NextStep.WATCH
