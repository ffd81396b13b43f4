"""A store's file, damaged in every way: it must be a sentence, or nothing that matters may have been hit."""

import random
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from est.errors import EstError
from est.municipality.defaults import prepare_store
from est.reports.batches.integrity import check_integrity
from est.store import open_store
from est.store.chain import chain_faults
from est.store.fingerprints import fingerprints
from tests.stores import put

NOW = datetime(2026, 3, 2, 12)
WAYS = ("flip", "zero", "cut", "text")


@dataclass
class Damage:
    """How many damaged files were opened: said in a sentence, unhurt, wrong without a word, or a trace."""

    sentences: int = 0
    unhurt: int = 0
    silent: int = 0
    traces: int = 0


def sound_store(path: Path) -> None:
    """Make the store that is damaged."""
    with open_store(path) as store:
        prepare_store(store, "test", NOW)
        rows = [NOW + timedelta(minutes=minute) for minute in range(5_000)]
        put(store, pl.DataFrame({"starts": rows, "description": [f"glas {row}" for row in range(5_000)]}))
        store.checkpoint()


def damaged(content: bytes, way: str, chance: random.Random) -> bytes:
    """Return the bytes of a file, damaged."""
    held = bytearray(content)
    start = chance.randrange(len(held))
    if way == "cut":
        return bytes(held[:start])
    size = chance.choice((1, 64, 4096))
    part = held[start : start + size]
    held[start : start + size] = {
        "flip": bytes(byte ^ 255 for byte in part),
        "zero": bytes(len(part)),
        "text": (b"skada " * len(part))[: len(part)],
    }[way]
    return bytes(held)


def damage_stores(folder: Path, seed: int, files: int) -> Damage:
    """Return what became of so many damaged copies of a store."""
    chance, found = random.Random(seed), Damage()
    sound = folder / "sound.duckdb"
    sound_store(sound)
    with open_store(sound) as store, store.asking() as cursor:
        whole = fingerprints(cursor, "est")
    content = sound.read_bytes()
    for number in range(files):
        place = folder / f"damaged-{number}"
        place.mkdir()
        path = place / "est.duckdb"
        path.write_bytes(damaged(content, WAYS[number % len(WAYS)], chance))
        shutil.copyfile(sound.with_name("sound.duckdb.head"), path.with_name("est.duckdb.head"))
        try:
            with open_store(path) as store:
                faults = check_integrity(store).faults
                with store.asking() as cursor:
                    faults += tuple(chain_faults(cursor))
                    same = fingerprints(cursor, "est") == whole
            found.unhurt += same
            found.silent += not same and not faults
            found.sentences += not same and bool(faults)
        except EstError:
            found.sentences += 1
        except Exception:  # noqa: BLE001 (whatever it is, it is no sentence, and is counted)
            found.traces += 1
        shutil.rmtree(place)
    return found
