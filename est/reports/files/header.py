"""Where the column names of a table stand, when anything may stand above them or they may be missing."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from est.reports.fields.synonyms import fields_of_name

Cells = Sequence[str]

SAMPLE = 200  # rows that are looked at
LONGEST_NAME = 200
_NUMBER = re.compile(r"[+\-−]?\d[\d\s.,\u00a0\u202f]*")
_WHOLE = re.compile(r"[+\-−]?[0-9]{1,7}")
_MOMENT = re.compile(r"\d{1,4}[-./:]\d{1,2}([-./:T ].*)?|\d{6,8}[ T]\d.*")
_SUMS = (
    r"summa|totalsumma|delsumma|slutsumma|totalt|total|totals|sum|subtotal|grand total|antal|count|genomsnitt"
    r"|medelvärde|average|number of"
)
_COUNTED = (
    r"(?:st|stycken|rad(?:er)?|post(?:er)?|ärenden?|händelser?|rapporter?|anmälning(?:ar)?|rows?|records?|reports?|events?"
    r"|incidents?|cases?)"
)
_TOTAL = re.compile(rf"({_SUMS})\b( rader| poster)?\s*[:=]?\s*[\d\s.,]*", re.IGNORECASE)
# `Totalt antal händelser: 12 st`, `12 rader`, `(12 rows affected)`: of a row that holds little else
_COUNT = re.compile(
    rf"({_SUMS})\b[^\d:=]{{0,60}}[:=]?\s*\d[\d\s.,]*{_COUNTED}?\.?"
    rf"|[(\s]*\d[\d\s]*{_COUNTED}( (affected|påverkade(s)?|selected|totalt|in total))?[.)\s]*"
    rf"|{_COUNTED}( totalt)?\s*[:=]\s*\d[\d\s]*",
    re.IGNORECASE,
)
_COUNTED_BESIDE = re.compile(rf"({_SUMS})\b[^\d:=]{{0,60}}[:=]?", re.IGNORECASE)  # `Totalt antal larm:` beside 8
MAY_BE_TOTAL = rf"{_SUMS}|tot|medelv|{_COUNTED}\b|[(\s]*[0-9][0-9\s]*{_COUNTED}\b"
_FEW = 2  # filled cells, fewer than a report has besides a sum


@dataclass(frozen=True)
class Header:
    """Where the table begins: the row of the names, or of the first values when there are no names."""

    index: int
    named: bool
    names: tuple[str, ...]


def find_header(rows: Sequence[Cells]) -> Header | None:
    """Return where the names stand among the first rows of a table; None when every row is blank.

    The names stand in the first row that fills most of the columns. It holds values instead of names when they are
    of the kind that follows below: numbers over numbers, times over times, words that come again; but not where most
    of them are names of fields that est knows.
    """
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    if not any(filled):
        return None
    usual = _usual([_trimmed(row) for row in rows if any(cell.strip() for cell in row)])
    needed = max(min(2, usual), 0.6 * usual)
    index = next((place for place, count in enumerate(filled) if count >= needed), filled.index(max(filled)))
    width = len(rows[index])
    following = rows[index + 1] if index + 1 < len(rows) else ()
    if len(following) >= width and (_names_better(following, rows[index]) or _parts_groups(following, rows[index])):
        # groups of columns stand above their names: what has no name of its own keeps that of its group
        above, index = rows[index], index + 1
        names = [own if own.strip() else group for own, group in zip_longest(rows[index], above, fillvalue="")]
        return Header(index, True, unique_names(names))
    below = [row for row in rows[index + 1 :] if _trimmed(row)]
    named = _names_something(rows[index], below)
    width = len(rows[index]) if named else max(len(rows[index]), usual)
    return Header(index, named, unique_names(rows[index] if named else [""] * width))


def unique_names(cells: Cells) -> tuple[str, ...]:
    """Return a name for each column: spaces put in order, empty ones numbered, repeated ones numbered."""
    taken: set[str] = {"__row"}
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        wanted = tidy_name(cell) or f"column {number}"
        name, copy = wanted, 2
        while name in taken:
            name, copy = f"{wanted} ({copy})", copy + 1
        taken.add(name)
        names.append(name)
    return tuple(names)


def tidy_name(cell: str) -> str:
    """Return a column name as it is kept: without spaces around it, on one line, not too long."""
    return " ".join(cell.replace("\ufeff", "").split())[:LONGEST_NAME]


def is_total(cells: Cells) -> bool:
    """Return whether the row is a sum over the others: a word for it, and little else but numbers."""
    filled = [text for cell in cells if (text := cell.strip())]
    if not filled or len(filled) > max(_FEW, len(cells) // 2):
        return False
    few = len(filled) <= _FEW
    counted = _COUNTED_BESIDE if len(filled) == _FEW else _COUNT
    sums = [
        bool(_TOTAL.fullmatch(text) or (few and (_COUNT.fullmatch(text) or counted.fullmatch(text)))) for text in filled
    ]
    return any(sums) and all(one or _NUMBER.fullmatch(text) for one, text in zip(sums, filled, strict=True))


def is_note(cells: Cells) -> bool:
    """Return whether the row is one text alone, in a table in which a report fills more cells than that."""
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) == 1 and len(cells) > _FEW and value_kind(filled[0]) == "words"


def is_comment(cells: Cells, width: int) -> bool:
    """Return whether the row is a remark: it begins with `#` and a space, or with `#` and fills no whole row."""
    first = cells[0].strip()
    if not first.startswith(("#", "//")):
        return False
    return not first[1:2].isalnum() or len(cells) < width or sum(bool(cell.strip()) for cell in cells) == 1


def repeats_header(cells: Cells, header: Cells) -> bool:
    """Return whether the row is the header over again."""
    return len(cells) == len(header) and all(_folded(a) == _folded(b) for a, b in zip(cells, header, strict=True))


def is_cut_at_decimals(row: Sequence[str], surplus: int) -> bool:
    """Return whether the surplus fields are what stands after the commas of numbers: 59,3301 as two fields."""
    return sum(map(_is_cut, row, row[1:])) >= surplus


def _is_cut(whole: str, decimals: str) -> bool:
    return _WHOLE.fullmatch(whole.strip()) is not None and decimals.isdecimal() and len(decimals) > 1


def value_kind(cell: str) -> str:
    """Return what a cell holds: empty, number, moment (a date or a time) or words."""
    text = cell.strip()
    if not text:
        return "empty"
    if _NUMBER.fullmatch(text):
        return "number"
    return "moment" if _MOMENT.fullmatch(text) else "words"


def usual_kinds(rows: Sequence[Cells], width: int) -> tuple[str, ...]:
    """Return what each column holds most often: number, moment or words; an empty column counts as words."""
    kinds = []
    for place in range(width):
        found = Counter(value_kind(row[place]) for row in rows if place < len(row))
        found.pop("empty", None)
        kinds.append(found.most_common(1)[0][0] if found else "words")
    return tuple(kinds)


def _folded(cell: str) -> str:
    return tidy_name(cell).casefold()


def _trimmed(row: Cells) -> int:
    """Return the number of cells up to the last one that is filled."""
    return next((place for place in range(len(row), 0, -1) if row[place - 1].strip()), 0)


def _usual(widths: Sequence[int]) -> int:
    """Return the commonest width; of several, the greatest. Titles, of one cell, do not count beside others."""
    counts = Counter(widths)
    wider = {width: count for width, count in counts.items() if width > 1 and count > 1}
    counts = Counter(wider) or counts
    return max(counts, key=lambda width: (counts[width], width))


def _names_better(row: Cells, above: Cells) -> bool:
    """Return whether a row holds words alone, and names more fields than the row above it, one word each."""
    known, before = (len({fields[0] for cell in cells if (fields := fields_of_name(cell))}) for cells in (row, above))
    return known > max(1, before) and all(value_kind(cell) in ("words", "empty") for cell in row)


def _parts_groups(row: Cells, above: Cells) -> bool:
    """Return whether a row holds names alone, which part groups above it: `Fr.o.m.` and `T.o.m.` below `Brottstid`."""
    filled = [place for place, cell in enumerate(row) if cell.strip()]
    parted = any(place < len(above) and not above[place].strip() for place in filled)
    if len(filled) < _FEW or not parted or not all(fields_of_name(row[place]) for place in filled):
        return False
    both = [own if own.strip() else group for own, group in zip_longest(row, above, fillvalue="")]
    known, before = (len({fields[0] for cell in cells if (fields := fields_of_name(cell))}) for cells in (both, above))
    return known > before


def _names_something(row: Cells, below: Sequence[Cells]) -> bool:
    known = [fields[0] for cell in row if (fields := fields_of_name(cell))]
    if len(set(known)) > 1 and len(known) > sum(bool(cell.strip()) for cell in row) / 2:
        return True
    names = values = 0
    for place, cell in enumerate(row):
        kind = value_kind(cell)
        if kind == "empty":
            continue
        column = [other[place].strip() for other in below if place < len(other) and other[place].strip()]
        common = Counter(value_kind(other) for other in column).most_common(1)
        usual = common[0][0] if common else "words"
        if kind == "words" and usual != "words":
            names += 1
        elif (kind != "words" and usual != "words") or (kind == "words" and column.count(cell.strip()) >= 2):
            values += 1
    looks = sum(value_kind(cell) in ("number", "moment") for cell in row)
    return names > values or (names == values and not looks)
