"""A cause stands in one of three boxes, rests on evidence that is pointed to, and is changed version by version."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

import pytest

from est.errors import CauseError, EditedByOtherError, NotFoundError, PersonalDataError
from est.hotspots.register.commands import add_hotspot
from est.hotspots.register.hotspot import Hotspot
from est.identity import new_id
from est.measures.causes.cause import Cause, CauseBox, CauseStatus, Evidence, EvidenceSource
from est.measures.causes.commands import add_cause, edit_cause
from est.measures.causes.queries import all_causes, cause_history, get_cause

MONDAY = datetime(2026, 3, 2, 9)
TUESDAY = datetime(2026, 3, 3, 9, 30)
REPORTS = Evidence(EvidenceSource.REPORTS, date(2026, 3, 2), "", "from=2026-01-01&through=2026-02-01", 12.0)
WALK = Evidence(EvidenceSource.WALK, date(2026, 2, 1), "Påhittat: tre lampor släckta.")


@pytest.fixture
def place(store) -> str:
    return str(add_hotspot(store, Hotspot("Torget", ("8908866d443ffff",)), "anna", MONDAY))


@pytest.fixture
def dark(place) -> Cause:
    return Cause(place, CauseBox.PLACE, "Påhittat: mörkt vid gången.", CauseStatus.SUPPORTED, (WALK, REPORTS))


@pytest.mark.slow
def test_a_cause_comes_back_as_it_was_written(store, place, dark) -> None:
    """What is added is read back equal, evidence and all, and added again by the same identity it is there once."""
    identity = add_cause(store, dark, "anna", MONDAY)
    assert add_cause(store, dark, "anna", TUESDAY, identity) == identity
    assert get_cause(store, identity) == (dark, 1)
    assert [(one.identity, one.wording, one.box, one.standing) for one in all_causes(store, [place])] == [
        (str(identity), dark.wording, CauseBox.PLACE, CauseStatus.SUPPORTED)
    ]
    assert Cause.from_fields(dark.to_fields()) == dark


@pytest.mark.slow
def test_causes_are_listed_by_box_and_those_of_other_places_left_out(store, place, dark) -> None:
    """Place, target, actors; a rejected one after the others of its box."""
    rejected = replace(dark, standing=CauseStatus.REJECTED)
    for one in (replace(dark, box=CauseBox.ACTORS), rejected, replace(dark, box=CauseBox.TARGET), dark):
        add_cause(store, one, "anna", MONDAY)
    elsewhere = str(add_hotspot(store, Hotspot("Parken", ("8908866d443ffff",)), "anna", MONDAY))
    add_cause(store, replace(dark, hotspot=elsewhere), "anna", MONDAY)
    listed = [(one.box, one.standing) for one in all_causes(store, [place])]
    assert listed == [
        (CauseBox.PLACE, CauseStatus.SUPPORTED),
        (CauseBox.PLACE, CauseStatus.REJECTED),
        (CauseBox.TARGET, CauseStatus.SUPPORTED),
        (CauseBox.ACTORS, CauseStatus.SUPPORTED),
    ]
    assert len(all_causes(store)) == 5
    assert all_causes(store, []) == ()


@pytest.mark.slow
def test_the_second_of_two_is_told_and_the_history_is_kept(store, dark) -> None:
    """Who saves from an old version changes nothing; the log tells each change from and to."""
    identity = add_cause(store, dark, "anna", MONDAY)
    rejected = replace(dark, standing=CauseStatus.REJECTED)
    assert edit_cause(store, identity, 1, rejected, "bo", TUESDAY) == 2
    with pytest.raises(EditedByOtherError, match="bo changed this") as caught:
        edit_cause(store, identity, 1, replace(dark, wording="Annat."), "cilla", TUESDAY)
    assert set(caught.value.differs) == {"standing", "wording"}
    assert get_cause(store, identity) == (rejected, 2)
    assert cause_history(store, identity).filter(version=2).select("who", "field", "before", "after").rows() == [
        ("bo", "standing", "stödd", "förkastad")
    ]
    assert edit_cause(store, identity, 2, rejected, "bo", TUESDAY) == 2


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"wording": " "}, "says nothing"),
        ({"wording": "x" * 1001}, "too long"),
        ({"evidence": ()}, "points to what it rests on"),
        ({"evidence": (WALK,) * 51}, "too much evidence"),
        ({"hotspot": "Torget"}, "not the identity"),
    ],
)
@pytest.mark.slow
def test_what_cannot_be_is_refused(dark, fields, message) -> None:
    """A cause says something, and one that is no longer just assumed says on what it rests."""
    with pytest.raises(CauseError, match=message):
        replace(dark, **fields)


def test_evidence_says_something() -> None:
    """Reports are pointed to by an address, and what was seen is written down."""
    with pytest.raises(CauseError, match="selection"):
        Evidence(EvidenceSource.REPORTS, date(2026, 3, 2))
    with pytest.raises(CauseError, match="what was seen"):
        Evidence(EvidenceSource.WALK, date(2026, 3, 2), "  ")
    with pytest.raises(CauseError, match="too long"):
        Evidence(EvidenceSource.WALK, date(2026, 3, 2), "x" * 1001)


@pytest.mark.parametrize("text", ["Ring 070-123 45 67", "Skriv till anna@example.se", "Volvo med skylt ABC123"])
@pytest.mark.slow
def test_personal_data_is_not_kept(store, dark, text) -> None:
    """Neither the cause nor what it rests on may hold a number or an address of somebody."""
    identity = add_cause(store, dark, "anna", MONDAY)
    for wanted in (replace(dark, wording=text), replace(dark, evidence=(replace(WALK, wording=text),))):
        with pytest.raises(PersonalDataError, match="never a person"):
            add_cause(store, wanted, "anna", MONDAY)
        with pytest.raises(PersonalDataError, match="never a person"):
            edit_cause(store, identity, 1, wanted, "anna", MONDAY)
    assert get_cause(store, identity) == (dark, 1)


@pytest.mark.slow
def test_unknown_hotspot_and_cause(store, dark) -> None:
    """A hotspot or a cause that is not in the store is said, and nothing is stored."""
    with pytest.raises(NotFoundError, match="no hotspot"):
        add_cause(store, replace(dark, hotspot=str(new_id())), "anna", MONDAY)
    with pytest.raises(NotFoundError, match="no cause"):
        edit_cause(store, UUID(int=1), 1, dark, "anna", MONDAY)
    assert all_causes(store) == ()
