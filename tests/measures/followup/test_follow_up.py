"""From a store to a verdict: proposed, locked, evaluated with what was known, and frozen with what was decided."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import polars as pl
import pytest

from est import measures
from est.errors import DesignError, NotFoundError, PersonalDataError
from est.measures.followup.commands import (
    design_versions,
    freeze_verdict,
    frozen_evaluation,
    frozen_verdicts,
    lock_design,
)
from est.measures.followup.design import (
    BaselineKind,
    ControlKind,
    CountedUnit,
    DesignWindow,
    FollowUpDesign,
    WatchedPlace,
)
from est.measures.followup.evaluation import evaluate_measure, find_measure, followed_measure
from est.measures.followup.power import forecast_power
from est.measures.followup.proposal import DesignRequest, baseline_tally, propose_design
from est.measures.followup.queries import follow_up_reports
from est.measures.followup.verdict_levels import DisplacementLevel, DoubtReason, VerdictLevel
from est.store.log import log_rows
from tests.measures.followup.follow_ups import (
    DAYS,
    FAR,
    HOME,
    RING,
    START,
    WEEKS,
    WHEN,
    YEAR_BEFORE,
    followed_store,
    spread,
    town,
)
from tests.stores import organisation_ids, put

FOLLOW_UP = START + timedelta(days=DAYS)
LAST = FOLLOW_UP - timedelta(days=1)


@pytest.fixture(scope="module")
def halved():
    store, measure = followed_store(town(60, 24))
    with store:
        lock_design(store, propose_design(store, measure), "anna", WHEN)
        yield store, measure


def test_the_default_design(halved):
    """The place is the measure's cell, its ring is the surroundings, the rest is shared out in two pools."""
    store, measure = halved
    design = propose_design(store, measure)
    assert design.target == (HOME,)
    assert design.ring == RING
    assert not set(design.control) & set(design.ring_control)
    assert len(design.control) - len(design.ring_control) in (0, 1)
    assert set(FAR) <= set(design.control) | set(design.ring_control)
    assert design.before == (DesignWindow(YEAR_BEFORE, YEAR_BEFORE + timedelta(days=DAYS)),)
    assert (design.weeks, design.seasonal, design.baseline) == (WEEKS, True, BaselineKind.INDEPENDENT)
    assert (design.counted, design.control_kind) == (CountedUnit.SAME, ControlKind.REST)


def test_a_decrease_beside_a_town_that_stood_still(halved):
    """24 where 60 were, 6 in every other cell both years: change −36, ratio 0.4, a clear decrease."""
    store, measure = halved
    found = evaluate_measure(store, measure, FOLLOW_UP)
    assert found.step is VerdictLevel.CLEAR_DECREASE
    assert found.doubts == ()
    assert (found.counts.target.before, found.counts.target.after) == (60, 24)
    assert found.counts.ring.before == found.counts.ring.after == 36
    assert found.local.change == pytest.approx(-36)
    assert found.local.expected == pytest.approx(60)
    assert found.ratio.ratio == pytest.approx(0.4)
    assert found.local.high < 0
    assert found.ratio.high < 1
    assert found.look.final
    assert found.elsewhere == ()
    assert found.locked is not None
    assert found.locked.days_late == 0


@pytest.mark.slow
def test_a_town_where_everybody_reports_half_as_much_again_is_no_increase_at_a_hotspot():
    """With the control as a factor the change is none; by plain area it would be thirty reports."""
    store, measure = followed_store(town(60, 90, ring=(6, 9), rest=(6, 9)))
    with store:
        found = evaluate_measure(store, measure, FOLLOW_UP, propose_design(store, measure))
        assert found.local.change == pytest.approx(0, abs=1e-9)
        assert found.step is VerdictLevel.UNSURE
        plain = (90 - 60) - (9 - 6)  # one cell of the control weighs as one cell of the place
        assert plain == 27


