"""A file that nobody looks at: taken as by hand where nothing has to be asked, and else told why it has to wait."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import polars as pl

from est.errors import EstError, ReportsChangedError, SameFileError, StoreBusyError, StoreDamagedError
from est.municipality.organisations import all_organisations
from est.municipality.vocabulary import Vocabulary, store_vocabulary
from est.reports.arrivals.doubts import (
    NOT_MAPPED,
    NOT_ONE_ROW,
    SWITCHED_OFF,
    checked_doubts,
    compared_doubts,
    read_doubts,
)
from est.reports.batches.batch import refuse_known_file, take_batch
from est.reports.batches.comparison import Comparison
from est.reports.batches.mappings import saved_mapping
from est.reports.batches.stored_reports import compare_with_store
from est.reports.columns.recognition import recognise_columns
from est.reports.fields.mapping import ColumnMapping
from est.reports.files.reader import LARGE, read_file
from est.reports.files.table import Table
from est.reports.rows.checking_time import CheckingTime
from est.reports.rows.reference_data import ReferenceData, reference_data
from est.reports.rows.validation import MANY, CheckedRows, check_rows
from est.right_of_way import give_way
from est.sentences import Sentence
from est.space.area import municipality_borders_given
from est.store import Store
from est.worker_process import run_apart


@dataclass(frozen=True)
class Reception:
    """What became of a file: its batch, or the `reasons` why it waits. `known` when an earlier batch has this file."""

    batch: UUID | None = None
    reasons: tuple[Sentence, ...] = ()
    known: bool = False
    checked: CheckedRows | None = None
    comparison: Comparison | None = None


def receive_file(store: Store, content: bytes, file: str, organisation: str, who: str, when: datetime) -> Reception:
    """Return the outcome of a file of an organisation (by its identity); it is taken only if nothing needs asking.

    What has nothing to do with the file, as a full disk, is raised: it may be tried again.
    """
    try:
        return _receive(store, content, file, organisation, who, when)
    except SameFileError as error:
        return Reception(error.batch, known=True)
    except (StoreBusyError, StoreDamagedError, ReportsChangedError):
        raise
    except EstError as error:
        return Reception(reasons=(error.args[0],))


def _receive(store: Store, content: bytes, file: str, organisation: str, who: str, when: datetime) -> Reception:
    table = run_apart(read_file, content, file, worth=len(content) > LARGE)
    refuse_known_file(store, table.content_hash)
    names = all_organisations(store).filter(pl.col("id") == organisation, pl.col("active"))["name"]
    if names.is_empty():
        return Reception(reasons=(Sentence(SWITCHED_OFF),))
    saved = saved_mapping(store, organisation, table.columns)
    if saved is None or not {column for column, _ in saved.columns} <= set(table.columns) or not table.has_header:
        return Reception(reasons=(Sentence(NOT_MAPPED),))
    words = store_vocabulary(store)
    place = reference_data(store, names[0])
    now = datetime.now(ZoneInfo(place.timezone)).replace(tzinfo=None)
    recognised = recognise_columns(
        table, words, saved, borders=municipality_borders_given(store), today=now.date(), zone=place.timezone
    )
    mapping = recognised.mapping
    checked = run_apart(_check, table, mapping, place, words, now, worth=table.rows.height > MANY)
    doubts = [*read_doubts(store, table, recognised, organisation), *checked_doubts(table, recognised, checked)]
    if checked.rows.is_empty():
        return Reception(reasons=(*doubts, Sentence(NOT_ONE_ROW, read=checked.read)), checked=checked)
    if table.rows.height > MANY:
        give_way()
    comparison = compare_with_store(store, checked, mapping, organisation)
    doubts += compared_doubts(store, comparison, organisation)
    if doubts:
        return Reception(reasons=tuple(doubts), checked=checked, comparison=comparison)
    batch = take_batch(
        store, checked, who=who, when=when, organisation=organisation, mapping=mapping, comparison=comparison
    )
    return Reception(batch, checked=checked, comparison=comparison)


def _check(table: Table, mapping: ColumnMapping, place: ReferenceData, words: Vocabulary, now: datetime) -> CheckedRows:
    """Return the check of a table's rows; FileRefusedError where it would take too long."""
    return check_rows(table, mapping, place, words, now, CheckingTime(table.file))
