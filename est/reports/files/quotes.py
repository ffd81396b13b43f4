"""Rows with quotation marks: fields that hold the delimiter or a line end, doubled, stray and unclosed marks."""

import contextlib
import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from est.reports.files.decoding import BrokenText, Line
from est.reports.files.header import value_kind
from est.reports.files.table import UnreadableReason

FARTHEST = 200  # physical lines that one row may stretch over


@dataclass(frozen=True)
class QuotedRow:
    """One row out of one or more physical lines: its fields, or why it has none. No lines: more must be seen."""

    lines: int
    fields: list[str] | None = None
    reason: UnreadableReason | None = None


MORE = QuotedRow(0)


class QuotedText:
    """Reads rows that hold quotation marks, for one delimiter; `kinds` is what the columns usually hold."""

    def __init__(self, delimiter: str, kinds: Sequence[str] = (), *, spaced: bool = False) -> None:
        self.delimiter = delimiter
        self.kinds = kinds
        self.spaced = spaced
        mark = re.escape(delimiter)
        self._begins = re.compile(rf'(?:^|{mark}){" *" if spaced else ""}"')
        # a mark before another mark is half of a doubled one, never the end
        self._closed = re.compile(r'"[^"]*(?:""[^"]*)*"(?!")')

    def rows(self, lines: Sequence[Line], start: int) -> list[list[str]]:
        """Return the fields of the next rows, as far as each is one whole line; none when the first is not."""
        rows: list[list[str]] = []
        feed = takewhile(lambda line: type(line) is str, lines[start : start + FARTHEST])
        reader = csv.reader(feed, delimiter=self.delimiter, strict=True, skipinitialspace=self.spaced)  # type: ignore[arg-type] # text only
        with contextlib.suppress(csv.Error):
            for row in reader:
                if reader.line_num != len(rows) + 1:
                    break
                rows.append(row)
        return rows

    def row(self, lines: Sequence[Line], start: int, *, more: bool) -> QuotedRow:
        """Return the row that begins at `start`. `more`: other lines follow that are not in `lines` yet."""
        first = lines[start]
        if isinstance(first, BrokenText):
            return QuotedRow(1, None, first.reason)
        if not self._begins.search(first):
            return QuotedRow(1, first.split(self.delimiter))
        fields = self._parsed((first,))
        if fields is not None:
            return QuotedRow(1, fields)
        return self._stretched(lines, start, more=more)

    def _stretched(self, lines: Sequence[Line], start: int, *, more: bool) -> QuotedRow:
        """Return the row with the lines its quoted field runs over; a mark that is never closed ends with its line."""
        end = min(len(lines), start + FARTHEST)
        reason = self._fault(str(lines[start]))
        if reason is not UnreadableReason.UNCLOSED:
            return QuotedRow(1, None, reason)
        broken = False
        whole = self._naive(lines[start])
        for last in range(start + 1, end):
            line = lines[last]
            if self._is_row_of_its_own(line, whole):
                return QuotedRow(1, None, UnreadableReason.UNCLOSED)
            broken = broken or isinstance(line, BrokenText)
            text = line.text if isinstance(line, BrokenText) else line
            if '"' not in text.replace('""', ""):
                continue
            if broken:
                return QuotedRow(1, None, UnreadableReason.UNCLOSED)
            fields = self._parsed([str(piece) for piece in lines[start : last + 1]])
            if fields is None:
                if self._fault("\n".join(str(piece) for piece in lines[start : last + 1])) is UnreadableReason.UNCLOSED:
                    continue
                return QuotedRow(1, None, UnreadableReason.UNCLOSED)
            return QuotedRow(last + 1 - start, fields)
        return MORE if more and end == len(lines) else QuotedRow(1, None, UnreadableReason.UNCLOSED)

    def _is_row_of_its_own(self, line: Line, first: int) -> bool:
        """Return whether a line inside quotation marks is more likely a row that an unclosed mark would swallow."""
        width = len(self.kinds)
        if width < 3 or self._naive(line) < width or (first < width and '"' in str(line)):
            return False
        cells = (line.text if isinstance(line, BrokenText) else line).split(self.delimiter)
        told = [value_kind(cell) == kind for cell, kind in zip(cells, self.kinds, strict=False) if kind != "words"]
        return sum(told) * 2 >= len(told)

    def _naive(self, line: Line) -> int:
        text = line.text if isinstance(line, BrokenText) else line
        return text.count(self.delimiter) + 1

    def _parsed(self, lines: Sequence[str]) -> list[str] | None:
        feed = [line + "\n" for line in lines[:-1]] + [lines[-1]]
        try:
            rows = list(csv.reader(feed, delimiter=self.delimiter, strict=True, skipinitialspace=self.spaced))
        except csv.Error:
            return self._parsed_at_length("\n".join(lines))
        return rows[0] if len(rows) == 1 else None

    def _parsed_at_length(self, text: str) -> list[str] | None:
        """Return the fields of a row that `csv` refuses: those longer than its limit; None when it is malformed."""
        if self._fault(text) is not None:
            return None
        fields: list[str] = []
        for begin, end, quoted in self._spans(text):
            piece = text[begin:end]
            fields.append(piece[1:-1].replace('""', '"') if quoted else piece)
        return fields

    def _fault(self, text: str) -> UnreadableReason | None:
        """Return why the row cannot be taken apart, or None."""
        for _, end, quoted in self._spans(text):
            if end < 0:
                return UnreadableReason.UNCLOSED
            if quoted and end < len(text) and text[end] != self.delimiter:
                return UnreadableReason.AFTER_QUOTE
        return None

    def _spans(self, text: str) -> list[tuple[int, int, bool]]:
        """Return where each field begins and ends and whether it is quoted; an end of -1 is an unclosed mark."""
        spans: list[tuple[int, int, bool]] = []
        place = 0
        while place <= len(text):
            while self.spaced and text[place : place + 1] == " ":
                place += 1
            if text[place : place + 1] == '"':
                closed = self._closed.match(text, place)
                if closed is None:
                    return [*spans, (place, -1, True)]
                spans.append((place, closed.end(), True))
                if closed.end() < len(text) and text[closed.end()] != self.delimiter:
                    return spans
                place = closed.end() + 1
                continue
            rest = text.find(self.delimiter, place)
            end = len(text) if rest < 0 else rest
            spans.append((place, end, False))
            place = end + 1
        return spans
