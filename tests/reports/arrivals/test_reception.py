"""A file that nobody looks at is taken where nothing is asked, and waits with its reasons at any doubt."""

from datetime import datetime

import pytest

from est.access.permissions import Actor, Role
from est.access.views import visible_store
from est.errors import NotAllowedError, NotFoundError
from est.identity import new_id
from est.municipality.organisations import edit_organisation
from est.municipality.vocabulary import store_vocabulary
from est.reports.arrivals.reception import Reception, receive_file
from est.reports.arrivals.waiting_files import WaitingOutcome, keep_waiting, settle_waiting, waiting_file, waiting_files
from est.reports.batches.batch import all_batches, take_batch
from est.reports.batches.undo import undo_batch
from est.reports.columns.recognition import recognise_columns
from est.reports.files.reader import read_file
from est.reports.rows.reference_data import reference_data
from est.reports.rows.validation import check_rows
from est.sentences import Sentence

WHEN = datetime(2026, 3, 30, 6)
HEADER = "ärendenr,tid,kategori,lat,lon,text"


def rows(first: int, last: int, kind: str = "skadegörelse") -> list[str]:
    return [f"K{n},2026-03-{n:02} 14:30,{kind},59.33{n:02},14.06{n:02},Klotter på vägg" for n in range(first, last)]


def file(*lines: str) -> bytes:
    return "\n".join([HEADER, *lines, ""]).encode()


@pytest.fixture
def mapped(store, police) -> str:
    """The organisation, after a first file was taken by hand: its columns are known from then on."""
    table = read_file(file(*rows(1, 9)), "v11.csv")
    words = store_vocabulary(store)
    mapping = recognise_columns(table, words).mapping
    checked = check_rows(table, mapping, reference_data(store, "Polisen"), words, WHEN)
    take_batch(store, checked, who="anna", when=WHEN, organisation=police, mapping=mapping)
    return police


@pytest.fixture
def receive(store, mapped):
    def receive(content: bytes, organisation: str = mapped) -> Reception:
        seen = visible_store(store, Actor("inkorg", Role.REPORTER, organisation))
        return receive_file(seen, content, "v12.csv", organisation, "inkorg", WHEN)

    return receive


@pytest.mark.slow
def test_a_file_like_the_one_before_is_taken_as_by_hand(store, receive):
    taken = receive(file(*rows(9, 20)))
    assert taken.reasons == ()
    assert all_batches(store).select("accepted", "received_by", "file").row(0) == (11, "inkorg", "v12.csv")
    again = receive(file(*rows(9, 20)))
    assert (again.batch, again.known) == (taken.batch, True)
    undo_batch(store, taken.batch, "anna", WHEN)
    assert receive(file(*rows(9, 20))).known is False


@pytest.mark.slow
def test_a_sum_below_the_rows_is_no_doubt(receive):
    taken = receive(file(*rows(9, 15), "Totalt antal: 6 st,,,,,"))
    assert taken.reasons == ()
    assert taken.checked is not None
    assert [reject.row for reject in taken.checked.rejects] == [8]


DOUBTS = [
    (file(*rows(9, 20)).replace(b"lon,", b"long,"), "No earlier file of this organisation had these columns"),
    (file(*rows(9, 20))[len(HEADER.encode()) + 1 :], "No earlier file of this organisation had these columns"),
    (file(*rows(9, 20), *rows(20, 22, "Snöröjning")), "Words that are no category here: Snöröjning."),
    (file(*rows(9, 20), "K90,i går,klotter,59.33,14.06,x"), "1 of its 12 rows cannot be taken."),
    (file(*rows(9, 20), *[one.replace("14:30", "15:30") for one in rows(3, 5)]), "Reports that it changes: 2."),
    (file(*rows(1, 4), *rows(6, 9)), "Reports of its period that are no longer in it: 2."),
    (file(*rows(9, 20), *rows(9, 11)), "Rows that agree in everything with an earlier row: 2."),
    (file("K1,2026-02-30,klotter,59.33,14.06,x"), "Not one of its 1 rows can be taken."),
    (file(*(f"K{n},{n:02}/04/2025,klotter,59.33,14.06,x" for n in range(1, 10))), "the day and the month"),
    (b"\x00\x01\x02", "v12.csv"),
    (b"", "v12.csv"),
]


@pytest.mark.slow
def test_at_any_doubt_nothing_is_stored(store, receive):
    before = all_batches(store).height
    for content, reason in DOUBTS:
        found = receive(content)
        assert found.batch is None
        assert any(reason in one for one in found.reasons), (reason, found.reasons)
    assert all_batches(store).height == before


@pytest.mark.slow
def test_an_organisation_that_is_switched_off_sends_nothing(store, mapped, receive):
    edit_organisation(store, mapped, "Polisen", False, "anna", WHEN)
    assert receive(file(*rows(9, 20))).reasons == ("Its organisation is switched off.",)


def keep(store, organisation: str, **more: str) -> str:
    identity = new_id()
    reasons = (Sentence("{n} rows: {why}", n=3, why=Sentence("Anna Bengtsson 19811228-9874 is written there.")),)
    named = {"file": "v12.csv", "content_hash": "0" * 64} | more
    keep_waiting(store, identity, organisation=organisation, reasons=reasons, who="inkorg", when=WHEN, **named)
    return str(identity)


@pytest.mark.slow
def test_what_waits_is_known_with_its_reasons_until_it_is_settled(store, police):
    """The reasons are kept with their values, for every language, and hold nothing about a person."""
    identity = keep(store, police)
    (found,) = waiting_files(store)
    assert (found.id, found.organisation_name, found.received) == (identity, "Polisen", WHEN)
    assert found.reasons[0].values["n"] == 3
    assert "19811228" not in str(
        store.ask("SELECT reasons FROM arrivals").rows() + store.ask("SELECT payload FROM log").rows()
    )
    settle_waiting(store, identity, WaitingOutcome.PUT_ASIDE, "anna", WHEN)
    assert waiting_files(store) == ()
    assert waiting_file(store, identity).outcome is WaitingOutcome.PUT_ASIDE
    with pytest.raises(NotFoundError):
        settle_waiting(store, identity, WaitingOutcome.TAKEN, "anna", WHEN)
    assert waiting_file(store, "no identity") is None


@pytest.mark.slow
def test_a_file_that_was_taken_by_hand_no_longer_waits(store, mapped):
    """It is known by its content, also before anybody has moved it."""
    taken = store.ask("SELECT content_hash FROM batches").item()
    keep(store, mapped, content_hash=taken)
    assert waiting_files(store) == ()


@pytest.mark.slow
def test_another_organisation_sees_and_settles_none_of_it(store, police):
    other = str(store.ask("SELECT id FROM organisations WHERE name <> 'Polisen' LIMIT 1").item())
    identity = keep(store, police)
    stranger = visible_store(store, Actor("nyckel", Role.REPORTER, other))
    assert waiting_files(stranger) == ()
    with pytest.raises(NotAllowedError):
        settle_waiting(stranger, identity, WaitingOutcome.PUT_ASIDE, "nyckel", WHEN)
    with pytest.raises(NotAllowedError):
        keep(stranger, police)
    settle_waiting(
        visible_store(store, Actor("eva", Role.REPORTER, police)), identity, WaitingOutcome.PUT_ASIDE, "eva", WHEN
    )
