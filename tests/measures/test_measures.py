"""A measure is logged once, changed only by who has seen its newest version, and nothing of it is ever lost."""

import threading
from datetime import date, datetime
from uuid import UUID

import pytest

from est.errors import AreaError, EditedByOtherError, MeasureError, NotFoundError, PersonalDataError
from est.identity import new_id
from est.measures import (
    FIELD_NAMES,
    AsPlanned,
    DecidedBy,
    Measure,
    MeasureKind,
    MeasureState,
    MeasureTerm,
    Mechanism,
    add_measure,
    all_measures,
    edit_measure,
    get_measure,
    measure_history,
    restore_measure,
)
from est.measures.measure import TEXTS
from est.measures.queries import MEASURES
from est.store.versions import merge_edits

MONDAY = datetime(2026, 3, 2, 9, 0)
TUESDAY = datetime(2026, 3, 3, 9, 30)


@pytest.fixture
def sign(police) -> Measure:
    return Measure("Skylt om motortrafik", police, place="Sagotorget", due=date(2026, 4, 1), note="Påhittat.")


@pytest.mark.slow
def test_a_measure_comes_back_as_it_was_written(store, sign) -> None:
    """What is added is in the list with its organisation's name, and is read back equal."""
    identity = add_measure(store, sign, "anna", MONDAY)
    assert get_measure(store, identity) == (sign, 1)
    row = all_measures(store).row(0, named=True)
    assert (row["title"], row["organisation_name"], row["created_by"]) == (sign.title, "Polisen", "anna")


@pytest.mark.slow
def test_every_field_survives_being_written(police) -> None:
    """Writing a measure as text and reading it again gives the same measure, with all fields or the fewest."""
    full = Measure(
        "Å", police, MeasureState.ONGOING, ("8908866d443ffff", "8808866d45fffff"), "Torget", date(2026, 1, 1), None,
        "x\ny",
        str(new_id()), str(new_id()), "ingen", MeasureKind.SOCIAL, Mechanism.SUPPORT, MeasureTerm.LONG,
        (str(new_id()), "x"),
        date(2025, 12, 1), DecidedBy.STEERING_GROUP, "färre", "rapporter", AsPlanned.PARTLY, "sent", date(2026, 6, 1),
        "bättre", "nej", "börja förr",
    )  # fmt: skip
    least = Measure("A", police, place="B")
    assert [Measure.from_fields(one.to_fields()) for one in (full, least)] == [full, least]
    assert list(full.to_fields()) == list(least.to_fields())
    assert all(full.to_fields()[name] for name in FIELD_NAMES if name != "due")
    assert set(FIELD_NAMES) == set(full.to_fields())


@pytest.mark.slow
def test_a_measure_of_the_log_before_there_were_more_fields_is_read(police) -> None:
    """What the log kept with the old fields only is a measure that says nothing in the new ones."""
    old = {"title": "A", "organisation": police, "state": "pågår", "cells": "", "place": "B", "starts": "", "due": ""}
    assert Measure.from_fields(old | {"note": ""}) == Measure("A", police, MeasureState.ONGOING, place="B")


@pytest.mark.slow
def test_an_edit_keeps_what_was_there_before(store, sign) -> None:
    """The log tells each change from and to, by whom and when, and every version can be read again."""
    identity = add_measure(store, sign, "anna", MONDAY)
    later = Measure.from_fields(sign.to_fields() | {"state": "avbruten", "due": "2026-05-01", "deviation": "För dyrt."})
    assert edit_measure(store, identity, 1, later, "bo", TUESDAY) == 2
    assert get_measure(store, identity) == (later, 2)
    changes = measure_history(store, identity).filter(version=2)
    assert changes.select("who", "field", "before", "after").rows() == [
        ("bo", "state", "föreslagen", "avbruten"),
        ("bo", "due", "2026-04-01", "2026-05-01"),
        ("bo", "deviation", "", "För dyrt."),
    ]
    assert [MEASURES.in_version(store, identity, number) for number in (1, 2)] == [sign, later]


