"""Values of the optional columns that the program cannot read: the reports are taken, and the reader is told."""

from collections.abc import Mapping

import polars as pl

from est.privacy.guard import cover_personal_data
from est.reports.fields.notices import Notice, shorten_word
from est.reports.fields.registry import FIELDS
from est.reports.files.plain_columns import shown_frame
from est.reports.files.table import ROW

EXAMPLES = 5
UNPARSED: dict[str, pl.DataType] = {ROW: pl.UInt32(), "field": pl.String()}

SAID: Mapping[str, str] = {field.name: field.unread for field in FIELDS if field.unread}


def find_unparsed(rows: pl.DataFrame, fields: Mapping[str, str], values: pl.DataFrame) -> pl.DataFrame:
    """Return UNPARSED of some rows: each optional field of theirs where something is written but `values` has nothing.

    What is blank is empty and not misunderstood.
    """
    found = [pl.DataFrame(schema=UNPARSED)]
    for field in SAID:
        if field in fields:
            raw, read = rows[fields[field]], values[field]
            if read.null_count() > raw.null_count():
                written = (raw.cast(pl.String).str.strip_chars() != "").fill_null(False)
                found.append(rows.filter(written & read.is_null()).select(ROW, pl.lit(field).alias("field")))
    return pl.concat(found)


def unparsed_notices(rows: pl.DataFrame, fields: Mapping[str, str], unparsed: pl.DataFrame) -> list[Notice]:
    """Return what to say of each optional column of a file with values that are not understood."""
    notices = []
    told = {field: fields[field] for field in SAID if field in set(unparsed["field"])}
    written = rows.select(ROW, *dict.fromkeys(told.values())).filter(pl.col(ROW).is_in(unparsed[ROW].implode()))
    written = shown_frame(written.drop(ROW)).with_columns(written[ROW])
    for field, column in told.items():
        sentence, numbers = SAID[field], unparsed.filter(pl.col("field") == field)[ROW]
        # each different value once
        lost = written.filter(pl.col(ROW).is_in(numbers.implode())).group_by(column, maintain_order=True).len("times")
        lost = lost.sort("times", descending=True, maintain_order=True)
        shown = [shorten_word(cover_personal_data(value.strip())) for value in lost[column].head(EXAMPLES)]
        said = {"count": lost["times"].sum(), "column": repr(column), "examples": ", ".join(shown)}
        notices.append(Notice(sentence, tuple(said.items()), strong=True))
    return notices
