"""The causes of a hotspot in their three boxes, what each rests on, and the questions to ask."""

from collections.abc import Sequence
from uuid import UUID

import polars as pl
import streamlit as st

from est.hotspots.register.queries import RecordedHotspot, hotspot_ancestors
from est.measures.causes.cause import (
    BOX_NAMES,
    FIELD_NAMES,
    SOURCE_NAMES,
    STANDING_NAMES,
    CauseBox,
    CauseStatus,
    Evidence,
    EvidenceSource,
    text_evidence,
)
from est.measures.causes.queries import RecordedCause, all_causes, cause_history
from est.measures.causes.questions import cause_questions
from est.municipality.reference_lists import reference_lists
from est.picture.selection import default_selection
from est.picture.spoken_counts import reports_text
from est.ui.downloads import download
from est.ui.drawer import drawer
from est.ui.enter import Visitor
from est.ui.hotspots.cause_form import FORM, add_cause_form, opened_cause
from est.ui.links import page_link
from est.ui.pages import MAP
from est.ui.situation.place import cell_categories
from est.ui.tables import plain_text
from est.ui.version_table import draw_version_table


def draw_causes(visitor: Visitor, recorded: Sequence[RecordedHotspot], one: RecordedHotspot) -> None:
    """Draw the causes of the hotspot, the forms of a new one and of one that is changed, and the questions."""
    _ = visitor.translator.gettext
    st.header(_("Causes"), anchor=False)
    st.caption(
        _(
            "Why it happens here, as far as the group can tell. An actor is a group phenomenon, never a person: "
            "no names, no descriptions of anybody."
        )
    )
    known = visitor.answer(all_causes, (one.identity, *hotspot_ancestors(recorded, one.identity)))
    opened = opened_cause(visitor, one, known)
    for column, box in zip(st.columns(3), CauseBox, strict=True):
        with column.container(border=True, height="stretch"):
            heading = plain_text(_(BOX_NAMES[box]).capitalize())
            st.markdown(f"**{heading}**")
            there = [kept for kept in known if kept.box is box]
            if not there:
                st.caption(_("Nothing is written yet. Ask the questions below."))
            for kept in there:
                _cause(visitor, one, kept)
                if kept.identity != opened.identity:
                    opened.draw_opener(kept.identity)
    opened.draw_below({kept.identity: plain_text(kept.wording) for kept in known})
    if opened.identity is None:
        FORM.discard()
    if known:
        download(visitor, cause_rows(visitor, known), _("causes of the hotspot"), of=one.name)
    add_cause_form(visitor, one, first=not known)
    _questions(visitor, one)
    _history(visitor, known)


def _cause(visitor: Visitor, one: RecordedHotspot, kept: RecordedCause) -> None:
    _ = visitor.translator.gettext
    standing = _(STANDING_NAMES[kept.standing]).capitalize()
    wording = plain_text(kept.wording)
    st.markdown(
        f"**{plain_text(standing)}:** " + (f"~~{wording}~~" if kept.standing is CauseStatus.REJECTED else wording)
    )
    for evidence in kept.cause.evidence:
        st.caption(plain_text(evidence_text(visitor, evidence)))
        if evidence.source is EvidenceSource.REPORTS:
            parameters = dict(part.split("=", 1) for part in evidence.address.split("&") if "=" in part)
            missing = _("The map page is not in use here.")
            page_link(MAP, _("See these reports"), missing, **(parameters | {"cell": one.cells[0]}))


def evidence_text(visitor: Visitor, evidence: Evidence) -> str:
    """Return one piece of evidence as a reader sees it."""
    _, words = visitor.translator.gettext, visitor.translator
    kind = _(SOURCE_NAMES[evidence.source]).capitalize()
    if evidence.source is not EvidenceSource.REPORTS:
        return f"{kind}, {words.date(evidence.happened)}: {evidence.wording}"
    reports = reports_text(evidence.count or 0, words)
    text = _("{kind}: {reports} as of {day}").format(kind=kind, reports=reports, day=words.date(evidence.happened))
    return f"{text}. {evidence.wording}" if evidence.wording else text


def cause_rows(visitor: Visitor, known: Sequence[RecordedCause]) -> pl.DataFrame:
    """Return the causes as rows of a file, a row for each piece of evidence."""
    _ = visitor.translator.gettext
    names = [_("Box"), _("Standing"), _("Cause"), _("Evidence")]
    rows = [
        (
            _(BOX_NAMES[kept.box]),
            _(STANDING_NAMES[kept.standing]),
            kept.wording,
            evidence_text(visitor, evidence) if evidence else "",
        )
        for kept in known
        for evidence in (kept.cause.evidence or (None,))
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def _questions(visitor: Visitor, one: RecordedHotspot) -> None:
    """Draw the analyst's questions for a category, that of the hotspot first."""
    _ = visitor.translator.gettext
    with drawer(_("Questions to ask of the place"), f"questions {one.identity}") as area:
        if not area.open:
            return
        known = visitor.answer(reference_lists, visitor.language).categories
        counts = visitor.answer(cell_categories, visitor.answer(default_selection), one.cells)
        common = counts.sort("count", descending=True, maintain_order=True)["code"].to_list()
        order = list(dict.fromkeys([*one.hotspot.categories, *common, *known]))
        category = st.selectbox(
            _("Category"),
            [code for code in order if code in known],
            format_func=known.__getitem__,
            key=f"questions of {one.identity}",
            help=_("The category the hotspot concerns, or the most common one there, comes first."),
        )
        for column, (box, asked) in zip(
            st.columns(3), cause_questions(category or "", visitor.language).items(), strict=True
        ):
            heading = plain_text(_(BOX_NAMES[box]).capitalize())
            with column:
                st.markdown(f"**{heading}**")
                for question in asked:
                    st.markdown(f"- {plain_text(question)}")


def _history(visitor: Visitor, known: Sequence[RecordedCause]) -> None:
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
                return "; ".join(evidence_text(visitor, evidence) for evidence in text_evidence(text))
            return names.get(text, text)

        alt = _("What was changed in the causes, by whom and when")
        draw_version_table(visitor, changed.drop("version"), FIELD_NAMES, shown, alt)
