"""Workbooks, of Excel and OpenDocument, to tables: checked as a stream, then read in the limited child process."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from est.progress import Progress, ignore_progress
from est.reports.files.header import is_comment, is_note, is_total, repeats_header
from est.reports.files.old_excel import OLD_EXCEL
from est.reports.files.reading_time import ReadingTime
from est.reports.files.sandbox import SandboxLimits, read_in_sandbox
from est.reports.files.table import ABOVE, NO_ROWS, ROW, Reject, Table, UnreadableReason, shorten_value
from est.reports.files.workbook import check_open_document, check_workbook, is_open_document
from est.sentences import Sentence
from est.text import N_


def read_excel(content: bytes, file: str, content_hash: str, progress: Progress = ignore_progress) -> Table:
    """Return the table in the first sheet that is shown and tells when and where, or else holds rows.

    Date cells are Datetime.

    FileRefusedError when the workbook is damaged, protected, dangerously large or empty.
    """
    spent = ReadingTime(file)
    reader = _reader(content, file, spent)
    progress(0.2)
    answer = read_in_sandbox(reader, content, file, SandboxLimits(seconds=spent.left))
    progress(0.9)
    facts = answer.facts
    rows, rejects = _sorted_out(_numbered(answer.rows, facts), facts)
    rows = _without_empty(rows, facts)
    progress(1.0)
    columns = tuple(rows.columns[1:])
    return Table(
        file, "excel", columns, facts["named"], rows, rejects, None, tuple(_notices(facts, rows)), content_hash,
        sheet=facts["sheet"], hidden=_hidden(facts, rows), hidden_columns=_hidden_columns(facts, rows),
        date_cells={name: days for name, days in facts.get("date_cells", {}).items() if name in columns},
    )  # fmt: skip


def _reader(content: bytes, file: str, spent: ReadingTime) -> str:
    """Return the name of the reader of a workbook that was found to be harmless, as far as that can be told here."""
    if content.startswith(OLD_EXCEL):
        return "old excel"
    if is_open_document(content):
        check_open_document(content, file)
        return "open document"
    return "excel with truths" if check_workbook(content, file, spent) else "excel"


def _hidden(facts: Mapping[str, Any], rows: pl.DataFrame) -> tuple[int, ...]:
    there = set(rows[ROW].to_list()) if facts["hidden_rows"] else set()
    return tuple(row for row in facts["hidden_rows"] if row in there)


def _hidden_columns(facts: Mapping[str, Any], rows: pl.DataFrame) -> tuple[str, ...]:
    """Return the columns that the sheet hides and that hold something."""
    there = [name for name in facts["hidden_columns"] if name in rows.columns]
    return tuple(name for name in there if rows[name].null_count() < rows.height)


def _numbered(rows: pl.DataFrame, facts: Mapping[str, Any]) -> pl.DataFrame:
    """Return the rows under their unique names, with the row numbers that Excel shows."""
    names = facts["names"]
    if not rows.width:
        return pl.DataFrame(schema={ROW: pl.UInt32, **dict.fromkeys(names, pl.String)})
    named = rows.select(pl.col(name) if name in rows.columns else pl.lit(None, pl.String).alias(name) for name in names)
    number = pl.int_range(facts["begin"] + 1, facts["begin"] + 1 + rows.height, dtype=pl.UInt32, eager=True)
    return named.insert_column(0, number.alias(ROW))


def _sorted_out(rows: pl.DataFrame, facts: Mapping[str, Any]) -> tuple[pl.DataFrame, tuple[Reject, ...]]:
    """Return the rows that may be reports, and those that are totals, remarks or the header again."""
    texts = rows.drop(ROW).select(pl.all().cast(pl.String).fill_null(""))
    if not texts.width:
        return rows, ()
    filled = texts.select(pl.sum_horizontal(pl.all().str.strip_chars() != "")).to_series()
    first = texts.to_series(0).str.strip_chars()
    name = facts["cells"][0].strip() if facts["cells"] else ""
    suspect = (
        (filled <= max(2, texts.width // 2))
        | first.str.contains("^(#|//)")
        | (first.str.to_lowercase() == name.lower())
    )
    keep = filled > 0
    rejects: list[Reject] = []
    for place in (suspect & keep).arg_true():
        cells = texts.row(place)
        if reason := _reason(cells, facts):
            keep[place] = False
            line = " | ".join(cell for cell in cells if cell.strip())
            rejects.append(Reject(rows[ROW][place], None, shorten_value(line), reason))
    return rows.filter(keep), tuple(rejects)


def _reason(cells: tuple[str, ...], facts: Mapping[str, Any]) -> UnreadableReason | None:
    if facts["named"] and repeats_header(cells, facts["cells"]):
        return UnreadableReason.HEADER_AGAIN
    if is_comment(cells, len(cells)):
        return UnreadableReason.COMMENT
    if is_total(cells):
        return UnreadableReason.TOTAL
    return UnreadableReason.NOTE if is_note(cells) else None


def _without_empty(rows: pl.DataFrame, facts: Mapping[str, Any]) -> pl.DataFrame:
    """Return the rows without the columns that have neither a name nor a value."""
    unnamed = [name for name, cell in zip(facts["names"], facts["cells"], strict=False) if not cell.strip()]
    return rows.drop([name for name in unnamed if facts["named"] and rows[name].null_count() == rows.height])


def _notices(facts: Mapping[str, Any], rows: pl.DataFrame) -> list[str]:
    notices: list[str] = []
    if facts["others"]:
        notices.append(
            Sentence(
                N_("The workbook has several sheets. “{sheet}” was read; not read: {others}."),
                sheet=facts["sheet"],
                others=", ".join(facts["others"]),
            )
        )
    if facts["hidden"]:
        notices.append(Sentence(N_("Hidden sheets were not read: {names}."), names=", ".join(facts["hidden"])))
    if hidden := _hidden(facts, rows):
        notices.append(
            Sentence(
                N_("Rows that the sheet hides, by a filter or by hand, were read too: {count} of {all}."),
                count=len(hidden),
                all=rows.height,
            )
        )
    if columns := _hidden_columns(facts, rows):
        notices.append(Sentence(N_("Columns that the sheet hides were read too: {names}."), names=", ".join(columns)))
    above = [text for text in facts["above"] if text]
    if above:
        notices.append(
            Sentence(
                ABOVE,
                count=len(above),
                text=shorten_value(above[0]),
            )
        )
    if rows.is_empty():
        notices.append(Sentence(NO_ROWS))
    return notices
