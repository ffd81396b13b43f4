"""Values of the optional columns that mean nothing to the program: the reports are taken, and the reader is told."""

from collections.abc import Mapping

import polars as pl

from est.privacy.guard import cover_personal_data
from est.reports.fields.notices import Notice, shorten_word
from est.reports.fields.registry import FIELD, FIELDS
from est.reports.rows.occurrence import MomentReading

EXAMPLES = 5

SAID: Mapping[str, str] = {field.name: field.unread for field in FIELDS if field.unread}


def unparsed_notices(rows: pl.DataFrame, reading: MomentReading) -> list[Notice]:
    """Return what to say of each optional column of these rows with values that are not understood."""
    notices = []
    for field, sentence in SAID.items():
        column = reading.column(field)
        if column is None:
            continue
        # each different value once; what is blank is empty and not misunderstood
        values = rows.group_by(column, maintain_order=True).len("times")
        values = values.filter(pl.col(column).cast(pl.String).str.strip_chars() != "")
        read = FIELD[field].read
        meant = read(values[column].cast(pl.String).str.strip_chars()) if read else reading.read(values, field)["time"]
        lost = values.filter(meant.is_null()).sort("times", descending=True, maintain_order=True)
        if not lost.is_empty():
            shown = [
                shorten_word(cover_personal_data(value.strip()))
                for value in lost[column].cast(pl.String).head(EXAMPLES)
            ]
            said = {"count": lost["times"].sum(), "column": repr(column), "examples": ", ".join(shown)}
            notices.append(Notice(sentence, tuple(said.items()), strong=True))
    return notices
