"""Keeping designs and verdicts: a design is locked as a version that never changes, a verdict frozen as it stood."""

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

import duckdb
import polars as pl

from est.errors import DesignError, NotFoundError
from est.identity import new_id
from est.measures.followup.design import FollowUpDesign
from est.measures.followup.verdict import Evaluation, LockedDesign
from est.measures.queries import MEASURES
from est.store import Change, Store, TextPolicy, applies
from est.text import N_

LOCK = "lock design"
FREEZE = "freeze verdict"
LONGEST_DECISION = 2_000
ABOUT_FOLLOW_UPS = TextPolicy(
    why=N_("a follow-up is about the place."), names={"decision": N_("What the group decided")}
)


def lock_design(store: Store, design: FollowUpDesign, who: str, when: datetime) -> LockedDesign:
    """Lock a design as the next version of its measure's and return it; the very same one is not locked twice.

    Locking after the start is not refused, but every evaluation says it. Raises NotFoundError when the measure is not
    in the store.
    """
    known = design_versions(store, UUID(design.measure))
    if known and known[-1][0].hash == design.hash:
        return known[-1][0]
    payload = {"version": len(known) + 1, "hash": design.hash, "design": design.canonical()}
    identity = new_id()
    store.apply(Change(who, when, LOCK, identity, payload))
    return _locked(str(identity), len(known) + 1, design, when, who)


def design_versions(store: Store, measure: UUID) -> tuple[tuple[LockedDesign, FollowUpDesign], ...]:
    """Return every version of a measure's design that was locked, oldest first."""
    rows = store.ask(
        """SELECT id::VARCHAR AS id, version, design, locked, locked_by FROM designs WHERE measure = ?
           ORDER BY version""",
        [str(measure)],
    ).rows()
    found = [
        (identity, number, FollowUpDesign.from_canonical(text), when, who) for identity, number, text, when, who in rows
    ]
    return tuple(
        (_locked(identity, number, design, when, who), design) for identity, number, design, when, who in found
    )


def _locked(identity: str, version: int, design: FollowUpDesign, when: datetime, who: str) -> LockedDesign:
    return LockedDesign(identity, version, design.hash, when, who, max(0, (when.date() - design.start).days))


@applies(LOCK, ABOUT_FOLLOW_UPS)
def _lock(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    design = FollowUpDesign.from_canonical(change.payload["design"])
    if design.hash != change.payload["hash"]:
        raise DesignError(N_("The design does not have the hash it was sent with; nothing was locked. Try again."))
    MEASURES.stored_record(cursor, UUID(design.measure))  # raises NotFoundError
    (newest,) = cursor.execute(
        "SELECT coalesce(max(version), 0) FROM designs WHERE measure = ?", [design.measure]
    ).fetchall()[0]
    if newest + 1 != change.payload["version"]:
        raise DesignError(
            N_("Somebody else has just locked version {version} of this design. Look at it before you lock yours."),
            version=newest,
        )
    cursor.execute(
        "INSERT INTO designs (id, measure, version, design, hash, locked, locked_by) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            str(change.object),
            design.measure,
            newest + 1,
            change.payload["design"],
            design.hash,
            change.when,
            change.who,
        ],
    )


def freeze_verdict(store: Store, evaluation: Evaluation, decision: str, who: str, when: datetime) -> UUID:
    """Keep an evaluation as it stands, with what the group decided on it, and return the identity of the verdict.

    Raises DesignError when its design was never locked and when the decision is missing or too long, PersonalDataError
    for a decision that seems to hold any.
    """
    if evaluation.locked is None:
        raise DesignError(N_("The design was never locked, so its evaluation cannot be frozen. Lock it first."))
    if not decision.strip() or len(decision) > LONGEST_DECISION:
        raise DesignError(N_("Write in at most 2 000 characters what the group decided."))
    identity = new_id()
    payload = {
        "measure": evaluation.measure,
        "design": evaluation.locked.identity,
        "as_of": evaluation.as_of.isoformat(),
        "step": str(evaluation.step),
        "decision": decision.strip(),
        "evaluation": json.dumps(_frozen(evaluation), ensure_ascii=False, sort_keys=True),
    }
    store.apply(Change(who, when, FREEZE, identity, payload))
    return identity


def _frozen(evaluation: Evaluation) -> dict[str, Any]:
    """Return an evaluation as its verdict keeps it: without who locked the design, which stands with the design."""
    kept = evaluation.as_json()
    return kept | {"locked": {name: value for name, value in kept["locked"].items() if name != "who"}}


@applies(FREEZE, ABOUT_FOLLOW_UPS)
def _freeze(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    said = change.payload
    known = cursor.execute(
        "SELECT 1 FROM designs WHERE id = ? AND measure = ?", [said["design"], said["measure"]]
    ).fetchall()
    if not known:
        raise NotFoundError(N_("The design of this evaluation is not in the store. Evaluate the measure again."))
    cursor.execute(
        """INSERT INTO verdicts (id, measure, design, as_of, step, evaluation, decision, frozen, frozen_by)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        [
            str(change.object),
            said["measure"],
            said["design"],
            date.fromisoformat(said["as_of"]),
            said["step"],
            said["evaluation"],
            said["decision"],
            change.when,
            change.who,
        ],
    )


def frozen_verdicts(store: Store, measure: UUID) -> pl.DataFrame:
    """Return [id, design, version, as_of, step, decision, frozen, frozen_by] of a measure's verdicts, newest first."""
    return store.ask(
        """SELECT v.id::VARCHAR AS id, v.design::VARCHAR AS design, d.version, as_of, step, decision, frozen, frozen_by
           FROM verdicts v LEFT JOIN designs d ON d.id = v.design WHERE v.measure = ? ORDER BY frozen DESC, v.id""",
        [str(measure)],
    )


def frozen_evaluation(store: Store, verdict: UUID) -> dict[str, Any]:
    """Return the evaluation of a verdict as it stood, as the values of its JSON; NotFoundError when there is none."""
    rows = store.ask("SELECT evaluation FROM verdicts WHERE id = ?", [str(verdict)])
    if rows.is_empty():
        raise NotFoundError(N_("There is no verdict {verdict} in the store. Choose one of the list."), verdict=verdict)
    return dict(json.loads(rows.item()))
