"""Documents on screen: the same content as PDF and as Word, made when the button is pressed, and logged."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import polars as pl
import streamlit as st

from est.documents.cells_file import write_cells
from est.documents.document import Document
from est.documents.excel_file import write_figures
from est.documents.pdf_file import write_pdf
from est.documents.picture_document import picture_document
from est.documents.wider_edition import wider_document, wider_json, write_wider_figures
from est.documents.word_file import write_word
from est.meetings.situation.queries import picture_before
from est.meetings.situation.situation_picture import SituationPicture
from est.ui.downloads import download_json, offer_download
from est.ui.enter import Visitor

Write = Callable[[Document, datetime], bytes]


def offer_document(
    visitor: Visitor, made: Callable[[], Document], moment: datetime, name: str, key: str, *, of: str = ""
) -> None:
    """Offer a document, and what it is `of`, as PDF and as Word; `moment` is the one that the files carry."""
    _ = visitor.translator.gettext
    for label, ending, write in (
        (_("Download as PDF"), "pdf", write_pdf),
        (_("Download as Word"), "docx", write_word),
    ):
        logged = (f"{name}.{ending}", pl.DataFrame({"name": [name]}))
        held = partial(_written, write, made, moment)
        offer_download(visitor, label, name, ending, logged, held, f"{ending} {key}", of=of)


def _written(write: Write, made: Callable[[], Document], moment: datetime) -> bytes:
    return write(made(), moment)


def choose_circle(visitor: Visitor, key: str, *, wider: bool = False) -> bool:
    """Return whether a document is to be for a wider circle than the working group."""
    _ = visitor.translator.gettext
    return st.checkbox(
        _("For a wider circle"),
        wider,
        help=_(
            "For others than coordinators and members: whole months, no small counts, none that can be had by taking "
            "one number from another, and no cells. The document says so."
        ),
        key=f"circle {key}",
    )


def offer_picture(visitor: Visitor, picture: SituationPicture) -> None:
    """Offer a picture as PDF, Word and JSON, its figures as Excel and its cells as GeoJSON, for each circle."""
    words, moment = visitor.translator, picture.frozen or visitor.now()
    wider = choose_circle(visitor, picture.identity)
    name = f"lagesbild {picture.content['period']['name']}"
    if wider:
        name += " bredare krets"

    def made() -> Document:
        if wider:
            return wider_document(picture, words)
        return picture_document(picture, picture_before(visitor.store, picture), words)

    def figures() -> bytes:
        return write_wider_figures(picture, words) if wider else write_figures(picture, words)

    with st.container(horizontal=True):
        offer_document(visitor, made, moment, name, picture.identity)
        logged = (f"{name}.xlsx", pl.DataFrame({"name": [name]}))
        label = words.gettext("Download the figures as Excel")
        offer_download(visitor, label, name, "xlsx", logged, figures, f"xlsx {picture.identity}")
        if not wider:  # a cell holds few, and says where
            label, key = words.gettext("Download the cells as GeoJSON"), f"geojson {picture.identity}"
            logged = (f"{name}.geojson", pl.DataFrame({"name": [name]}))
            offer_download(visitor, label, name, "geojson", logged, lambda: write_cells(picture, words), key)
    told = wider_json(picture) if wider else picture.as_json()
    download_json(visitor, told, name, words.gettext("Download as JSON"), f"json {picture.identity}")
