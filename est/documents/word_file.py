"""A document as Word (DOCX), with real headings, lists, tables and alternative texts, for the group to edit."""

import io
from datetime import datetime

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from est.documents.document import Bullets, Document, Drawing, FigureTable, Heading, Paragraph
from est.documents.pdf_file import draw_png
from est.errors import DocumentError

LANGUAGES = {"sv": "sv-SE", "en": "en-GB"}
WIDTH_MM = 170


def write_word(document: Document, made: datetime) -> bytes:
    """Return a document as DOCX; `made` is the moment that the file carries."""
    word = docx.Document()
    _set_up(word, document, made)
    word.add_heading(_written(document.title), 0)
    for block in document.blocks:
        _add(word, block)
    held = io.BytesIO()
    word.save(held)
    return held.getvalue()


def _set_up(word: WordDocument, document: Document, made: datetime) -> None:
    """Make the page A4, the language that of the document, and the foot what stands on every page."""
    known = word.core_properties
    known.title, known.author, known.language = _written(document.title), "EST", document.language
    known.created = known.modified = made
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(20)
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    tongue = OxmlElement("w:lang")
    tongue.set(qn("w:val"), LANGUAGES.get(document.language, document.language))
    normal.element.get_or_add_rPr().append(tongue)
    foot = section.footer.paragraphs[0]
    foot.text = f"{_written(document.foot)} · "
    run = foot.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def _add(word: WordDocument, block: object) -> None:
    match block:
        case Heading():
            word.add_heading(_written(block.text), block.level)
        case Paragraph():
            run = word.add_paragraph().add_run(_written(block.text))
            if block.small:
                run.font.size = Pt(9)
        case Bullets():
            for item in block.items:
                word.add_paragraph(_written(item), style="List Number" if block.numbered else "List Bullet")
        case FigureTable():
            _add_table(word, block)
        case Drawing():
            try:
                picture = word.add_picture(io.BytesIO(draw_png(block)), width=Mm(WIDTH_MM * block.width))
                picture._inline.docPr.set("descr", _written(block.alt))
            except DocumentError:  # without what draws it, the text that stands for it
                word.add_paragraph(_written(block.alt))
            if block.caption:
                word.add_paragraph(_written(block.caption), style="Caption")


def _add_table(word: WordDocument, block: FigureTable) -> None:
    word.add_paragraph(_written(block.caption), style="Caption")
    table = word.add_table(rows=1, cols=len(block.headings), style="Table Grid")
    mark = OxmlElement("w:tblHeader")  # a row of headings, read as such and repeated on every page
    table.rows[0]._tr.get_or_add_trPr().append(mark)
    for row, texts in ((table.rows[0], block.headings), *((table.add_row(), texts) for texts in block.rows)):
        for column, text in enumerate(texts):
            cell = row.cells[column].paragraphs[0]
            cell.add_run(_written(text)).font.size = Pt(9)
            if column in block.numbers:
                cell.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for cell in table.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
    word.add_paragraph()


def _written(text: str) -> str:
    """Return a text without the signs that no XML can hold."""
    return "".join(sign for sign in text if sign in "\t\n" or (ord(sign) >= 32 and not _is_no_character(ord(sign))))


def _is_no_character(code: int) -> bool:
    return 0xD800 <= code <= 0xDFFF or code & 0xFFFE == 0xFFFE
