"""The verdict from counts: published figures come out, steps follow errors, bounds never contradict, doubts lower."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from scipy.stats import poisson_means_test

from est.measures.followup.buffer_ring import largest_gain, ring_displacement
from est.measures.followup.circumstances import DriftEstimate
from est.measures.followup.comparison import DifferenceTest, area_weight, baseline_counts, look_share, shrink_baseline
from est.measures.followup.design import ExpectedDirection
from est.measures.followup.place_drift import estimate_drift
from est.measures.followup.reporting_change import reporting_change
from est.measures.followup.tally import Tally
from est.measures.followup.validity_checks import (
    NO_DECREASE,
    NO_RING,
    NOTHING_IN_CONTROL,
    OrganisationStrata,
    displacement_quotient,
    local_change,
    net_effect,
    parallel_test,
    reporter_influence,
)
from est.measures.followup.verdict import CountPair, VerdictCounts
from est.measures.followup.verdict_levels import DisplacementLevel, DoubtReason, VerdictLevel
from est.measures.followup.verdict_rules import EvaluationBasis, judge_measure
from est.statistics.rates import rate_ratio, weighted_difference
from tests.calibration.real_towns import RealTruth, real_trial
from tests.calibration.verdicts import LOCKED, Truth, around, design, ground, inner, most, trial, worst

FINAL = look_share(1, 1)
PLAIN = DifferenceTest(1, 1.0, FINAL)
LARGE = CountPair(10_000, 10_000)


def test_the_published_difference_comes_out_of_the_functions_that_judge():
    """Wheeler & Ratcliffe 2018 (Crime Science 7:11): local −107 (30.7083), displaced −11 (25), total −118, z −2.98."""
    found = weighted_difference((207, 110), (308, 318), (178, 157), (150, 140))
    here = PLAIN.local_part(baseline_counts(207), 110, CountPair(308, 318), found.local)
    assert found.displacement is not None
    there = PLAIN.nearby(178, 157, CountPair(150, 140), found.displacement)
    assert (here.change, there.change, found.total, found.variance) == (-107, -11, -118, 1568)
    assert here.standard_error == pytest.approx(30.7083, abs=1e-4)
    assert there.standard_error == pytest.approx(25.0)
    assert found.z == pytest.approx(-2.98, abs=0.005)
    assert (round(found.low), round(found.high)) == (-196, -40)
    assert PLAIN.step(here.p_decrease, here.p_increase) is VerdictLevel.CLEAR_DECREASE


def test_the_published_rate_ratio_comes_out_of_the_functions_that_judge():
    """50 to 30 against 60 to 55 (andrewpwheeler.com 2021/03/18; Wilson 2022): ratio 0.6545, log −0.4238 (0.2970)."""
    control = CountPair(60, 55)
    part = local_change(PLAIN, baseline_counts(50), 30, control)
    assert PLAIN.ratio(baseline_counts(50), 30, control, part).ratio == pytest.approx(0.6545455, abs=1e-7)
    assert rate_ratio((50, 30), (60, 55)).standard_error == pytest.approx(0.2969542, abs=1e-7)


@pytest.mark.parametrize(("k1", "k2", "p"), [(3, 0, 0.088379), (6, 2, 0.174875), (20, 10, 0.068832)])
def test_where_the_published_e_test_sees_nothing_neither_does_the_verdict(k1, k2, p):
    """Krishnamoorthy & Thomson 2004: none of these pairs differs at 5 %, though 3 against 0 has z −1.73."""
    assert poisson_means_test(k1, 1, k2, 1).pvalue == pytest.approx(p, abs=1e-6)
    part = local_change(PLAIN, baseline_counts(k1), k2, LARGE)
    assert PLAIN.step(part.p_decrease, part.p_increase) is VerdictLevel.UNSURE


def test_nothing_against_four_is_not_told_and_its_interval_says_so():
    """The difference alone says z −2; exact, it is one in sixteen; the bounds reach 0, and the ratio's reach 1."""
    part = local_change(PLAIN, baseline_counts(4), 0, LARGE)
    assert part.z == pytest.approx(-2, abs=0.05)
    assert part.p_decrease == pytest.approx(1 / 16, abs=0.002)
    assert PLAIN.step(part.p_decrease, part.p_increase) is VerdictLevel.UNSURE
    assert part.low < 0 <= part.high
    assert PLAIN.ratio(baseline_counts(4), 0, LARGE, part).high >= 1


