"""What a follow-up says: one sentence with its numbers, one of whether it moved, one of what could be seen."""

from dataclasses import replace
from datetime import date

import pytest

from est.charts.followup import counts_by_week, visible_by_weeks
from est.measures.followup.circumstances import DriftEstimate, ReportingChange
from est.measures.followup.design import BaselineKind, CountedUnit, ExpectedDirection
from est.measures.followup.evaluation import followed_measure
from est.measures.followup.power import LONGER, PowerHelp, VisibleChange, first_visible, forecast_power
from est.measures.followup.power_sentences import least_count, power_sentence
from est.measures.followup.proposal import DesignRequest, baseline_tally, propose_design
from est.measures.followup.sentences import (
    basis_sentences,
    design_sentences,
    doubt_sentences,
    drift_sentence,
    looking_sentence,
    moved_sentence,
    verdict_sentence,
)
from est.measures.followup.verdict import GrownPlace, PlaceboResult, VerdictSummary
from est.measures.followup.verdict_levels import DisplacementLevel, DoubtReason, VerdictLevel
from est.text import translator
from tests.measures.followup.follow_ups import START, followed_store, town

pytestmark = pytest.mark.slow  # the store of a measure takes seconds to make

SV, EN = translator("sv"), translator("en")
FOLLOW_UP = date(2026, 7, 6)


@pytest.fixture(scope="module")
def halved():
    store, measure = followed_store(town(60, 24))
    with store:
        design = propose_design(store, measure, DesignRequest(hoped=0.2))
        yield (
            followed_measure(store, measure, FOLLOW_UP, design),
            forecast_power(design, *baseline_tally(store, design)),
        )


@pytest.fixture
def found(halved):
    return halved[0].evaluation


def test_the_verdict_has_its_numbers_in_it_and_says_what_reports_are(found):
    """In Swedish as a coordinator reads it out, and in English."""
    said = verdict_sentence(found, SV)
    assert said.startswith("Pekar mot minskning: 24 rapporter mot 60 väntade utan åtgärden. Osäkerhet: mellan ")
    assert said.endswith("Rapporter, inte händelser.")
    english = verdict_sentence(replace(found, step=VerdictLevel.UNSURE), EN)
    assert english.startswith("Cannot be told with this few reports: 24 reports against 60 expected")
    one = replace(found, counts=replace(found.counts, target=replace(found.counts.target, after=1)))
    assert "1 rapport mot 60" in verdict_sentence(one, SV)


def test_nothing_reported_is_never_held_against_nothing_expected(found):
    """Half a report is less than one, and not none."""
    none = replace(found.counts, target=replace(found.counts.target, after=0))
    said = verdict_sentence(replace(found, counts=none, local=replace(found.local, expected=0.5)), SV)
    assert "0 rapporter mot färre än en väntade" in said


def test_a_bound_just_off_zero_is_not_written_as_zero(found):
    """Zero would say that nothing is told."""
    near = replace(found, local=replace(found.local, high=-0.3))
    assert "Osäkerhet: mellan 0,3 och " in verdict_sentence(near, SV)


@pytest.mark.parametrize(
    ("moved", "words"),
    [
        (DisplacementLevel.MOVED, "verkar ha flyttat till omgivningen: 36 rapporter där mot 36 väntade"),
        (DisplacementLevel.SPREAD, "Nyttan verkar ha spritt sig."),
        (DisplacementLevel.NOT_NEARBY, "Det säger bara något om omgivningen."),
        (DisplacementLevel.UNSURE, "går inte att avgöra: 36 rapporter där"),
    ],
)
def test_whether_it_moved_has_its_own_sentence(found, moved, words):
    """Each answer says what it speaks of."""
    assert words in moved_sentence(replace(found, moved=moved), SV)