@pytest.mark.slow
def test_a_move_to_the_ring_is_seen():
    """36 fewer at the place and as many more in its ring."""
    store, measure = followed_store(town(60, 24, ring=(6, 12)))
    with store:
        lock_design(store, propose_design(store, measure), "anna", WHEN)
        found = evaluate_measure(store, measure, FOLLOW_UP)
        assert found.step in (VerdictLevel.CLEAR_DECREASE, VerdictLevel.DECREASE)
        assert found.moved is DisplacementLevel.MOVED
        assert found.total.change == pytest.approx(0, abs=1e-9)


@pytest.mark.slow
def test_a_place_elsewhere_that_grew_is_named_taken_out_of_the_control_and_forbids_a_denial():
    """Thirty reports where six were, far from the place."""
    away = FAR[7]
    store, measure = followed_store(town(60, 10, ring=(2, 2)) | {(away, START): 40})
    with store:
        found = evaluate_measure(store, measure, FOLLOW_UP, propose_design(store, measure))
        assert [away in place.cells for place in found.elsewhere] == [True]
        assert found.moved is DisplacementLevel.UNSURE
        assert found.counts.control.before % 6 == 0
        assert found.counts.control.after == found.counts.control.before
        still, same = followed_store(town(60, 10, ring=(2, 2)))
        with still:
            assert (
                evaluate_measure(still, same, FOLLOW_UP, propose_design(still, same)).moved
                is DisplacementLevel.NOT_NEARBY
            )


@pytest.mark.slow
def test_a_watched_place_is_tested_by_itself_and_never_in_the_control(halved):
    """What would be too little to be found among all cells is enough where somebody expected it."""
    away = FAR[20]
    store, measure = followed_store(town(60, 24) | {(away, START): 15})
    with store:
        found = evaluate_measure(store, measure, FOLLOW_UP, propose_design(store, measure))
        assert found.elsewhere == ()
        watched = DesignRequest(watched=(WatchedPlace("Hamnen", (away,)),))
        design = propose_design(store, measure, watched)
        assert away not in (*design.control, *design.ring_control)
        named = evaluate_measure(store, measure, FOLLOW_UP, design).elsewhere
        assert [(place.name, place.watched, place.after) for place in named] == [("Hamnen", True, 15)]


@pytest.mark.slow
def test_an_evaluation_knows_only_what_was_known_on_its_day():
    """Reports told of a month later are not there the day before, and are said to have come later."""
    told = pl.col("starts") + pl.duration(days=30)
    store, measure = followed_store(town(60, 24), reported=told)
    with store:
        design = propose_design(store, measure)
        day = START + timedelta(days=90)
        early = evaluate_measure(store, measure, day, design)
        whole, other = followed_store(town(60, 24))
        with whole:
            plain = evaluate_measure(whole, other, day, propose_design(whole, other))
        assert early.counts.target.after < plain.counts.target.after
        assert early.late > 0
        assert plain.late == 0
        assert early.counts.target.before == plain.counts.target.before
        known = follow_up_reports(store, design, day).every
        assert known.select(pl.max("day")).item() <= day - timedelta(days=30)


@pytest.mark.slow
def test_what_happens_later_changes_no_earlier_evaluation(halved):
    """An evaluation as of a day is the same with and without the reports that came after it."""
    store, measure = halved
    day = START + timedelta(days=70)
    before = evaluate_measure(store, measure, day)
    with followed_store({key: n for key, n in town(60, 24).items() if key[1] != START})[0] as cut:
        other = find_measure(cut, "Skylt")
        who = organisation_ids(cut)[:3]
        put(
            cut,
            spread(town(60, 24), who).filter(
                (pl.col("starts").dt.date() >= START) & (pl.col("starts").dt.date() <= day)
            ),
        )
        again = evaluate_measure(cut, other, day, propose_design(cut, other))
    assert again.counts == before.counts
    assert again.local == before.local


def test_a_running_measure_is_held_to_windows_of_the_same_length(halved):
    """After half the time, the year before is cut in the middle too, and less is said."""
    store, measure = halved
    found = evaluate_measure(store, measure, START + timedelta(days=90))
    assert [window.days for window in (*found.before, found.after)] == [91, 91]
    assert (found.look.final, found.look.part) == (False, 0.2)
    assert found.counts.target.before == 30
    assert found.local.high - found.local.change > 1.8 * found.local.standard_error


