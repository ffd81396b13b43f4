"""The judges tell a home from a place and a person from a thing by the words around them; their weights are learned."""

import csv

import pytest

from est.privacy.guard import Verdict, judge_text
from est.privacy.home_phrases import find_home_phrases
from tests.training import guard as training


@pytest.mark.parametrize(
    ("text", "rewritten"),
    [
        ("Gubben på Kvarnvägen 7 hotar barnen", "Gubben på [personuppgift] hotar barnen"),
        ("Hon bor i gula villan mitt emot kiosken", "Hon bor i [personuppgift]"),
        ("lgh 2-1403, Rågvägen 4: skrik hela natten", "[personuppgift]: skrik hela natten"),
        ("Brukaren i rum 12, Tallgårdens äldreboende, är borta", "Brukaren i [personuppgift], är borta"),
    ],
)
def test_a_home_is_covered_whole(text, rewritten):
    """The same words are left alone where nobody lives: the text that is offered says what it was about."""
    judgement = judge_text(text)
    assert judgement.rewritten == rewritten
    assert judgement.verdict is Verdict.UNSURE


@pytest.mark.parametrize(
    "text",
    [
        "Trasig ruta på Lindex, Storgatan 12",
        "Vatten på våning 2 i parkeringshuset",
        "Bråk utanför biblioteket på Biblioteksgatan 7",
    ],
)
def test_a_place_where_nobody_lives_is_none(text):
    """An address, a floor and a door of a shop or an office are where something happened."""
    assert judge_text(text).verdict is Verdict.CLEAN


def test_a_phrase_goes_on_as_long_as_it_tells_of_one_home():
    """Its parts are joined over commas and prepositions, and end with what is no part of it."""
    text = "Skrik på tredje våningen till höger, Ankargatan 7, och sen tyst"
    assert [text[one.start : one.end] for one in find_home_phrases(text)] == [
        "tredje våningen till höger, Ankargatan 7"
    ]


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("pat 6209149831 hittad vid bänken", "6209149831"),
        ("Anmälaren, född 8 augusti 1990 sista fyra 9866, väntar", "8 augusti 1990 sista fyra 9866"),
        ("född sjuttonde juni nittonhundrafyrtiotvå, sista fyra nittioåtta tjugosex", "sjuttonde"),
        ("Vår boende född 28 05 17-9819 är borta", "28 05 17-9819"),
        ("Kolla upp WLT 119 som varvar på torget", "WLT 119"),
        ("bankkortet 4571 2380 1194 6027 är borta", "4571 2380 1194 6027"),
        ("Han är j0ppe_sthlm på insta", "j0ppe_sthlm"),
    ],
)
def test_what_is_mistyped_or_in_two_parts_is_found(text, covered):
    """Whatever its check digit, and with the words between the parts."""
    assert any(covered in text[one.start : one.end] for one in judge_text(text).findings)


@pytest.mark.parametrize("text", ["ärende 8503189836 är stängt", "sensor märkt STO 455", "2026-03-01-1805 larm"])
def test_the_number_of_a_thing_is_none(text):
    """A case, a label and a time of day have as many digits."""
    assert judge_text(text).verdict is Verdict.CLEAN


@pytest.mark.slow
def test_the_weights_are_those_that_the_sentences_give():
    """Whoever changes evidence, rules or sentences makes them anew; another machine may round the last digit."""
    with training.WEIGHTS.open(encoding="utf-8", newline="") as file:
        kept = {(row["judge"], row["evidence"]): float(row["weight"]) for row in csv.DictReader(file)}
    made = {(judge, evidence): weight for judge, evidence, weight in training.weights()}
    assert max(abs(kept.get(one, 0) - made.get(one, 0)) for one in kept | made) <= training.LEAST + 0.02
