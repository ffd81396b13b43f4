"""What is erased is gone: from its table, from every version in the log, and from every byte of the data folder."""

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from est.__main__ import main
from est.errors import NotFoundError, ReportsChangedError
from est.hotspots.register.commands import NoteKind, add_hotspot, edit_hotspot, write_note
from est.hotspots.register.hotspot import Hotspot
from est.hotspots.register.queries import get_hotspot
from est.identity import new_id
from est.measures.causes.cause import Cause, CauseBox, CauseStatus, Evidence, EvidenceSource
from est.measures.causes.commands import add_cause, edit_cause
from est.measures.causes.queries import CAUSES
from est.municipality.defaults import prepare_store
from est.municipality.retention import retention_rules, set_retention
from est.reports.batches.batch import take_batch
from est.reports.batches.integrity import check_integrity
from est.reports.batches.purge import purge, purge_plan
from est.reports.batches.rejects_file import rejects_csv
from est.reports.batches.undo import restore_batch, undo_batch, undone_batches
from est.reports.columns.recognition import recognise_columns
from est.reports.entries.commands import correct_report, enter_report, void_report
from est.reports.entries.entry import Entry
from est.store import Store, open_store
from est.store.backup import backup_store, backups_of
from est.store.chain import chain_faults
from est.store.compaction import compact_store, remove_expired_backups
from est.store.erasure import erase_text, kept_texts_of
from est.store.frozen_content import ERASED
from est.terminal.upkeep import Upkeep
from tests.reports.tables import WORDS, reports, table
from tests.reports.tables import checked as check
from tests.stores import organisation_ids

NOW = datetime(2026, 3, 15, 12)
LATER = NOW + timedelta(days=60)
CELL = "8a1f1d4a2c47fff"


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "data" / "est.duckdb") as made:
        prepare_store(made, "test", NOW)
        yield made


def taken(store: Store, mark: str, file: str, **columns) -> UUID:
    """Take a batch of three good rows and a bad one, marked in what people wrote, and return its identity."""
    made = reports(4, text=f"{mark} vid bänken", gjort_på_plats=f"{mark} städat", **columns)
    made["tid"][3] = "2026-02-30 10:00"
    mapping = recognise_columns(table(made), WORDS).mapping
    found = replace(check(made), file=file, content_hash=hashlib.sha256(mark.encode()).hexdigest())
    return take_batch(store, found, who="test", when=NOW, organisation=organisation_ids(store)[0], mapping=mapping)


def holding(folder: Path, *marks: str) -> set[str]:
    """Return the marks that any byte of any file below a folder holds."""
    held = b"\0".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    return {mark for mark in marks if mark.encode() in held}


def require_whole(store: Store) -> None:
    assert check_integrity(store).faults == ()
    with store.asking() as cursor:
        assert [*chain_faults(cursor)] == []


@pytest.mark.slow
def test_nothing_of_what_was_erased_and_purged_is_left_in_the_data_folder(store):
    """Notes, causes, hotspots, file names, undone batches with their rejects: no byte; the log still chains."""
    folder = store.path.parent
    marks = [f"spårbart{word}" for word in ("anteckning", "orsak", "iakttagelse", "namn", "fil", "ångrat", "kvar")]
    note, cause, seen, name, file, undone, stays = marks
    hotspot = add_hotspot(store, Hotspot(f"Torget {name}", (CELL,)), "anna", NOW)
    edit_hotspot(store, hotspot, 1, replace(get_hotspot(store, hotspot)[0], name="Torget"), "anna", NOW)
    entry = write_note(store, hotspot, NoteKind.NOTE, date(2026, 3, 1), f"Mörkt {note}.", "anna", NOW)
    known = add_cause(store, Cause(str(hotspot), CauseBox.PLACE, f"Trasigt {cause}"), "anna", NOW)
    evidence = (Evidence(EvidenceSource.WALK, date(2026, 3, 1), f"Lampan {seen}"),)
    wanted = Cause(str(hotspot), CauseBox.PLACE, f"Trasigt {cause}", CauseStatus.SUPPORTED, evidence)
    edit_cause(store, known, 1, wanted, "anna", NOW)
    batch = taken(store, stays, f"{file}.csv")
    again = taken(store, undone, f"{file}-igen.csv")
    undo_batch(store, again, "anna", NOW)
    store.checkpoint()
    backup_store(store, folder / "backups", NOW)
    backup_store(store, folder / "backups", NOW + timedelta(days=29))
    assert holding(folder, *marks) == set(marks)

    for identity, field in (
        (entry, "wording"), (known, "wording"), (known, "evidence"), (hotspot, "name"), (batch, "file"),
    ):  # fmt: skip
        erase_text(store, identity, field, "Namnger någon.", "anna", NOW)
    purge(store, purge_plan(store, LATER), "anna", LATER)
    compact_store(store)
    backup_store(store, folder / "backups", LATER)
    assert len(remove_expired_backups(store.path, folder / "backups", LATER)) == 2

    assert holding(folder, *marks) == {stays}
    require_whole(store)
    assert CAUSES.get(store, known)[0].evidence[0].wording == ERASED
    assert [version.record["wording"] for version in CAUSES.versions(store, known)] == [ERASED, ERASED]
    assert store.ask("SELECT count(*) FROM reports").item() == 3
    assert store.ask("SELECT count(*) FROM rejects").item() == 1
    store.close()
    with open_store(store.path) as opened:
        require_whole(opened)
    assert holding(folder, *marks) == {stays}


