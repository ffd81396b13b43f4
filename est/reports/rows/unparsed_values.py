"""Values of the optional columns that mean nothing to the program: the reports are taken, and the reader is told."""

from collections.abc import Callable, Mapping

import polars as pl

from est.privacy.guard import cover_personal_data
from est.reports.fields.notices import Notice, shorten_word
from est.reports.rows.occurrence import MomentReading
from est.reports.values.optional_values import (
    PLACE_PRECISIONS,
    TIME_PRECISIONS,
    read_choice,
    read_effect,
    read_text,
    read_yes_no,
)
from est.text import N_

EXAMPLES = 5

_YES = N_(
    "In {count} of the rows the value of {column} is not understood and counts as empty: {examples}. Write yes or no."
)
SAID: Mapping[str, str] = {
    "time_precision": N_(
        "In {count} of the rows the value of {column} is not understood and counts as empty: {examples}. Write exact, "
        "approximate or unknown."
    ),
    "place_precision": N_(
        "In {count} of the rows the value of {column} is not understood and counts as empty: {examples}. Write point, "
        "approximate or area."
    ),
    "effect": N_(
        "In {count} of the rows the value of {column} is not understood and counts as empty: {examples}. The effect on "
        "safety is 1, 2 or 3."
    ),
    "suspicion": _YES,
    "police_reported": _YES,
    "reported": N_(
        "In {count} of the rows the value of {column} is not understood and counts as empty: {examples}. Write a day "
        "and a time, such as 2026-03-01 18:05."
    ),
}


def unparsed_notices(rows: pl.DataFrame, reading: MomentReading) -> list[Notice]:
    """Return what to say of each optional column of these rows with values that are not understood."""
    meant: dict[str, Callable[[pl.DataFrame, str], pl.Series]] = {
        "time_precision": lambda values, column: read_choice(values, column, TIME_PRECISIONS),
        "place_precision": lambda values, column: read_choice(values, column, PLACE_PRECISIONS),
        "effect": read_effect,
        "suspicion": read_yes_no,
        "police_reported": read_yes_no,
        "reported": lambda values, _: reading.read(values, "reported")["time"],
    }
    notices = []
    for field, sentence in SAID.items():
        column = reading.column(field)
        if column is None:
            continue
        # each different value once; what is blank is empty and not misunderstood
        values = rows.group_by(column, maintain_order=True).len("times")
        values = values.filter(read_text(values[column]).is_not_null())
        lost = values.filter(meant[field](values, column).is_null()).sort("times", descending=True, maintain_order=True)
        if not lost.is_empty():
            shown = [
                shorten_word(cover_personal_data(value.strip()))
                for value in lost[column].cast(pl.String).head(EXAMPLES)
            ]
            said = {"count": lost["times"].sum(), "column": repr(column), "examples": ", ".join(shown)}
            notices.append(Notice(sentence, tuple(said.items()), strong=True))
    return notices
