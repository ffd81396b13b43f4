"""What reading a file gives: its rows, the rows that could not be read and why, and where every line went."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal

import polars as pl

from est.errors import UnaccountedLinesError
from est.text import N_

ROW = "__row"
NO_ROWS = N_("The file has column names but no rows that can be read.")
ABOVE = N_("Lines above the column names were left out ({count}). The first: “{text}”.")
TWICE = N_("Column names that come twice were numbered: {names}.")
MOST_ROWS = 1_000_000  # of a file
MOST_CELLS = 30_000_000
MOST_BYTES = 250 * 1024 * 1024  # of its rows in memory
TOO_MANY_ROWS = N_("It has more than {most} rows. Send it in parts, a shorter period in each.")
TOO_MANY_CELLS = N_("It has more than {most} cells. Send only the rows and columns that are needed.")
TOO_HEAVY = N_("Its rows take more than {most} MB in memory. Send it in parts, or without the long texts.")
DATE_CELL = r"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}"  # a cell of a date among texts
DAY_CELL = r"^([0-9]{4}-[0-9]{2}-[0-9]{2}) 00:00:00(?:\.0+)?$"
SHOWN = 200  # characters of a rejected row or value that are kept to be shown

FileKind = Literal["csv", "excel", "parquet", "json"]


class UnreadableReason(StrEnum):
    """Why a row could not be read, before anybody looked at what its values mean."""

    TOO_FEW = N_("The row has fewer fields than there are columns.")
    TOO_MANY = N_("The row has more fields than there are columns.")
    DECIMAL_COMMA = N_(
        "The decimal commas divide the numbers of the row. Separate the fields with semicolons, or use decimal points."
    )
    OTHER_DELIMITER = N_("The row separates its fields with another character than the rest of the file.")
    UNCLOSED = N_("A quotation mark is opened but never closed.")
    AFTER_QUOTE = N_("There is text after a closing quotation mark; inside quotation marks a mark is written twice.")
    BROKEN_TEXT = N_("The letters of the row are damaged or in several encodings; it was not guessed what they were.")
    CONTROL = N_("The row holds control characters, such as NUL, which no text has.")
    TOO_LONG = N_("The row is longer than a million characters.")
    TOTAL = N_("The row is a total, not a report.")
    NOTE = N_("The row is one text alone: a note or a heading, not a report.")
    COMMENT = N_("The row is a comment, not a report.")
    HEADER_AGAIN = N_("The row repeats the column names.")
    NO_OBJECT = N_("The row is no JSON object with a value for each column.")


NO_REPORTS = frozenset(
    {UnreadableReason.TOTAL, UnreadableReason.COMMENT, UnreadableReason.HEADER_AGAIN, UnreadableReason.NOTE}
)
"""Reasons of rows that are no reports, so that nothing in them is to be mended."""


@dataclass(frozen=True)
class Reject:
    """A row that could not be taken: its number as a spreadsheet shows it, where, what it held and why.

    `line` is the first physical line of the row in a text file; no column means the row as a whole.
    """

    row: int
    column: str | None
    value: str | None
    reason: str
    line: int | None = None


@dataclass(frozen=True)
class LineCounts:
    """Where the physical lines of a text file went; UnaccountedLinesError unless every line went somewhere."""

    total: int
    used: int
    rejected: int
    blank: int
    header: int
    preamble: int

    def __post_init__(self) -> None:
        placed = self.used + self.rejected + self.blank + self.header + self.preamble
        if placed != self.total or min(self.used, self.rejected, self.blank, self.header, self.preamble) < 0:
            raise UnaccountedLinesError(
                N_(
                    "The file has {total} lines but {placed} were accounted for ({lines}). Nothing was stored; this "
                    "is a fault in the program: please send the file to whoever maintains it."
                ),
                total=self.total,
                placed=placed,
                lines=self,
            )


@dataclass(frozen=True)
class Table:
    """A file as read, before its columns have a meaning.

    `rows` holds `__row` (UInt32, as a spreadsheet shows it: a header in the first line is row 1) and one column per
    name in `columns`: String from text files and JSON, native types from Excel and Parquet. `hidden` are the numbers of
    the rows that a sheet hides, by a filter or by hand, and `hidden_columns` the names of the columns; they are among
    the rows and columns. `date_cells` are the columns of texts that hold cells of dates among them, written as
    `2026-03-02 00:00:00`, and whether all of these cells are midnights.
    """

    file: str
    kind: FileKind
    columns: tuple[str, ...]
    has_header: bool
    rows: pl.DataFrame
    rejects: tuple[Reject, ...]
    lines: LineCounts | None
    notices: tuple[str, ...]
    content_hash: str
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    hidden: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    date_cells: Mapping[str, bool] = field(default_factory=dict)

    def holds_mostly_dates(self, column: str) -> bool:
        """Return whether most of what stands in a column of texts are cells of dates."""
        values = self.rows[column]
        return column in self.date_cells and int(values.str.contains(DATE_CELL).sum()) * 2 > values.count()

    def without_hidden(self) -> "Table":
        """Return the table without the rows that its sheet hides."""
        shown = self.rows.filter(~pl.col(ROW).is_in(pl.Series(self.hidden, dtype=pl.UInt32).implode()))
        return replace(self, rows=shown, hidden=())

    def without_hidden_columns(self) -> "Table":
        """Return the table without the columns that its sheet hides."""
        shown = tuple(name for name in self.columns if name not in self.hidden_columns)
        return replace(self, columns=shown, rows=self.rows.select(ROW, *shown), hidden_columns=())


def shorten_value(text: str) -> str:
    """Return the text short enough to be kept with a reject, with control characters made visible."""
    if text.isprintable() and len(text) <= SHOWN:
        return text
    cut = text[:SHOWN] + "…" if len(text) > SHOWN else text
    return "".join(letter if letter.isprintable() or letter in "\n\t" else _escaped(letter) for letter in cut)


def _escaped(letter: str) -> str:
    return f"\\x{ord(letter):02x}" if ord(letter) < 256 else f"\\u{ord(letter):04x}"