@pytest.mark.slow
def test_the_second_of_two_is_told_and_nothing_is_overwritten(store, sign) -> None:
    """Who saves from an old version is told who changed it, when and what differs; the store keeps the first."""
    identity = add_measure(store, sign, "anna", MONDAY)
    first = Measure.from_fields(sign.to_fields() | {"kind": "social", "follow_up": "2026-09-01"})
    second = Measure.from_fields(sign.to_fields() | {"note": "Annat.", "kind": "situationell"})
    edit_measure(store, identity, 1, first, "bo", TUESDAY)
    with pytest.raises(EditedByOtherError, match=r"bo changed this at 2026-03-03 09:30") as caught:
        edit_measure(store, identity, 1, second, "cilla", TUESDAY)
    assert caught.value.who == "bo"
    assert caught.value.when == TUESDAY
    assert caught.value.version == 2
    assert caught.value.differs == {
        "note": ("Påhittat.", "Annat."),
        "kind": ("social", "situationell"),
        "follow_up": ("2026-09-01", ""),
    }
    assert get_measure(store, identity) == (first, 2)
    assert store.ask("SELECT count(*) FROM log WHERE action = 'edit measure'").item() == 1


@pytest.mark.slow
def test_two_at_the_very_same_moment(store, sign) -> None:
    """Of many who save from the same version at once exactly one succeeds, and the version grows by one."""
    identity = add_measure(store, sign, "anna", MONDAY)
    outcomes: list[str] = []
    together = threading.Barrier(8)

    def save(name: str) -> None:
        together.wait()
        try:
            edit_measure(store, identity, 1, Measure.from_fields(sign.to_fields() | {"note": name}), name, TUESDAY)
            outcomes.append("saved")
        except EditedByOtherError:
            outcomes.append("told")

    threads = [threading.Thread(target=save, args=(f"p{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["saved"] + ["told"] * 7
    assert get_measure(store, identity)[1] == 2


@pytest.mark.slow
def test_saving_without_a_change_is_not_a_change(store, sign) -> None:
    """Saving what is already there leaves version and log alone."""
    identity = add_measure(store, sign, "anna", MONDAY)
    assert edit_measure(store, identity, 1, sign, "bo", TUESDAY) == 1
    assert measure_history(store, identity)["version"].unique().to_list() == [1]


@pytest.mark.slow
def test_adding_twice_is_adding_once(store, sign) -> None:
    """The same identity sent again, as after a lost answer, gives one measure."""
    identity = new_id()
    assert (
        add_measure(store, sign, "anna", MONDAY, identity)
        == add_measure(store, sign, "anna", TUESDAY, identity)
        == identity
    )
    assert all_measures(store).height == 1


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": "  "}, "no title"),
        ({"title": "x" * 201}, "too long"),
        ({"note": "x" * 2001}, "too long"),
        ({"lesson": "x" * 2001}, "too long"),
        ({"organisation": ""}, "Nobody is responsible"),
        ({"place": " "}, "no place"),
        ({"cells": ("8908866d443fff",)}, "is not an H3 cell"),
        ({"starts": date(2026, 5, 1)}, "due before it starts"),
        ({"starts": date(2026, 3, 1), "follow_up": date(2026, 2, 1)}, "followed up before it starts"),
    ],
)
def test_what_cannot_be_is_refused(fields, message) -> None:
    """A measure needs a title, one responsible and a place, and its dates and cells must be possible."""
    whole = {"title": "A", "organisation": str(new_id()), "place": "B", "due": date(2026, 4, 1)}
    with pytest.raises((MeasureError, AreaError), match=message):
        Measure(**(whole | fields))


@pytest.mark.slow
def test_who_is_responsible_does_not_take_part_as_well(police) -> None:
    """One organisation is responsible; the others are others."""
    with pytest.raises(MeasureError, match="takes part already"):
        Measure("A", police, place="B", taking_part=(police,))


@pytest.mark.slow
def test_unknown_organisation_and_measure(store, sign) -> None:
    """An organisation or a measure that is not in the store is said, and nothing is stored."""
    for nobody in (str(new_id()), "Polisen"):
        with pytest.raises(NotFoundError, match="no organisation"):
            add_measure(store, Measure("A", nobody, place="B"), "anna", MONDAY)
        with pytest.raises(NotFoundError, match="no organisation"):
            add_measure(store, Measure("A", sign.organisation, place="B", taking_part=(nobody,)), "anna", MONDAY)
    with pytest.raises(NotFoundError, match="no measure"):
        edit_measure(store, UUID(int=1), 1, sign, "anna", MONDAY)
    assert all_measures(store).is_empty()


@pytest.mark.slow
def test_a_hotspot_and_a_cause_that_are_not_in_the_store(store, sign) -> None:
    """A hotspot, or a cause, that nobody has recorded cannot be pointed to."""
    for field, what in (("hotspot", "no hotspot"), ("cause", "no cause")):
        with pytest.raises(NotFoundError, match=what):
            add_measure(store, Measure.from_fields(sign.to_fields() | {field: str(new_id())}), "anna", MONDAY)


@pytest.mark.slow
def test_an_earlier_version_comes_back_as_a_new_one(store, sign) -> None:
    """Going back is a version of its own, who and when are in the history, and what came between stays readable."""
    identity = add_measure(store, sign, "anna", MONDAY)
    later = Measure.from_fields(
        sign.to_fields() | {"state": "avbruten", "deviation": "För dyrt.", "lesson": "Räkna först."}
    )
    edit_measure(store, identity, 1, later, "bo", TUESDAY)
    assert restore_measure(store, identity, 2, 1, "cilla", TUESDAY) == 3
    assert get_measure(store, identity) == (sign, 3)
    assert MEASURES.in_version(store, identity, 2) == later
    assert measure_history(store, identity).filter(version=3)["who"].unique().to_list() == ["cilla"]
    with pytest.raises(EditedByOtherError):
        restore_measure(store, identity, 2, 1, "dan", TUESDAY)
    with pytest.raises(NotFoundError, match="no version 9"):
        restore_measure(store, identity, 3, 9, "dan", TUESDAY)


@pytest.mark.slow
def test_two_edits_are_merged_field_by_field(sign) -> None:
    """Both keep what only one of them changed; a field that both changed is as the one who merges wants it."""
    theirs = Measure.from_fields(sign.to_fields() | {"outcome": "Tyst.", "note": "Deras."})
    mine = Measure.from_fields(sign.to_fields() | {"due": "2026-06-01", "note": "Min."})
    together = Measure.from_fields(merge_edits(sign, theirs, mine))
    assert together == Measure.from_fields(sign.to_fields() | {"outcome": "Tyst.", "due": "2026-06-01", "note": "Min."})


@pytest.mark.slow
def test_two_edits_that_cannot_be_together_are_not_merged(sign) -> None:
    """A start of one after the due day of the other is said, not stored."""
    theirs = Measure.from_fields(sign.to_fields() | {"due": "2026-03-15"})
    mine = Measure.from_fields(sign.to_fields() | {"starts": "2026-03-20"})
    with pytest.raises(MeasureError, match="due before it starts"):
        Measure.from_fields(merge_edits(sign, theirs, mine))


@pytest.mark.parametrize("text", ["Ring 070-123 45 67", "Skriv till anna@example.se", "Volvo med skylt ABC123"])
@pytest.mark.slow
def test_personal_data_is_not_logged(store, sign, text) -> None:
    """A phone number, an e-mail address or a registration number in the title or the note stops the measure."""
    for field in ("title", *TEXTS):
        with pytest.raises(PersonalDataError, match="about the place"):
            add_measure(store, Measure.from_fields(sign.to_fields() | {field: text}), "anna", MONDAY)
    identity = add_measure(store, sign, "anna", MONDAY)
    with pytest.raises(PersonalDataError, match="about the place"):
        edit_measure(store, identity, 1, Measure.from_fields(sign.to_fields() | {"note": text}), "anna", MONDAY)
    assert get_measure(store, identity) == (sign, 1)
