"""How long the PDF of a frozen week takes, beside the same engine that sets one empty page."""

from datetime import datetime

from est.documents.document import Document
from est.documents.pdf_file import write_pdf
from est.documents.picture_document import picture_document
from est.meetings.situation.picture_contents import compile_picture
from est.meetings.situation.picture_period import parse_period
from est.meetings.situation.situation_picture import SituationPicture
from est.text import translator
from tests.benchmarks.measuring import Figure, compared, seconds
from tests.meetings.towns import fill_town
from tests.stores import prepared_store

NOW = datetime(2026, 6, 29, 9)
LIMIT_S = 5


def figures() -> list[Figure]:
    """Return the time of the PDF with its ratio to an empty page, and whether it is under five seconds."""
    with prepared_store() as store:
        fill_town(store)
        found = compile_picture(store, parse_period("2026-W26"), NOW, "1.2.3")
    picture = SituationPicture(found.content, "x", NOW, "anna")
    empty = Document("Tom", "sv", "", ())
    set_week, set_empty = seconds(
        lambda: write_pdf(picture_document(picture, None, translator("sv")), NOW),
        lambda: write_pdf(empty, NOW),
    )
    beside = compared("PDF of a frozen week", set_week, "an empty page", set_empty, None)
    return [
        beside,
        Figure("PDF of a frozen week", round(set_week, 2), "s", target=f"< {LIMIT_S} s", reached=set_week < LIMIT_S),
    ]
