"""Old Excel workbooks and OpenDocument sheets are read as .xlsx is: clocks, hidden rows, merged cells, and limits."""

import io
import struct
import zipfile

import pytest

from est.errors import FileRefusedError
from est.reports.files.old_excel import OldWorkbook, read_old_layout
from est.reports.files.reader import read_file
from est.reports.files.table import ROW
from tests.data import SHEETS

NAMES = ("Datum", "Klockslag", "Lat", "Lng", "Kategori", "Rapportnr")
CELL = '<table:table-cell office:value-type="string">'
OLD = (SHEETS / "guards.xls").read_bytes()


def document(rows: str, *, styles: str = "", before: str = "", **entries: str) -> bytes:
    """Return an OpenDocument sheet of these rows of XML."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?>{before}<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" '
            f'xmlns:style="s"><office:automatic-styles>{styles}</office:automatic-styles><office:body>'
            f'<table:table table:name="Blad1">{rows}</table:table></office:body></office:document-content>',
        )
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return made.getvalue()


def row(*texts: str, more: str = "") -> str:
    cells = (
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in texts
    )
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def refused(content: bytes, name: str) -> str:
    with pytest.raises(FileRefusedError) as error:
        read_file(content, name)
    return str(error.value)


@pytest.mark.parametrize("name", ["guards.xls", "guards.ods"])
@pytest.mark.slow
def test_a_workbook_of_another_program_is_read_with_what_it_hides_and_merges(name):
    """A title above, dates beside clocks, one date merged over three rows, two hidden rows, a sum below."""
    found = read_file((SHEETS / name).read_bytes(), name)
    assert found.columns == NAMES
    assert found.rows[ROW].to_list() == list(range(4, 16))
    days = found.rows["Datum"].cast(str).str.slice(0, 10).to_list()
    assert days == [f"2026-03-0{1 + n // 3}" for n in range(12)]
    assert found.rows["Klockslag"].to_list()[:2] == ["20:15:00", "21:15:00"]
    assert found.rows["Rapportnr"].to_list() == [f"R{n}" for n in range(12)]
    assert found.hidden == (6, 10)
    assert [(reject.row, str(reject.value)[:5]) for reject in found.rejects] == [(16, "Summa")]


@pytest.mark.slow
def test_texts_of_a_document_keep_their_blanks_and_lines_and_no_remarks():
    text = "a<text:s text:c='2'/>b<text:span>c</text:span>"
    note = "<office:annotation><text:p>En anmärkning</text:p></office:annotation>"
    cell = f"{CELL}{note}<text:p>{text}</text:p><text:p>d</text:p></table:table-cell>"
    times = '<table:table-cell office:value-type="time" office:time-value="PT07H05M00S"/>'
    hidden = '<style:style style:name="dold"><style:table-properties table:display="false"/></style:style>'
    other = '</table:table><table:table table:name="Gömd" table:style-name="dold">' + row("x", "y")
    whole = row("Text", "Tid") + f"<table:table-row>{cell}{times}</table:table-row>" + other
    found = read_file(document(whole, styles=hidden), "a.ods")
    assert found.rows.drop(ROW).rows() == [("a  bc\nd", "07:05:00")]
    assert "Hidden sheets were not read: Gömd." in found.notices


def test_hidden_columns_of_a_document_are_told():
    columns = '<table:table-column table:number-columns-repeated="2"/>'
    columns += '<table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
    found = read_file(document(columns + row("Tid", "Lat", "Lng", "Text") + row("a", "b", "c", "d")), "a.ods")
    assert found.hidden_columns == ("Lng", "Text")


def test_hidden_columns_of_an_old_workbook_are_told():
    """Its records say from which column to which; here B, behind the first record of the sheet."""
    stream = OldWorkbook(OLD).stream("Workbook")
    sheet = stream.index(b"\x85\x00")
    begin = struct.unpack_from("<I", stream, sheet + 4)[0]
    name = stream[sheet + 12 : sheet + 12 + stream[sheet + 10]].decode()
    behind = begin + 4 + struct.unpack_from("<H", stream, begin + 2)[0]
    column = struct.pack("<8H", 0x7D, 12, 1, 1, 0x0B00, 0x0F, 1, 0)
    assert read_old_layout(stream, name).columns == frozenset()
    assert read_old_layout(stream[:behind] + column + stream[behind:], name).columns == {1}


TWO = row("Tid", "Lat")
FAR_OUT = f'<table:table-row><table:table-cell table:number-columns-repeated="9000"/>{CELL}<text:p>x</text:p>'
FAR_OUT += "</table:table-cell></table:table-row>"


def renamed(name: str) -> bytes:
    """Return the old workbook with its stream under another name."""
    old, new = (text.encode("utf-16-le").ljust(64, b"\0") for text in ("Workbook", name))
    return OLD.replace(old + b"\x12", new + bytes([len(name) * 2 + 2]))


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (document(TWO + row("x", more=' table:number-rows-repeated="1048000"')), "a.ods", "more than 1000000 rows"),
        (document(TWO + FAR_OUT), "a.ods", "cells out to"),
        (document(TWO, before='<!DOCTYPE a [<!ENTITY b "c">]>'), "a.ods", "declarations"),
        (document(TWO)[:-60], "a.ods", "cut off or damaged"),
        (document(TWO, **{"META-INF__manifest_xml": "<manifest:encryption-data/>"}), "a.ods", "password"),
        (document(""), "a.ods", "No sheet that is shown"),
        (OLD[:700], "a.xls", "It is"),
        (renamed("WordDocument"), "a.doc", "It is a document"),
        (renamed("EncryptedPackage"), "a.xlsx", "password"),
        (b"Tid;Lat\n1;2\n", "a.xls", "call it .csv"),
    ],
)
@pytest.mark.slow
def test_a_workbook_that_cannot_be_taken_is_refused_with_what_to_do(content, name, said):
    assert said in refused(content, name)


def test_a_chain_of_sectors_that_never_ends_is_read_to_its_length():
    """The table of sectors of a crafted file may lead round in a circle."""
    table = int.from_bytes(OLD[76:80], "little")
    begin = (table + 1) * 512
    round_about = OLD[:begin] + b"\x01\0\0\0\0\0\0\0" * 64 + OLD[begin + 512 :]
    assert len(OldWorkbook(round_about).names()) <= len(OLD)
