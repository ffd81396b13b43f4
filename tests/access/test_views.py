"""Each role sees of the store what is theirs, whichever function asks, and changes nothing else."""

from datetime import datetime
from uuid import UUID

import polars as pl
import pytest

from est.access.disclosure import share_descriptions
from est.access.permissions import COMMON, Actor, Resource, Role
from est.access.views import NOBODY, SEEN, WORDS, resource_of, visible_store
from est.errors import NotAllowedError
from est.hotspots.register.commands import add_hotspot
from est.hotspots.register.hotspot import Hotspot
from est.identity import new_id
from est.municipality.settings import write_setting
from est.picture.selection import loaded_period
from est.reports.arrivals.waiting_files import keep_waiting
from est.reports.batches.batch import all_batches, batch_rejects, take_batch
from est.reports.batches.undo import undo_batch
from est.reports.columns.recognition import recognise_columns
from est.reports.files.reader import read_file
from est.reports.rows.reference_data import ReferenceData
from est.reports.rows.validation import check_rows
from est.store import Change, Store
from est.store.exports import log_export
from est.store.log import log_rows
from tests.reports.tables import WORDS as VOCABULARY

WHEN = datetime(2026, 3, 2, 12)
FILE = """tid,kategori,lat,lon,text,gjort på plats
2026-03-01 18:0{0},klotter,59.33,14.1,Ord av {1},städat av {1}
fel,x,1,2,Avvisat av {1},
"""


@pytest.fixture
def organisations(store) -> dict[str, str]:
    return dict(
        store.ask("SELECT name, id::VARCHAR FROM organisations WHERE name IN ('Polisen', 'Hemtjänsten')").rows()
    )


def send(store: Store, number: int, name: str, organisation: str) -> UUID:
    """Take a batch of one report and one reject for an organisation."""
    table = read_file(FILE.format(number, name).encode(), f"{name}.csv")
    mapping = recognise_columns(table, VOCABULARY).mapping
    checked = check_rows(table, mapping, ReferenceData(), VOCABULARY, WHEN)
    return take_batch(store, checked, who=name, when=WHEN, organisation=organisation, mapping=mapping)


@pytest.fixture
def batches(store, organisations) -> dict[str, UUID]:
    return {name: send(store, number, name, one) for number, (name, one) in enumerate(organisations.items())}


def seen_by(store: Store, role: Role, organisation: str | None = None) -> Store:
    return visible_store(store, Actor("anna@kommun.example", role, organisation))


def words(store: Store) -> set[str]:
    """Return whatever was written in the reports and rejects that can be read, by questions of any kind."""
    kept = [store.ask(f"SELECT DISTINCT {word} AS word FROM reports")["word"] for word in WORDS]
    kept.append(store.ask("SELECT original AS word FROM rejects")["word"])
    return {word for column in kept for word in column if word}


@pytest.mark.slow
def test_every_table_is_named(store):
    """A table that a migration adds is seen by nobody but the owner of the machine until somebody has thought of it."""
    tables = store.ask("SELECT table_name FROM information_schema.tables WHERE table_catalog = 'est'")
    assert set(tables["table_name"]) == set(SEEN)


@pytest.mark.slow
def test_a_reporter_sees_the_own_organisation_alone(store, organisations, batches):
    """Its batches, reports and rejects; of the others not even that there are any."""
    own = seen_by(store, Role.REPORTER, organisations["Polisen"])
    assert all_batches(own)["organisation"].to_list() == ["Polisen"]
    assert batch_rejects(own, batches["Polisen"]).height == 1
    assert batch_rejects(own, batches["Hemtjänsten"]).is_empty()
    assert own.ask("SELECT count(*) FROM reports").item() == 1
    assert "Hemtjänsten" not in "".join(words(own))
    for table in ("hotspots", "causes", "measures", "log", "people", "sessions"):
        assert own.ask(f"SELECT count(*) FROM {table}").item() == 0


@pytest.mark.slow
def test_a_member_reads_the_words_of_the_own_and_of_those_who_share(store, organisations, batches):
    """And counts every report all the same."""
    member = seen_by(store, Role.MEMBER, organisations["Polisen"])
    assert member.ask("SELECT count(*) FROM reports").item() == 2
    assert words(member) == {"Ord av Polisen", "städat av Polisen"}
    assert all_batches(member).is_empty()
    share_descriptions(store, organisations["Hemtjänsten"], True, "test", WHEN)
    opened = seen_by(store, Role.MEMBER, organisations["Polisen"])
    assert words(opened) == words(member) | {"Ord av Hemtjänsten", "städat av Hemtjänsten"}
    assert opened.scope != member.scope
    share_descriptions(store, organisations["Hemtjänsten"], False, "test", WHEN)
    assert words(seen_by(store, Role.MEMBER, organisations["Polisen"])) == words(member)


@pytest.mark.slow
def test_a_coordinator_reads_all_but_who_may_sign_in(store, organisations, batches):
    """The work of intake and review."""
    coordinator = seen_by(store, Role.COORDINATOR)
    assert len(words(coordinator)) == 6
    assert coordinator.ask("SELECT count(*) FROM people").item() == 0


@pytest.mark.slow
def test_an_administrator_reads_nothing_that_people_wrote(store, organisations, batches):
    """No report, no note, no payload of the log that could hold one; who did what and when is there."""
    add_hotspot(store, Hotspot("Hemligt namn", ("8908b56666fffff",)), "bo", WHEN)
    write_setting(store, "name", "Kristinehamn", "bo", WHEN)
    administrator = seen_by(store, Role.ADMINISTRATOR)
    assert loaded_period(administrator) is None
    assert words(administrator) == set()
    log = log_rows(administrator, WHEN.date(), WHEN.date())
    assert {"add hotspot", "settle", "take batch"} <= set(log["action"])
    told = "".join(log["payload"])
    assert "Kristinehamn" in told
    assert "Hemligt" not in told
    assert "Ord av" not in told


