"""A verdict and a hotspot leave as one page each, with all that they rest on."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from est.documents.document import Bullets, Drawing, Heading, Paragraph
from est.documents.hotspot_document import hotspot_document, hotspot_story
from est.documents.minutes_document import minutes_document
from est.documents.pdf_file import write_pdf
from est.documents.verdict_document import verdict_document
from est.hotspots.register.commands import NoteKind, write_note
from est.hotspots.register.queries import all_hotspots
from est.measures.followup.commands import freeze_verdict, frozen_verdicts, lock_design
from est.measures.followup.evaluation import followed_measure
from est.measures.followup.proposal import propose_design
from est.meetings.minutes import lock_minutes
from est.meetings.queries import locked_minutes
from est.text import translator
from tests.documents.test_documents import pages_of
from tests.measures.followup.follow_ups import DAYS, START, WHEN, followed_store, town
from tests.meetings.test_meetings import minutes, prepare
from tests.meetings.towns import NOW, fill_town

SWEDISH = translator("sv")


def said(document) -> str:
    """All sentences of a document."""
    texts = [block.text for block in document.blocks if isinstance(block, Heading | Paragraph)]
    lists = [block.items for block in document.blocks if isinstance(block, Bullets)]
    return "\n".join([*texts, *(item for items in lists for item in items)])


@pytest.mark.slow
def test_a_verdict_is_one_page_with_what_was_locked_and_decided():
    store, measure = followed_store(town(60, 24))
    with store:
        lock_design(store, propose_design(store, measure), "anna", WHEN)
        followed = followed_measure(store, measure, START + timedelta(days=DAYS))
        freeze_verdict(store, followed.evaluation, "Skylten står kvar.", "anna", NOW)
        document = verdict_document(followed, "Torget", frozen_verdicts(store, measure), SWEDISH)
    assert "Skylten står kvar. (tydlig minskning)" in said(document)
    assert "Version 1 av upplägget låstes 1 dec. 2025." in said(document)
    (drawing,) = (block for block in document.blocks if isinstance(block, Drawing))
    assert "60 före starten och 24 från den" in drawing.alt
    assert pages_of(write_pdf(document, NOW)) == 1


@pytest.mark.slow
def test_a_hotspot_is_one_page_by_the_sara_model_and_minutes_carry_their_hash(store):
    fill_town(store)
    (one,) = all_hotspots(store)
    write_note(store, UUID(one.identity), NoteKind.DECISION, date(2026, 5, 4), "Trygghetsvandring.", "anna", NOW)
    document = hotspot_document(hotspot_story(store, one), SWEDISH)
    headings = [block.text.split(":")[0] for block in document.blocks if isinstance(block, Heading)]
    assert headings == ["Kartläggning", "Analys", "Insats", "Uppföljning", "Vad som sades"]
    assert "Beslut: Trygghetsvandring." in said(document)
    assert "Skylt" in said(document)
    assert pages_of(write_pdf(document, NOW)) == 1
    meeting = prepare(store)
    content = minutes(store, meeting)
    assert "Utkast" in minutes_document(content, None, SWEDISH).foot
    lock_minutes(store, UUID(meeting), content, "Gruppen", "anna", NOW)
    locked = locked_minutes(store, meeting)
    document = minutes_document(locked.content, locked, SWEDISH)
    assert locked.hash in said(document)
    assert "Utkast" not in document.foot
    assert pages_of(write_pdf(replace(document, title="Protokoll"), NOW)) == 1
