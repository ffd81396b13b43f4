"""`est import FILE`: read, check and store a file, and say what could not be taken."""

import argparse
import json
import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from est.errors import EstError, FileRefusedError, MappingError, SameFileError
from est.identity import new_id
from est.municipality.defaults import store_timezone
from est.municipality.organisations import all_organisations, nearest_names
from est.municipality.vocabulary import store_vocabulary
from est.reports.batches.batch import refuse_batch, refuse_known_file, take_batch
from est.reports.batches.comparison import Comparison
from est.reports.batches.mappings import saved_mapping
from est.reports.batches.stored_reports import compare_with_store
from est.reports.columns.coordinate_systems import tells_system
from est.reports.columns.recognition import parse_assignment, recognise_columns
from est.reports.fields.mapping import ColumnMapping, split_target
from est.reports.fields.notices import Notice
from est.reports.files.reader import MOST_BYTES, read_file
from est.reports.files.table import Table
from est.reports.rows.reference_data import reference_data
from est.reports.rows.validation import CheckedRows, check_rows
from est.space.addresses import settle_street
from est.space.area import municipality_borders_given
from est.space.feature_files import grid_of_code
from est.space.grids import TM
from est.store import Store
from est.terminal import add_store, municipality_now, open_argument_store, terminal_progress, terminal_user
from est.terminal.import_answer import import_answer, known_answer
from est.terminal.import_comparison import comparison_lines, replaced_batch
from est.terminal.import_summary import closing_lines, reject_lines

