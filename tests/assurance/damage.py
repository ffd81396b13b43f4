"""A store's file, damaged in every way: it must be a sentence, or nothing that matters may have been hit."""

import io
import random
import shutil
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from est.__main__ import main
from est.access.people import add_person
from est.access.permissions import Role
from est.municipality.defaults import prepare_store
from est.municipality.vocabulary import store_vocabulary
from est.reports.batches.batch import take_batch
from est.reports.columns.recognition import recognise_columns
from est.reports.files.reader import read_file
from est.reports.rows.reference_data import ReferenceData
from est.reports.rows.validation import check_rows
from est.store import open_store

NOW = datetime(2026, 3, 2, 12)
WAYS = ("flip", "zero", "cut", "text")


@dataclass
class Damage:
    """What `est check` said of damaged files: what is wrong, that all holds and every table can be read as it was
    (unhurt), that all holds where it does not (silent), or a trace.
    """

    sentences: int = 0
    unhurt: int = 0
    silent: int = 0
    traces: int = 0


def sound_store(path: Path) -> None:
    """Make the store that is damaged, of which `est check` says that all holds."""
    with open_store(path) as store:
        prepare_store(store, "test", NOW)
        add_person(store, "ada@kommun.example", Role.ADMINISTRATOR, None, "test", NOW)
        times = [NOW - timedelta(minutes=minute) for minute in range(5_000)]
        rows = "\n".join(f"{time:%Y-%m-%d %H:%M},klotter,59.33,14.1,glas {row}" for row, time in enumerate(times))
        table = read_file(f"tid,kategori,lat,lon,text\n{rows}\n".encode(), "glas.csv")
        vocabulary = store_vocabulary(store)
        mapping = recognise_columns(table, vocabulary).mapping
        checked = check_rows(table, mapping, ReferenceData(), vocabulary, NOW)
        organisation = vocabulary.organisation("Polisen")
        take_batch(store, checked, who="test", when=NOW, organisation=organisation, mapping=mapping)
        store.checkpoint()


def content_of(path: Path) -> dict[str, tuple[int, int]]:
    """Return table → its number of rows and a sum of their hashes, of every table of a closed store."""
    found = {}
    with duckdb.connect(path, read_only=True) as connection:
        for (table,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            sums = connection.execute(f'SELECT count(*), coalesce(sum(hash(held)::HUGEINT), 0) FROM "{table}" AS held')
            count, hashes = sums.fetchall()[0]
            found[table] = (int(count), int(hashes))
    return found


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


def checked(path: Path) -> int:
    """Return the status of `est check` of a store, with what it prints kept to itself."""
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return main(["check", "--store", str(path)])


def damage_stores(folder: Path, seed: int, files: int) -> Damage:
    """Return what became of so many damaged copies of a store."""
    chance, found = random.Random(seed), Damage()
    sound = folder / "sound.duckdb"
    sound_store(sound)
    if checked(sound) != 0:
        raise AssertionError("the store is not sound to begin with, so that nothing would be told from damage")
    whole = content_of(sound)
    content = sound.read_bytes()
    for number in range(files):
        place = folder / f"damaged-{number}"
        place.mkdir()
        path = place / "est.duckdb"
        path.write_bytes(damaged(content, WAYS[number % len(WAYS)], chance))
        shutil.copyfile(sound.with_name("sound.duckdb.head"), path.with_name("est.duckdb.head"))
        try:
            status = checked(path)
            same = status == 0 and _is_same(path, whole)
            found.unhurt += same
            found.silent += status == 0 and not same
            found.sentences += status != 0
        except Exception:  # noqa: BLE001 (whatever it is, it is no sentence, and is counted)
            found.traces += 1
        shutil.rmtree(place)
    return found


def _is_same(path: Path, whole: dict[str, tuple[int, int]]) -> bool:
    try:
        return content_of(path) == whole
    except duckdb.Error:
        return False
