"""The plan under the law's headings is filled where the store knows, and marked where people must write."""

import io
from datetime import date, datetime
from uuid import UUID

import docx
import pytest

from est import measures
from est.documents.document import Heading, Paragraph
from est.documents.long_term_tables import outcome_table, two_by_two
from est.documents.pdf_file import write_pdf
from est.documents.plan_document import plan_document
from est.documents.word_file import write_word
from est.hotspots.register.queries import all_hotspots
from est.measures.queries import all_measures
from est.meetings.long_term import long_term_basis, unplaced
from est.meetings.situation.commands import freeze_picture
from est.meetings.situation.picture_contents import compile_picture
from est.meetings.situation.picture_period import parse_period
from est.meetings.situation.queries import open_picture
from est.text import translator
from tests.meetings.towns import NOW, fill_town

YEAR = parse_period("2026")
SWEDISH = translator("sv")


@pytest.fixture
def store(store):
    fill_town(store)
    return store


@pytest.mark.slow
def test_need_and_influence_and_what_became_of_a_measure(store):
    """A hotspot stands in its box of the 2×2; a measure that was over before the period is left out."""
    (spot,) = all_hotspots(store)
    row = all_measures(store).row(0, named=True)
    before = measures.get_measure(store, UUID(str(row["id"])))[0]
    changed = {"state": "avbruten", "outcome": "Belysning fanns redan.", "deviation": "Behövdes inte."}
    done = measures.Measure.from_fields(before.to_fields() | changed)
    measures.edit_measure(store, UUID(str(row["id"])), 1, done, "anna", datetime(2026, 5, 2, 9))
    basis = long_term_basis(store, YEAR)
    table = two_by_two(basis, SWEDISH)
    assert table.headings == ("Behov", "Möjlighet att påverka: stor", "Möjlighet att påverka: liten")
    assert table.rows == [("stort", "–", spot.name), ("litet", "–", "–")]
    assert unplaced(basis.hotspots) == []
    assert basis.planned == []
    assert outcome_table(basis.done, SWEDISH).rows == [("Skylt", "Torget", "avbruten", "Belysning fanns redan.")]
    assert long_term_basis(store, parse_period("2026-T2")).measures[0].title == "Skylt"
    assert long_term_basis(store, parse_period("2027")).measures == []
    assert long_term_basis(store, parse_period("2025")).measures == []


@pytest.mark.slow
def test_the_document_has_the_headings_of_the_law_and_marks_what_is_to_be_written(store):
    """As PDF and Word from the same blocks; no bracket is left in what the store fills in."""
    identity = freeze_picture(store, compile_picture(store, YEAR, NOW, "1"), "anna", NOW)
    picture = open_picture(store, identity)
    document = plan_document(picture, long_term_basis(store, YEAR), NOW, SWEDISH)
    headings = [block.text for block in document.blocks if isinstance(block, Heading)]
    assert headings == [
        "Lägesbild",
        "1. Kartläggning av brottsligheten, dess omfattning och konsekvenser",
        "2. Annan information av betydelse",
        "3. Analys",
        "Åtgärdsplan",
        "Behov av åtgärder",
        "Åtgärder som planeras eller pågår",
        "Vad tidigare åtgärder ledde till",
        "Uppföljning",
    ]
    marked = [block.text for block in document.blocks if isinstance(block, Paragraph) and block.text.startswith("[Att")]
    assert len(marked) == 7
    assert any("Torget (analyseras)" in block.text for block in document.blocks if isinstance(block, Paragraph))
    pdf = write_pdf(document, NOW)
    assert pdf.startswith(b"%PDF")
    assert b"pdfuaid" in pdf
    word = docx.Document(io.BytesIO(write_word(document, NOW)))
    assert [one.text for one in word.paragraphs if one.style.name.startswith("Heading")] == headings
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert {"Skylt", date(2026, 6, 1).isoformat()} <= set(cells)
