"""Our own file of rejects when it comes back mended: which columns are ours, and what was put before formulas."""

import dataclasses

import polars as pl

from est.reports.fields.synonyms import field_synonyms
from est.reports.files.table import Table

_FIRST_WORD = "est"
_ADDED = r"^'([\s\x00]*[=+\-@\t\r\n])"


def is_ours(column: str) -> bool:
    """Return whether a column is one that the file of rejects adds: "EST rad", "EST orsak"."""
    return field_synonyms(column).split()[:1] == [_FIRST_WORD]


def unwrap_returned(table: Table) -> Table:
    """Return a table as it was before our file of rejects put apostrophes into it; any other comes back as it is."""
    if not any(map(is_ours, table.columns)):
        return table
    texts = [name for name, kind in table.rows.schema.items() if kind == pl.String]
    return dataclasses.replace(
        table, rows=table.rows.with_columns(pl.col(name).str.replace(_ADDED, "${1}") for name in texts)
    )