@pytest.mark.slow
def test_the_owner_of_the_machine_sees_the_store_itself(store):
    """One person's tool, as before."""
    assert seen_by(store, Role.OWNER) is store


@pytest.mark.parametrize(
    ("role", "may"), [(Role.REPORTER, 1), (Role.MEMBER, 0), (Role.COORDINATOR, 2), (Role.ADMINISTRATOR, 0)]
)
@pytest.mark.slow
def test_files_are_taken_and_undone_for_whom_the_role_reports(store, organisations, role, may):
    """The table is asked below the pages: the functions that they call are refused."""
    sender = seen_by(store, role, organisations["Polisen"])
    taken = 0
    for number, (name, organisation) in enumerate(organisations.items()):
        try:
            send(sender, number, name, organisation)
            taken += 1
        except NotAllowedError:
            assert name == "Hemtjänsten" or role is not Role.REPORTER
    assert taken == may
    other = send(store, 7, "annan", organisations["Hemtjänsten"])
    before = store.ask("SELECT count(*) FROM log").item()
    if role is Role.COORDINATOR:
        undo_batch(sender, other, "anna", WHEN)
    else:
        with pytest.raises(Exception, match=r"no batch|does not allow"):
            undo_batch(sender, other, "anna", WHEN)
        assert store.ask("SELECT count(*) FROM log").item() == before


@pytest.mark.slow
def test_what_a_role_may_not_change_is_not_changed(store, organisations):
    """By the store that it is handed; what it takes out is logged for all."""
    for role in (Role.REPORTER, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowedError):
            add_hotspot(seen_by(store, role, organisations["Polisen"]), Hotspot("N", ("8908b56666fffff",)), "bo", WHEN)
    with pytest.raises(NotAllowedError):
        write_setting(seen_by(store, Role.MEMBER, organisations["Polisen"]), "name", "X", "bo", WHEN)
    for role in Role:
        log_export(seen_by(store, role, organisations["Polisen"]), "t", pl.DataFrame({"a": [1]}), "bo", WHEN)
    assert store.ask("SELECT count(*) FROM hotspots").item() == 0


@pytest.mark.slow
def test_two_visitors_at_the_same_moment_see_each_their_own(store, organisations, batches):
    """The views belong to a cursor and not to the store."""
    one, other = (seen_by(store, Role.REPORTER, organisation) for organisation in organisations.values())
    with one.asking() as first, other.asking() as second, store.asking() as whole:
        found = [
            cursor.execute("SELECT DISTINCT organisation::VARCHAR FROM reports").fetchall()
            for cursor in (first, second)
        ]
        assert [{row[0] for row in rows} for rows in found] == [
            {organisation} for organisation in organisations.values()
        ]
        assert whole.execute("SELECT count(*) FROM reports").fetchall() == [(2,)]


@pytest.mark.slow
def test_a_change_is_of_the_organisation_whose_batch_or_report_it_touches(store, organisations, batches):
    """What is not there is nobody's, and what replaces a batch of another is too."""
    own, other = organisations["Polisen"], organisations["Hemtjänsten"]
    report = str(store.ask("SELECT CAST(id AS VARCHAR) FROM reports WHERE organisation = $own", {"own": own}).item())

    def of(action: str, thing: UUID | None = None, **payload: object) -> Resource:
        return resource_of(store, Change("anna", WHEN, action, thing or new_id(), payload))

    assert of("share descriptions", UUID(own)) == of("undo batch", batches["Polisen"]) == Resource(own)
    assert of("enter report", organisation=own) == of("void report", report=report) == Resource(own)
    assert of("take batch", organisation=own) == Resource(own)
    assert of("take batch", organisation=own, replaces=str(batches["Polisen"])) == Resource(own)
    assert of("take batch", organisation=own, replaces=str(batches["Hemtjänsten"])) == Resource(NOBODY)
    assert of("restore batch") == of("correct report", report=str(new_id())) == Resource(NOBODY)
    assert of("undo batch", batches["Hemtjänsten"]) == Resource(other)
    assert of("export") == COMMON


@pytest.mark.slow
def test_a_file_that_waits_is_settled_for_its_own_organisation(store, organisations):
    """By whoever reports for it; one that is not there is nobody's."""
    own = organisations["Polisen"]
    arrival = new_id()
    keep_waiting(
        store, arrival, organisation=own, file="v12.csv", content_hash="0" * 64, reasons=(), who="test", when=WHEN
    )

    def of(thing: UUID) -> Resource:
        return resource_of(store, Change("anna", WHEN, "settle waiting file", thing, {}))

    assert of(arrival) == Resource(own)
    assert of(new_id()) == Resource(NOBODY)


@pytest.mark.slow
def test_what_a_visitor_is_handed_is_the_store_itself_in_all_but_what_is_seen(store, organisations):
    """It is as fresh, leads as much and keeps its sessions where the whole store does."""
    member = seen_by(store, Role.MEMBER, organisations["Polisen"])
    assert member.whole is store
    assert (member.silence, member.sessions, member.leads()) == (store.silence, store.sessions, store.leads())
    before = member.version
    write_setting(store, "name", "Kristinehamn", "bo", WHEN)
    member.refresh()
    assert member.version == store.version > before
    assert member.last_written({"settings"}) == store.last_written({"settings"}) == store.version
