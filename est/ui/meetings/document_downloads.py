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
from est.documents.word_file import write_word
from est.meetings.situation.queries import picture_before
from est.meetings.situation.situation_picture import SituationPicture
from est.ui.downloads import offer_download
from est.ui.enter import Visitor

Write = Callable[[Document, datetime], bytes]


def offer_document(visitor: Visitor, made: Callable[[], Document], moment: datetime, name: str, key: str) -> None:
    """Offer a document as PDF and as Word; `moment` is the one that the files carry."""
    _ = visitor.translator.gettext
    for label, ending, write in (
        (_("Download as PDF"), "pdf", write_pdf),
        (_("Download as Word"), "docx", write_word),
    ):
        file = f"{name}.{ending}"
        logged = (file, pl.DataFrame({"name": [name]}))
        offer_download(visitor, label, file, logged, partial(_written, write, made, moment), f"{ending} {key}")


def _written(write: Write, made: Callable[[], Document], moment: datetime) -> bytes:
    return write(made(), moment)


def offer_picture(visitor: Visitor, picture: SituationPicture) -> None:
    """Offer a frozen picture as PDF, as Word, its figures as Excel and its cells as GeoJSON."""
    words, moment = visitor.translator, picture.frozen or visitor.now()
    name = f"lagesbild {picture.content['period']['name']}"

    def made() -> Document:
        return picture_document(picture, picture_before(visitor.store, picture), words)

    with st.container(horizontal=True):
        offer_document(visitor, made, moment, name, picture.identity)
        file = f"{name}.xlsx"
        logged = (file, pl.DataFrame({"name": [name]}))
        label = words.gettext("Download the figures as Excel")
        offer_download(visitor, label, file, logged, lambda: write_figures(picture, words), f"xlsx {picture.identity}")
        label, file = words.gettext("Download the cells as GeoJSON"), f"{name}.geojson"
        logged = (file, pl.DataFrame({"name": [name]}))
        offer_download(visitor, label, file, logged, lambda: write_cells(picture, words), f"geojson {picture.identity}")
