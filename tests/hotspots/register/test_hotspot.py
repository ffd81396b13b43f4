"""A hotspot is taken up once, changed only by who has seen its newest version, and keeps its history when split."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

import h3
import pytest

from est.clock import PRESETS
from est.errors import AreaError, EditedByOtherError, HotspotError, NotFoundError, PersonalDataError
from est.hotspots.register.commands import (
    NoteKind,
    add_hotspot,
    edit_hotspot,
    merge_hotspots,
    restore_hotspot,
    split_hotspot,
    write_note,
)
from est.hotspots.register.hotspot import NEXT, Hotspot, HotspotOrigin, HotspotState, PriorityLevel
from est.hotspots.register.queries import (
    HOTSPOTS,
    RecordedHotspot,
    all_hotspots,
    get_hotspot,
    hotspot_ancestors,
    hotspot_notes,
    hotspot_versions,
    hotspots_holding,
)
from est.identity import new_id
from est.space.cells import finer_cells
from est.store.versions import merge_edits

MONDAY = datetime(2026, 3, 2, 9)
TUESDAY = datetime(2026, 3, 3, 9, 30)
A = "8908866d443ffff"
B, C = sorted(set(h3.grid_disk(A, 1)) - {A})[:2]
SQUARE = Hotspot("Torget", (A, B), "Sagotorget", since=date(2026, 3, 2))


def test_every_field_survives_being_written() -> None:
    """Writing a hotspot as text and reading it again gives the same, with all fields or the fewest."""
    full = Hotspot(
        "Å",
        (A, B),
        "Torget",
        HotspotOrigin.FLAG,
        HotspotState.ANALYSED,
        date(2026, 1, 1),
        PriorityLevel.HIGH,
        PriorityLevel.LOW,
        ("FOR", "SKA"),
        PRESETS["night"],
        date(2025, 10, 1),
        date(2026, 1, 1),
        (str(new_id()),),
        (str(new_id()), str(new_id())),
    )
    assert [Hotspot.from_fields(one.to_fields()) for one in (full, Hotspot("A", (A,)))] == [full, Hotspot("A", (A,))]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": " "}, "no name"),
        ({"name": "x" * 121}, "too long"),
        ({"cells": ()}, "no cells"),
        ({"cells": ("8908866d443fff",)}, "is not an H3 cell"),
        ({"cells": (A, h3.cell_to_parent(B, 8))}, "of one size"),
        ({"cells": tuple(h3.grid_disk(A, 10))}, "too many cells"),
        ({"hours": frozenset()}, "no hour"),
        ({"flagged_from": date(2026, 1, 1)}, "must end after"),
        ({"flagged_from": date(2026, 1, 1), "flagged_to": date(2026, 1, 1)}, "must end after"),
    ],
)
def test_what_cannot_be_is_refused(fields, message) -> None:
    """A hotspot needs a name and cells of one size, and its hours and period must be possible."""
    with pytest.raises((HotspotError, AreaError), match=message):
        replace(SQUARE, **fields)


def test_the_group_places_need_before_influence() -> None:
    """Of the four fields great need and great possibility come first, then great need; unplaced ones have none."""
    low, high = PriorityLevel
    order = [
        replace(SQUARE, need=need, influence=influence).priority
        for need, influence in ((high, high), (high, low), (low, high), (low, low), (high, None), (None, None))
    ]
    assert order == [1, 2, 3, 4, None, None]


@pytest.mark.slow
def test_a_hotspot_comes_back_as_it_was_taken_up(store) -> None:
    """What is added is in the list and is read back equal; added again by the same identity it is there once."""
    full = replace(
        SQUARE, categories=("FOR",), hours=PRESETS["night"], need=PriorityLevel.HIGH, influence=PriorityLevel.LOW
    )
    identity = add_hotspot(store, full, "anna", MONDAY)
    assert add_hotspot(store, full, "anna", TUESDAY, identity) == identity
    assert get_hotspot(store, identity) == (full, 1)
    assert [(one.identity, one.name, one.cells, one.state) for one in all_hotspots(store)] == [
        (str(identity), "Torget", tuple(sorted((A, B))), HotspotState.WATCHED)
    ]


@pytest.mark.slow
def test_the_second_of_two_is_told_and_nothing_is_overwritten(store) -> None:
    """Who saves from an old version is told who changed it and what differs; both changes can be put together."""
    identity = add_hotspot(store, SQUARE, "anna", MONDAY)
    theirs, mine = replace(SQUARE, state=HotspotState.ANALYSED), replace(SQUARE, need=PriorityLevel.HIGH)
    assert edit_hotspot(store, identity, 1, theirs, "bo", TUESDAY) == 2
    with pytest.raises(EditedByOtherError, match=r"bo changed this at 2026-03-03 09:30") as caught:
        edit_hotspot(store, identity, 1, mine, "cilla", TUESDAY)
    assert caught.value.differs == {"state": ("analyseras", "iakttas"), "need": ("", "2")}
    assert get_hotspot(store, identity) == (theirs, 2)
    together = Hotspot.from_fields(merge_edits(SQUARE, theirs, mine))
    assert together == replace(theirs, need=PriorityLevel.HIGH)


@pytest.mark.slow
def test_a_state_follows_only_on_some(store) -> None:
    """From each state just the allowed ones can be reached, closing from all and reopening among them."""
    assert all(HotspotState.CLOSED in after for before, after in NEXT.items() if before is not HotspotState.CLOSED)
    identity = add_hotspot(store, SQUARE, "anna", MONDAY)
    with pytest.raises(HotspotError, match="cannot follow"):
        edit_hotspot(store, identity, 1, replace(SQUARE, state=HotspotState.FOLLOWED_UP), "anna", MONDAY)
    edit_hotspot(store, identity, 1, replace(SQUARE, state=HotspotState.CLOSED), "anna", MONDAY)
    assert edit_hotspot(store, identity, 2, replace(SQUARE, state=HotspotState.ANALYSED), "anna", MONDAY) == 3


@pytest.mark.slow
def test_an_earlier_version_can_be_brought_back(store) -> None:
    """What it was in version 1 becomes version 3, and version 2 is still there to be brought back in turn."""
    identity = add_hotspot(store, SQUARE, "anna", MONDAY)
    closed = replace(SQUARE, state=HotspotState.CLOSED, name="Sagotorget", cells=(A,))
    edit_hotspot(store, identity, 1, closed, "bo", TUESDAY)
    assert restore_hotspot(store, identity, 2, 1, "anna", TUESDAY) == 3
    assert get_hotspot(store, identity) == (SQUARE, 3)
    assert HOTSPOTS.in_version(store, identity, 2) == closed
    assert [(one.number, one.who, one.action) for one in hotspot_versions(store, identity)] == [
        (1, "anna", "add hotspot"),
        (2, "bo", "edit hotspot"),
        (3, "anna", "restore hotspot"),
    ]
    with pytest.raises(EditedByOtherError):
        restore_hotspot(store, identity, 2, 2, "bo", TUESDAY)
    with pytest.raises(NotFoundError, match="no version 9"):
        restore_hotspot(store, identity, 3, 9, "bo", TUESDAY)


@pytest.mark.slow
def test_a_split_leaves_two_and_closes_the_one(store) -> None:
    """The two know where they came from, the old one what it became, and its cells are those of the two."""
    identity = add_hotspot(store, SQUARE, "anna", MONDAY)
    parts = (Hotspot("Norra", (A,)), Hotspot("Södra", (B,)))
    first, second = split_hotspot(store, identity, 1, parts, "bo", TUESDAY)
    old, version = get_hotspot(store, identity)
    assert (old.state, old.became, version) == (HotspotState.CLOSED, (str(first), str(second)), 2)
    new = get_hotspot(store, second)[0]
    assert (new.name, new.cells, new.came_from, new.origin) == ("Södra", (B,), (str(identity),), HotspotOrigin.SPLIT)
    assert [one.action for one in hotspot_versions(store, identity)] == ["add hotspot", "split hotspot"]
    assert [one.action for one in hotspot_versions(store, second)] == ["split hotspot"]
    with pytest.raises(HotspotError, match="stays closed"):
        edit_hotspot(store, identity, 2, replace(old, state=HotspotState.WATCHED), "bo", TUESDAY)
    assert (
        restore_hotspot(store, identity, 2, 1, "bo", TUESDAY) == 2
    )  # it stays closed, so nothing is left to bring back
    assert get_hotspot(store, identity)[0].closed


@pytest.mark.slow
def test_a_split_leaves_no_cell_behind(store) -> None:
    """A cell that goes nowhere, or to both, is refused, and nothing is stored."""
    identity = add_hotspot(store, SQUARE, "anna", MONDAY)
    for cells in ((A,), (A, B)):
        with pytest.raises(HotspotError, match="Every cell"):
            split_hotspot(store, identity, 1, (Hotspot("N", (A,)), Hotspot("S", cells)), "bo", TUESDAY)
    assert get_hotspot(store, identity) == (SQUARE, 1)
    assert len(all_hotspots(store)) == 1


@pytest.mark.slow
def test_a_merge_holds_all_that_went_into_it(store) -> None:
    """The new one has the cells of all at the finest size, the oldest day, the furthest state, and both periods."""
    coarse = h3.cell_to_parent(C, 8)
    one = replace(SQUARE, cells=(A,), flagged_from=date(2026, 1, 1), flagged_to=date(2026, 2, 1), categories=("FOR",))
    other = Hotspot(
        "Parken",
        (coarse,),
        state=HotspotState.ANALYSED,
        since=date(2025, 5, 1),
        need=PriorityLevel.HIGH,
        flagged_from=date(2025, 1, 1),
        flagged_to=date(2025, 2, 1),
    )
    ids = [add_hotspot(store, hotspot_, "anna", MONDAY) for hotspot_ in (one, other)]
    new = merge_hotspots(store, {str(identity): 1 for identity in ids}, "Centrum", "bo", TUESDAY)
    whole = get_hotspot(store, new)[0]
    assert whole.cells == tuple(sorted({A, *finer_cells(coarse, 9)}))
    assert (whole.state, whole.since, whole.need, whole.categories) == (
        HotspotState.ANALYSED,
        date(2025, 5, 1),
        PriorityLevel.HIGH,
        (),
    )
    assert (whole.flagged_from, whole.flagged_to) == (date(2025, 1, 1), date(2026, 2, 1))
    assert whole.came_from == tuple(map(str, ids))
    assert all(get_hotspot(store, identity)[0].became == (str(new),) for identity in ids)
    assert [one.identity for one in hotspots_holding(all_hotspots(store), [A])] == [str(new)]


@pytest.mark.slow
def test_a_merge_of_what_somebody_else_changed_is_refused(store) -> None:
    """Merging from an old version, of one alone, or of a closed one changes nothing."""
    ids = [str(add_hotspot(store, SQUARE, "anna", MONDAY)) for _ in range(2)]
    edit_hotspot(store, UUID(ids[0]), 1, replace(SQUARE, name="Annat"), "bo", TUESDAY)
    with pytest.raises(EditedByOtherError):
        merge_hotspots(store, dict.fromkeys(ids, 1), "X", "anna", TUESDAY)
    with pytest.raises(HotspotError, match="at least two"):
        merge_hotspots(store, {ids[0]: 2}, "X", "anna", TUESDAY)
    edit_hotspot(store, UUID(ids[1]), 1, replace(SQUARE, state=HotspotState.CLOSED), "bo", TUESDAY)
    with pytest.raises(HotspotError, match="closed"):
        merge_hotspots(store, dict.fromkeys(ids, 2), "X", "anna", TUESDAY)
    assert len(all_hotspots(store)) == 2


@pytest.mark.slow
def test_where_a_hotspot_came_from_is_followed_back(store) -> None:
    """A merger of what was split has both generations behind it."""
    first = add_hotspot(store, SQUARE, "anna", MONDAY)
    halves = split_hotspot(store, first, 1, (Hotspot("N", (A,)), Hotspot("S", (B,))), "anna", MONDAY)
    whole = merge_hotspots(store, {str(half): 1 for half in halves}, "Igen", "anna", MONDAY)
    assert hotspot_ancestors(all_hotspots(store), str(whole)) == (*map(str, halves), str(first))


def test_cells_of_another_size_share_ground() -> None:
    """A hotspot holds a larger cell that it lies in and a smaller one that lies in it, and not the neighbour."""
    known = [RecordedHotspot("x", 1, Hotspot("Torget", (A,)))]
    near = h3.cell_to_parent(A, 8), h3.cell_to_center_child(A, 10)
    assert [bool(hotspots_holding(known, [cell])) for cell in (*near, A, B)] == [True, True, True, False]


@pytest.mark.slow
def test_what_the_group_said_is_kept_by_day(store) -> None:
    """Notes and decisions come newest first, with who wrote them."""
    identity = add_hotspot(store, SQUARE, "anna", MONDAY)
    write_note(store, identity, NoteKind.NOTE, date(2026, 2, 1), "Påhittat: mörkt.", "anna", MONDAY)
    write_note(store, identity, NoteKind.DECISION, date(2026, 3, 1), "Påhittat: analys.", "bo", TUESDAY)
    assert hotspot_notes(store, [str(identity)]).select("kind", "happened", "wording", "written_by").rows() == [
        ("decision", date(2026, 3, 1), "Påhittat: analys.", "bo"),
        ("note", date(2026, 2, 1), "Påhittat: mörkt.", "anna"),
    ]


@pytest.mark.parametrize("text", ["Ring 070-123 45 67", "Skriv till anna@example.se", "Volvo med skylt ABC123"])
@pytest.mark.slow
def test_personal_data_is_not_kept(store, text) -> None:
    """A phone number, an e-mail address or a registration number stops the name, the note, the split and the merge."""
    identity = add_hotspot(store, SQUARE, "anna", MONDAY)
    other = add_hotspot(store, replace(SQUARE, name="Parken"), "anna", MONDAY)
    for attempt in (
        lambda: add_hotspot(store, replace(SQUARE, name=text), "anna", MONDAY),
        lambda: edit_hotspot(store, identity, 1, replace(SQUARE, name=text), "anna", MONDAY),
        lambda: write_note(store, identity, NoteKind.NOTE, date(2026, 3, 1), text, "anna", MONDAY),
        lambda: split_hotspot(store, identity, 1, (Hotspot(text, (A,)), Hotspot("S", (B,))), "anna", MONDAY),
        lambda: merge_hotspots(store, {str(identity): 1, str(other): 1}, text, "anna", MONDAY),
    ):
        with pytest.raises(PersonalDataError, match="a hotspot is a place"):
            attempt()
    assert get_hotspot(store, identity) == (SQUARE, 1)
    assert hotspot_notes(store, [str(identity)]).is_empty()


@pytest.mark.slow
def test_what_is_not_there_is_said(store) -> None:
    """An identity that is not in the store, an empty note and one that is too long are refused."""
    with pytest.raises(NotFoundError, match="no hotspot"):
        edit_hotspot(store, UUID(int=1), 1, SQUARE, "anna", MONDAY)
    with pytest.raises(NotFoundError, match="no hotspot"):
        write_note(store, UUID(int=1), NoteKind.NOTE, date(2026, 3, 1), "x", "anna", MONDAY)
    for text, message in ((" ", "Nothing is written"), ("x" * 2001, "too long")):
        with pytest.raises(HotspotError, match=message):
            write_note(store, UUID(int=1), NoteKind.NOTE, date(2026, 3, 1), text, "anna", MONDAY)
