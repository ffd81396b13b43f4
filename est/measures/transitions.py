"""From which state a measure may come to which, and what each state asks to be known."""

from collections.abc import Callable
from dataclasses import dataclass

from est.errors import MeasureError
from est.measures.measure import Measure
from est.measures.terms import AsPlanned, MeasureState
from est.text import N_

ALLOWED: dict[MeasureState, tuple[MeasureState, ...]] = {
    MeasureState.PROPOSED: (MeasureState.DECIDED, MeasureState.ONGOING, MeasureState.ABANDONED),
    MeasureState.DECIDED: (
        MeasureState.PROPOSED,
        MeasureState.ONGOING,
        MeasureState.CARRIED_OUT,
        MeasureState.ABANDONED,
    ),
    MeasureState.ONGOING: (MeasureState.DECIDED, MeasureState.CARRIED_OUT, MeasureState.ABANDONED),
    MeasureState.CARRIED_OUT: (MeasureState.ONGOING, MeasureState.CLOSED),
    MeasureState.CLOSED: (MeasureState.ONGOING, MeasureState.CARRIED_OUT),  # it is opened again
    MeasureState.ABANDONED: (MeasureState.PROPOSED, MeasureState.DECIDED, MeasureState.ONGOING),
}

REFUSALS = {
    MeasureState.PROPOSED: N_(
        "A proposed measure can become decided, ongoing or abandoned; not anything else at once."
    ),
    MeasureState.DECIDED: N_(
        "A decided measure can become ongoing, carried out, abandoned or proposed again; not anything else at once."
    ),
    MeasureState.ONGOING: N_(
        "An ongoing measure can become carried out, abandoned or decided; not anything else at once."
    ),
    MeasureState.CARRIED_OUT: N_("A measure that is carried out can be closed or go on; not anything else at once."),
    MeasureState.CLOSED: N_(
        "A closed measure can be opened again as ongoing or carried out; not anything else at once."
    ),
    MeasureState.ABANDONED: N_(
        "An abandoned measure can be taken up again as proposed, decided or ongoing; not anything else at once."
    ),
}


@dataclass(frozen=True)
class StateNeed:
    """Something that must be filled in: its fields, how to tell that it is, and the sentence when it is not."""

    fields: tuple[str, ...]
    met: Callable[[Measure], bool]
    sentence: str


def _explained(measure: Measure) -> bool:
    other = measure.as_planned in (AsPlanned.PARTLY, AsPlanned.NO) or measure.state is MeasureState.ABANDONED
    return bool(measure.deviation.strip()) or not other


CAUSE = StateNeed(
    ("cause", "without_cause"),
    lambda measure: bool(measure.cause or measure.without_cause.strip()),
    N_("No cause is pointed to. Choose the cause it is meant against, or say in words why there is none."),
)
DECISION = StateNeed(
    ("decided",),
    lambda measure: bool(measure.decided),
    N_("It is not said when it was decided. Fill in the day."),
)
DECIDED_BY = StateNeed(
    ("decided_by",),
    lambda measure: bool(measure.decided_by),
    N_("It is not said who decided it. Choose who."),
)
CARRIED_OUT = StateNeed(
    ("as_planned",),
    lambda measure: measure.as_planned is not None,
    N_("It is not said whether it was carried out as planned. Choose yes, partly or no."),
)
DEVIATION = StateNeed(
    ("deviation",), _explained, N_("It is not said what was not as planned, and why. Write it in a few words.")
)
RESULT = StateNeed(
    ("outcome", "lesson"),
    lambda measure: bool(measure.outcome.strip() or measure.lesson.strip()),
    N_("Nothing is said of what came of it. Write the outcome or what the group learned before it is closed."),
)

NEEDS: dict[MeasureState, tuple[StateNeed, ...]] = {
    MeasureState.PROPOSED: (),
    MeasureState.DECIDED: (CAUSE, DECISION, DECIDED_BY),
    MeasureState.ONGOING: (CAUSE, DECISION, DECIDED_BY),
    MeasureState.CARRIED_OUT: (CAUSE, DECISION, DECIDED_BY, CARRIED_OUT, DEVIATION),
    MeasureState.CLOSED: (CAUSE, DECISION, DECIDED_BY, CARRIED_OUT, DEVIATION, RESULT),
    MeasureState.ABANDONED: (DEVIATION,),
}


def state_choices(state: MeasureState | None) -> tuple[MeasureState, ...]:
    """Return the states a measure may be given: its own first, then those it may come to; all of a new one."""
    return tuple(MeasureState) if state is None else (state, *ALLOWED[state])


def required_fields(state: MeasureState) -> frozenset[str]:
    """Return the fields without which no measure can be in a state. Where one of several is enough it is the first."""
    asked = (need.fields[0] for need in NEEDS[state] if need is not DEVIATION)  # asked only of what went otherwise
    return frozenset(("title", "organisation", *asked))


def unmet_needs(before: Measure | None, after: Measure) -> tuple[StateNeed, ...]:
    """Return what the state asks for and is not known.

    A measure that stays in its state is asked only for what was known before: one that was logged with fewer fields
    can be changed without them, and what has once been said is not taken away.
    """
    kept = before is not None and before.state == after.state
    return tuple(
        need for need in NEEDS[after.state] if not need.met(after) and (not kept or (before and need.met(before)))
    )


def refuse_transition(before: Measure | None, after: Measure) -> None:
    """Raise MeasureError when the state cannot follow on the one before, or lacks what it asks for."""
    if before is not None and after.state not in state_choices(before.state):
        raise MeasureError(REFUSALS[before.state], field="state")
    for need in unmet_needs(before, after):
        raise MeasureError(need.sentence, field=need.fields[0])
