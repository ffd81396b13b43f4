"""What a worksheet shows besides its values: rows and columns that are hidden, and cells merged over several rows."""

import html
import io
import re
import zipfile
from dataclasses import dataclass

import polars as pl

from est.reports.files.workbook import MOST_COLUMNS, entry_pieces

MOST_MERGED = 20_000  # areas; of more, none is filled
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_ROW = re.compile(r"<(?:\w+:)?row\s[^>]*\bhidden[^>]*>")
_COLUMNS = re.compile(r"<(?:\w+:)?col\s[^>]*\bhidden[^>]*>")
_FILLED = re.compile(r"<(?:\w+:)?c\s[^>]*\br\s*=\s*[\"']([A-Z]{1,3})\d+[\"'](?:[^>]*[^/>])?>")
_MERGED = re.compile(
    r"<(?:\w+:)?mergeCell\s[^>]*\bref\s*=\s*[\"']\$?([A-Z]{1,3})\$?(\d{1,7}):\$?[A-Z]{1,3}\$?(\d{1,7})[\"']"
)


@dataclass(frozen=True)
class SheetLayout:
    """Numbers of hidden rows as Excel shows them, (column, first row, last row) of merged areas, and hidden columns.

    Column 0 is the first that holds something, as the readers leave out the blank ones before it.
    """

    hidden: tuple[int, ...] = ()
    merged: tuple[tuple[int, int, int], ...] = ()
    columns: frozenset[int] = frozenset()

    def counted_from(self, first: int | None) -> "SheetLayout":
        """Return the layout, whose column 0 is A, with its columns counted from the first that holds something."""
        if not first:
            return self
        merged = tuple((column - first, top, last) for column, top, last in self.merged if column >= first)
        return SheetLayout(self.hidden, merged, frozenset(column - first for column in self.columns if column >= first))


def read_layout(content: bytes, sheet: str) -> SheetLayout:
    """Return the layout of a sheet of a workbook that was found to be harmless; nothing where it cannot be told."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        path = _path_of(archive, sheet)
        if path not in archive.namelist():
            return SheetLayout()
        hidden: list[int] = []
        columns: set[int] = set()
        merged: list[tuple[int, int, int]] = []
        filled: set[str] = set()
        for piece, _ in entry_pieces(archive, archive.getinfo(path)):  # as a whole it may be half a gigabyte
            text = piece.decode("utf-8", "replace")
            hidden += [int(_attribute(tag, "r") or 0) for tag in _hiding(_ROW, text)]
            for tag in _hiding(_COLUMNS, text):
                first, last = (int(_attribute(tag, name) or 0) for name in ("min", "max"))
                columns |= set(range(first - 1, min(last, MOST_COLUMNS)))
            if "A" not in filled:
                filled |= set(_FILLED.findall(text))
            merged += [(_column(letters), int(first), int(last)) for letters, first, last in _MERGED.findall(text)]
    tall = tuple(area for area in merged if area[2] > area[1])
    layout = SheetLayout(
        tuple(row for row in hidden if row), tall if len(tall) <= MOST_MERGED else (), frozenset(columns)
    )
    return layout.counted_from(min(map(_column, filled), default=0))


def fill_merged(rows: pl.DataFrame, begin: int, layout: SheetLayout) -> pl.DataFrame:
    """Return the rows from row `begin` (counted from 0) on, with what a merged cell holds in all the rows it covers."""
    areas = pl.DataFrame(layout.merged, schema=["column", "first", "last"], orient="row")
    for (column,), several in areas.group_by("column"):
        if not isinstance(column, int) or column >= rows.width:
            continue
        name = rows.columns[column]
        source = list(range(rows.height))
        for first, last in several.select("first", "last").iter_rows():
            top = first - 1 - begin
            if top >= 0:
                for place in range(top, min(last - begin, rows.height)):
                    source[place] = top
        rows = rows.with_columns(rows[name].gather(source).alias(name))
    return rows


def _path_of(archive: zipfile.ZipFile, sheet: str) -> str:
    names = {name.lower(): name for name in archive.namelist()}
    book, links = names.get("xl/workbook.xml"), names.get("xl/_rels/workbook.xml.rels")
    if not book or not links:
        return ""
    tags = _SHEET.findall(archive.read(book).decode("utf-8", "replace"))
    told = {html.unescape(_attribute(tag, "name") or ""): _attribute(tag, r"\w+:id") for tag in tags}
    relations = _RELATION.findall(archive.read(links).decode("utf-8", "replace"))
    targets = {_attribute(tag, "Id"): _attribute(tag, "Target") or "" for tag in relations}
    target = targets.get(told.get(sheet), "")
    return target.lstrip("/") if target.startswith("/xl/") else f"xl/{target}"


def _hiding(pattern: re.Pattern[str], text: str) -> list[str]:
    return [tag for tag in pattern.findall(text) if _attribute(tag, "hidden") in ("1", "true")]


def _attribute(tag: str, name: str) -> str | None:
    found = re.search(rf"\s{name}\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", tag)
    return (found[1] if found[1] is not None else found[2]) if found else None


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
