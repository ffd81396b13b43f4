"""Text files to tables: every physical line is used, rejected, blank, the header or above it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

import polars as pl

from est.progress import Progress, ignore_progress
from est.reports.files.decoding import BrokenText, DecodedText, Line, decode_text
from est.reports.files.header import (
    MAY_BE_TOTAL,
    is_comment,
    is_cut_at_decimals,
    is_note,
    is_total,
    repeats_header,
    tidy_name,
)
from est.reports.files.layout import DELIMITERS, MOST_COLUMNS, Layout, find_layout
from est.reports.files.quotes import QuotedText
from est.reports.files.reading_time import SLOW_TEXT, ReadingTime
from est.reports.files.refusal import refusal
from est.reports.files.table import (
    ABOVE,
    MOST_BYTES,
    MOST_CELLS,
    MOST_ROWS,
    NO_ROWS,
    ROW,
    TOO_HEAVY,
    TOO_MANY_CELLS,
    TOO_MANY_ROWS,
    TWICE,
    LineCounts,
    Reject,
    Table,
    UnreadableReason,
    shorten_value,
)
from est.sentences import Sentence
from est.text import N_

_NOTHING = N_("No row of it can be read as a table. Open it where it came from and save it as CSV (UTF-8) or .xlsx.")
MOST_REJECTS = 200_000  # of a file that is mostly no table; each is kept with its text, for a reader who reads them
MOST_LINES = 3_000_000  # physical ones: blank lines, and lines within quotation marks, are no rows
_MANY_LINES = N_("It has more than {most} lines, most of them blank or within quotation marks. Send only the rows.")
_HARDLY_ANY = N_(
    "More than {most} of its rows, most of those read, are no rows of a table. Send the table alone. The commonest "
    "reason: {reason}"
)
_WIDE = N_("It has more than {most} columns. Send only those that are needed.")
# the first cell of a row that has as many fields as it should and may yet be no report; looked at one by one
_SUSPECT = rf"(?i)^\s*(?:#|//|\ufeff|$|{MAY_BE_TOTAL})"


def read_csv(content: bytes, file: str, content_hash: str, progress: Progress = ignore_progress) -> Table:
    """Return the table in a text file. FileRefusedError when it holds no row, or more columns than a table has."""
    if content.count(b"\n") > MOST_LINES or content.count(b"\r") > MOST_LINES:
        raise refusal(file, _MANY_LINES, most=MOST_LINES)
    spent = ReadingTime(file, SLOW_TEXT)
    text = decode_text(content, file)
    layout = _layout(text, file)
    reading = _Reading(layout, file)
    for lines, plain, read in text.chunks():
        reading.feed(lines, plain=plain, more=read < len(text.body))
        spent.demand()
        progress(read / len(text.body))
    rows = reading.rows()
    return Table(
        file,
        "csv",
        tuple(rows.columns[1:]),
        layout.header.named,
        rows,
        tuple(sorted(reading.rejects, key=lambda reject: reject.row)),
        reading.lines(text.count_lines()),
        tuple(_notices(layout, reading, rows)),
        content_hash,
        encoding=text.name,
        delimiter=layout.delimiter,
    )


def _layout(text: DecodedText, file: str) -> Layout:
    lines, _, read = next(text.chunks(), ([], True, 0))
    layout = find_layout(lines, more=read < len(text.body))
    if layout is None:
        raise refusal(file, _NOTHING)
    if layout.width > MOST_COLUMNS:
        raise refusal(file, _WIDE, most=MOST_COLUMNS)
    return layout


@dataclass
class _Batch:
    """Rows as parallel lists: fields, first physical line, row number; `spans` has the lines of those with several."""

    rows: list[list[str]]
    firsts: list[int]
    numbers: list[int]
    spans: dict[int, int] = field(default_factory=dict)

    def add(self, rows: list[list[str]], firsts: list[int], numbers: list[int]) -> None:
        """Put more rows at the end."""
        self.rows += rows
        self.firsts += firsts
        self.numbers += numbers

    def lines(self, place: int) -> int:
        """Return how many physical lines a row has."""
        return self.spans.get(self.firsts[place], 1)

    def count(self) -> int:
        """Return how many physical lines all rows have."""
        return sum(self.lines(place) for place in range(len(self.rows))) if self.spans else len(self.rows)

    def frame(self, names: Sequence[str]) -> pl.DataFrame:
        """Return the rows as a frame; each must have as many fields as there are names."""
        columns = zip(names, zip(*self.rows, strict=True), strict=True)
        cells = [pl.Series(name, column, dtype=pl.String) for name, column in columns]
        return pl.DataFrame([pl.Series(ROW, self.numbers, dtype=pl.UInt32), *cells])


class _Reading:
    """A text file on its way to a table: the rows taken so far, the rejects, and where each line went."""

    def __init__(self, layout: Layout, file: str) -> None:
        self.layout = layout
        self._file = file
        self.rejects: list[Reject] = []
        self.above: list[str] = []
        self._quoted = QuotedText(layout.delimiter, layout.kinds, spaced=layout.spaced)
        self._frames: list[pl.DataFrame] = []
        self._used = self._rejected = self._blank = self._preamble = 0
        self._waiting: list[Line] = []  # the begin of a row that goes on in the next chunk
        self._line = 1  # the physical line that comes next
        self._shift = layout.shift
        self._to_skip = layout.before + layout.header_lines

    def feed(self, lines: list[Line], *, plain: bool, more: bool) -> None:
        """Take the next lines of the file. `more`: others follow."""
        if self._to_skip:
            lines = self._skip(lines)
        if self._waiting:
            lines, plain, self._waiting = self._waiting + lines, False, []
        if plain:
            delimiter = self.layout.delimiter
            rows = [line.split(delimiter) for line in lines]  # type: ignore[union-attr] # plain lines are all text
            self._sort(_Batch(rows, *self._places(len(rows))))
        else:
            self._feed_quoted(lines, more=more)
        taken = sum(frame.height for frame in self._frames)
        if taken + len(self.rejects) > MOST_ROWS:
            raise refusal(self._file, TOO_MANY_ROWS, most=MOST_ROWS)
        if taken * self.layout.width > MOST_CELLS:
            raise refusal(self._file, TOO_MANY_CELLS, most=MOST_CELLS)
        if sum(frame.estimated_size() for frame in self._frames) > MOST_BYTES:
            raise refusal(self._file, TOO_HEAVY, most=MOST_BYTES // 1024**2)

    def rows(self) -> pl.DataFrame:
        """Return the rows as one frame, without the columns that have neither a name nor a value."""
        schema = {ROW: pl.UInt32, **dict.fromkeys(self.layout.header.names, pl.String)}
        frame = pl.concat(self._frames, rechunk=True) if self._frames else pl.DataFrame(schema=schema)
        if not self.layout.header.named:
            return frame
        unnamed = [name for name, cell in zip(frame.columns[1:], self.layout.cells, strict=True) if not cell.strip()]
        return frame.drop([name for name in unnamed if not (frame[name].str.strip_chars() != "").any()])

    def lines(self, total: int) -> LineCounts:
        """Return where the lines went; `total` is counted apart from this."""
        return LineCounts(total, self._used, self._rejected, self._blank, self.layout.header_lines, self._preamble)

    def _skip(self, lines: list[Line]) -> list[Line]:
        """Account for the lines above the first row of values, and return those that follow."""
        for line in islice(lines, self._to_skip):
            if self._line > self.layout.before:
                pass
            elif isinstance(line, BrokenText):
                self._reject(self._line - self.layout.sep, self._line, line.reason, line.text)
            elif _is_blank(line.split(self.layout.delimiter)):
                self._blank += 1
            else:
                self._preamble += 1
                self.above.append(line)
            self._line += 1
        rest = lines[self._to_skip :]
        self._to_skip -= len(lines) - len(rest)
        return rest

    def _places(self, lines: int) -> tuple[list[int], list[int]]:
        """Go on so many lines; return the number of each as a line and as a row of a spreadsheet."""
        firsts = list(range(self._line, self._line + lines))
        self._line += lines
        return firsts, [first - self._shift for first in firsts] if self._shift else firsts

    def _feed_quoted(self, lines: list[Line], *, more: bool) -> None:
        """Take lines of which some hold quotation marks or are broken."""
        batch = _Batch([], [], [])
        place = 0
        while place < len(lines):
            if simple := self._quoted.rows(lines, place):
                batch.add(simple, *self._places(len(simple)))
                place += len(simple)
                continue
            row = self._quoted.row(lines, place, more=more)
            if not row.lines:
                break
            (first,), (number,) = self._places(1)
            if row.fields is not None:
                batch.add([row.fields], [first], [number])
                batch.spans[first] = row.lines
            elif row.reason:
                self._reject(number, first, row.reason, _raw(lines[place]))
            self._line += row.lines - 1
            self._shift += row.lines - 1
            place += row.lines
        self._waiting = lines[place:]
        self._sort(batch)

    def _sort(self, batch: "_Batch") -> None:
        """Keep the rows that hold a report and say of each other one what it is."""
        if any(len(row) != self.layout.width for row in batch.rows):
            batch = self._regular(batch)
        if not batch.rows:
            return
        frame = batch.frame(self.layout.header.names)
        keep = [True] * len(batch.rows)
        for place in self._suspects(frame):
            keep[place] = self._judge(batch, place) is not None
        if all(keep):
            self._used += batch.count()
        else:
            self._used += sum(batch.lines(place) for place, kept in enumerate(keep) if kept)
            frame = frame.filter(pl.Series(keep))
        self._frames.append(frame)

    def _regular(self, batch: "_Batch") -> "_Batch":
        """Return the rows that have, or can be given, as many fields as there are columns."""
        kept = _Batch([], [], [], batch.spans)
        for place, row in enumerate(batch.rows):
            mended = row if len(row) == self.layout.width else self._judge(batch, place)
            if mended is not None:
                kept.add([mended], [batch.firsts[place]], [batch.numbers[place]])
        return kept

    def _suspects(self, frame: pl.DataFrame) -> list[int]:
        first, *others = frame.get_columns()[1:]
        name = self.layout.cells[0].replace("\ufeff", "").strip().lower()
        again = (first.str.strip_chars().str.to_lowercase() == name) if self.layout.header.named else pl.lit(False)
        alone = pl.all_horizontal(other == "" for other in others) if others else pl.lit(False)
        return pl.select((first.str.contains(_SUSPECT) | again | alone).arg_true()).to_series().to_list()

    def _judge(self, batch: "_Batch", place: int) -> list[str] | None:
        """Return the row with as many fields as there are columns, or None when it is no report and was put away."""
        layout, row = self.layout, batch.rows[place]
        reason: UnreadableReason | None = None
        if _is_blank(row):
            self._blank += batch.lines(place)
            return None
        if layout.header.named and repeats_header(row, layout.cells):
            reason = UnreadableReason.HEADER_AGAIN
        elif is_comment(row, layout.width):
            reason = UnreadableReason.COMMENT
        elif is_total(row):
            reason = UnreadableReason.TOTAL
        elif len(row) >= layout.least and is_note(row):
            reason = UnreadableReason.NOTE
        elif len(row) > layout.width and not _is_blank(row[layout.width :]):
            cut = layout.delimiter == "," and is_cut_at_decimals(row, len(row) - layout.width)
            reason = UnreadableReason.DECIMAL_COMMA if cut else UnreadableReason.TOO_MANY
        elif len(row) < layout.least:
            reason = UnreadableReason.OTHER_DELIMITER if self._is_split_otherwise(row) else UnreadableReason.TOO_FEW
        if reason is None:
            return row[: layout.width] + [""] * (layout.width - len(row))
        text = layout.delimiter.join(row)
        self._reject(batch.numbers[place], batch.firsts[place], reason, text, batch.lines(place))
        return None

    def _is_split_otherwise(self, row: list[str]) -> bool:
        text = self.layout.delimiter.join(row)
        others = (other for other in DELIMITERS if other != self.layout.delimiter)
        return any(self.layout.least <= text.count(other) + 1 <= self.layout.width for other in others)

    def _reject(self, number: int, first: int, reason: UnreadableReason, text: str, lines: int = 1) -> None:
        self._rejected += lines
        self.rejects.append(Reject(number, None, shorten_value(text), reason, first))
        if len(self.rejects) > MOST_REJECTS and len(self.rejects) > self._used:
            (common, _), *_ = Counter(reject.reason for reject in self.rejects).most_common(1)
            raise refusal(self._file, _HARDLY_ANY, most=MOST_REJECTS, reason=Sentence(common))


def _is_blank(row: Sequence[str]) -> bool:
    return not any(cell.replace("\ufeff", "").strip() for cell in row)


def _raw(line: Line) -> str:
    return line.text if isinstance(line, BrokenText) else line


def _notices(layout: Layout, reading: _Reading, rows: pl.DataFrame) -> list[str]:
    """Return what a reader should know about how the file was understood."""
    notices: list[str] = []
    if reading.above:
        notices.append(
            Sentence(
                ABOVE,
                count=len(reading.above),
                text=shorten_value(reading.above[0]),
            )
        )
    changed = [
        name
        for name, cell in zip(layout.header.names, layout.cells, strict=False)
        if layout.header.named and cell.strip() and name in rows.columns and name != tidy_name(cell)
    ]
    if changed:
        notices.append(Sentence(TWICE, names=", ".join(changed)))
    if rows.is_empty():
        notices.append(Sentence(NO_ROWS))
    return notices
