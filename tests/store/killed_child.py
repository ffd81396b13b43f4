"""The process that is killed: it imports files one after another and says what it has begun and what is stored."""

import sys
from datetime import datetime
from pathlib import Path

from est.errors import SameFileError
from est.municipality.vocabulary import store_vocabulary
from est.reports.batches.batch import take_batch
from est.reports.columns.recognition import recognise_columns
from est.reports.files.reader import read_file
from est.reports.rows.reference_data import reference_data
from est.reports.rows.validation import check_rows
from est.store import open_store

NOW = datetime(2026, 11, 1, 12)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(path: str, *files: str) -> None:
    store = open_store(Path(path))
    words, place = store_vocabulary(store), reference_data(store)
    for file in map(Path, files):
        table = read_file(file.read_bytes(), file.name)
        mapping = recognise_columns(table, words).mapping
        checked = check_rows(table, mapping, place, words, NOW)
        say(f"IN {file.name}")
        try:
            organisation = words.organisation("Polisen")
            batch = take_batch(store, checked, who="child", when=NOW, organisation=organisation, mapping=mapping)
            say(f"STORED {file.name} {batch}")
        except SameFileError:
            say(f"SAME {file.name}")
    say("DONE")


if __name__ == "__main__":
    main(*sys.argv[1:])
