"""The library begins with what is known, keeps what the group changes and learns, and says where all of it is from."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

import polars as pl
import pytest

from est.errors import EditedByOtherError, LibraryError, NotFoundError, PersonalDataError
from est.identity import new_id
from est.measures import Measure, MeasureKind, Mechanism, add_measure
from est.measures.library import LibraryEntry, get_library_entry, library_entries, library_entry_versions
from est.measures.library_commands import SEED, add_library_entry, default_entries, edit_library_entry, fill_library
from est.text import translator
from tests.stores import organisation_ids

MONDAY = datetime(2026, 3, 2, 9, 0)
TUESDAY = datetime(2026, 3, 3, 9, 30)
OWN = LibraryEntry(
    "Bänken flyttad", MeasureKind.SITUATIONAL, Mechanism.ATTRACTION, "Tyst efter två veckor.", "Egen åtgärd"
)


def test_the_seed_holds_every_mechanism_and_its_sources() -> None:
    """No mechanism is without an entry, and no entry without a source."""
    found = default_entries()
    assert {one.mechanism for one in found.values()} == set(Mechanism)
    assert {one.kind for one in found.values()} == set(MeasureKind)
    assert all(one.source and one.active for one in found.values())
    keys = pl.read_csv(SEED, infer_schema=False)["key"]
    assert keys.n_unique() == keys.len() == len(found)


@pytest.mark.slow
def test_a_store_is_filled_once(store) -> None:
    """A second start adds nothing; the entries have the same identities in every store."""
    assert fill_library(store, "est", MONDAY) == len(default_entries())
    assert fill_library(store, "est", TUESDAY) == 0
    assert {one.identity for one in library_entries(store)} == set(default_entries())
    assert store.ask("SELECT count(*) FROM log WHERE action = 'fill the library'").item() == 1


@pytest.mark.slow
def test_what_the_group_changed_is_not_overwritten(store, tmp_path) -> None:
    """A newer program adds its new entries and leaves the changed and the hidden ones as they are."""
    fill_library(store, "est", MONDAY)
    first, second = (UUID(one.identity) for one in library_entries(store)[:2])
    was, _ = get_library_entry(store, first)
    edit_library_entry(store, first, 1, replace(was, works="Det vi såg."), "anna", TUESDAY)
    hidden = replace(get_library_entry(store, second)[0], active=False)
    edit_library_entry(store, second, 1, hidden, "anna", TUESDAY)
    newer = tmp_path / "newer.csv"
    rows = pl.read_csv(SEED, infer_schema=False)
    pl.concat([rows, rows.head(1).with_columns(key=pl.lit("brand-new"))]).write_csv(newer)
    assert fill_library(store, "est", TUESDAY, newer) == 1
    assert get_library_entry(store, first)[0].works == "Det vi såg."
    assert get_library_entry(store, second)[0] == hidden


@pytest.mark.slow
def test_versions_of_an_entry_stay_readable(store) -> None:
    """What was seeded is the first version, and every change says who, when, from and to."""
    fill_library(store, "est", MONDAY)
    one = library_entries(store)[0]
    edit_library_entry(store, UUID(one.identity), 1, replace(one.entry, source="Ny källa"), "anna", TUESDAY)
    first, second = library_entry_versions(store, UUID(one.identity))
    assert LibraryEntry.from_fields(first.record) == one.entry
    assert (second.who, second.when, second.changed) == ("anna", TUESDAY, {"source": (one.entry.source, "Ny källa")})


@pytest.mark.slow
def test_the_second_of_two_is_told(store) -> None:
    """Nothing is overwritten unseen, and saving what is there already is not a change."""
    identity = add_library_entry(store, OWN, "anna", MONDAY)
    assert edit_library_entry(store, identity, 1, OWN, "bo", TUESDAY) == 1
    edit_library_entry(store, identity, 1, replace(OWN, source="Annan"), "bo", TUESDAY)
    with pytest.raises(EditedByOtherError) as caught:
        edit_library_entry(store, identity, 1, replace(OWN, works="Annat."), "cilla", TUESDAY)
    assert caught.value.who == "bo"
    assert set(caught.value.differs) == {"source", "works"}


@pytest.mark.slow
def test_what_the_group_learned_stands_first_under_its_mechanism(store) -> None:
    """An entry of one's own leads back to its measure, and comes before the published ones."""
    fill_library(store, "est", MONDAY)
    measure = add_measure(store, Measure("Bänken", organisation_ids(store)[0], place="Torget"), "anna", MONDAY)
    learned = replace(OWN, learned_from=str(measure))
    identity = add_library_entry(store, learned, "anna", MONDAY)
    of_mechanism = [one for one in library_entries(store) if one.entry.mechanism is Mechanism.ATTRACTION]
    assert of_mechanism[0].identity == str(identity)
    assert get_library_entry(store, identity) == (learned, 1)
    with pytest.raises(NotFoundError, match="no measure"):
        add_library_entry(store, replace(OWN, learned_from=str(new_id())), "anna", MONDAY)


@pytest.mark.slow
def test_adding_twice_is_adding_once(store) -> None:
    """The same identity sent again, as after a lost answer, gives one entry."""
    identity = new_id()
    assert add_library_entry(store, OWN, "anna", MONDAY, identity) == add_library_entry(
        store, OWN, "anna", MONDAY, identity
    )
    assert len(library_entries(store)) == 1


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": " "}, "what the measure is called"),
        ({"works": ""}, "what is known of it"),
        ({"source": " "}, "where the knowledge comes from"),
        ({"title": "x" * 201}, "too long"),
        ({"works": "x" * 2001}, "too long"),
    ],
)
def test_what_cannot_be_is_refused(fields, message) -> None:
    """An entry has a title, says what is known, and says where from."""
    with pytest.raises(LibraryError, match=message):
        replace(OWN, **fields)


@pytest.mark.slow
def test_personal_data_is_refused(store) -> None:
    """A telephone number in what is known stops the entry; the numbers of publications in a source do not."""
    with pytest.raises(PersonalDataError, match="about measures"):
        add_library_entry(store, replace(OWN, works="Ring 070-123 45 67"), "anna", MONDAY)
    add_library_entry(
        store, replace(OWN, source="doi:10.1371/journal.pone.0187392, ISBN 978-91-86027-49-0"), "anna", MONDAY
    )


def test_what_came_with_the_program_is_in_the_readers_language() -> None:
    """What the group wrote itself is shown as it is written, in every language."""
    lighting = next(one for one in default_entries().values() if one.title == "Bättre belysning")
    english = lighting.in_language(translator("en"))
    assert (english.title, english.works[:8]) == ("Better lighting", "A review")
    assert lighting.in_language(translator("sv")) == lighting
    assert OWN.in_language(translator("en")) == OWN