@pytest.mark.slow
@pytest.mark.parametrize("before", [0, 1, 4, 9, 25, 60])
@pytest.mark.parametrize("direction", list(ExpectedDirection))
def test_no_bound_ever_contradicts_a_step(before, direction):
    """Over every count after, at the end and half way: below 0 with a decrease, above with an increase, else both."""
    for seen in (look_share(1, 1), look_share(26, 52)):
        comparison = DifferenceTest(1, 1.2, seen, direction)
        for after in range(3 * before + 12):
            control = CountPair(300, 280)
            part = local_change(comparison, baseline_counts(before), after, control)
            ratio = comparison.ratio(baseline_counts(before), after, control, part)
            step = comparison.step(part.p_decrease, part.p_increase)
            if step in (VerdictLevel.CLEAR_DECREASE, VerdictLevel.DECREASE):
                assert part.high < 0
                assert ratio.high < 1
            elif step in (VerdictLevel.INCREASE, VerdictLevel.CLEAR_INCREASE):
                assert part.low >= 0
                assert ratio.low >= 1
            else:
                assert part.low <= 0 <= part.high
                assert ratio.low <= 1 <= ratio.high


@pytest.mark.slow
@pytest.mark.parametrize("before", [0, 3, 20, 80])
def test_no_bound_contradicts_what_is_said_of_the_surroundings(before):
    """Above 0 where the ring has more, below it where it has fewer, else both, at the end and half way."""
    for seen in (look_share(1, 1), look_share(26, 52)):
        comparison, control = DifferenceTest(1, 1.2, seen), CountPair(300, 280)
        for after in range(3 * before + 12):
            weights = (1.0, area_weight(300, before))
            difference = weighted_difference((before, after), (300, 280), area_weights=weights, dispersion=1.2).local
            part = comparison.nearby(before, after, control, difference)
            if comparison.holds_nearby(part.p_increase):
                assert part.low >= 0
            elif comparison.holds_nearby(part.p_decrease):
                assert part.high <= 0
            else:
                assert part.low <= 0 <= part.high


def test_the_expected_direction_has_the_larger_error():
    """The same change is told one way as a decrease at 4 %, the other way only at 1 %."""
    assert PLAIN.step(0.02, 0.98) is VerdictLevel.DECREASE
    assert PLAIN.step(0.98, 0.02) is VerdictLevel.UNSURE
    mirrored = replace(PLAIN, direction=ExpectedDirection.INCREASE)
    assert mirrored.step(0.02, 0.98) is VerdictLevel.UNSURE
    assert mirrored.step(0.98, 0.02) is VerdictLevel.INCREASE
    assert PLAIN.step(0.001, 0.999) is VerdictLevel.CLEAR_DECREASE
    assert sum(PLAIN.errors[at] for at in (0, 2)) == pytest.approx(0.05)


def test_an_early_look_asks_for_more():
    """What is enough on the day of the follow-up is not enough half way."""
    early = replace(PLAIN, look=look_share(182, 364))
    assert early.look.part == 0.2
    assert PLAIN.step(0.005, 0.995) is VerdictLevel.CLEAR_DECREASE
    assert early.step(0.005, 0.995) is VerdictLevel.UNSURE
    assert early.step(1e-6, 1.0) is VerdictLevel.CLEAR_DECREASE


def test_more_dispersion_widens_everything():
    """The same counts with twice the variance: a wider interval and a larger p."""
    calm, wild = (local_change(DifferenceTest(1, phi, FINAL), baseline_counts(60), 38, LARGE) for phi in (1.0, 2.0))
    assert wild.standard_error == pytest.approx(np.sqrt(2) * calm.standard_error)
    assert wild.p_decrease > calm.p_decrease
    assert wild.expected_high - wild.expected_low > calm.expected_high - calm.expected_low


def test_the_control_weighs_what_it_held_beside_the_place():
    """By counts, not by area; one half stands in for nothing."""
    assert area_weight(300, 60) == 5
    assert area_weight(300, 0) == 601
    assert area_weight(0, 3) == pytest.approx(0.5 / 3.5)


