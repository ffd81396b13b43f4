"""A measure is logged once, changed only by who has seen its newest version, and nothing of it is ever lost."""

import threading
from datetime import date, datetime
from uuid import UUID

import pytest

from est.errors import AreaError, EditedByOtherError, MeasureError, NotFoundError
from est.identity import new_id
from est.measures import Measure, State, add, by_urgency, edit, history, measure, measures, merged, version
from est.reports.defaults import prepare
from est.store import open_store

MONDAY = datetime(2026, 3, 2, 9, 0)
TUESDAY = datetime(2026, 3, 3, 9, 30)


@pytest.fixture
def store():
    with open_store(None) as opened:
        prepare(opened, "anna", MONDAY)
        yield opened


@pytest.fixture
def police(store) -> str:
    return str(store.ask("SELECT id FROM organisations WHERE name = 'Polisen'").item())


@pytest.fixture
def sign(police) -> Measure:
    return Measure("Skylt om motortrafik", police, place="Sagotorget", due=date(2026, 4, 1), note="Påhittat.")


def test_a_measure_comes_back_as_it_was_written(store, sign) -> None:
    """What is added is in the list with its organisation's name, and is read back equal."""
    identity = add(store, sign, "anna", MONDAY)
    assert measure(store, identity) == (sign, 1)
    row = measures(store).row(0, named=True)
    assert (row["title"], row["organisation_name"], row["created_by"]) == (sign.title, "Polisen", "anna")


def test_every_field_survives_being_written(police) -> None:
    """Writing a measure as text and reading it again gives the same measure, with all fields or the fewest."""
    full = Measure(
        "Å", police, State.ONGOING, ("8908866d443ffff", "8808866d45fffff"), "Torget", date(2026, 1, 1), None, "x\ny"
    )
    least = Measure("A", police, place="B")
    assert [Measure.read(one.written()) for one in (full, least)] == [full, least]


def test_an_edit_keeps_what_was_there_before(store, sign) -> None:
    """The log tells each change from and to, by whom and when, and every version can be read again."""
    identity = add(store, sign, "anna", MONDAY)
    later = Measure.read(sign.written() | {"state": "genomförd", "due": "2026-05-01"})
    assert edit(store, identity, 1, later, "bo", TUESDAY) == 2
    assert measure(store, identity) == (later, 2)
    changes = history(store, identity).filter(version=2)
    assert changes.select("who", "field", "before", "after").rows() == [
        ("bo", "state", "föreslagen", "genomförd"),
        ("bo", "due", "2026-04-01", "2026-05-01"),
    ]
    assert [version(store, identity, number) for number in (1, 2)] == [sign, later]


def test_the_second_of_two_is_told_and_nothing_is_overwritten(store, sign) -> None:
    """Who saves from an old version is told who changed it, when and what differs; the store keeps the first."""
    identity = add(store, sign, "anna", MONDAY)
    first = Measure.read(sign.written() | {"state": "beslutad"})
    second = Measure.read(sign.written() | {"note": "Annat."})
    edit(store, identity, 1, first, "bo", TUESDAY)
    with pytest.raises(EditedByOtherError, match=r"bo changed this measure at 2026-03-03 09:30") as caught:
        edit(store, identity, 1, second, "cilla", TUESDAY)
    assert caught.value.who == "bo"
    assert caught.value.when == TUESDAY
    assert caught.value.version == 2
    assert caught.value.differs == {"state": ("beslutad", "föreslagen"), "note": ("Påhittat.", "Annat.")}
    assert measure(store, identity) == (first, 2)
    assert store.ask("SELECT count(*) FROM log WHERE action = 'edit measure'").item() == 1


