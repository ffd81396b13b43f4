"""Whether an Excel file is safe to unpack: looked at as a stream, before any reader builds a table from it."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from est.reports.files.reading_time import ReadingTime
from est.reports.files.refusal import refusal
from est.reports.files.table import MOST_CELLS, MOST_ROWS, TOO_MANY_ROWS
from est.text import N_

MOST_ENTRIES = 2_000
MOST_UNPACKED = 600 * 1024 * 1024
MOST_COLUMNS = 500
TITLES = 200  # rows above the table, and its header
_PIECE = 1024 * 1024
_MANIFEST = "META-INF/manifest.xml"
OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"  # where a document says what it is
_OVERLAP = 4096  # a tag that begins in one piece ends in the next

_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY|ELEMENT)|^(?:\xff\xfe|\xfe\xff)|^<\x00|^\x00<", re.IGNORECASE)
# a cell as every program writes it, and as XML allows it to be written
_USUAL_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"')
_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']\s*([A-Za-z]{1,7})(\d{1,20})")
_ANY_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*?\br\s*=\s*[\"']\s*(\d{1,20})")
_ANY_ROW = re.compile(rb"<(?:\w+:)?row[\s>/]")

DAMAGED = N_("The workbook is cut off or damaged: open it in Excel, save it again and send it.")
UNPACKS = N_("Unpacked it would be larger than {most} MB. Send it in parts, as CSV.")
DECLARES = N_("It holds XML declarations that no spreadsheet program writes. Save it again as CSV or .xlsx.")
_NO_WORKBOOK = N_("It is a zip archive but no Excel workbook. Send the file inside.")
LOCKED = N_("It is protected with a password. Take the password away and send it again.")
WIDE = N_(
    "A sheet has cells out to row {rows} and column {columns}, more than a sheet of "
    "reports has. Delete the stray cells, or copy the table to a new workbook."
)


def is_open_document(content: bytes) -> bool:
    """Return whether a zip archive says in its first entry that it is an OpenDocument sheet."""
    return content.startswith(b"PK\x03\x04") and OPEN_DOCUMENT in content[:128]


def check_workbook(content: bytes, file: str, spent: ReadingTime | None = None) -> bool:
    """Return whether a workbook has cells of TRUE and FALSE.

    FileRefusedError unless the bytes are a workbook of bearable size without declarations in its XML, or when that
    takes too long; `spent` is the time so far.
    """
    spent = spent or ReadingTime(file)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_entries(archive, file)
            unpacked, truths = 0, False
            for entry in archive.infolist():
                unpacked, has_truths = _check_entry(archive, entry, file, unpacked, spent)
                truths = truths or has_truths
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise refusal(file, DAMAGED) from error
    except RuntimeError as error:  # zipfile's word for an entry under a password
        raise refusal(file, LOCKED) from error
    return truths


def check_open_document(content: bytes, file: str) -> None:
    """Refuse (FileRefusedError) what is no OpenDocument sheet, is under a password, or unpacks to more than may be."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "content.xml" not in names:
                raise refusal(file, _NO_WORKBOOK)
            if len(names) > MOST_ENTRIES or sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise refusal(file, UNPACKS, most=MOST_UNPACKED // 1024**2)
            if _MANIFEST in names and b"encryption-data" in archive.open(_MANIFEST).read(_PIECE):
                raise refusal(file, LOCKED)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise refusal(file, DAMAGED) from error
    except RuntimeError as error:  # zipfile's word for an entry under a password
        raise refusal(file, LOCKED) from error


def _check_entries(archive: zipfile.ZipFile, file: str) -> None:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if not any(name.lower().endswith("workbook.xml") for name in names) or "[Content_Types].xml" not in names:
        raise refusal(file, _NO_WORKBOOK)
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise refusal(file, UNPACKS, most=MOST_UNPACKED // 1024**2)


def _check_entry(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: str, unpacked: int, spent: ReadingTime
) -> tuple[int, bool]:
    """Return the bytes unpacked so far, this entry's own included, and whether it has cells of TRUE and FALSE.

    Sizes that entries declare are not trusted.
    """
    sheet = _Sheet() if "worksheets/" in entry.filename.lower() else None
    is_xml = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
    for piece, fresh in entry_pieces(archive, entry):
        spent.demand()
        unpacked += fresh
        if unpacked > MOST_UNPACKED:
            raise refusal(file, UNPACKS, most=MOST_UNPACKED // 1024**2)
        if (is_xml or sheet) and _DECLARATION.search(piece):
            raise refusal(file, DECLARES)
        if sheet:
            sheet.look(piece)
            if sheet.is_too_large():
                raise refusal(file, WIDE, rows=sheet.rows, columns=sheet.columns)
            if sheet.rows > MOST_ROWS + TITLES:
                raise refusal(file, TOO_MANY_ROWS, most=MOST_ROWS)
    return unpacked, sheet is not None and sheet.truths


def entry_pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[tuple[bytes, int]]:
    """Yield an entry in pieces that begin with the open tag the one before ended in, and their number of new bytes."""
    kept = b""
    with archive.open(entry) as stream:
        while fresh := stream.read(_PIECE):
            piece = kept + fresh
            cut = piece.rfind(b"<", max(0, len(piece) - _OVERLAP))
            cut = len(piece) if cut < 0 or b">" in piece[cut:] else cut
            kept = piece[cut:]
            yield piece[:cut], len(fresh)
    if kept:
        yield kept, 0


class _Sheet:
    """How far out the cells of a worksheet lie."""

    def __init__(self) -> None:
        self.rows = 0
        self.columns = 0
        self.truths = False
        self._seen: set[bytes] = set()

    def look(self, piece: bytes) -> None:
        """Take in the rows and cells of the next piece."""
        self.truths = self.truths or b't="b"' in piece or b"t='b'" in piece
        cells = len(_ANY_CELL.findall(piece))
        places = _USUAL_CELL.findall(piece)
        if len(places) < cells:
            places = _CELL.findall(piece)
        begun = _ANY_ROW.split(piece)
        if len(places) < cells:  # cells without an address stand one after the other
            self.columns = max(self.columns, *(len(_ANY_CELL.findall(row)) for row in begun))
        for letters in {letters for letters, _ in places} - self._seen:
            self._seen.add(letters)
            self.columns = max(self.columns, _column_number(letters))
        numbered = [int(number) for _, number in places] or [int(number) for number in _ROW.findall(piece)]
        self.rows = max(self.rows + (len(begun) - 1) * (not numbered), *numbered, 0)

    def is_too_large(self) -> bool:
        """Return whether a reader, which makes room for every cell in the rectangle, would need too much."""
        return self.columns > MOST_COLUMNS or self.rows * self.columns > MOST_CELLS


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