def test_a_cell_picked_for_its_count_is_expected_to_fall():
    """Of cells that differ by chance alone nothing is left of the worst one's surplus; of real ones most is."""
    random = np.random.default_rng(1)
    chance = random.poisson(3.0, 200).astype(float)
    worst = np.array([int(chance.argmax())])
    assert shrink_baseline(chance, np.ones(200)).sum_of_cells(worst).mean == pytest.approx(chance.mean(), rel=0.35)
    real = random.poisson(random.gamma(0.5, 20.0, 200)).astype(float)
    at = np.array([int(real.argmax())])
    assert shrink_baseline(real, np.ones(200)).sum_of_cells(at).mean > 0.85 * real.max()
    assert shrink_baseline(np.zeros(5), np.ones(5)).sum_of_cells(np.array([0, 1])).mean == 0


def _said(ring: CountPair, after: float = 50, *, elsewhere: bool = False) -> DisplacementLevel:
    control = CountPair(3000, 1000)
    comparison = replace(PLAIN, years=3)
    here = local_change(comparison, baseline_counts(300), after, control)
    difference = weighted_difference(
        (ring.before, ring.after),
        (control.before, control.after),
        time_weights=(3, 1),
        area_weights=(1.0, area_weight(control.before, ring.before)),
    ).local
    around = comparison.nearby(ring.before, ring.after, control, difference)
    step = comparison.step(here.p_decrease, here.p_increase)
    counts = VerdictCounts(CountPair(300, after), control, ring, control)
    return ring_displacement(comparison, here, around, step, counts, elsewhere=elsewhere)


def test_what_is_said_of_the_surroundings():
    """From 100 to 50 at the place: 20 to 45 around is moved, 60 to 30 spread, 9 to 3 not moved, 60 to 65 untold."""
    assert _said(CountPair(60, 45)) is DisplacementLevel.MOVED
    assert _said(CountPair(180, 30)) is DisplacementLevel.SPREAD
    assert _said(CountPair(27, 6)) is DisplacementLevel.NOT_NEARBY
    assert _said(CountPair(180, 65)) is DisplacementLevel.UNSURE


def test_nothing_is_denied_when_something_grew_elsewhere_or_the_place_did_not_fall():
    """A denial that were true of the ring alone would mislead."""
    assert _said(CountPair(27, 6), elsewhere=True) is DisplacementLevel.UNSURE
    assert _said(CountPair(27, 6), after=95) is DisplacementLevel.UNSURE


def test_no_report_around_before_and_after_is_no_proof():
    """The exact bound of nothing is three reports, which is not less than a quarter of eight."""
    assert largest_gain(PLAIN, CountPair(0, 0), LARGE) == pytest.approx(3.0, abs=0.01)
    assert largest_gain(PLAIN, CountPair(20, 20), LARGE) > 8


def test_familiar_figures_where_they_are_defined():
    """The published example's WDQ and TNE; and why there is none."""
    target, control, ring = CountPair(207, 110), CountPair(308, 318), CountPair(178, 157)
    quotient = displacement_quotient(target, control, ring).value
    assert quotient == pytest.approx((157 / 318 - 178 / 308) / (110 / 318 - 207 / 308))
    assert net_effect(target, control, ring).value == pytest.approx((207 + 178) * 318 / 308 - 110 - 157)
    assert displacement_quotient(target, control, None).why_not == NO_RING
    assert displacement_quotient(target, CountPair(3, 0), ring).why_not == NOTHING_IN_CONTROL
    assert displacement_quotient(CountPair(10, 30), control, ring).why_not == NO_DECREASE
    assert net_effect(target, CountPair(0, 3), ring).value is None


def test_parallel_needs_two_earlier_years():
    """Three years that went together, three that did not, and one that tells nothing."""
    together = parallel_test(np.array([30.0, 33, 28]), np.array([300.0, 310, 290]), 1.0)
    apart = parallel_test(np.array([60.0, 30, 10]), np.array([300.0, 310, 290]), 1.0)
    assert together.p is not None
    assert apart.p is not None
    assert together.p > 0.5
    assert apart.p < 0.001
    assert parallel_test(np.array([30.0]), np.array([300.0]), 1.0).p is None