@pytest.mark.slow
def test_a_rewritten_row_of_the_log_that_nobody_owns_up_to_is_found(store):
    """Whoever writes into the file past the program is told of by the chain, also with a hash beside it."""
    hotspot = add_hotspot(store, Hotspot("Torget", (CELL,)), "anna", NOW)
    entry = write_note(store, hotspot, NoteKind.NOTE, date(2026, 3, 1), "Mörkt.", "anna", NOW)
    erase_text(store, entry, "wording", "", "anna", NOW)
    require_whole(store)
    row = "action = 'write of hotspot'"
    for statement in (
        f"UPDATE log SET payload = replace(payload, '{ERASED}', 'Ljust.') WHERE {row}",
        "UPDATE log SET payload = '{}', payload_hash = sha256(payload) WHERE action = 'add hotspot'",
    ):
        cursor = store._cursor()
        cursor.execute("BEGIN")
        cursor.execute(statement)
        assert any("no later change says so" in fault for fault in chain_faults(cursor))
        cursor.execute("ROLLBACK")


@pytest.mark.slow
def test_only_what_is_a_text_of_the_thing_is_erased(store):
    """A list tells which; what is not there is a sentence, and another thing's text stays."""
    hotspot = add_hotspot(store, Hotspot("Torget", (CELL,)), "anna", NOW)
    other = write_note(store, hotspot, NoteKind.NOTE, date(2026, 3, 1), "Ett.", "anna", NOW)
    entry = write_note(store, hotspot, NoteKind.DECISION, date(2026, 3, 1), "Två.", "anna", NOW)
    assert kept_texts_of(store, entry).rows() == [("hotspot_entries", "wording", "Två.", 1)]
    with pytest.raises(NotFoundError):
        erase_text(store, entry, "kind", "", "anna", NOW)
    with pytest.raises(NotFoundError):
        erase_text(store, new_id(), "wording", "", "anna", NOW)
    assert erase_text(store, entry, "wording", "", "anna", NOW) == 1
    texts = store.ask("SELECT wording FROM hotspot_entries ORDER BY id")["wording"].to_list()
    assert texts == ["Ett.", ERASED]
    assert kept_texts_of(store, other)["text"].to_list() == ["Ett."]


@pytest.mark.slow
def test_retention_is_by_the_rule_that_fits_best(store):
    """Organisation and category before organisation, before category, before all; without a rule all is kept."""
    police, other = organisation_ids(store)[:2]
    taken(store, "klotter", "a.csv")
    year = datetime(2027, 3, 20)
    assert purge_plan(store, year).is_empty
    set_retention(store, None, None, 24, "anna", NOW)
    set_retention(store, None, "SKA", 12, "anna", NOW)
    assert purge_plan(store, year).reports.height == 3
    set_retention(store, police, None, 36, "anna", NOW)
    set_retention(store, other, "SKA", 1, "anna", NOW)
    assert purge_plan(store, year).is_empty
    set_retention(store, police, "SKA", 12, "anna", NOW)
    set_retention(store, other, "SKA", None, "anna", NOW)
    assert retention_rules(store)["months"].to_list() == [24, 12, 36, 12]
    plan = purge_plan(store, year)
    assert plan.counts().rows() == [(police, "SKA", 12, 3)]
    purge(store, plan, "anna", year)
    assert store.ask("SELECT count(*) FROM reports").item() == 0
    assert store.ask("SELECT count(*) FROM rejects").item() == 0
    require_whole(store)


@pytest.mark.slow
def test_what_was_corrected_or_voided_keeps_no_words(store):
    """After thirty days; the report stays voided whatever later files say, and what stands keeps its words."""
    police = organisation_ids(store)[0]
    entry = Entry("SKA", "klotter", NOW - timedelta(hours=3), 59.33, 18.06, description="spårbart före")
    wrong = enter_report(store, entry, police, "anna", NOW)
    right = replace(entry, description="bestående efter")
    correct_report(store, wrong.report, 1, right, "Nämnde någon spårbart skäl.", "anna", NOW)
    gone = enter_report(store, replace(entry, description="spårbart makulerat"), police, "anna", NOW)
    void_report(store, gone.report, 1, "Fel.", "anna", NOW)
    assert purge_plan(store, NOW + timedelta(days=29)).is_empty
    purge(store, purge_plan(store, LATER), "anna", LATER)
    assert purge_plan(store, LATER).is_empty
    compact_store(store)
    assert holding(store.path.parent, "spårbart före", "spårbart makulerat", "bestående efter") == {"bestående efter"}
    require_whole(store)
    # by retention all of it goes, also what waits for review, with the reasons
    set_retention(store, None, None, 1, "anna", LATER)
    purge(store, purge_plan(store, LATER), "anna", LATER)
    compact_store(store)
    assert holding(store.path.parent, "bestående efter", "spårbart skäl") == set()
    require_whole(store)


