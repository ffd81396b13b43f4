"""Many who change one store at the same moment: every change that was acknowledged is there, and only those."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from est.errors import EditedByOtherError
from est.hotspots.register.commands import add_hotspot, edit_hotspot
from est.hotspots.register.hotspot import Hotspot
from est.hotspots.register.queries import get_hotspot
from est.municipality.defaults import prepare_store
from est.store import Store, open_store
from est.store.chain import chain_faults

NOW = datetime(2026, 3, 2, 12)
CELL = "8a1f1d4a2c47fff"


def edit_together(folder: Path, people: int, edits: int) -> tuple[int, int]:
    """Return how many edits of one record by so many people at once were acknowledged, and how many are lost."""
    with open_store(folder / "est.duckdb") as store:
        prepare_store(store, "test", NOW)
        hotspot = add_hotspot(store, Hotspot("Torget", (CELL,)), "anna", NOW)
        with ThreadPoolExecutor(people) as pool:
            parts = [pool.submit(_edit, store, hotspot, person, edits) for person in range(people)]
            acknowledged = sum(part.result() for part in parts)
        _, version = get_hotspot(store, hotspot)
        logged = store.ask("SELECT count(*) FROM log WHERE action = 'edit hotspot'").item()
        with store.asking() as cursor:
            faults = len([*chain_faults(cursor)])
    return acknowledged, abs(acknowledged - (version - 1)) + abs(acknowledged - logged) + faults


def _edit(store: Store, hotspot: UUID, person: int, edits: int) -> int:
    done = 0
    for number in range(edits):
        record, version = get_hotspot(store, hotspot)
        try:
            edit_hotspot(store, hotspot, version, replace(record, place=f"{person} {number}"), f"p{person}", NOW)
            done += 1
        except EditedByOtherError:
            continue  # whoever was second is told, and nothing is overwritten
    return done
