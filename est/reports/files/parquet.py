"""Parquet files to tables, by way of the limited child process."""

import polars as pl

from est.progress import Progress, ignore_progress
from est.reports.files.header import unique_names
from est.reports.files.sandbox import read_in_sandbox
from est.reports.files.table import NO_ROWS, ROW, Table
from est.sentences import Sentence
from est.text import N_


def read_parquet(content: bytes, file: str, content_hash: str, progress: Progress = ignore_progress) -> Table:
    """Return the table in a Parquet file; its first row is row 2, as it would be below a header."""
    answer = read_in_sandbox("parquet", content, file)
    names = unique_names(answer.rows.columns)
    rows = answer.rows.rename(dict(zip(answer.rows.columns, names, strict=True))).with_row_index(ROW, offset=2)
    progress(1.0)
    notices: tuple[str, ...] = (Sentence(NO_ROWS),) if rows.is_empty() else ()
    if left_out := answer.facts["left_out"]:
        notices += (
            Sentence(
                N_("Columns that hold lists or other things than one value were left out: {names}."),
                names=", ".join(left_out),
            ),
        )
    return Table(
        file, "parquet", names, True, rows.with_columns(pl.col(ROW).cast(pl.UInt32)), (), None, notices, content_hash
    )
