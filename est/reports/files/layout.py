"""How a text file is laid out: which character separates the fields, and where the header stands."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from est.reports.files.decoding import BrokenText, Line
from est.reports.files.header import SAMPLE, Header, find_header, usual_kinds, value_kind
from est.reports.files.quotes import QuotedText

DELIMITERS = (";", "\t", "|", ",")  # in this order when nothing else decides: a comma is also the decimal sign
_SEP = re.compile(r'"?sep=([;,|\t])"?[;,|\t]*\s*', re.IGNORECASE)
MOST_COLUMNS = 500
_EMPTY = "".join(DELIMITERS) + ' "\ufeff\u00a0'
_LOOKED_AT = 400  # physical lines


@dataclass(frozen=True)
class Layout:
    """How the lines become rows.

    `before` is the number of physical lines above the first row of the table and `header_lines` how many the names
    take; `shift` is what a physical line's number is greater by than the row number of a spreadsheet below them.
    """

    delimiter: str
    header: Header
    cells: tuple[str, ...]
    before: int
    header_lines: int
    shift: int
    sep: bool
    spaced: bool
    kinds: tuple[str, ...]

    @property
    def width(self) -> int:
        """The number of fields of a row."""
        return len(self.header.names)

    @property
    def least(self) -> int:
        """The number of fields a row must have: trailing columns without a name may be missing."""
        if not self.header.named:
            return self.width
        return max(place for place, cell in enumerate(self.cells, start=1) if cell.strip())


def find_layout(lines: Sequence[Line], *, more: bool) -> Layout | None:
    """Return the layout that the first lines of a file show; None when all of them are blank."""
    filled = (isinstance(line, BrokenText) or bool(line.strip(_EMPTY)) for line in lines)
    blank = next((place for place, is_filled in enumerate(filled) if is_filled), None)
    if blank is None:
        return None
    looked = list(lines[: blank + _LOOKED_AT])
    more = more or len(lines) > len(looked)
    first = looked[blank]
    named = _SEP.fullmatch(first.removeprefix("\ufeff")) if isinstance(first, str) else None
    start = blank + (named is not None)
    delimiter = named.group(1) if named else _find_delimiter(looked, more=more)
    spaced = any(isinstance(line, str) and f'"{delimiter} "' in line for line in looked)
    rows, places, spans = _rows(looked, start, delimiter, spaced=spaced, more=more)
    header = find_header(rows[:SAMPLE])
    if header is None:
        return None
    above = header.index + header.named
    return Layout(
        delimiter,
        header,
        tuple(rows[header.index]),
        places[header.index],
        spans[header.index] if header.named else 0,
        (named is not None) + sum(spans[:above]) - above,
        named is not None,
        spaced,
        usual_kinds(rows[above:SAMPLE], len(header.names)),
    )


def _rows(
    lines: Sequence[Line], start: int, delimiter: str, *, spaced: bool = False, more: bool = False
) -> tuple[list[list[str]], list[int], list[int]]:
    """Return the fields of the rows, the physical line each begins on, and how many lines each has."""
    quoted = QuotedText(delimiter, spaced=spaced)
    rows: list[list[str]] = []
    places: list[int] = []
    spans: list[int] = []
    place = start
    while place < len(lines):
        row = quoted.row(lines, place, more=more)
        if not row.lines:
            break
        rows.append((row.fields or [])[: MOST_COLUMNS + 1])
        places.append(place)
        spans.append(row.lines)
        place += row.lines
    return rows, places, spans


def _find_delimiter(lines: Sequence[Line], *, more: bool) -> str:
    """Return the character that splits most rows into the same number of fields, under a header that has as many.

    Counting alone would take the comma of `59,33;18,06`: the header, which holds no numbers, decides.
    """
    scores = {delimiter: _score(lines, delimiter, more=more) for delimiter in DELIMITERS}
    return max(DELIMITERS, key=lambda delimiter: scores[delimiter])


def _score(lines: Sequence[Line], delimiter: str, *, more: bool) -> tuple[float, int]:
    rows = [row for row in _rows(lines, 0, delimiter, more=more)[0] if any(cell.strip() for cell in row)]
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return (0.0, 0)
    width = max(widths, key=lambda fields: (widths[fields], fields))
    first = next(row for row in rows if len(row) == width)
    is_header = all(value_kind(cell) in ("words", "empty") for cell in first) and not any(
        other in cell for cell in first for other in DELIMITERS if other != delimiter
    )
    return (widths[width] + 0.5 * len(rows) * is_header, width)
