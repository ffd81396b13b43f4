"""Other measures of the log leave what a place is compared with, or are judged together with its own."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from est import measures
from est.measures.followup.design import DesignWindow
from est.measures.followup.evaluation import evaluate_measure, followed_measure
from est.measures.followup.other_measures import other_measures
from est.measures.followup.proposal import propose_design
from est.measures.followup.sentences import basis_sentences, together_sentence
from est.measures.followup.verdict_levels import VerdictLevel
from est.measures.measure import Measure
from est.measures.terms import DecidedBy, MeasureState, MeasureTerm
from est.text import translator
from tests.measures.followup.follow_ups import DAYS, FAR, HOME, RING, START, WHEN, YEAR_BEFORE, followed_store, town
from tests.stores import organisation_ids

FOLLOW_UP = START + timedelta(days=DAYS)
SV = translator("sv")


def running(who: str, title: str, cells: tuple[str, ...], starts: date, **other: Any) -> Measure:
    """Return a measure that is under way."""
    known = Measure(
        title,
        who,
        MeasureState.ONGOING,
        cells,
        starts=starts,
        without_cause="Påhittat.",
        decided=date(2024, 1, 1),
        decided_by=DecidedBy.WORKING_GROUP,
    )
    return replace(known, **other)


@pytest.mark.slow
def test_a_quarter_of_the_control_that_other_measures_treat_does_not_hide_a_halving():
    """Fourteen far cells fell from 6 to 2: with them in the control, 24 of 60 would be less of a change."""
    treated = FAR[:14]
    counts = town(60, 24) | {(cell, START): 2 for cell in treated}
    store, measure = followed_store(counts)
    with store:
        design = propose_design(store, measure)
        without = evaluate_measure(store, measure, FOLLOW_UP, design)
        assert without.counts.control.after < without.counts.control.before
        who = organisation_ids(store)[0]
        measures.add_measure(store, running(who, "Belysning", treated, START + timedelta(days=5)), "bo", WHEN)
        followed = followed_measure(store, measure, FOLLOW_UP, design)
        found, weeks = followed.evaluation, followed.weeks.filter(part="control", after=True)
        assert weeks["count"].sum() == found.counts.control.after == found.counts.control.before
        assert followed.cells.filter(cell=treated[0])["part"].item() == "outside"
        assert found.local.expected == pytest.approx(60)
        assert found.counts.ring_control.after == found.counts.ring_control.before
        assert [one.title for one in found.left_out] == ["Belysning"]
        assert found.together == ()
        said = " ".join(basis_sentences(found, SV))
        assert "inte med i det som platsen jämförs med: ”Belysning” (från 10 jan. 2026)" in said
        again = propose_design(store, measure)
        assert not set(treated) & {*again.control, *again.ring_control}


@pytest.mark.slow
def test_a_treated_cell_of_the_surroundings_is_no_benefit_that_spread():
    """One cell of the ring fell from 40 to 8 by a measure of its own."""
    counts = town(60, 24) | {(RING[0], YEAR_BEFORE): 40, (RING[0], START): 8}
    store, measure = followed_store(counts)
    with store:
        design = propose_design(store, measure)
        assert evaluate_measure(store, measure, FOLLOW_UP, design).counts.ring.after == 38
        who = organisation_ids(store)[0]
        measures.add_measure(store, running(who, "Vakt", (RING[0],), START), "bo", WHEN)
        found = evaluate_measure(store, measure, FOLLOW_UP, design)
        assert (found.counts.ring.before, found.counts.ring.after) == (30, 30)


@pytest.mark.slow
def test_measures_at_the_same_place_are_judged_together():
    """The counts stay, and both are named; nobody gets the credit alone."""
    store, measure = followed_store(town(60, 24))
    with store:
        design = propose_design(store, measure)
        alone = evaluate_measure(store, measure, FOLLOW_UP, design)
        assert together_sentence(alone, SV) is None
        who = organisation_ids(store)[0]
        cells = (HOME, FAR[0])
        measures.add_measure(store, running(who, "Vuxna på plats", cells, START + timedelta(days=20)), "bo", WHEN)
        found = evaluate_measure(store, measure, FOLLOW_UP, design)
        assert found.counts.target == alone.counts.target
        assert [one.title for one in found.together] == ["Vuxna på plats"]
        assert found.step in (VerdictLevel.DECREASE, VerdictLevel.CLEAR_DECREASE)
        said = together_sentence(found, SV) or ""
        assert said.startswith("Den bedöms tillsammans med ”Vuxna på plats” (från 25 jan. 2026) på samma plats")


@pytest.mark.slow
def test_only_what_began_or_ended_within_the_time_compared_is_told():
    """Not what ran all the time, ended before, begins later, or is only decided; a long one does not end when due."""
    store, measure = followed_store(town(6, 6))
    compared = DesignWindow(YEAR_BEFORE, FOLLOW_UP)
    with store:
        who = organisation_ids(store)[0]
        long_ago = date(2020, 1, 1)
        told = {
            "ended within": running(who, "ended within", (HOME,), long_ago, due=date(2025, 6, 1)),
            "began within": running(who, "began within", (HOME,), date(2025, 6, 1)),
        }
        untold = (
            running(who, "ran all the time", (HOME,), long_ago),
            running(who, "for long", (HOME,), long_ago, due=date(2025, 6, 1), term=MeasureTerm.LONG),
            running(who, "ended before", (HOME,), long_ago, due=date(2024, 6, 1)),
            running(who, "begins later", (HOME,), FOLLOW_UP),
            replace(running(who, "decided", (HOME,), START), state=MeasureState.DECIDED),
        )
        for one in (*told.values(), *untold):
            measures.add_measure(store, one, "bo", WHEN)
        found = other_measures(store, str(measure), compared, 9)
        assert {one.title for one in found} == set(told)
        assert {one.cells for one in found} == {(HOME,)}
