"""Servers that share a journal: what one changes the others show, and every one of them holds the same."""

import threading
from datetime import datetime
from uuid import UUID

import psycopg
import pytest

from est.access.people import add_person, change_person, person_of_email
from est.access.permissions import Role
from est.access.sign_in import begin_session, end_session, session_of_id, session_of_token
from est.errors import EditedByOtherError, ReportsChangedError, SameFileError
from est.identity import new_id
from est.measures.commands import add_measure, edit_measure
from est.measures.measure import Measure
from est.measures.queries import get_measure
from est.municipality.defaults import prepare_store
from est.municipality.settings import read_settings, write_setting
from est.municipality.vocabulary import store_vocabulary
from est.reports.batches.batch import take_batch
from est.reports.batches.integrity import check_integrity
from est.reports.batches.undo import undo_batch
from est.reports.columns.recognition import recognise_columns
from est.reports.files.reader import read_file
from est.reports.rows.reference_data import reference_data
from est.reports.rows.validation import check_rows
from est.store.chain import chain_faults
from est.store.fingerprints import fingerprints
from tests.postgres import schema_of
from tests.stores import organisation_ids

NOW = datetime(2026, 3, 2, 12)
pytestmark = [pytest.mark.slow, pytest.mark.long]  # each begins with caches of its own, which takes a second or two
FILE = "tid,kategori,lat,lon,text\n" + "".join(
    f"2026-02-{day:02d} 2{day % 4}:30,klotter,59.30{day:02d},14.10{day:02d},vägg {day}\n" for day in range(1, 29)
)


def held(store):
    """Return what a store holds, after its chain was looked through."""
    with store.asking() as cursor:
        assert [*chain_faults(cursor)] == []
        return fingerprints(cursor, "est")


def take(store, name="februari.csv", text=FILE):
    words, place = store_vocabulary(store), reference_data(store)
    table = read_file(text.encode(), name)
    mapping = recognise_columns(table, words).mapping
    checked = check_rows(table, mapping, place, words, NOW)
    organisation = words.organisation("Polisen")
    return take_batch(store, checked, who="test", when=NOW, organisation=organisation, mapping=mapping)


