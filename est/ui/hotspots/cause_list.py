"""The causes of a hotspot in their three boxes, what each rests on, and the questions to ask."""

from collections.abc import Sequence
from uuid import UUID

import polars as pl
import streamlit as st

from est.hotspots.register.queries import Recorded, ancestors
from est.measures.causes.cause import (
    BOX_NAMES,
    FIELD_NAMES,
    SOURCE_NAMES,
    STANDING_NAMES,
    Box,
    Evidence,
    Source,
    Standing,
    text_evidence,
)
from est.measures.causes.queries import Kept, cause_history, causes
from est.measures.causes.questions import questions
from est.municipality.reference_lists import lists
from est.picture.selection import default_selection
from est.ui.changes import changes_table
from est.ui.downloads import download
from est.ui.enter import Visitor
from est.ui.hotspots.cause_form import adding, changing
from est.ui.links import MAP, link
from est.ui.situation.place import cell_categories
from est.ui.tables import plain


def causes_part(visitor: Visitor, recorded: Sequence[Recorded], one: Recorded) -> None:
    """Draw the causes of the hotspot, the forms of a new one and of one that is changed, and the questions."""
    _ = visitor.translator.gettext
    st.subheader(_("Causes"), anchor=False)
    st.caption(
        _(
            "Why it happens here, as far as the group can tell. An actor is a group phenomenon, never a person: "
            "no name, no description of somebody."
        )
    )
    known = visitor.answer(causes, (one.identity, *ancestors(recorded, one.identity)))
    for column, box in zip(st.columns(3), Box, strict=True):
        with column.container(border=True, height="stretch"):
            heading = plain(_(BOX_NAMES[box]).capitalize())
            st.markdown(f"**{heading}**")
            there = [kept for kept in known if kept.box is box]
            if not there:
                st.caption(_("Nothing is written yet. Ask the questions below."))
            for kept in there:
                _cause(visitor, one, kept)
    if known:
        download(visitor, as_rows(visitor, known), _("causes of the hotspot"))
    adding(visitor, one)
    changing(visitor, one, known)
    _questions(visitor, one)
    _history(visitor, known)


def _cause(visitor: Visitor, one: Recorded, kept: Kept) -> None:
    _ = visitor.translator.gettext
    standing = _(STANDING_NAMES[kept.standing]).capitalize()
    wording = plain(kept.wording)
    st.markdown(f"**{plain(standing)}:** " + (f"~~{wording}~~" if kept.standing is Standing.REJECTED else wording))
    for evidence in kept.cause.evidence:
        st.caption(plain(said(visitor, evidence)))
        if evidence.source is Source.REPORTS:
            parameters = dict(part.split("=", 1) for part in evidence.address.split("&") if "=" in part)
            missing = _("The map page is not in use here.")
            link(MAP, _("See these reports"), missing, **(parameters | {"cell": one.cells[0]}))


def said(visitor: Visitor, evidence: Evidence) -> str:
    """Return one piece of evidence as a reader sees it."""
    _, words = visitor.translator.gettext, visitor.translator
    kind = _(SOURCE_NAMES[evidence.source]).capitalize()
    if evidence.source is not Source.REPORTS:
        return f"{kind}, {words.date(evidence.happened)}: {evidence.wording}"
    count = words.number(evidence.count or 0, 1)
    text = _("{kind}: {count} reports as of {day}").format(kind=kind, count=count, day=words.date(evidence.happened))
    return f"{text}. {evidence.wording}" if evidence.wording else text


def as_rows(visitor: Visitor, known: Sequence[Kept]) -> pl.DataFrame:
    """Return the causes as rows of a file, a row for each piece of evidence."""
    _ = visitor.translator.gettext
    names = [_("Box"), _("Standing"), _("Cause"), _("Evidence")]
    rows = [
        (
            _(BOX_NAMES[kept.box]),
            _(STANDING_NAMES[kept.standing]),
            kept.wording,
            said(visitor, evidence) if evidence else "",
        )
        for kept in known
        for evidence in (kept.cause.evidence or (None,))
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def _questions(visitor: Visitor, one: Recorded) -> None:
    """Draw the analyst's questions for a category, that of the hotspot first."""
    _ = visitor.translator.gettext
    with st.expander(_("Questions to ask of the place"), key=f"questions {one.identity}", on_change="rerun") as area:
        if not area.open:
            return
        known = visitor.answer(lists, visitor.language).categories
        counts = visitor.answer(cell_categories, visitor.answer(default_selection), one.cells)
        common = counts.sort("count", descending=True, maintain_order=True)["code"].to_list()
        order = list(dict.fromkeys([*one.hotspot.categories, *common, *known]))
        category = st.selectbox(
            _("Category"),
            [code for code in order if code in known],
            format_func=known.__getitem__,
            key=f"questions of {one.identity}",
            help=_("The category the hotspot concerns, or the most common there, stands first."),
        )
        for column, (box, asked) in zip(
            st.columns(3), questions(category or "", visitor.language).items(), strict=True
        ):
            heading = plain(_(BOX_NAMES[box]).capitalize())
            with column:
                st.markdown(f"**{heading}**")
                for question in asked:
                    st.markdown(f"- {plain(question)}")


def _history(visitor: Visitor, known: Sequence[Kept]) -> None:
    """Draw what was changed in each cause, newest first."""
    _ = visitor.translator.gettext
    if not known:
        return
    with st.expander(
        _("History of the causes"), key=f"causes history {known[0].cause.hotspot}", on_change="rerun"
    ) as area:
        if not area.open:
            return
        frames = [
            visitor.answer(cause_history, UUID(kept.identity)).with_columns(cause=pl.lit(kept.wording))
            for kept in known
        ]
        changed = (
            pl.concat(frames).filter(pl.col("field") != "hotspot").sort("logged", descending=True, maintain_order=True)
        )
        names = {str(box): _(name) for box, name in BOX_NAMES.items()}
        names |= {str(standing): _(name) for standing, name in STANDING_NAMES.items()}

        def shown(field: str, text: str) -> str:
            if field == "evidence":
                return "; ".join(said(visitor, evidence) for evidence in text_evidence(text))
            return names.get(text, text)

        alt = _("What was changed in the causes, by whom and when")
        changes_table(visitor, changed.drop("version"), FIELD_NAMES, shown, alt)