ALL_TAKEN, SOME_REJECTED, NOTHING_STORED = 0, 1, 2
_SYSTEMS = {"wgs84": None, "sweref99tm": TM}


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.description = (
        "Take a CSV, Excel, OpenDocument, Parquet or JSON file of reports. Rows that the store has already are not "
        "stored again. Exit status: 0 all rows taken or known, 1 some rejected, 2 nothing stored."
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--organisation", required=True, metavar="NAME", help="who reports; added when it is new")
    parser.add_argument(
        "--new-organisation", action="store_true", help="add the organisation though its name is much like another's"
    )
    add_store(parser)
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="NAME=FIELD",
        help="map a column, as 'När=start' or 'När=start(dmy)'",
    )
    parser.add_argument(
        "--category",
        action="append",
        default=[],
        metavar="WORD=CODE",
        help="map a word, as 'Bråk=ORD' or 'Tags=SKA/klotter'",
    )
    parser.add_argument(
        "--timezone", metavar="ZONE", help="the store's time zone, as Europe/Stockholm; settled by the first batch"
    )
    parser.add_argument(
        "--crs",
        type=_system,
        metavar="EPSG:3010",
        help="the coordinates' system, where neither range nor municipality tells it: wgs84, sweref99tm, or a code",
    )
    parser.add_argument(
        "--street",
        action="append",
        default=[],
        metavar="WRITTEN=NAME",
        help="which street a name means, remembered for all to come, as 'Kungsg=Kungsgatan'; WRITTEN= means none",
    )
    parser.add_argument("--refuse", action="store_true", help="take the file whole or not at all")
    parser.add_argument(
        "--accept-centroids", action="store_true", help="take points that stand for whole areas, for totals only"
    )
    parser.add_argument("--leave-out-hidden", action="store_true", help="leave out rows that a workbook hides")
    parser.add_argument(
        "--leave-out-hidden-columns", action="store_true", help="leave out columns that a workbook hides"
    )
    parser.add_argument(
        "--void-gone",
        action="store_true",
        help="void the organisation's reports of the file's period that are no longer in it",
    )
    parser.add_argument(
        "--replace", metavar="BATCH", help="void what an earlier batch alone brought and is not in this file"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


@dataclass
class _Outcome:
    """How far an import came: the check, the comparison and the batch, each None where it did not come so far.

    `known`: what is answered of a file that the organisation has sent before.
    """

    checked: CheckedRows | None = None
    comparison: Comparison | None = None
    batch: UUID | None = None
    known: dict[str, Any] | None = None


def run(arguments: argparse.Namespace) -> int:
    """Return 0 when all rows were taken or known, 1 when some were rejected, 2 when nothing was stored."""
    outcome = _Outcome()
    try:
        with open_argument_store(arguments, arguments.timezone) as store:
            _demand_text(arguments)
            try:
                _import(store, arguments, outcome)
            except SameFileError as error:
                organisation = store_vocabulary(store).organisation(arguments.organisation)
                outcome.known = known_answer(store, error.batch, organisation)
                if outcome.known is None:
                    raise
                _say(str(error))
    except EstError as error:
        _say(f"est: {error}")
    _report(arguments, outcome)
    if outcome.known:
        return SOME_REJECTED if outcome.known["rejected"] else ALL_TAKEN
    if outcome.batch is None:
        return NOTHING_STORED
    return SOME_REJECTED if outcome.checked and outcome.checked.rejects else ALL_TAKEN


def _import(store: Store, arguments: argparse.Namespace, outcome: _Outcome) -> None:
    table = read_file(_content(arguments.file), _name(arguments.file), terminal_progress("reading"))
    refuse_known_file(store, table.content_hash)
    table = _shown(table, arguments)
    for text in table.notices:
        _say(Notice.from_text(text).sentence())
    for pair in arguments.street:
        written, _, street = pair.partition("=")
        settle_street(store, written, street.strip() or None, terminal_user(), municipality_now(store))
    organisation = _organisation(store, arguments.organisation, new=arguments.new_organisation)
    mapping = _mapping(store, table, organisation, arguments)
    place = reference_data(store, arguments.organisation)
    now = municipality_now(store)
    checked = check_rows(table, mapping, place, store_vocabulary(store), now, terminal_progress("checking"))
    outcome.checked = checked
    for notice in checked.notices[len(table.notices) :]:
        _say(notice.sentence())
    del table  # of a large file it is much, and all that follows goes by the check
    refuse_batch(checked, keep_good=not arguments.refuse, accept_centroids=arguments.accept_centroids)
    replaces = replaced_batch(store, arguments.replace, organisation) if arguments.replace else None
    comparison = compare_with_store(store, checked, mapping, organisation, replaces)
    outcome.comparison = comparison
    voids = arguments.void_gone or replaces is not None
    for line in comparison_lines(store, comparison, arguments.organisation, voids=voids):
        _say(line)
    outcome.batch = take_batch(
        store,
        checked,
        who=terminal_user(),
        when=municipality_now(store),
        organisation=organisation or str(new_id()),
        new_organisation=None if organisation else arguments.organisation,
        mapping=mapping,
        keep_good=not arguments.refuse,
        accept_centroids=arguments.accept_centroids,
        comparison=comparison,
        void_gone=arguments.void_gone,
        replaces=replaces,
        progress=terminal_progress("storing"),
    )


def _shown(table: Table, arguments: argparse.Namespace) -> Table:
    """Return a table with or without what its sheet hides, as was told."""
    if table.hidden and arguments.leave_out_hidden:
        _say(f"{len(table.hidden)} hidden rows are left out.")
        table = table.without_hidden()
    elif table.hidden:
        _say("--leave-out-hidden leaves hidden rows out.")
    if table.hidden_columns and arguments.leave_out_hidden_columns:
        _say(f"Hidden columns are left out: {', '.join(table.hidden_columns)}.")
        table = table.without_hidden_columns()
    elif table.hidden_columns:
        _say("--leave-out-hidden-columns leaves hidden columns out.")
    return table


def _content(file: Path) -> bytes:
    try:
        kind = file.stat()
        if not (stat.S_ISREG(kind.st_mode) or stat.S_ISDIR(kind.st_mode)):
            raise FileRefusedError(f"{file} is a pipe or a device, not a file. Save what it gives as a file first.")
        if kind.st_size > MOST_BYTES:
            raise FileRefusedError(f"The file {file} is larger than {MOST_BYTES // 1024**2} MB. Send it in parts.")
        return file.read_bytes()
    except OSError as error:
        raise FileRefusedError(f"The file {file} cannot be read: {error.strerror}.") from error


def _name(file: Path) -> str:
    """Return the name of a file as text: what is no UTF-8 in it cannot be shown or kept."""
    return os.fsencode(file.name).decode("utf-8", "replace")


def _demand_text(arguments: argparse.Namespace) -> None:
    """Raise FileRefusedError for words of the command line that are not UTF-8, which the store cannot keep."""
    for written in (arguments.organisation, *arguments.column, *arguments.category, *arguments.street):
        if written.encode("utf-8", "replace").decode() != written:
            raise FileRefusedError(
                f"{written!r} is not written in UTF-8. Set the terminal to UTF-8 and write it again."
            )


def _organisation(store: Store, name: str, *, new: bool) -> str | None:
    if not name.strip():
        raise FileRefusedError("The organisation has no name; say who reports with --organisation NAME.")
    known = store_vocabulary(store).organisation(name)
    near = nearest_names(name, all_organisations(store)["name"]) if known is None and not new else []
    if near:
        raise FileRefusedError(
            f"There is no organisation {name!r}, but {', '.join(map(repr, near))}. Nothing was stored. Say the one "
            "that is meant with --organisation NAME, or add a new one with --new-organisation."
        )
    if known is None:
        _say(f"{name} is a new organisation and is added with this batch.")
    return known


def _mapping(store: Store, table: Table, organisation: str | None, arguments: argparse.Namespace) -> ColumnMapping:
    chosen = ColumnMapping(tuple(map(parse_assignment, arguments.column)), tuple(map(_word, arguments.category)))
    saved = saved_mapping(store, organisation, table.columns) if organisation else None
    words = store_vocabulary(store)
    for word, target in chosen.categories:
        if words.named(target) is None:
            raise MappingError(
                f"There is no category {target!r} for {word!r}. The codes are {', '.join(words.categories)}."
            )
    recognised = recognise_columns(
        table,
        words,
        saved,
        chosen,
        municipality_borders_given(store),
        municipality_now(store).date(),
        store_timezone(store),
    )
    mapping = recognised.mapping
    if arguments.crs:
        mapping = _in_system(mapping, arguments.crs)
    for column, target in mapping.columns:
        _say(f"  {column} → {target}")
    for notice in recognised.notices:
        if not (arguments.crs and tells_system(notice)):  # it was told
            _say(notice.sentence())
    return mapping


def _system(text: str) -> str:
    """Return a system as it was named; argparse says why any other word is none."""
    try:
        return text.lower() if text.lower() in _SYSTEMS else grid_of_code(text).code
    except EstError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _in_system(mapping: ColumnMapping, system: str) -> ColumnMapping:
    """Return a mapping with its coordinates under a system that was told."""
    grid = _SYSTEMS[system] if system in _SYSTEMS else grid_of_code(system)
    pair = (f"northing({grid.epsg})", f"easting({grid.epsg})") if grid else ("lat", "lng")
    renamed = {"lat": pair[0], "northing": pair[0], "lng": pair[1], "easting": pair[1]}
    if grid:
        renamed["point"] = f"point({grid.epsg})"
    columns = tuple((column, renamed.get(split_target(target)[0], target)) for column, target in mapping.columns)
    return ColumnMapping(columns, mapping.categories)


def _word(text: str) -> tuple[str, str]:
    word, equals, target = text.rpartition("=")
    if not equals:
        raise MappingError(f"A word is mapped as WORD=CODE, for example Tags=SKA/klotter; not {text!r}.")
    return word.strip(), target.strip()


def _report(arguments: argparse.Namespace, outcome: _Outcome) -> None:
    checked, comparison, batch = outcome.checked, outcome.comparison, outcome.batch
    rejects = checked.rejects if checked else ()
    if arguments.json:
        print(json.dumps(outcome.known or import_answer(checked, comparison, batch), ensure_ascii=False))
        return
    if outcome.known:
        known = int(outcome.known["known"])
        print("1 row is known and not stored again." if known == 1 else f"{known} rows are known and not stored again.")
        return
    voided = bool(arguments.void_gone or arguments.replace)
    for line in closing_lines(checked, comparison, stored=batch is not None, voided=voided):
        print(line)
    if batch:
        accepted = comparison.accepted if comparison else 0
        print(f"Batch {batch}: {accepted} reports taken. Undo it with: est undo {batch}")
    for line in reject_lines(rejects, stored=batch is not None):
        print(line)


def _say(text: str) -> None:
    print(text, file=sys.stderr)
