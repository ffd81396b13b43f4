"""The list of follow-ups says of every measure what is next, the most pressing first."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from est import measures
from est.measures import DecidedBy, Measure, MeasureState
from est.measures.followup.commands import freeze_verdict, lock_design
from est.measures.followup.evaluation import evaluate_measure
from est.measures.followup.proposal import propose_design
from est.measures.followup.status import FOLLOW_UPS, NextStep, follow_up_statuses
from tests.measures.followup.follow_ups import DAYS, HOME, START, WHEN, followed_store, town
from tests.stores import organisation_ids, prepared_store

FOLLOW_UP = START + timedelta(days=DAYS)


@pytest.mark.slow
def test_a_follow_up_goes_from_its_plan_to_its_decision():
    """Planned, waited for, watched, decided: each at its time, with the days of the locked design."""
    store, measure = followed_store(town(60, 24))
    with store:
        before, during = START - timedelta(days=30), START + timedelta(days=30)

        def told(today: date) -> tuple[object, ...]:
            return (
                follow_up_statuses(store, today)
                .select("next", "starts", "follow_up", "locked", "step", "decided")
                .row(0)
            )

        assert told(before) == (NextStep.PLAN, START, None, None, None, None)
        lock_design(store, propose_design(store, measure), "anna", WHEN)
        assert told(before) == (NextStep.WAIT, START, FOLLOW_UP, WHEN.date(), None, None)
        assert told(during)[0] == NextStep.WATCH
        assert told(FOLLOW_UP)[0] == NextStep.DECIDE
        day = datetime(2026, 7, 7, 10)
        freeze_verdict(
            store, evaluate_measure(store, measure, during), "Fortsätt.", "anna", datetime.combine(during, day.time())
        )
        assert told(FOLLOW_UP)[0] == NextStep.DECIDE  # what was decided on the way is not the decision
        freeze_verdict(store, evaluate_measure(store, measure, FOLLOW_UP), "Skylten står kvar.", "anna", day)
        assert told(day.date()) == (NextStep.NONE, START, FOLLOW_UP, WHEN.date(), "tydlig minskning", day.date())


@pytest.mark.slow
def test_a_measure_without_a_plan_says_so_and_an_ended_one_asks_for_nothing():
    """What presses most comes first."""
    with prepared_store() as store:
        who = organisation_ids(store)[0]
        decided = {"decided": date(2025, 12, 1), "decided_by": DecidedBy.WORKING_GROUP, "without_cause": "prov"}
        for title, state, more in (
            ("ended", MeasureState.ABANDONED, {"deviation": "ingen tid"}),
            ("to come", MeasureState.PROPOSED, {}),
            ("begun", MeasureState.ONGOING, decided),
        ):
            measures.add_measure(store, Measure(title, who, state, cells=(HOME,), starts=START, **more), "anna", WHEN)
        listed = follow_up_statuses(store, START + timedelta(days=1))
        assert listed.select("title", "next").rows() == [
            ("begun", NextStep.PLAN_LATE),
            ("to come", NextStep.PLAN),
            ("ended", NextStep.LEFT),
        ]


@pytest.mark.slow
def test_an_abandoned_measure_waits_for_nothing_though_its_plan_was_locked():
    """Nothing comes of it, so there is nothing to follow."""
    store, measure = followed_store(town(60, 24))
    with store:
        lock_design(store, propose_design(store, measure), "anna", WHEN)
        given_up, version = measures.get_measure(store, measure)
        wanted = replace(given_up, state=MeasureState.ABANDONED, deviation="ingen tid")
        measures.edit_measure(store, measure, version, wanted, "anna", WHEN)
        assert follow_up_statuses(store, START + timedelta(days=30))["next"].to_list() == [NextStep.LEFT]


@pytest.mark.slow
def test_a_store_without_measures_has_an_empty_list():
    """With the columns it always has."""
    with prepared_store() as store:
        assert dict(follow_up_statuses(store, START).schema) == FOLLOW_UPS
        assert follow_up_statuses(store, START).is_empty()
