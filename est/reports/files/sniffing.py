"""What the bytes of a file are, whatever its name says."""

import re
from pathlib import PurePath

from est.reports.files.old_excel import OLD_EXCEL
from est.reports.files.refusal import refusal
from est.reports.files.table import FileKind
from est.reports.files.workbook import is_open_document
from est.text import N_

# fmt: off
_BY_SUFFIX: dict[str, FileKind] = {
    "": "csv", ".csv": "csv", ".txt": "csv", ".tsv": "csv", ".tab": "csv", ".skv": "csv",
    ".xlsx": "excel", ".xlsm": "excel", ".xls": "excel", ".ods": "excel", ".parquet": "parquet", ".pq": "parquet",
    ".json": "json", ".geojson": "json",
}
# fmt: on

_OLD_EXCEL = N_("It is an Excel file of before 1997. Open it in Excel and save it as .xlsx or CSV.")
_COMPRESSED = N_("It is compressed. Unpack it and send the file inside.")
_UNKNOWN = N_("It is not a table. Send CSV, Excel (.xlsx, .xls), OpenDocument (.ods), Parquet or JSON.")
_HTML = N_("It is a web page or XML, not a table. Save the table as CSV or .xlsx.")
_JSON_START = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\{\s*"|\[\s*\{\s*")')

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x09\x08\x10\x00\x00\x06\x05\x00", _OLD_EXCEL),
    (0, b"\x09\x08\x08\x00\x00\x05", _OLD_EXCEL),
    (0, b"\x09\x04\x06\x00", _OLD_EXCEL),
    (0, b"\x09\x02\x06\x00", _OLD_EXCEL),
    (0, b"\x1f\x8b", _COMPRESSED),
    (0, b"\x28\xb5\x2f\xfd", _COMPRESSED),
    (0, b"\xfd7zXZ\x00", _COMPRESSED),
    (0, b"7z\xbc\xaf\x27\x1c", _COMPRESSED),
    (0, b"Rar!\x1a\x07", _COMPRESSED),
    (0, b"BZh91AY&SY", _COMPRESSED),
    (0, b"\x04\x22\x4d\x18", _COMPRESSED),
    (0, b"%PDF-", N_("It is a PDF. Ask the sender for the table behind it, as CSV or .xlsx.")),
    (0, b"SQLite format 3\x00", N_("It is an SQLite database. Export the table as CSV.")),
    (8, b"DUCK", N_("It is a DuckDB database. Export the table as CSV or Parquet.")),
    (0, b"{\\rtf", N_("It is a document, not a table. Save the table as CSV or .xlsx.")),
    (0, b"\x89PNG", N_("It is a picture. Ask for the table as CSV or .xlsx.")),
    (0, b"\xff\xd8\xff", N_("It is a picture. Ask for the table as CSV or .xlsx.")),
    (0, b"GIF8", N_("It is a picture. Ask for the table as CSV or .xlsx.")),
    (0, b"MZ", _UNKNOWN),
    (0, b"\x7fELF", _UNKNOWN),
    (0, b"ARROW1", N_("It is an Arrow or Feather file. Save it as Parquet or CSV.")),
    (0, b"ORC\x00", N_("It is an ORC file. Save it as Parquet or CSV.")),
)
_WORDS: tuple[tuple[bytes, str], ...] = (
    (b"<!doctype", _HTML),
    (b"<html", _HTML),
    (b"<?xml", _HTML),
    (b"<table", _HTML),
    (b"mime-version", _HTML),
)
_BY_NAME = {
    ".xlsb": N_("It is a binary Excel workbook (.xlsb). Save it as .xlsx or CSV."),
    **dict.fromkeys((".xltx", ".xltm", ".xlam"), N_("It is an Excel template or add-in. Save it as .xlsx or CSV.")),
    **dict.fromkeys((".docx", ".pptx", ".odt"), N_("It is a document, not a table. Save the table as CSV or .xlsx.")),
    ".numbers": N_("It is a Numbers sheet. Export it as .xlsx or CSV."),
    **dict.fromkeys((".zip", ".gz", ".bz2", ".xz", ".zst", ".7z", ".rar", ".tgz"), _COMPRESSED),
}


def sniff_kind(content: bytes, file: str) -> FileKind:
    """Return what the file is: csv, excel, parquet or json.

    FileRefusedError says what it is instead, or that the name and the bytes disagree, and what to do.
    """
    if not content:
        raise refusal(file, N_("It is empty: 0 bytes arrived. Send it again."))
    suffix = PurePath(file).suffix.lower()
    if content.startswith(OLD_EXCEL) or is_open_document(content):
        return "excel"
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(file, suffix)
    if content.startswith(b"PAR1"):
        if suffix not in (".parquet", ".pq", ""):
            raise refusal(file, N_("It is a Parquet file under another name. Give it the ending .parquet."))
        return "parquet"
    for sentence in _told_by_bytes(content):
        raise refusal(file, sentence)
    if _JSON_START.match(content):
        return "json"
    if suffix in _BY_NAME:
        raise refusal(file, _BY_NAME[suffix])
    kind = _BY_SUFFIX.get(suffix)
    if kind == "excel":
        raise refusal(file, N_("It is called an Excel workbook but is none. If it is a text file, call it .csv."))
    if kind == "parquet":
        raise refusal(file, N_("It is called a Parquet file but is none. If it is a text file, call it .csv."))
    if kind is None:
        raise refusal(file, _UNKNOWN)
    return kind


def _zipped(file: str, suffix: str) -> FileKind:
    if suffix in (".xlsx", ".xlsm", ".xls", ".ods", ""):
        return "excel"
    if suffix in (".csv", ".txt", ".tsv", ".tab", ".skv"):
        raise refusal(
            file, N_("It is a zip archive or an Excel workbook, not text. If it comes from Excel, call it .xlsx.")
        )
    raise refusal(file, _BY_NAME.get(suffix, _COMPRESSED))


def _told_by_bytes(content: bytes) -> list[str]:
    found = [sentence for place, magic, sentence in _MAGIC if content.startswith(magic, place)]
    start = content[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return found + [sentence for word, sentence in _WORDS if start.startswith(word)]
