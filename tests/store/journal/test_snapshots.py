"""Snapshots, what is erased, other versions of the program, and what `est check` sees of the servers beside it."""

from datetime import datetime

import pytest

from est.__main__ import main
from est.errors import StoreDamagedError, StoreTooNewError
from est.hotspots.register.commands import NoteKind, add_hotspot, write_note
from est.hotspots.register.hotspot import Hotspot
from est.municipality.defaults import prepare_store
from est.municipality.settings import read_settings, write_setting
from est.store.compaction import compact_store
from est.store.erasure import erase_text
from est.store.former import former_path
from est.store.journal import Follower
from est.store.journal.snapshots import all_snapshots
from est.store.migrations import MIGRATIONS, Migration
from tests.store.journal.test_shared_store import held, take

NOW = datetime(2026, 3, 2, 12)
WORDS = "Gunnarstorpet vid kvarnen"
NEXT = (*MIGRATIONS, Migration(MIGRATIONS[-1].version + 1, "of a later program", ("CREATE TABLE later (id UUID)",)))
pytestmark = [pytest.mark.slow, pytest.mark.long]  # each begins with caches of its own, which takes a second or two


def test_a_cache_begins_from_the_newest_snapshot_that_is_whole(server):
    """A damaged one is passed over; the changes since it are applied to the one before."""
    first = server("a")
    prepare_store(first, "test", NOW)
    take(first)
    assert first.keep_snapshot() == 2
    write_setting(first, "name", "Karlstad", "test", NOW)
    first.keep_snapshot()
    newest, earlier = all_snapshots(first.journal)
    assert (newest.number, earlier.number) == (3, 2)
    first.journal.ask("UPDATE changes SET payload = NULL WHERE number <= 2")
    first.journal.ask("UPDATE home SET base = 2")
    first.journal.ask(
        "UPDATE snapshot_parts SET content = set_byte(content, 5000, 255 - get_byte(content, 5000)) "
        "WHERE snapshot = %s AND position = 0",
        [newest.id],
    )
    assert held(server("b")) == held(first)
    first.journal.ask("UPDATE snapshots SET digest = ''")
    with pytest.raises(StoreDamagedError, match="No snapshot"):
        server("c")


def everything(store):
    """Return every text and every byte that PostgreSQL keeps of a store."""
    parts = [
        b"".join(part for (part,) in store.journal.ask(f"SELECT content FROM {table}"))
        for table in ("frames", "snapshot_parts")
    ]
    texts = "".join(str(row) for row in store.journal.ask("SELECT * FROM changes"))
    return b"".join([*parts, texts.encode()])


def test_what_is_erased_leaves_the_journal_its_snapshots_and_every_cache(server):
    """A server that was stopped meanwhile begins anew, and so does one that comes too late; the chain holds on all."""
    first, second, stopped, late = server("a"), server("b"), server("c"), server("d")
    prepare_store(first, "test", NOW)
    hotspot = add_hotspot(first, Hotspot("Torget", ("8908b56606bffff",), since=NOW.date()), "test", NOW)
    note = write_note(first, hotspot, NoteKind.NOTE, NOW.date(), WORDS, "test", NOW)
    first.keep_snapshot()
    for store in (second, stopped, late):
        store.refresh()
        store.checkpoint()
    stopped.close()
    assert WORDS.encode() in stopped.path.read_bytes()
    assert WORDS.encode() in everything(first)
    erase_text(first, note, "wording", "asked for", "test", NOW)
    second.refresh()
    assert second.to_be_compacted
    compact_store(first)
    compact_store(second)
    write_setting(first, "name", "Karlstad", "test", NOW)
    late.refresh()
    second.refresh()
    third = server("c")
    assert WORDS.encode() not in everything(first)
    for store in (first, second, third, late):
        store.checkpoint()
        assert WORDS.encode() not in store.path.read_bytes()
    assert held(first) == held(second) == held(third) == held(late)
    assert third.ask("SELECT wording FROM hotspot_entries").item() == "[raderat]"


def test_a_later_version_takes_over_and_an_earlier_one_says_so(server):
    """While both run, the earlier one shows what it had and refuses changes; nothing is written by both."""
    earlier = server("a")
    prepare_store(earlier, "test", NOW)
    write_setting(earlier, "name", "Karlstad", "test", NOW)
    later = server("b", migrations=NEXT)
    write_setting(later, "name", "Kristinehamn", "test", NOW)
    earlier.refresh()
    assert earlier.silence is not None
    assert read_settings(earlier)["name"] == "Karlstad"
    with pytest.raises(StoreTooNewError, match="Update the program"):
        write_setting(earlier, "name", "Arvika", "test", NOW)
    with pytest.raises(StoreTooNewError):
        server("c")
    other = server("d", migrations=NEXT)
    assert held(other) == held(later)
    assert read_settings(other)["name"] == "Kristinehamn"


def test_a_later_version_begins_from_an_earlier_snapshot_and_keeps_no_way_back(server):
    """The way back of a shared store is the journal; beside a server's own copy it would only hold what was erased."""
    earlier = server("a")
    prepare_store(earlier, "test", NOW)
    earlier.keep_snapshot()
    assert [one.version for one in all_snapshots(earlier.journal)] == [MIGRATIONS[-1].version]
    later = server("b", migrations=NEXT)
    assert later.ask("SELECT count(*) FROM later").item() == 0
    assert read_settings(later) == read_settings(earlier)
    assert not former_path(later.path).exists()


def test_the_check_compares_the_servers(server, shared_home, tmp_path, capsys):
    """One that holds something else is named, with the table; it hears of changes by itself."""
    first = server("a")
    prepare_store(first, "test", NOW)
    follower = Follower(first)
    follower.start()
    try:
        words = ["check", "--store", shared_home.text, "--cache", str(tmp_path / "checking")]
        assert main(words) == 0
        assert capsys.readouterr().out.count("holds the same") == 2
        with first.noting() as cursor:
            cursor.execute("UPDATE settings SET value = 'Europe/Oslo'")
        assert main(words) == 1
        assert "it holds something else in settings" in capsys.readouterr().out
    finally:
        follower.stop()
    assert first.journal.ask("SELECT 1 FROM servers") == []