def test_an_organisation_that_carries_the_change_is_named():
    """All that fell away was of one; without it nothing is left to tell. Shared by three, none carries it."""
    control = np.array([[300.0, 300], [300, 300], [300, 300]])
    one = OrganisationStrata(("a", "b", "c"), np.array([[40.0, 5], [6, 6], [6, 6]]), control)
    found = reporter_influence(PLAIN, one, baseline_counts(52), VerdictLevel.CLEAR_DECREASE, {"d": 3.0})
    assert found.carried_by == "a"
    assert (found.left_out, found.left_out_reports) == (("d",), 3)
    three = OrganisationStrata(("a", "b", "c"), np.array([[30.0, 8], [30, 8], [30, 8]]), control)
    shared = reporter_influence(PLAIN, three, baseline_counts(90), VerdictLevel.CLEAR_DECREASE, {})
    assert shared.carried_by is None
    assert shared.stratified is not None
    assert shared.stratified.ratio == pytest.approx(8 / 30)
    assert shared.stratified_step is VerdictLevel.CLEAR_DECREASE


def test_organisations_that_did_not_report_in_every_period_are_left_out():
    """One that joined after the start adds to neither count."""
    home = inner()[3]
    plan = design([home], 1)
    cells = ground().ids.size
    table = np.full((3, 2, cells), 3.0)
    table[2, 0] = 0
    months = np.full((cells, 13), 0.5)
    found = judge_measure(plan, Tally(("a", "b", "c"), table, table, months), ground(), plan.follow_up, LOCKED)
    assert found.reporters.counted == ("a", "b")
    assert found.reporters.left_out == ("c",)
    assert found.counts.target == CountPair(6, 6)
    assert found.step is VerdictLevel.UNSURE


def test_doubts_lower_a_clear_step_and_say_why():
    """A design that nobody locked, and a place that had long gone another way than the town."""
    home = inner()[5]
    plan = design([home], 3)
    cells = ground().ids.size
    table = np.full((4, 4, cells), 4.0)
    table[:, :, home] = [8, 20, 45, 3]
    counts = Tally(("a", "b", "c", "d"), table, table, np.full((cells, 39), 1.0))
    found = judge_measure(plan, counts, ground(), plan.follow_up, EvaluationBasis())
    assert (found.undoubted, found.step) == (VerdictLevel.CLEAR_DECREASE, VerdictLevel.DECREASE)
    assert {DoubtReason.NOT_PARALLEL, DoubtReason.NOT_LOCKED} <= {told.doubt for told in found.doubts}


@pytest.mark.thorough
def test_the_small_calibration_of_verdicts():
    """Sixty towns each: no effect is hardly ever called one, a halving nearly always seen, a move seldom denied."""
    nothing = [trial(seed, Truth(40)).step for seed in range(60)]
    assert sum(step is not VerdictLevel.UNSURE for step in nothing) <= 7
    halved = [trial(seed, Truth(left=0.5)) for seed in range(60)]
    assert sum(found.step in (VerdictLevel.CLEAR_DECREASE, VerdictLevel.DECREASE) for found in halved) >= 48
    gone = [trial(seed, Truth(left=0.5, to_ring=0.5, ring=20)) for seed in range(60)]
    assert sum(found.moved is DisplacementLevel.MOVED for found in gone) >= 36
    assert sum(found.moved is DisplacementLevel.NOT_NEARBY for found in gone) <= 6


def test_an_organisation_that_stops_at_the_place_alone_is_named():
    """A third of the place's reports stop with it; everybody at a half is no change of reporting."""
    control = np.full((3, 2), [900.0, 300])
    stopped = OrganisationStrata(("a", "b", "c"), np.array([[60.0, 0], [60, 20], [60, 20]]), control)
    comparison = replace(PLAIN, years=3)
    found = reporting_change(comparison, stopped, baseline_counts(180), VerdictLevel.DECREASE)
    assert found is not None
    assert (found.organisation, found.before, found.after) == ("a", 60, 0)
    assert found.expected == pytest.approx(40 * 60 / 220, abs=0.01)
    assert found.p < 1e-4
    halved = OrganisationStrata(("a", "b", "c"), np.array([[60.0, 10], [60, 10], [60, 10]]), control)
    assert reporting_change(comparison, halved, baseline_counts(180), VerdictLevel.CLEAR_DECREASE) is None


def test_where_nobody_reported_nobody_changed_how():
    """Neither before nor after: no organisation made 0 reports against 0 to be expected."""
    silent = OrganisationStrata(("a", "b"), np.zeros((2, 2)), np.full((2, 2), [90.0, 30]))
    assert reporting_change(replace(PLAIN, years=3), silent, baseline_counts(0), VerdictLevel.UNSURE) is None


