"""Writing down a cause and changing it, with the evidence it points to."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

import streamlit as st

from est.errors import EstError
from est.hotspots.register.queries import RecordedHotspot
from est.hotspots.register.summary import narrow_to_hotspot
from est.measures.causes.cause import (
    BOX_NAMES,
    FIELD_NAMES,
    SOURCE_NAMES,
    STANDING_NAMES,
    Cause,
    CauseBox,
    CauseStatus,
    Evidence,
    EvidenceSource,
)
from est.measures.causes.commands import add_cause, edit_cause
from est.measures.causes.queries import CAUSES, RecordedCause
from est.municipality.reference_lists import reference_lists
from est.picture.counts import organisation_counts
from est.picture.selection import Selection, default_selection
from est.picture.selection_words import describe_selection
from est.picture.spoken_counts import reports_text
from est.store import Store
from est.text import N_
from est.ui.conflict import EditForm, save_edit, settle_conflict
from est.ui.enter import Visitor
from est.ui.filters.state import KEPT
from est.ui.messages import flash, show_refusal, show_refusals
from est.ui.open_row import OpenRow
from est.ui.query_params import parse_selection, serialise_selection
from est.ui.required_fields import RequiredFields, draw_mark_note, marked
from est.ui.tables import plain_text

FORM = EditForm("cause", CAUSES, edit_cause, FIELD_NAMES, lambda one: one.wording)
NOTHING = ""
OFFERED = {
    NOTHING: N_("no more evidence"),
    **{str(source): name for source, name in SOURCE_NAMES.items()},
}


def add_cause_form(visitor: Visitor, one: RecordedHotspot, *, first: bool = False) -> None:
    """Draw the form of a new cause and write down what it says; the `first` one stands open."""
    _ = visitor.translator.gettext
    number = FORM.times_closed
    key = f"new cause {one.identity} {number}"
    with st.expander(_("Write down a cause"), expanded=first, key=key, on_change="rerun") as area:
        if not area.open:
            return
        key = f"cause of {one.identity} {number}"
        wanted = _form(visitor, key, one, None)
        if wanted is None:
            return
        with show_refusals():
            add_cause(visitor.store, wanted, visitor.user, visitor.now())
            FORM.close()
            flash(_("Written down: {cause}").format(cause=plain_text(wanted.wording)))


def opened_cause(visitor: Visitor, one: RecordedHotspot, known: Sequence[RecordedCause]) -> OpenRow:
    """Return which of the causes is open to be changed, and its form."""
    return OpenRow(
        f"cause to change {one.identity} {FORM.times_closed}",
        [kept.identity for kept in known],
        partial(_edit_form, visitor, one),
        N_("Change, or add evidence"),
    )


def _edit_form(visitor: Visitor, one: RecordedHotspot, chosen: str) -> None:
    opened = FORM.open_record(visitor.store, chosen)
    if opened.conflict:
        settle_conflict(visitor, opened, FORM, partial(_describe_cause, visitor))
        return
    wanted = _form(visitor, f"edit cause {chosen} {opened.version}", one, opened.record)
    if wanted:
        save_edit(visitor, opened, wanted, FORM)


def _form(visitor: Visitor, key: str, one: RecordedHotspot, shown: Cause | None) -> Cause | None:
    """Draw the form with what `shown` says; return the cause when it is sent and can be, or None."""
    _ = visitor.translator.gettext
    required = RequiredFields()
    with st.form(key):
        boxes, standings = list(CauseBox), list(CauseStatus)
        left, right = st.columns(2)
        box = left.selectbox(
            _("Box"),
            boxes,
            boxes.index(shown.box) if shown else 0,
            format_func=lambda box: _(BOX_NAMES[box]),
            key=f"{key} box",
        )
        standing = right.selectbox(
            _("Standing"),
            standings,
            standings.index(shown.standing) if shown else 0,
            format_func=lambda standing: _(STANDING_NAMES[standing]),
            key=f"{key} standing",
        )
        present = shown.wording if shown else ""
        wording = st.text_area(marked(_("Cause")), present, max_chars=1_000, key=f"{key} wording")
        required.demand(wording, _("Cause"))
        st.caption(_("An actor is a group phenomenon, never a person."))
        kept = _kept_evidence(visitor, key, shown)
        added = _new_evidence(visitor, key, one)
        draw_mark_note()
        if not st.form_submit_button(_("Save"), type="primary") or not required.filled():
            return None
    try:
        evidence = (*kept, *added())
        hotspot = shown.hotspot if shown else one.identity
        wanted = Cause(hotspot, box, wording.strip(), standing, evidence)
    except EstError as error:
        show_refusal(error)
        return None
    return wanted


def _kept_evidence(visitor: Visitor, key: str, shown: Cause | None) -> tuple[Evidence, ...]:
    """Draw the evidence there is, each with a tick that keeps it; return what is kept."""
    if shown is None or not shown.evidence:
        return ()
    _ = visitor.translator.gettext
    st.markdown(plain_text(_("Evidence that stays")))
    return tuple(
        evidence
        for number, evidence in enumerate(shown.evidence)
        if st.checkbox(plain_text(shorten_evidence(visitor, evidence)), True, key=f"{key} keep {number}")
    )


def shorten_evidence(visitor: Visitor, evidence: Evidence) -> str:
    """Return one piece of evidence in a line."""
    day = visitor.translator.date(evidence.happened)
    kind = visitor.translator.gettext(SOURCE_NAMES[evidence.source])
    return " · ".join(part for part in (kind, day, evidence.wording) if part)


def _new_evidence(visitor: Visitor, key: str, one: RecordedHotspot) -> Callable[[], tuple[Evidence, ...]]:
    """Draw the fields of one more piece of evidence; return what makes it when the form is sent."""
    _ = visitor.translator.gettext
    left, right = st.columns(2)
    source = left.selectbox(
        _("Add evidence"), list(OFFERED), format_func=lambda name: _(OFFERED[name]), key=f"{key} source"
    )
    happened = right.date_input(_("Day"), visitor.now().date(), format="YYYY-MM-DD", key=f"{key} day")
    text = st.text_input(_("What was seen, or what the reports show"), max_chars=1_000, key=f"{key} seen")
    selection = shown_selection(visitor, one)
    words = describe_selection(selection, visitor.answer(reference_lists, visitor.language), visitor.translator)
    count = visitor.answer(evidence_reports, selection, one.cells)
    st.caption(
        plain_text(
            _(
                "A selection of reports is the one you last saw, in this hotspot's cells: {selection}, {reports}."
            ).format(selection=words, reports=reports_text(count, visitor.translator))
        )
    )

    def made() -> tuple[Evidence, ...]:
        if source == NOTHING:
            return ()
        today = visitor.now().date()
        if source == EvidenceSource.REPORTS:
            address = "&".join(f"{name}={value}" for name, value in serialise_selection(selection).items())
            return (Evidence(EvidenceSource.REPORTS, today, text.strip(), address, count),)
        return (Evidence(EvidenceSource(source), happened if isinstance(happened, date) else today, text.strip()),)

    return made


def shown_selection(visitor: Visitor, one: RecordedHotspot) -> Selection:
    """Return the selection this session saw last, on any page, or the last twelve weeks of what it concerns."""
    default = narrow_to_hotspot(visitor.answer(default_selection), one.hotspot)
    kept = st.session_state.get(KEPT)
    return parse_selection(kept, default, visitor.answer(reference_lists, visitor.language))[0] if kept else default


def evidence_reports(store: Store, selection: Selection, cells: tuple[str, ...]) -> float:
    """Return how many of the selected reports lie in these cells."""
    return float(round(sum(organisation_counts(store, selection, list(cells))["count"].to_list()), 9))


def _describe_cause(visitor: Visitor, one: Cause) -> dict[str, str]:
    """Return a cause's fields as a reader sees them."""
    _ = visitor.translator.gettext
    evidence = "; ".join(shorten_evidence(visitor, each) for each in one.evidence)
    names = {"box": _(BOX_NAMES[one.box]), "standing": _(STANDING_NAMES[one.standing]), "evidence": evidence}
    return one.to_fields() | names
