"""Documents are tagged PDF/UA of few pages, Word and Excel that hold the same, and can be looked at."""

import io
import json
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import datetime
from typing import Any

import docx
import h3
import numpy as np
import openpyxl
import pypdf
import pytest
import shapely
import typst

from est.documents.cells_file import write_cells
from est.documents.document import Bullets, Document, Drawing, FigureTable, Heading, Paragraph
from est.documents.excel_file import write_figures
from est.documents.pdf_file import draw_png, write_pdf
from est.documents.picture_document import picture_document
from est.documents.word_file import write_word
from est.errors import DocumentError
from est.meetings.situation.picture_contents import compile_picture
from est.meetings.situation.picture_period import parse_period
from est.meetings.situation.situation_picture import SituationPicture
from est.text import translator
from tests.documents.tag_tree import faults_of
from tests.meetings.towns import NOW, fill_town
from tests.stores import prepared_store

SWEDISH = translator("sv")
BOX = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10"/></svg>'
FAILING = """
class TypstError(Exception):
    message = "no font could be found"
def compile(*source, **settings):
    raise TypstError
"""
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
    return len(pypdf.PdfReader(io.BytesIO(pdf)).pages)


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


def test_who_hears_a_document_gets_headings_tables_and_alternative_texts(picture):
    """By the checks of PDF/UA that a library can make; what is taken away is found."""
    pdf = write_pdf(SMALL, NOW)
    assert faults_of(pdf) == []
    assert faults_of(write_pdf(picture_document(picture, None, SWEDISH), NOW)) == []
    untold = write_pdf(replace(SMALL, blocks=SMALL.blocks[1:3]), NOW)
    assert faults_of(untold) == ["14-002: no heading"]
    found = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    held: Any
    for held in found._objects:
        if isinstance(held, pypdf.generic.DictionaryObject):
            for name in ("/Alt", "/Lang", "/MarkInfo"):
                held.pop(name, None)
            for attributes in held.get("/A", []):
                attributes.get_object().pop("/Scope", None)
    written = io.BytesIO()
    found.write(written)
    numbers = [one.partition(":")[0] for one in faults_of(written.getvalue())]
    assert numbers == ["06-001", "11-006", "15-003", "15-003", "13-004"]


def test_the_first_page_says_what_has_happened_is_done_and_is_asked_for(picture):
    """Within what is read in three minutes: 600 words, those of tables and the map's key among them."""
    pages = pypdf.PdfReader(io.BytesIO(write_pdf(picture_document(picture, None, SWEDISH), NOW))).pages
    first = pages[0].extract_text()
    places = [
        first.index(heading) for heading in ("Vad som har hänt", "Vad vi gör", "Vad vi ber om", "Markerade platser")
    ]
    assert places == sorted(places)
    assert "”Skylt” skulle ha varit klar 1 juni 2026" in " ".join(first.split())
    assert len(first.split()) <= 600


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


@pytest.mark.parametrize(
    ("engine", "told"),
    [("raise ImportError('gone')", "not installed"), (FAILING, r"could not be set as PDF \(no font could be found\)")],
)
def test_without_the_engine_or_its_fonts_a_sentence_says_so_and_word_is_whole(monkeypatch, tmp_path, engine, told):
    """The drawing stands there as the text that tells it; nothing else of the program is touched."""
    (tmp_path / "typst.py").write_text(engine, encoding="utf-8")
    monkeypatch.delitem(sys.modules, typst.__name__)  # and the true one is back after the test
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(DocumentError, match=told):
        write_pdf(SMALL, NOW)
    word = docx.Document(io.BytesIO(write_word(SMALL, NOW)))
    assert "En svart ruta" in [paragraph.text for paragraph in word.paragraphs]


STRANGE = "Dansen \U0001f600 vid 中 torget \x07 och \ufffe bron"


def test_a_sign_that_the_fonts_do_not_have_is_a_box_in_the_pdf_and_it_says_so():
    """What people write on a phone stops no document; the same signs elsewhere are boxes too."""
    document = Document(STRANGE, "sv", "foten 中", (Heading("Läget"), Paragraph(STRANGE), Bullets([STRANGE, "en"])))
    pages = pypdf.PdfReader(io.BytesIO(write_pdf(document, NOW))).pages
    told = " ".join(pages[0].extract_text().split())
    assert told.count("Dansen □ vid □ torget □ och □ bron") == 3
    assert told.count("□ står för ett tecken som den här filen inte kan visa.") == 1
    assert faults_of(write_pdf(document, NOW)) == []


def test_what_no_xml_can_hold_is_left_out_of_word():
    written = write_word(Document(STRANGE, "sv", "foten", (Paragraph(STRANGE),)), NOW)
    assert "Dansen \U0001f600 vid 中 torget  och  bron" in [
        paragraph.text for paragraph in docx.Document(io.BytesIO(written)).paragraphs
    ]


def test_the_cells_are_geojson_that_a_map_program_reads(picture):
    """As many as the picture has, each around the middle of its cell, with its reports."""
    told = json.loads(write_cells(picture, SWEDISH))
    assert told["description"].startswith("v. 26 2026 · 6 apr.–28 juni 2026 · ")
    kept = {cell: (count, flag) for cell, count, flag in picture.content["map"]["cells"]}
    assert {
        one["properties"]["cell"]: (one["properties"]["reports"], one["properties"]["flag"]) for one in told["features"]
    } == kept
    for one in told["features"]:
        shape = shapely.geometry.shape(one["geometry"])
        lat, lng = h3.cell_to_latlng(one["properties"]["cell"])
        assert shape.is_valid
        assert shape.exterior.is_ccw
        assert shape.contains(shapely.Point(lng, lat))


def test_excel_holds_numbers_and_no_formula(picture):
    content = dict(picture.content) | {"hotspots": [dict(picture.content["hotspots"][0]) | {"name": "=HYPERLINK(1)"}]}
    book = openpyxl.load_workbook(io.BytesIO(write_figures(SituationPicture(content), SWEDISH)))
    assert book["Hotspotar"]["A2"].value == "'=HYPERLINK(1)"
    assert [cell.value for cell in book["Veckor"]["B"]][-1] == 2
    assert len(book["Rutor"]["A"]) == 3
    title, foot = (cell.value for cell in book["Om filen"]["A"])
    assert title.startswith("Lägesbild")
    assert picture.hash[:12] in foot or "Fryst" in foot
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
