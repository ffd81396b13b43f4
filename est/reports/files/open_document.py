"""OpenDocument sheets (.ods): every cell as the text that its value is, with what is hidden and merged cells told."""

import io
import re
import zipfile
from dataclasses import dataclass, field
from xml.parsers import expat  # nosec B407 (declarations are refused before an entity could come, and a child reads)

from est.reports.files.sheet_layout import SheetLayout
from est.reports.files.table import MOST_BYTES, MOST_CELLS, MOST_ROWS

MOST_COLUMNS = 500
_TIME = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
_CELLS = ("table:table-cell", "table:covered-table-cell")
_BREAKS = {"text:tab": "\t", "text:line-break": "\n"}


class TooLargeSheetError(Exception):
    """A sheet has more rows, columns, cells or text than may be: `rows` and `columns` as far as it was read."""

    def __init__(self, rows: int, columns: int) -> None:
        super().__init__(rows, columns)
        self.rows = rows
        self.columns = columns


class DeclaredEntitiesError(Exception):
    """The XML declares entities, which no spreadsheet program does."""


class DateCell(str):
    """The value of a cell of a date, as text: with a time of day where it has one."""

    __slots__ = ()

    @property
    def whole(self) -> str:
        """The day with its time of day, which of a day alone is midnight (`table.DATE_CELL`)."""
        return self if " " in self else f"{self} 00:00:00"


@dataclass
class OpenSheet:
    """A sheet: its rows as texts, each as long as its last cell that holds something, and its layout."""

    name: str
    shown: bool
    rows: list[list[str | None]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    merged: list[tuple[int, int, int]] = field(default_factory=list)
    columns: set[int] = field(default_factory=set)

    @property
    def layout(self) -> SheetLayout:
        """Return which rows and columns are hidden and which cells are merged over several rows."""
        return SheetLayout(tuple(self.hidden), tuple(self.merged), frozenset(self.columns))


def read_open_document(content: bytes) -> list[OpenSheet]:
    """Return the sheets of a document. TooLargeSheetError, DeclaredEntitiesError; ValueError when it is damaged."""
    reading = _Reading()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = reading.begin
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open("content.xml") as stream:
            parser.ParseFile(stream)
    except (expat.ExpatError, KeyError, zipfile.BadZipFile, EOFError) as error:
        raise ValueError("damaged") from error
    return reading.sheets


def _refuse(*_: object) -> None:
    raise DeclaredEntitiesError


class _Reading:
    """What was read so far; the handlers of the parser."""

    def __init__(self) -> None:
        self.sheets: list[OpenSheet] = []
        self._unseen: set[str] = set()  # styles of sheets that are not shown
        self._style = ""
        self._place = 0  # rows of the sheet so far, the blank ones too
        self._columns = 0  # columns that were described so far
        self._row: list[str | None] = []
        self._blank = 0  # cells without a value that no value followed yet
        self._row_tag: dict[str, str] = {}
        self._cell: dict[str, str] | None = None
        self._texts: list[str] = []
        self._aside = 0  # within a remark on a cell
        self._size = 0

    def begin(self, tag: str, told: dict[str, str]) -> None:
        if tag in _CELLS:
            self._cell, self._texts = told, []
        elif tag == "table:table-column" and self.sheets and not self._aside:
            self._describe_columns(told)
        elif tag == "table:table-row":
            self._row, self._blank, self._row_tag = [], 0, told
        elif tag == "office:annotation":
            self._aside += 1
        elif tag == "text:p" and self._texts and not self._aside:
            self._texts.append("\n")
        elif tag == "text:s" and not self._aside:
            self._texts.append(" " * min(int(told.get("text:c", "1")), 1000))
        elif tag in _BREAKS and not self._aside:
            self._texts.append(_BREAKS[tag])
        elif tag == "style:style":
            self._style = told.get("style:name", "")
        elif tag == "style:table-properties" and told.get("table:display") == "false":
            self._unseen.add(self._style)
        elif tag == "table:table" and not self._aside:
            shown = told.get("table:style-name") not in self._unseen
            self.sheets.append(OpenSheet(told.get("table:name", ""), shown))
            self._place = self._columns = 0

    def text(self, text: str) -> None:
        if self._cell is not None and not self._aside:
            self._texts.append(text)

    def end(self, tag: str) -> None:
        if tag == "office:annotation":
            self._aside -= 1
        elif self._cell is not None and tag in _CELLS:
            self._end_cell(self._cell)
            self._cell = None
        elif tag == "table:table-row" and self.sheets:
            self._end_row()

    def _describe_columns(self, told: dict[str, str]) -> None:
        following = self._columns + int(told.get("table:number-columns-repeated", "1"))
        if told.get("table:visibility", "visible") != "visible":
            self.sheets[-1].columns |= set(range(self._columns, min(following, MOST_COLUMNS)))
        self._columns = following

    def _end_cell(self, told: dict[str, str]) -> None:
        times = int(told.get("table:number-columns-repeated", "1"))
        value = _value(told, "".join(self._texts))
        if value is None or not value.strip():
            self._blank += times
        else:
            column = len(self._row) + self._blank
            if column + times > MOST_COLUMNS:
                raise TooLargeSheetError(self._place + 1, column + times)
            spanned = int(told.get("table:number-rows-spanned", "1"))
            if spanned > 1:
                self.sheets[-1].merged.append((column, self._place + 1, self._place + spanned))
            self._row += [None] * self._blank + [value] * times
            self._blank = 0
            self._size += times * len(value)

    def _end_row(self) -> None:
        sheet, times = self.sheets[-1], int(self._row_tag.get("table:number-rows-repeated", "1"))
        if self._row:
            rows = self._place + times
            self._size += (times - 1) * sum(len(cell or "") for cell in self._row)
            if rows > MOST_ROWS + 200 or rows * len(self._row) > MOST_CELLS or self._size > MOST_BYTES:
                raise TooLargeSheetError(rows, len(self._row))
            sheet.rows += [[] for _ in range(self._place - len(sheet.rows))]
            sheet.rows += [self._row] * times
            if self._row_tag.get("table:visibility", "visible") != "visible":
                sheet.hidden += range(self._place + 1, rows + 1)
        self._place += times


def _value(told: dict[str, str], text: str) -> str | None:
    """Return a cell's value as text: a date or a number as the file keeps it, a time of day as a clock shows it."""
    kind = told.get("office:value-type", "")
    if kind == "date":
        return DateCell(told.get("office:date-value", text).replace("T", " "))
    if kind == "time" and (clock := _TIME.fullmatch(told.get("office:time-value", ""))):
        return f"{int(clock[1]):02}:{clock[2]:0>2}:{clock[3]:0>2}"
    if kind in ("float", "currency", "percentage"):
        return told.get("office:value", text)
    if kind == "string":
        return told.get("office:string-value", text)
    return text or None