def test_places_elsewhere_are_named_and_then_no_benefit_is_praised(found):
    """With the reports that were to be expected there."""
    place = GrownPlace("Sjörövarhamnen", ("8908ac84b4fffff",), 2, 31, 2.2, 1e-7, watched=False)
    said = moved_sentence(replace(found, moved=DisplacementLevel.SPREAD, elsewhere=(place,)), SV)
    assert "dit kan det ha flyttat: Sjörövarhamnen (31 rapporter mot 2 väntade)." in said
    assert "Nyttan" not in said
    assert "Andra åtgärder" in moved_sentence(replace(found, displacement=None), SV)
    ringless = replace(found, displacement=None, design=replace(found.design, ring=()))
    assert "ingen omgivning" in moved_sentence(ringless, SV)


def test_an_early_look_says_what_it_costs(found):
    """And the planned day says nothing of it."""
    assert looking_sentence(found, SV) is None
    early = replace(found, look=replace(found.look, final=False, elapsed=0.5))
    assert "50 % av vägen till 6 juli 2026" in (looking_sentence(early, SV) or "")


def test_doubts_and_basis_are_told_in_words(found):
    """What lowers a step, and what it rests on."""
    told = (
        VerdictSummary(DoubtReason.ONE_ORGANISATION, organisation="Polisen"),
        VerdictSummary(DoubtReason.LOCKED_LATE, days=12),
    )
    assert doubt_sentences(replace(found, doubts=told), SV) == [
        "Utan Polisen går förändringen inte att avgöra.",
        "Upplägget låstes 12 dagar efter starten.",
    ]
    department = VerdictSummary(DoubtReason.ONE_ORGANISATION, organisation="Tekniska förvaltningen")
    assert doubt_sentences(replace(found, doubts=(department,)), translator("en")) == [
        "Without Technical department the change cannot be told."
    ]
    basis = " ".join(basis_sentences(replace(found, late=3, placebo=PlaceboResult(3, 24, extreme=False)), SV))
    assert "nummer 3 av 24" in basis
    assert "3 rapporter från tiden dessförinnan kom senare" in basis
    assert "Med en enda tidigare period" in basis


def test_a_design_says_what_the_reader_should_know_of_it(found):
    """Picked, thin, or in another season."""
    plain = found.design
    assert design_sentences(plain, SV) == []
    assert "empirisk Bayes" in design_sentences(replace(plain, baseline=BaselineKind.EMPIRICAL_BAYES), SV)[0]
    assert "alla kategorier och timmar" in design_sentences(replace(plain, counted=CountedUnit.ALL), SV)[0]
    window = replace(plain.before[0], first=date(2025, 7, 7), end=date(2026, 1, 5))
    assert "Årstiden kan spela in" in design_sentences(replace(plain, before=(window,)), SV)[0]


def test_what_can_be_seen_is_one_sentence_before_the_start(halved, found):
    """By when, whether what is hoped for can be seen, and what helps."""
    said = power_sentence(halved[1], found.design, SV)
    assert said.startswith("Följer ni upp 6 juli 2026 syns bara en minskning på ")
    assert "De 20 % som ni hoppas på" in said
    assert "3 tidigare år (" in said
    hopeless = replace(halved[1], change=None, helps=(), hoped=None)
    assert "Inte ens om alla rapporter upphör" in power_sentence(hopeless, found.design, SV)


def test_who_hopes_for_half_sees_it_where_half_is_written(halved, found):
    """50.4 % is written as 50 %, and is seen then, not thirteen weeks later."""
    seen = tuple(VisibleChange(weeks, 60.0, change) for weeks, change in ((39, 0.6), (52, 0.504), (65, 0.45)))
    assert first_visible(seen, 0.5) == 52
    assert first_visible(seen, 0.4) is None
    small = replace(halved[1], expected=9.0, change=0.87, helps=(PowerHelp(LONGER, 52, 0.6, 18.0),), hoped=None)
    said = power_sentence(small, found.design, SV)
    assert "syns bara en minskning från 9 rapporter till 1 rapport eller färre" in said
    assert "en uppföljning på 52 veckor (7 mot 18)" in said
    assert "syns det bara om alla rapporter upphör" in power_sentence(replace(small, change=0.95), found.design, SV)


