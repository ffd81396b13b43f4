"""What is taken out of the list of measures is what is seen there, with every field in the reader's words."""

from datetime import date, datetime

import pytest

from est.access.permissions import Actor, Role
from est.hotspots.register.commands import add_hotspot
from est.hotspots.register.hotspot import Hotspot
from est.measures import FIELD_NAMES, DecidedBy, Measure, MeasureKind, MeasureState, MeasureTerm, Mechanism, add_measure
from est.measures.causes.cause import Cause, CauseBox
from est.measures.causes.commands import add_cause
from est.store.exports import to_csv
from est.text import translator
from est.ui.cache import AnswerCache
from est.ui.enter import Visitor
from est.ui.measures.choices import measure_choices
from est.ui.measures.measure_list import describe_filter, measure_export, urgent_first

WHEN = datetime(2026, 3, 2, 9)
TODAY = date(2026, 3, 3)
CELL = "8908866d443ffff"


@pytest.fixture
def measures(store) -> None:
    """Two measures: one with a hotspot, a cause and all its words, and one with the fewest fields."""
    known = dict(store.ask("SELECT name, id::VARCHAR FROM organisations").rows())
    hotspot = str(add_hotspot(store, Hotspot("Torget", (CELL,)), "anna", WHEN))
    cause = str(add_cause(store, Cause(hotspot, CauseBox.PLACE, "Bilar får stå kvar"), "anna", WHEN))
    full = Measure(
        "Skylt", known["Polisen"], MeasureState.DECIDED, (CELL,), due=date(2026, 3, 1), note="=1+1", hotspot=hotspot,
        cause=cause, kind=MeasureKind.SITUATIONAL, mechanism=Mechanism.HINDER, term=MeasureTerm.LONG,
        taking_part=(known["Väktarbolaget"], known["Räddningstjänsten"]), decided=date(2026, 2, 1),
        decided_by=DecidedBy.STEERING_GROUP, expected="Tystare.",
    )  # fmt: skip
    add_measure(store, full, "anna", WHEN)
    add_measure(store, Measure("Annat", known["Polisen"], place="Hamnen"), "bo", WHEN)


def visitor(store, language: str = "sv") -> Visitor:
    return Visitor(store, Actor("anna", Role.OWNER), translator(language), AnswerCache())


@pytest.mark.slow
def test_every_field_is_in_the_file_in_words(store, measures) -> None:
    """Identities are names, words are in the reader's language, and the file has a column for each field."""
    for language, kind, decided_by in (("sv", "situationell", "styrgrupp"), ("en", "situational", "steering group")):
        reader = visitor(store, language)
        shown = urgent_first(reader, TODAY)
        rows, headings = measure_export(reader, shown, measure_choices(reader, []))
        assert set(FIELD_NAMES) <= set(headings)
        first = rows.select(*headings).row(0, named=True)
        assert (first["hotspot"], first["cause"]) == ("Torget", "Bilar får stå kvar")
        assert (first["kind"], first["decided_by"], first["days_late"]) == (kind, decided_by, 2)
        assert len(first["taking_part"].split(", ")) == 2
        assert rows.height == shown.height == 2


@pytest.mark.slow
def test_the_file_runs_no_formula_and_has_no_identities(store, measures) -> None:
    """What somebody wrote as a formula is text in the file, and no UUID is shown to the reader."""
    reader = visitor(store)
    rows, headings = measure_export(reader, urgent_first(reader, TODAY), measure_choices(reader, []))
    text = to_csv(rows.select(*headings).rename(headings)).decode("utf-8-sig")
    assert "'=1+1" in text
    for identity in store.ask("SELECT hotspot::VARCHAR, cause::VARCHAR, organisation::VARCHAR FROM measures").row(0):
        assert identity is None or identity not in text


@pytest.mark.slow
def test_one_sentence_says_what_to_see_to(store, measures) -> None:
    """How many there are, how many are late, and how many point to no cause."""
    reader = visitor(store)
    said = describe_filter(reader, urgent_first(reader, TODAY)).replace("\\", "")
    assert said == "2 åtgärder, 1 försenad, 1 saknar orsak, 1 saknar hotspot"