def test_before_the_start_there_is_nothing_to_evaluate(halved):
    """It says so, and what to do."""
    store, measure = halved
    with pytest.raises(DesignError, match="starts on"):
        evaluate_measure(store, measure, START - timedelta(days=1))


@pytest.mark.slow
def test_repeats_count_once_as_in_all_tests():
    """Forty reports of one organisation on one day in one cell are one event, unless each row is its own."""
    store, measure = followed_store(town(60, 24))
    with store:
        who = organisation_ids(store)
        once = store.ask("SELECT id::VARCHAR AS id FROM organisations WHERE every_row IS NOT DISTINCT FROM false")
        assert not once.is_empty()
        day = datetime(START.year, START.month, START.day, 4)
        assert who
        extra = pl.DataFrame({"starts": [day] * 40, "organisation": [once["id"][0]] * 40})
        put(store, extra)
        design = propose_design(store, measure)
        counted = follow_up_reports(store, design, FOLLOW_UP).every.filter(pl.col("day") == START)
        mine = counted.filter(organisation=once["id"][0])
        assert mine["count"].max() == 1


@pytest.mark.slow
def test_locking_keeps_every_version_and_counts_the_days_after_the_start(halved):
    """The same design is not locked twice; a changed one is a new version; a late one is doubted."""
    store, measure = followed_store(town(60, 20))
    with store:
        design = propose_design(store, measure)
        first = lock_design(store, design, "anna", WHEN)
        assert lock_design(store, design, "bo", WHEN) == first
        late = datetime(2026, 1, 15, 9)
        second = lock_design(store, replace(design, hoped=0.3), "bo", late)
        assert (second.version, second.days_late) == (2, 10)
        assert [(locked.version, locked.who, kept.hoped) for locked, kept in design_versions(store, measure)] == [
            (1, "anna", None),
            (2, "bo", 0.3),
        ]
        assert design_versions(store, measure)[0][1] == design
        found = evaluate_measure(store, measure, FOLLOW_UP)
        assert (found.step, found.undoubted) == (VerdictLevel.DECREASE, VerdictLevel.CLEAR_DECREASE)
        assert [told.doubt for told in found.doubts] == [DoubtReason.LOCKED_LATE]
        listed = log_rows(store, date(2025, 11, 1), date(2026, 2, 1))
        assert listed["action"].to_list().count("lock design") == 2


def test_a_design_of_no_measure_is_not_locked(halved):
    """Nothing follows up what is not there."""
    store, measure = halved
    design = replace(propose_design(store, measure), measure="0198a3c2-0000-7000-8000-000000000001")
    with pytest.raises(NotFoundError, match="no measure"):
        lock_design(store, design, "anna", WHEN)


@pytest.mark.slow
def test_a_verdict_is_frozen_with_its_decision_and_stays_as_it_was(halved):
    """What comes later changes the evaluation and not the verdict."""
    store, measure = followed_store(town(60, 24))
    with store:
        lock_design(store, propose_design(store, measure), "anna", WHEN)
        found = evaluate_measure(store, measure, FOLLOW_UP)
        verdict = freeze_verdict(store, found, " Skylten står kvar. ", "anna", datetime(2026, 7, 7, 10))
        put(
            store,
            pl.DataFrame({"starts": [datetime(2026, 2, 2, 1)]}).with_columns(
                organisation=pl.lit(organisation_ids(store)[0])
            ),
        )
        kept = frozen_evaluation(store, verdict)
        whole = json.loads(json.dumps(found.as_json()))
        assert whole["locked"].pop("who") == "anna"  # who locked the design stands with the design
        assert kept == whole
        row = frozen_verdicts(store, measure).row(0, named=True)
        assert (row["version"], row["step"], row["decision"]) == (1, "tydlig minskning", "Skylten står kvar.")
        with pytest.raises(PersonalDataError, match="a follow-up is about the place"):
            freeze_verdict(store, found, "Ring 070-123 45 67", "anna", WHEN)
        with pytest.raises(DesignError, match="decided"):
            freeze_verdict(store, found, " ", "anna", WHEN)
        with pytest.raises(DesignError, match="never locked"):
            freeze_verdict(store, replace(found, locked=None), "Ja.", "anna", WHEN)
        with pytest.raises(NotFoundError):
            frozen_evaluation(store, measure)


