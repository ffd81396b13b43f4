"""The small fields of a report, each read as the registry says."""

from collections.abc import Mapping

import polars as pl

from est.reports.fields.registry import FIELDS


def read_optional(rows: pl.DataFrame, fields: Mapping[str, str]) -> pl.DataFrame:
    """Return a column for each field that has a reader, null where nothing is written or it is not understood.

    `fields` is field → column of the rows.
    """
    return pl.DataFrame(
        [
            field.read(rows[fields[field.name]].cast(pl.String).str.strip_chars()).alias(field.name)
            if field.name in fields
            else pl.repeat(None, rows.height, dtype=field.dtype, eager=True).alias(field.name)
            for field in FIELDS
            if field.read and field.dtype is not None
        ]
    )
