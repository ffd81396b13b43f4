"""Documents are tagged PDF/UA of few pages, Word and Excel that hold the same, and can be looked at."""

import io
import re
import shutil
import subprocess
import zipfile
from datetime import datetime

import docx
import numpy as np
import openpyxl
import pytest

from est.documents.document import Bullets, Document, Drawing, FigureTable, Heading, Paragraph
from est.documents.excel_file import write_figures
from est.documents.pdf_file import draw_png, write_pdf
from est.documents.picture_document import picture_document
from est.documents.word_file import write_word
from est.meetings.situation.picture_contents import compile_picture
from est.meetings.situation.picture_period import parse_period
from est.meetings.situation.situation_picture import SituationPicture
from est.text import translator
from tests.meetings.towns import NOW, fill_town
from tests.stores import prepared_store

SWEDISH = translator("sv")
BOX = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10"/></svg>'
SMALL = Document(
    "Lägesbild <script> #set page",
    "sv",
    "Urval: allt. Internt.",
    (
        Heading("Ovanligt *här*"),
        Paragraph("#sys.inputs och $x$ är bara text."),
        Bullets(["ett", "två"]),
        FigureTable("Åtgärder", ("Åtgärd", "Antal"), [("=1+1", "3")], frozenset({1})),
        Drawing(BOX, "En svart ruta", "Bild"),
    ),
)


@pytest.fixture(scope="module")
def picture() -> SituationPicture:
    with prepared_store() as store:
        fill_town(store)
        found = compile_picture(store, parse_period("2026-W26"), NOW, "1.2.3")
    return SituationPicture(found.content, "x", NOW, "anna")


def pages_of(pdf: bytes) -> int:
    return int(re.findall(rb"/Type\s*/Pages[^>]*?/Count\s+(\d+)|/Count\s+(\d+)[^>]*?/Type\s*/Pages", pdf)[0][0] or 0)


def test_what_is_written_is_text_and_never_read_as_markup():
    """Neither by the engine that sets the page nor in Word; the same document is the same file."""
    pdf = write_pdf(SMALL, NOW)
    assert pdf == write_pdf(SMALL, NOW)
    assert pdf.startswith(b"%PDF")
    assert b"/StructTreeRoot" in pdf
    assert b"pdfuaid" in pdf
    word = docx.Document(io.BytesIO(write_word(SMALL, NOW)))
    said = [paragraph.text for paragraph in word.paragraphs]
    assert {"Lägesbild <script> #set page", "#sys.inputs och $x$ är bara text.", "ett"} <= set(said)
    assert [cell.text for cell in word.tables[0].rows[1].cells] == ["=1+1", "3"]
    assert word.inline_shapes[0]._inline.docPr.get("descr") == "En svart ruta"
    assert draw_png(Drawing(BOX, "En svart ruta")).startswith(b"\x89PNG")


def test_a_week_is_at_most_six_pages(picture):
    document = picture_document(picture, None, SWEDISH)
    pdf = write_pdf(document, NOW)
    assert 1 <= pages_of(pdf) <= 6
    assert "Urval: 6 apr.–28 juni 2026" in document.foot


@pytest.mark.slow
def test_every_drawing_has_a_text_and_the_same_as_numbers(picture):
    """The map's places stand in the table with their numbers, and the weeks of the chart in a table."""
    blocks = picture_document(picture, picture, SWEDISH).blocks
    drawings = [block for block in blocks if isinstance(block, Drawing)]
    assert [bool(one.alt) for one in drawings] == [True, True]
    assert "Markerade platser: 1 " in drawings[0].alt
    tables = {block.caption: block for block in blocks if isinstance(block, FigureTable)}
    assert tables["Markerade platser"].rows[0][0] == "1"
    weeks = tables["Samma som siffror"]
    assert [len(row) for row in [weeks.headings, *weeks.rows]] == [14] * 4
    assert weeks.rows[-1][-1] == "2"
    assert not any(
        isinstance(block, FigureTable) and any(len(row) != len(block.headings) for row in block.rows)
        for block in blocks
    )


def test_excel_holds_numbers_and_no_formula(picture):
    content = dict(picture.content) | {"hotspots": [dict(picture.content["hotspots"][0]) | {"name": "=HYPERLINK(1)"}]}
    book = openpyxl.load_workbook(io.BytesIO(write_figures(SituationPicture(content), SWEDISH)))
    assert book["Hotspotar"]["A2"].value == "'=HYPERLINK(1)"
    assert [cell.value for cell in book["Veckor"]["B"]][-1] == 2
    assert len(book["Rutor"]["A"]) == 3
    assert zipfile.is_zipfile(io.BytesIO(write_figures(picture, SWEDISH)))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler-utils are not installed here; CI installs them")
def test_each_page_is_drawn_in_black_and_white(picture, tmp_path):
    """Every page has ink on it, all of it grey, and nothing runs over the margin."""
    (tmp_path / "week.pdf").write_bytes(write_pdf(picture_document(picture, None, SWEDISH), datetime(2026, 6, 29)))
    subprocess.run(["pdftoppm", "-r", "50", tmp_path / "week.pdf", tmp_path / "page"], check=True)
    drawn = sorted(tmp_path.glob("page*.ppm"))
    assert drawn
    for path in drawn:
        _, size, _, pixels = path.read_bytes().split(b"\n", 3)
        width, height = map(int, size.split())
        page = np.frombuffer(pixels, dtype=np.uint8).reshape(height, width, 3).astype(int)
        ink = page[page.min(axis=2) < 200]
        assert len(ink) > 200
        assert (ink.max(axis=1) - ink.min(axis=1)).max() < 12
        assert page[:, -12:].min() > 200