@pytest.mark.slow
def test_without_a_locked_design_it_is_said_what_to_do():
    """A design that is only proposed is doubted."""
    store, measure = followed_store(town(60, 20))
    with store:
        with pytest.raises(DesignError, match="--propose"):
            evaluate_measure(store, measure, FOLLOW_UP)
        found = evaluate_measure(store, measure, FOLLOW_UP, propose_design(store, measure))
        assert (found.step, found.locked) == (VerdictLevel.DECREASE, None)


@pytest.mark.slow
def test_thin_categories_are_held_against_all_of_them():
    """Where the followed category is rare in the town, the control counts every category and hour."""
    store, measure = followed_store(town(20, 10))
    with store:
        assert propose_design(store, measure, DesignRequest(categories=("FOR",))).counted is CountedUnit.ALL
        assert propose_design(store, measure, DesignRequest(categories=("SKA",))).counted is CountedUnit.SAME


@pytest.mark.slow
def test_comparable_cells_are_those_that_were_most_like_the_place():
    """Nineteen cells with nearly as many reports are chosen before those with a third of them, for both pools."""
    counts = town(20, 20, rest=(6, 6))
    alike = FAR[:38]
    counts |= {(cell, YEAR_BEFORE): 18 for cell in alike}
    store, measure = followed_store(counts)
    with store:
        design = propose_design(store, measure, DesignRequest(control=ControlKind.COMPARABLE))
        assert design.control_kind is ControlKind.COMPARABLE
        assert set(design.control) | set(design.ring_control) == set(alike)
        assert len(design.control) == 19


@pytest.mark.slow
def test_a_place_among_comparable_ones_has_a_rank():
    """Of 25 places, the one that fell from 20 to 3 is the first; where few compare there is no rank."""
    counts = town(20, 3, rest=(18, 18))
    store, measure = followed_store(counts)
    with store:
        found = evaluate_measure(store, measure, FOLLOW_UP, propose_design(store, measure))
        assert (found.placebo.rank, found.placebo.places, found.placebo.extreme) == (1, 25, True)
    store, measure = followed_store(town(120, 30))
    with store:
        assert evaluate_measure(store, measure, FOLLOW_UP, propose_design(store, measure)).placebo.rank is None


@pytest.mark.slow
def test_a_flagged_period_is_no_baseline_and_empirical_bayes_expects_less(halved):
    """The place's sixty reports of the period that flagged it are partly chance."""
    store, measure = halved
    plain = propose_design(store, measure)
    picked = replace(
        plain,
        flagged_from=YEAR_BEFORE,
        flagged_to=YEAR_BEFORE + timedelta(days=DAYS),
        baseline=BaselineKind.EMPIRICAL_BAYES,
    )
    found = evaluate_measure(store, measure, FOLLOW_UP, picked)
    assert found.counts.target.before == 60
    assert 30 < found.baseline_before < 60
    assert found.local.expected < 60


@pytest.mark.slow
def test_too_short_a_history_says_what_to_do():
    """A follow-up of two years cannot be held against half a year."""
    store, measure = followed_store({(HOME, START - timedelta(days=60)): 5})
    with store, pytest.raises(DesignError, match="shorter follow-up"):
        propose_design(store, measure, DesignRequest(weeks=104))


@pytest.mark.slow
def test_without_a_year_of_history_the_weeks_before_stand_in():
    """And the design knows that its season is another."""
    half_a_year = START - timedelta(days=200)
    counts = {(cell, day): 5 for cell in (HOME, *FAR) for day in (half_a_year, START)}
    store, measure = followed_store(counts)
    with store:
        design = propose_design(store, measure, DesignRequest(weeks=20))
        assert design.before == (DesignWindow(START - timedelta(weeks=20), START),)
        assert not design.seasonal


