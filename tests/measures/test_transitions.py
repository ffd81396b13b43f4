"""A measure comes from one state to the next as the table allows, and each state asks for what must be known there."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from est.errors import MeasureError
from est.identity import new_id
from est.measures import (
    AsPlanned,
    DecidedBy,
    Measure,
    MeasureState,
    add_measure,
    edit_measure,
    get_measure,
    refuse_transition,
    state_choices,
    unmet_needs,
)
from est.measures.transitions import ALLOWED, NEEDS, REFUSALS
from tests.stores import organisation_ids, prepared_store

MONDAY = datetime(2026, 3, 2, 9, 0)
BARE = Measure("Skylt", str(new_id()), place="Torget")
KNOWN = replace(
    BARE,
    without_cause="Ingen hotspot än.",
    decided=date(2026, 3, 2),
    decided_by=DecidedBy.WORKING_GROUP,
    as_planned=AsPlanned.PARTLY,
    deviation="En vecka sent.",
    outcome="Tystare.",
)


@pytest.mark.parametrize("before", MeasureState)
@pytest.mark.parametrize("after", MeasureState)
def test_only_what_the_table_allows(before, after) -> None:
    """With everything known a measure may stay as it is or come to a state of the table, and to no other."""
    was, wanted = replace(KNOWN, state=before), replace(KNOWN, state=after)
    if after == before or after in ALLOWED[before]:
        refuse_transition(was, wanted)
    else:
        with pytest.raises(MeasureError) as caught:
            refuse_transition(was, wanted)
        assert str(caught.value) == REFUSALS[before]


def test_the_form_offers_the_same_states() -> None:
    """The choices of the form are the state it is in and those of the table; a new measure may begin anywhere."""
    assert state_choices(MeasureState.CARRIED_OUT) == (
        MeasureState.CARRIED_OUT,
        MeasureState.ONGOING,
        MeasureState.CLOSED,
    )
    assert state_choices(None) == tuple(MeasureState)


def test_every_state_can_be_left_and_reached() -> None:
    """No state is a dead end, what is closed can be opened again, and every state can be come to."""
    assert all(ALLOWED[state] for state in MeasureState)
    assert {after for allowed in ALLOWED.values() for after in allowed} == set(MeasureState)


@pytest.mark.parametrize(
    ("state", "missing", "message"),
    [
        (MeasureState.DECIDED, {"without_cause": ""}, "No cause is pointed to"),
        (MeasureState.DECIDED, {"decided": None}, "when it was decided"),
        (MeasureState.ONGOING, {"decided_by": None}, "who decided it"),
        (MeasureState.CARRIED_OUT, {"as_planned": None}, "carried out as planned"),
        (MeasureState.CARRIED_OUT, {"deviation": " "}, "not as planned, and why"),
        (MeasureState.CLOSED, {"outcome": ""}, "what came of it"),
        (MeasureState.ABANDONED, {"deviation": ""}, "not as planned, and why"),
    ],
)
def test_each_state_asks_for_what_must_be_known(state, missing, message) -> None:
    """Coming to a state, or beginning there, without what it asks for is refused with a sentence that says it."""
    wanted = replace(KNOWN, state=state, **missing)
    before = next(one for one in MeasureState if state in ALLOWED[one])
    for was in (None, replace(KNOWN, state=before, **missing)):
        with pytest.raises(MeasureError, match=message):
            refuse_transition(was, wanted)


def test_what_was_carried_out_as_planned_needs_no_more_words() -> None:
    """Only what was done otherwise, or not at all, has to be explained."""
    refuse_transition(
        replace(KNOWN, state=MeasureState.ONGOING),
        replace(KNOWN, state=MeasureState.CARRIED_OUT, as_planned=AsPlanned.YES, deviation=""),
    )


def test_a_lesson_alone_closes_a_measure() -> None:
    """An outcome or a lesson is enough: one of them must be written, not both."""
    refuse_transition(
        replace(KNOWN, state=MeasureState.CARRIED_OUT),
        replace(KNOWN, state=MeasureState.CLOSED, outcome="", lesson="Börja förr."),
    )


def test_an_old_measure_is_changed_without_new_fields() -> None:
    """One that came to its state before so much was asked for can be edited; only the next state asks."""
    old = replace(BARE, state=MeasureState.ONGOING)
    assert unmet_needs(old, replace(old, note="Ny anteckning.")) == ()
    assert unmet_needs(None, old) == NEEDS[MeasureState.ONGOING]
    assert NEEDS[MeasureState.ONGOING][0] in unmet_needs(old, replace(old, state=MeasureState.CARRIED_OUT))


def test_what_was_known_is_not_taken_away() -> None:
    """A decided measure keeps its decision and its cause."""
    decided = replace(KNOWN, state=MeasureState.DECIDED)
    with pytest.raises(MeasureError, match="when it was decided"):
        refuse_transition(decided, replace(decided, decided=None))


@pytest.mark.slow
def test_the_store_refuses_what_the_form_would_not_offer() -> None:
    """The applying function holds the table too: nothing is stored, and the sentence says what is possible."""
    with prepared_store() as store:
        first = replace(KNOWN, organisation=organisation_ids(store)[0])
        identity = add_measure(store, first, "anna", MONDAY)
        with pytest.raises(MeasureError, match="A proposed measure can become"):
            edit_measure(store, identity, 1, replace(first, state=MeasureState.CLOSED), "bo", MONDAY)
        with pytest.raises(MeasureError, match="No cause"):
            edit_measure(store, identity, 1, replace(first, state=MeasureState.DECIDED, without_cause=""), "bo", MONDAY)
        assert get_measure(store, identity) == (first, 1)