def together(*works):
    """Do several things at the same moment; return what each gave or raised."""
    ready = threading.Barrier(len(works))
    found: list[object] = [None] * len(works)

    def run(number):
        ready.wait()
        try:
            found[number] = works[number]()
        except Exception as error:  # noqa: BLE001 (what each met is what is looked at)
            found[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_what_one_server_changes_the_others_hold(server):
    """The first changes, the second hears of it and changes too, and the third comes late."""
    first, second = server("a"), server("b")
    prepare_store(first, "test", NOW)
    second.refresh()
    write_setting(second, "name", "Karlstad", "test", NOW)
    first.refresh()
    assert read_settings(first)["name"] == "Karlstad"
    batch = take(first)
    second.refresh()
    undo_batch(second, batch, "test", NOW)
    take(second)
    first.refresh()
    third = server("c")
    assert held(first) == held(second) == held(third)
    assert first.head == second.head == third.head
    assert check_integrity(third).faults == ()
    assert third.ask("SELECT count(*) FROM reports").item() == 28


def test_the_same_file_on_two_servers_at_once_is_stored_once(server):
    first, second = server("a"), server("b")
    prepare_store(first, "test", NOW)
    second.refresh()
    found = together(lambda: take(first), lambda: take(second))
    refused = [one for one in found if isinstance(one, SameFileError | ReportsChangedError)]
    assert len(refused) == 1
    assert sum(isinstance(one, UUID) for one in found) == 1
    first.refresh()
    second.refresh()
    assert held(first) == held(second)
    assert first.ask("SELECT count(*) FROM batches").item() == 1


def test_of_two_edits_of_one_measure_the_second_is_told(server):
    first, second = server("a"), server("b")
    prepare_store(first, "test", NOW)
    measure = add_measure(first, Measure("Belysning", organisation_ids(first)[0], place="Torget"), "anna", NOW)
    second.refresh()
    wanted, version = get_measure(second, measure)
    edits = [
        lambda: edit_measure(first, measure, version, renamed(wanted, "Ny belysning"), "anna", NOW),
        lambda: edit_measure(second, measure, version, renamed(wanted, "Mer belysning"), "bo", NOW),
    ]
    found = together(*edits)
    assert sorted(isinstance(one, EditedByOtherError) for one in found) == [False, True]
    first.refresh()
    second.refresh()
    assert held(first) == held(second)


def renamed(measure, title):
    return type(measure).from_fields(measure.to_fields() | {"title": title})


def test_a_session_is_known_on_every_server_and_ends_on_every_one(server):
    """A change of the person ends it too, though it was made on the other server."""
    first, second = server("a"), server("b")
    prepare_store(first, "test", NOW)
    add_person(first, "eva@kommun.example", Role.ADMINISTRATOR, None, "test", NOW)
    add_person(first, "anna@kommun.example", Role.COORDINATOR, None, "test", NOW)
    anna = person_of_email(first, "anna@kommun.example")
    token = begin_session(first, anna, NOW)
    session = session_of_token(second, token, NOW)
    assert session.actor.name == "anna@kommun.example"
    change_person(first, anna, Role.MEMBER, organisation_ids(first)[0], "test", NOW)
    assert session_of_token(second, token, NOW) is None
    token = begin_session(second, person_of_email(second, "anna@kommun.example"), NOW)
    session = session_of_token(first, token, NOW)
    end_session([second], session.id)
    assert session_of_id(first, session.id, NOW) is None
    assert first.ask("SELECT count(*) FROM sessions").item() == 0


def test_municipalities_in_one_database_do_not_meet(server, cluster):
    """Each has a schema, a lock and a file of its own; the same identities in both are two things."""
    here, there = (schema_of(cluster, f"{name}{new_id().hex}") for name in ("arboga", "boden"))
    first, second = server("a", here), server("a", there)
    assert first.path != second.path
    prepare_store(first, "test", NOW)
    prepare_store(second, "test", NOW)
    write_setting(first, "name", "Arboga", "test", NOW)
    take(first)
    second.refresh()
    assert "name" not in read_settings(second)
    assert second.ask("SELECT count(*) FROM reports").item() == 0
    take(second)
    assert (first.head.number, second.head.number) == (3, 2)
    add_person(first, "anna@kommun.example", Role.ADMINISTRATOR, None, "test", NOW)
    token = begin_session(first, person_of_email(first, "anna@kommun.example"), NOW)
    assert session_of_token(second, token, NOW) is None


@pytest.mark.parametrize("harm", ["gone", "torn", "nonsense", "ahead"])
def test_a_cache_that_is_no_good_is_made_anew(server, harm):
    """Missing, cut off, not a store at all, or with a change that the journal never kept."""
    first = server("a")
    prepare_store(first, "test", NOW)
    take(first)
    write_setting(first, "name", "Karlstad", "test", NOW)
    right = held(first)
    first.checkpoint()
    if harm == "ahead":
        first.journal.ask("DELETE FROM changes WHERE number = 3")
    first.close()
    if harm == "gone":
        first.path.unlink()
    elif harm == "torn":
        first.path.write_bytes(first.path.read_bytes()[:20_000])
    elif harm == "nonsense":
        first.path.write_bytes(b"no store" * 5_000)
    again = server("a")
    if harm == "ahead":
        assert again.head.number == 2
        write_setting(again, "name", "Karlstad", "test", NOW)
    assert {table: rows for table, rows in held(again).items() if table != "log"} == {
        table: rows for table, rows in right.items() if table != "log"
    }


def test_one_server_does_what_is_done_once_and_another_when_it_is_gone(server, cluster, shared_home):
    """Who leads is known by a lock that goes with its connection; each schema has its own."""
    first, second = server("a"), server("b")
    elsewhere = server("c", schema_of(cluster, f"m{new_id().hex}"))
    assert [store.leads() for store in (first, second, first, elsewhere)] == [True, False, True, True]
    with psycopg.connect(cluster.address(), autocommit=True) as connection:
        named = f"est {shared_home.schema}"
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s", [named]
        )
    assert not first.leads()
    assert second.leads()
    second.close()
    assert first.leads()
