"""The process that is killed: it opens a store, says what is in it, and does what it is told, one line a step."""

import json
import resource
import signal
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from est.errors import EstError
from est.hotspots.register.commands import NoteKind, add_hotspot, write_note
from est.hotspots.register.hotspot import Hotspot
from est.municipality.defaults import prepare_store
from est.municipality.settings import read_settings, write_setting
from est.municipality.vocabulary import store_vocabulary
from est.reports.batches.batch import take_batch
from est.reports.batches.integrity import check_integrity
from est.reports.batches.purge import purge, purge_plan
from est.reports.batches.undo import restore_batch, undo_batch
from est.reports.columns.recognition import recognise_columns
from est.reports.files.reader import read_file
from est.reports.rows.reference_data import ReferenceData
from est.reports.rows.validation import check_rows
from est.store import Store, open_store
from est.store.backup import backup_store
from est.store.chain import chain_faults
from est.store.compaction import compact_store
from est.store.erasure import erase_text

NOW = datetime(2026, 11, 1, 12)
CELL = "8a1f1d4a2c47fff"


def state(store: Store) -> dict[str, Any]:
    """Return what a store holds, as the model holds it, and what is wrong with it."""
    with store.asking() as cursor:
        faults = [*check_integrity(store).faults, *chain_faults(cursor)]
    batches = store.ask(
        "SELECT file, CASE WHEN purged IS NOT NULL THEN 'purged' WHEN undone IS NOT NULL THEN 'undone' "
        "ELSE 'stands' END AS standing FROM batches ORDER BY id"
    ).rows()
    return {
        "name": read_settings(store).get("name", ""),
        "notes": store.ask("SELECT wording FROM hotspot_entries ORDER BY id")["wording"].to_list(),
        "batches": [list(row) for row in batches],
        "reports": int(store.ask("SELECT count(*) FROM reports").item()),
        "faults": faults,
    }


def step(store: Store, told: dict[str, Any]) -> None:
    """Do one step."""
    known, words = told.get("number", 0), told.get("words", "")
    batches = store.ask("SELECT id::VARCHAR AS id FROM batches ORDER BY id")["id"].to_list()
    if told["do"] == "name":
        write_setting(store, "name", words, "anna", NOW)
    elif told["do"] == "note":
        hotspots = store.ask("SELECT id::VARCHAR AS id FROM hotspots")["id"].to_list()
        hotspot = UUID(hotspots[0]) if hotspots else add_hotspot(store, Hotspot("Torget", (CELL,)), "anna", NOW)
        write_note(store, hotspot, NoteKind.NOTE, date(2026, 3, 1), words, "anna", NOW)
    elif told["do"] == "erase":
        entries = store.ask("SELECT id::VARCHAR AS id FROM hotspot_entries ORDER BY id")["id"].to_list()
        erase_text(store, UUID(entries[known]), "wording", "", "anna", NOW)
    elif told["do"] == "take":
        rows = "\n".join(f"2026-03-01 18:{row:02d},klotter,59.33{row:02d},14.1,{words} {row}" for row in range(5))
        table = read_file(f"tid,kategori,lat,lon,text\n{rows}\n".encode(), f"{words}.csv")
        vocabulary = store_vocabulary(store)
        mapping = recognise_columns(table, vocabulary).mapping
        checked = check_rows(table, mapping, ReferenceData(), vocabulary, NOW)
        organisation = vocabulary.organisation("Polisen")
        take_batch(store, checked, who="anna", when=NOW, organisation=organisation, mapping=mapping)
    elif told["do"] == "undo":
        undo_batch(store, batches[known], "anna", NOW)
    elif told["do"] == "restore":
        restore_batch(store, batches[known], "anna", NOW)
    elif told["do"] == "purge":
        purge(store, purge_plan(store, NOW, 0), "anna", NOW)
    elif told["do"] == "rewrite":
        compact_store(store)
    elif told["do"] == "backup":
        backup_store(store, Path(told["folder"]), datetime.fromisoformat(told["at"]))


def tried_step(store: Store, told: dict[str, Any]) -> str:
    """Do one step, where it says `room` while no file may grow above so many bytes; return what became of it."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (told.get("room", resource.RLIM_INFINITY), resource.RLIM_INFINITY))
    try:
        step(store, told)
    except EstError as error:
        return f"REFUSED {error}".replace("\n", " ")
    except Exception as error:  # noqa: BLE001 (whatever it is, it is no sentence, and is told)
        return f"{type(error).__name__}: {error}".replace("\n", " ")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return "DONE"


def main(path: str) -> None:
    """Open the store and do what is read from the input until it ends."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with open_store(Path(path)) as store:
        prepare_store(store, "test", NOW)
        print(json.dumps(state(store)), flush=True)
        for line in sys.stdin:
            told = json.loads(line)
            print("BEGUN", flush=True)
            said = json.dumps(state(store)) if told["do"] == "state" else tried_step(store, told)
            print(said, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