@pytest.mark.slow
def test_what_can_be_seen_is_told_before_the_start(halved):
    """Sixty expected where places are assumed to move by a quarter: some 75 % can be seen, less with more time."""
    store, measure = halved
    design = propose_design(store, measure, DesignRequest(hoped=0.2))
    found = forecast_power(design, *baseline_tally(store, design))
    assert found.expected == pytest.approx(60)
    assert found.change is not None
    assert found.drift.assumed
    assert 0.65 < found.change < 0.8
    changes = [point.change for point in found.by_weeks if point.change is not None]
    assert changes == sorted(changes, reverse=True)
    assert found.by_when is None or found.by_when > WEEKS
    assert all(one.change is not None and one.change < found.change for one in found.helps)
    assert len(found.helps) >= 2


@pytest.mark.thorough
def test_what_comes_after_the_start_has_no_part_in_a_design(halved):
    """The same design is proposed whatever happened since."""
    store, measure = halved
    other, same = followed_store(town(60, 200, rest=(6, 1)))
    with other:
        assert replace(propose_design(other, same), measure=str(measure)) == propose_design(store, measure)
        ours, theirs = (
            forecast_power(propose_design(s, m), *baseline_tally(s, propose_design(s, m)))
            for s, m in ((store, measure), (other, same))
        )
        assert ours == theirs


def test_the_pictures_add_up_to_the_counts(halved):
    """Weeks and cells hold the very reports that are judged, and the band covers most weeks of a quiet control."""
    store, measure = halved
    found = followed_measure(store, measure, FOLLOW_UP)
    target = found.weeks.filter(part="target")
    assert target.filter("after")["count"].sum() == found.evaluation.counts.target.after
    assert target.filter("after")["expected"].sum() == pytest.approx(found.evaluation.local.expected)
    assert found.weeks.filter(part="control", after=True)["count"].sum() == found.evaluation.counts.control.after
    assert found.weeks["week"].max() == FOLLOW_UP - timedelta(days=7)
    row = found.cells.filter(cell=HOME).row(0, named=True)
    assert (row["part"], row["before"], row["after"], row["difference"]) == ("target", 60, 24, -36)
    assert found.cells.filter(part="ring")["after"].sum() == 36


@pytest.mark.slow
def test_the_active_organisations_are_told_week_by_week_and_who_comes_later_is_not_counted():
    """A newcomer is active in the town from its first week on, and never among those that are compared."""
    store, measure = followed_store(town(60, 24))
    with store:
        put(store, spread({(RING[0], START): WEEKS}, organisation_ids(store)[3:4]))  # one a week
        found = followed_measure(store, measure, FOLLOW_UP, propose_design(store, measure))
    told = found.organisations
    assert told["week"].to_list() == found.weeks.filter(part="target")["week"].to_list()
    before, after = told.filter(pl.col("week") < START), told.filter(pl.col("week") >= START)
    assert before["everywhere"].to_list() == before["organisations"].to_list()
    assert (after["everywhere"] - after["organisations"]).to_list() == [1] * WEEKS
    assert after.row(0)[1:] == (1, 2)  # every cell's first report is of the first organisation


@pytest.mark.slow
def test_a_measure_is_found_by_its_title_or_identity(halved):
    """Of several with one title the identities are told."""
    store, measure = followed_store(town(6, 6))
    with store:
        assert find_measure(store, "skylt") == find_measure(store, str(measure)) == measure
        measures.add_measure(store, measures.Measure("Skylt", organisation_ids(store)[0], cells=(HOME,)), "bo", WHEN)
        with pytest.raises(NotFoundError, match="identity"):
            find_measure(store, "Skylt")
        with pytest.raises(NotFoundError, match="no measure"):
            find_measure(store, "Lampa")


def test_a_design_reads_back_from_the_store_as_it_was(halved):
    """The hash in the table is that of the design."""
    row = halved[0].ask("SELECT design, hash FROM designs").row(0)
    assert FollowUpDesign.from_canonical(row[0]).hash == row[1]