def test_how_much_places_move_by_themselves_is_said_in_words():
    """Seen, too little to be told, or assumed."""
    assert "varierar ungefär 25 % från år till år av sig själva" in drift_sentence(DriftEstimate(0.253), SV)
    assert "inte mer från år till år än slumpen ger" in drift_sentence(DriftEstimate(0.02), SV)
    assert "25 % antas" in drift_sentence(DriftEstimate(0.25, assumed=True), SV)


def test_where_reporting_changed_neither_a_decrease_nor_an_increase_is_said(found):
    """And who it was."""
    changed = replace(
        found, step=VerdictLevel.REPORTING, reporting=ReportingChange("Väktarbolaget", 22.0, 0.0, 9.3, 0.001)
    )
    said = verdict_sentence(changed, SV)
    assert said.startswith("Rapporteringen ändrades: Väktarbolaget lämnade 0 rapporter här, men 9 var att vänta")
    assert "24 rapporter mot 60 väntade utan åtgärden varken minskning eller ökning" in said
    told = {
        (2.0, 2.5): "2 rapporter här, men 3 var att vänta",
        (2.0, 2.4): "2 rapporter här, men 2,4 var att vänta",
        (0.0, 0.5): "0 rapporter här, men 0,5 var att vänta",
        (0.3, 2.0): "mindre än en rapport här, men 2 var att vänta",
        (1.0, 0.46): "1 rapport här, men 0,5 var att vänta",
    }
    for (after, expected), words in told.items():
        few = replace(changed, reporting=ReportingChange("Väktarbolaget", 9.0, after, expected, 0.001))
        assert f"lämnade {words}" in verdict_sentence(few, SV)


def test_the_chart_has_three_rows_the_start_and_a_band_for_the_place_alone(halved):
    """Every bar stands in the frame, and before and after differ by more than colour."""
    weeks = halved[0].weeks
    rows = list(counts_by_week(weeks, START, SV).values())
    assert [row["title"]["text"] for row in rows] == ["Platsen", "Omgivningen", "Jämförelsen"]
    assert [len(row["layer"]) for row in rows] == [4, 2, 2]
    values = rows[0]["data"]["values"]
    assert sum(value["count"] for value in values if value["after"]) == 24
    assert {value["when"] for value in values} == {"före starten", "efter starten"}
    assert rows[0]["layer"][-1]["data"]["values"][0]["start"] == "2026-01-05T00:00:00Z"


def test_the_chart_of_what_can_be_seen_falls_with_the_weeks(halved):
    """With the chosen length and the change hoped for."""
    spec = visible_by_weeks(halved[1], 26, SV)
    changes = [value["change"] for value in spec["layer"][0]["data"]["values"]]
    assert changes == sorted(changes, reverse=True)
    assert spec["layer"][1]["data"]["values"] == [{"weeks": 26}]
    assert spec["layer"][2]["data"]["values"] == [{"change": 20.0}]


def test_a_design_that_expects_an_increase_tells_the_smallest_increase_that_could_be_seen():
    """In a sentence, a table and a chart of its own, that reach beyond 100 %."""
    store, measure = followed_store(town(6, 24))
    with store:
        design = propose_design(store, measure, DesignRequest(direction=ExpectedDirection.INCREASE))
        seen = forecast_power(design, *baseline_tally(store, design))
    assert seen.change is not None
    assert seen.change > 1
    said = power_sentence(seen, design, SV)
    least = least_count(seen.change, seen.expected, ExpectedDirection.INCREASE)
    assert f" till {least} rapporter eller fler." in said  # six carry no percentage
    assert "Mindre ökningar skulle synas med" in said
    assert "tio gånger så många" in power_sentence(replace(seen, change=None, helps=()), design, SV)
    spec = visible_by_weeks(seen, 26, SV)
    assert spec["layer"][0]["encoding"]["y"]["title"] == ["Minsta ökning som", "syns, %"]  # the axis is no longer
    shown = spec["layer"][0]["data"]["values"]
    assert max(value["change"] for value in shown) > 100
    assert min(value["expected"] for value in shown) >= 20
    assert "domain" not in spec["layer"][0]["encoding"]["y"]["scale"]
