"""The longer rhythm on screen: the 2×2, measures and verdicts of a month, tertial or year, and the plan of the law."""

import polars as pl
import streamlit as st

from est.documents.document import Document, FigureTable
from est.documents.long_term_tables import outcome_table, planned_table, two_by_two, verdict_table
from est.documents.plan_document import plan_document
from est.meetings.long_term import long_term_basis, unplaced
from est.meetings.situation.picture_period import PeriodKind
from est.meetings.situation.situation_picture import SituationPicture
from est.ui.enter import Visitor
from est.ui.meetings.document_downloads import choose_circle, offer_document
from est.ui.tables import draw_table, plain_text, title_text


def draw_long_term(visitor: Visitor, picture: SituationPicture) -> None:
    """Draw what a longer period led to, as it stands now, below its picture; nothing for a week."""
    if picture.period.kind is PeriodKind.WEEK:
        return
    _, words = visitor.translator.gettext, visitor.translator
    basis = visitor.answer(long_term_basis, picture.period)
    st.header(_("Need, measures and outcome"), anchor=False)
    st.caption(_("As it stands now, not as it was when the picture was frozen."))
    _draw(two_by_two(basis, words))
    if left := unplaced(basis.hotspots):
        st.caption(plain_text(_("Not placed in the 2×2 yet: {names}.").format(names=words.listed(left))))
    if basis.planned:
        _draw(planned_table(basis.planned, words))
    if basis.done:
        _draw(outcome_table(basis.done, words))
    if basis.verdicts.height:
        _draw(verdict_table(basis, words))
    else:
        st.write(_("No verdict was decided on in the period."))
    st.subheader(_("Situation and plan under the law (2023:196)"))
    st.write(_("What the store knows is filled in; what people must write is marked with square brackets."))
    wider, now = choose_circle(visitor, f"plan {picture.identity}", wider=True), visitor.now()

    def made() -> Document:
        return plan_document(picture, basis, now, words, wider=wider)

    with st.container(horizontal=True):
        name = f"lage och plan {picture.content['period']['name']}"
        if wider:
            name += " bredare krets"
        offer_document(visitor, made, now, name, f"plan {picture.identity}")


def _draw(table: FigureTable) -> None:
    """Draw a table of a document as one of the page."""
    st.subheader(title_text(table.caption), anchor=False)
    frame = pl.DataFrame(
        [dict(zip(table.headings, row, strict=True)) for row in table.rows],
        schema=dict.fromkeys(table.headings, pl.String),
    )
    draw_table(frame, alt=table.caption)