def test_two_at_the_very_same_moment(store, sign) -> None:
    """Of many who save from the same version at once exactly one succeeds, and the version grows by one."""
    identity = add(store, sign, "anna", MONDAY)
    outcomes: list[str] = []
    together = threading.Barrier(8)

    def save(name: str) -> None:
        together.wait()
        try:
            edit(store, identity, 1, Measure.read(sign.written() | {"note": name}), name, TUESDAY)
            outcomes.append("saved")
        except EditedByOtherError:
            outcomes.append("told")

    threads = [threading.Thread(target=save, args=(f"p{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["saved"] + ["told"] * 7
    assert measure(store, identity)[1] == 2


def test_saving_without_a_change_is_not_a_change(store, sign) -> None:
    """Saving what is already there leaves version and log alone."""
    identity = add(store, sign, "anna", MONDAY)
    assert edit(store, identity, 1, sign, "bo", TUESDAY) == 1
    assert history(store, identity)["version"].unique().to_list() == [1]


def test_adding_twice_is_adding_once(store, sign) -> None:
    """The same identity sent again, as after a lost answer, gives one measure."""
    identity = new_id()
    assert add(store, sign, "anna", MONDAY, identity) == add(store, sign, "anna", TUESDAY, identity) == identity
    assert measures(store).height == 1


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": "  "}, "no title"),
        ({"title": "x" * 201}, "too long"),
        ({"note": "x" * 2001}, "too long"),
        ({"organisation": ""}, "Nobody is responsible"),
        ({"place": " "}, "no place"),
        ({"cells": ("8908866d443fff",)}, "is not an H3 cell"),
        ({"starts": date(2026, 5, 1)}, "due before it starts"),
    ],
)
def test_what_cannot_be_is_refused(fields, message) -> None:
    """A measure needs a title, one responsible and a place, and its dates and cells must be possible."""
    whole = {"title": "A", "organisation": str(new_id()), "place": "B", "due": date(2026, 4, 1)}
    with pytest.raises((MeasureError, AreaError), match=message):
        Measure(**(whole | fields))


def test_unknown_organisation_and_measure(store, sign) -> None:
    """An organisation or a measure that is not in the store is said, and nothing is stored."""
    for nobody in (str(new_id()), "Polisen"):
        with pytest.raises(NotFoundError, match="no organisation"):
            add(store, Measure("A", nobody, place="B"), "anna", MONDAY)
    with pytest.raises(NotFoundError, match="no measure"):
        edit(store, UUID(int=1), 1, sign, "anna", MONDAY)
    assert measures(store).is_empty()


def test_overdue_come_first(store, police) -> None:
    """What is late and not done comes first, the latest on top; what is done is never late."""
    for title, state, due in (
        ("done", State.CARRIED_OUT, date(2026, 1, 1)),
        ("no day", State.ONGOING, None),
        ("today", State.DECIDED, date(2026, 3, 3)),
        ("late", State.DECIDED, date(2026, 3, 2)),
        ("later", State.PROPOSED, date(2026, 2, 3)),
    ):
        add(store, Measure(title, police, state, place="P", due=due), "anna", MONDAY)
    listed = by_urgency(measures(store), date(2026, 3, 3))
    assert listed.select("title", "overdue", "days_late").rows() == [
        ("later", True, 28),
        ("late", True, 1),
        ("today", False, 0),
        ("no day", False, 0),
        ("done", False, 0),
    ]


def test_no_measures(store) -> None:
    """A store without measures gives an empty list with all its columns."""
    listed = by_urgency(measures(store), date(2026, 3, 3))
    assert listed.is_empty()
    assert {"title", "overdue", "days_late", "organisation_name"} <= set(listed.columns)


def test_two_edits_are_merged_field_by_field(sign) -> None:
    """Both keep what only one of them changed; a field that both changed is as the one who merges wants it."""
    theirs = Measure.read(sign.written() | {"state": "beslutad", "note": "Deras."})
    mine = Measure.read(sign.written() | {"due": "2026-06-01", "note": "Min."})
    together = merged(sign, theirs, mine)
    assert together == Measure.read(sign.written() | {"state": "beslutad", "due": "2026-06-01", "note": "Min."})


@pytest.mark.parametrize("text", ["Ring 070-123 45 67", "Skriv till anna@example.se", "Volvo med skylt ABC123"])
def test_personal_data_is_not_logged(store, sign, text) -> None:
    """A phone number, an e-mail address or a registration number in the title or the note stops the measure."""
    for field in ("title", "note"):
        with pytest.raises(MeasureError, match="about the place"):
            add(store, Measure.read(sign.written() | {field: text}), "anna", MONDAY)
    identity = add(store, sign, "anna", MONDAY)
    with pytest.raises(MeasureError, match="about the place"):
        edit(store, identity, 1, Measure.read(sign.written() | {"note": text}), "anna", MONDAY)
    assert measure(store, identity) == (sign, 1)