@pytest.mark.slow
def test_what_is_past_its_time_goes_each_night_while_the_store_is_served(store):
    """Once a night, also while somebody is asking all the time; nobody is told of it."""
    taken(store, "spårbart", "a.csv")
    undo_batch(store, taken(store, "ångrat", "b.csv"), "anna", NOW)
    upkeep = Upkeep(store, store.path.parent / "backups", NOW.date())
    assert not upkeep.is_due(NOW)
    assert not upkeep.is_due(LATER.replace(hour=2))
    assert upkeep.is_due(LATER)
    done = threading.Event()

    def ask():
        asked = 0
        while not done.is_set():
            assert store.ask("SELECT count(*) FROM reports").item() == 3
            asked += 1
        return asked

    with ThreadPoolExecutor(2) as pool:
        asking = [pool.submit(ask) for _ in range(2)]
        upkeep.run(LATER)
        done.set()
        assert all(one.result() > 0 for one in asking)
    assert not upkeep.is_due(LATER)
    assert store.ask("SELECT count(*) FROM batches WHERE purged IS NULL").item() == 1
    assert holding(store.path.parent, "ångrat", "spårbart") == {"spårbart"}
    require_whole(store)


def test_an_organisation_whose_batch_was_purged_sends_in_as_before(store):
    """What another file said too is still known, by what that file gave; nothing is doubled, and nothing stops."""

    def send(file: str) -> UUID:
        found = replace(check(reports(3)), file=file, content_hash=hashlib.sha256(file.encode()).hexdigest())
        mapping = recognise_columns(table(reports(3)), WORDS).mapping
        return take_batch(store, found, who="test", when=NOW, organisation=organisation_ids(store)[0], mapping=mapping)

    first = send("v1.csv")
    send("v2.csv")
    undo_batch(store, first, "anna", NOW)
    purge(store, purge_plan(store, LATER), "anna", LATER)
    assert store.ask("SELECT count(*) FROM batches WHERE mapping IS NULL").item() == 1
    assert store.ask("SELECT count(*) FROM reports").item() == 3
    send("v3.csv")
    assert store.ask("SELECT count(*) FROM reports").item() == 3
    assert rejects_csv(store, first).startswith(b"\xef\xbb\xbf")


@pytest.mark.slow
def test_a_purged_batch_cannot_be_put_back_and_one_that_was_is_not_purged(store):
    """A batch that another one says too keeps what the other says."""
    first = taken(store, "klotter", "a.csv")
    undo_batch(store, first, "anna", NOW)
    plan = purge_plan(store, LATER)
    restore_batch(store, first, "anna", NOW)
    with pytest.raises(ReportsChangedError):
        purge(store, plan, "anna", LATER)
    undo_batch(store, first, "anna", NOW)
    assert purge_plan(store, NOW + timedelta(days=29)).is_empty
    purge(store, purge_plan(store, LATER), "anna", LATER)
    assert undone_batches(store).is_empty()
    with pytest.raises(NotFoundError):
        restore_batch(store, first, "anna", LATER)
    require_whole(store)


@pytest.mark.slow
def test_it_is_done_from_a_terminal(store, capsys, monkeypatch):
    """`est retention`, `est purge` and `est erase` say what they did; a dry run removes nothing."""
    hotspot = add_hotspot(store, Hotspot("Torget spårbart", (CELL,)), "anna", NOW)
    taken(store, "klotter", "a.csv")
    path, folder = str(store.path), store.path.parent
    backup_store(store, folder / "backups", NOW)
    store.close()
    assert main(["retention", "--months", "1", "--category", "SKA", "--store", path]) == 0
    assert main(["purge", "--dry-run", "--store", path]) == 0
    told = capsys.readouterr().out
    assert "all organisations, Skadegörelse och klotter: 1 months" in told or "1 months" in told
    assert "3 reports of" in told
    assert main(["erase", str(hotspot), "--store", path]) == 0
    assert "name (1 rows of the log): Torget spårbart" in capsys.readouterr().out
    assert main(["erase", str(hotspot), "--field", "name", "--store", path, "--backups", str(folder / "backups")]) == 0
    assert "1 left. Each holds" in capsys.readouterr().out
    capsys.readouterr()
    assert main(["purge", "--store", path]) == 0
    assert "What was listed is gone" in capsys.readouterr().out
    assert main(["purge", "--store", path]) == 0
    told = capsys.readouterr().out
    assert "Nothing is past its time." in told
    assert "is gone" not in told
    with open_store(Path(path)) as opened:
        assert opened.ask("SELECT count(*) FROM reports").item() == 0
        require_whole(opened)
    assert holding(folder, "spårbart") == {"spårbart"}  # in the backup, as was said
    for backup in backups_of(Path(path), folder / "backups"):
        backup.unlink()
    assert holding(folder, "spårbart") == set()