def test_a_place_with_one_reporter_can_be_clear_and_that_is_said_as_a_limit():
    """Nothing is left without it, which is no doubt of the change."""
    alone = OrganisationStrata(("a", "b"), np.array([[180.0, 10], [0, 0]]), np.full((2, 2), [900.0, 300]))
    found = reporter_influence(replace(PLAIN, years=3), alone, baseline_counts(180), VerdictLevel.CLEAR_DECREASE, {})
    assert (found.carried_by, found.only) == (None, "a")


def test_where_drift_is_seen_before_the_start():
    """In whole years, else in the months that are there twice; with fewer of them it is assumed."""
    area, random = ground(), np.random.default_rng(2)
    level = np.exp(random.normal(-0.08, 0.4, (area.ids.size, 2)))
    months = random.poisson(np.repeat(level, 13, axis=1) * 2.0).astype(float)
    empty = np.zeros((1, 2, area.ids.size))
    control = np.arange(area.ids.size)
    whole, twice, few = (
        estimate_drift(Tally(("a",), empty, empty, months[:, :number]), area, control) for number in (26, 20, 18)
    )
    assert (whole.years, twice.years, few.years) == (2, 2, 1)
    assert 0.3 < whole.cell < 0.5
    assert 0.3 < twice.cell < 0.55
    assert (few.cell, few.assumed, whole.assumed, twice.assumed) == (0.25, True, False, False)
    assert whole.ring < 0.6 * whole.cell  # of cells that each move for themselves


def test_a_place_of_several_cells_moves_less_than_a_cell_but_not_less_than_a_ring():
    """Seven cells alike move 2.6 times less, if each for itself; one that holds nearly all of it as much as alone."""
    drift = DriftEstimate(0.4, 0.1)
    assert drift.of_place([5.0]) == 0.4
    assert drift.of_place(np.ones(7)) == pytest.approx(0.4 / np.sqrt(7))
    assert drift.of_place([96.0, 1, 1, 1, 1]) == pytest.approx(0.384, abs=0.001)
    assert replace(drift, ring=0.3).of_place(np.ones(7)) == 0.3


@pytest.mark.thorough
def test_the_small_calibration_of_real_towns():
    """Twenty-five towns each: drift is no effect, other measures hide none, and reporting that stops is none."""
    drifting = [real_trial(seed, RealTruth(100, drift=0.4)) for seed in range(25)]
    assert sum(found.step is not VerdictLevel.UNSURE for found in drifting) <= 5
    assert sum(found.ratio.low <= 1 <= found.ratio.high for found in drifting) >= 21
    assert 0.3 < np.mean([found.drift.cell for found in drifting]) < 0.5
    treated = [real_trial(seed, RealTruth(40, 0.5, treated=0.25)) for seed in range(25)]
    assert sum(found.step in (VerdictLevel.CLEAR_DECREASE, VerdictLevel.DECREASE) for found in treated) >= 17
    stopped = [real_trial(seed, RealTruth(40, times=0.0)) for seed in range(25)]
    assert sum(found.step is VerdictLevel.REPORTING for found in stopped) >= 22


@pytest.mark.thorough
def test_a_hotspot_of_several_cells_picked_for_its_reports_is_not_said_to_have_decreased():
    """Sixty towns of three cells and of seven; a test that believes the count before is often wrong there."""
    for size in (3, 7):
        picked = [worst(seed, 0.5, size) for seed in range(60)]
        assert sum(one.ours for one in picked) <= 7
        assert sum(one.naive for one in picked) >= 15


def test_the_worst_cells_that_are_picked_hang_together():
    """Growing from the fullest corner finds it: a row of three cells with all the reports."""
    home = inner()[3]
    second = min(around([home]))
    third = min(around([home, second]) - around([home]))
    counts = np.zeros(ground().ids.size)
    counts[[home, second, third]] = 5
    assert set(most(counts, 3, np.random.default_rng(1))) == {home, second, third}


def test_a_trial_is_the_same_for_the_same_seed():
    """So that a row of the calibration can be looked into."""
    assert trial(7, Truth()).as_json() == trial(7, Truth()).as_json()
    assert trial(7, Truth()).as_of - trial(7, Truth()).design.start == timedelta(weeks=52)
