"""What the page of a new report is made of: who reports, sending, and the receipt with the way back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import streamlit as st

from est.errors import EstError
from est.identity import new_id
from est.municipality.organisations import active_organisations
from est.municipality.reference_lists import reference_lists
from est.reports.entries.commands import TAKEN_BACK_WITHIN, EnteredReport, enter_report, take_back
from est.ui.enter import Visitor
from est.ui.links import page_link
from est.ui.messages import flash, show_refusal, show_refusals
from est.ui.pages import REPORT_LIST
from est.ui.reports.entry_form import draw_entry_form
from est.ui.reports.large_buttons import style_large_buttons
from est.ui.tables import plain_text
from est.ui.window import printing

TOKEN = "new report token"  # nosec B105 # noqa: S105 (the key under which the form's identity is kept)
SENT = "new report sent"
FOR = "new report for"


@dataclass(frozen=True)
class SentReport:
    """A report that was just sent, for its receipt."""

    stored: EnteredReport
    summary: str
    when: datetime


def draw_new_report(visitor: Visitor) -> None:
    """Draw the receipt of what was just sent, or else the form, and store what is sent."""
    _ = visitor.translator.gettext
    sent = st.session_state.get(SENT)
    if isinstance(sent, SentReport):
        _draw_receipt(visitor, sent)
        return
    if printing():
        st.info(_("A report is filled in and sent on the screen. What was sent is printed from the list of reports."))
        return
    organisation = _choose_organisation(visitor)
    token: UUID = st.session_state.setdefault(TOKEN, new_id())
    names = visitor.answer(reference_lists, visitor.language)
    called = names.organisations.get(organisation or "")
    entry = draw_entry_form(visitor, f"new {token}", organisation=called, unsaid=() if organisation else (_("who"),))
    with st.container(horizontal=True, key="large send"):  # its height is the button's alone
        pressed = st.button(_("Send"), type="primary", width="stretch", disabled=entry is None or organisation is None)
    st.caption(_("You can take it back within ten minutes."))
    if not pressed or entry is None or organisation is None:
        return
    try:
        stored = enter_report(visitor.store, entry, organisation, visitor.user, visitor.now(), token)
    except EstError as error:
        show_refusal(error, _("The report was not sent."))
        return
    kind = names.categories.get(entry.category, entry.category)
    parts = [kind, *([visitor.translator.data_text(entry.subcategory)] if entry.subcategory else [])]
    summary = ", ".join([*parts, *([entry.place] if entry.place else [])])
    st.session_state[SENT] = SentReport(stored, summary, visitor.now())
    del st.session_state[TOKEN]  # the next form is another report
    st.rerun()


def _choose_organisation(visitor: Visitor) -> str | None:
    """Return the identity of the organisation that reports: the visitor's own, or the one that is chosen."""
    _ = visitor.translator.gettext
    known = visitor.answer(reference_lists, visitor.language).organisations
    if not visitor.may("enter report"):
        own = str(visitor.actor.organisation)
        st.write(_("You report for {organisation}.").format(organisation=plain_text(known.get(own, ""))))
        return own
    offered = [one for one in known if one in visitor.answer(active_organisations)]
    chosen = st.session_state.get(FOR)
    place = offered.index(chosen) if chosen in offered else None
    found = st.selectbox(_("Who reports?"), offered, place, format_func=known.__getitem__, placeholder=_("Choose"))
    st.session_state[FOR] = found  # so that the next report begins with it
    return found


def _draw_receipt(visitor: Visitor, sent: SentReport) -> None:
    """Say what was stored and what happens now, with the way back and the way on."""
    translator = visitor.translator
    _ = translator.gettext
    style_large_buttons()
    st.success(_("Thank you. The report is stored: {summary}.").format(summary=plain_text(sent.summary)))
    if sent.stored.waits:
        st.write(_("It is in the picture once it has been reviewed."))
    else:
        st.write(_("It is in the picture now."))
    with st.container(horizontal=True, key="large receipt"):
        if st.button(_("Report something more"), type="primary", width="stretch"):
            del st.session_state[SENT]
            st.rerun()
        left = sent.when + TAKEN_BACK_WITHIN
        if visitor.now() <= left and st.button(_("Take it back"), width="stretch"):
            with show_refusals():
                take_back(visitor.store, sent.stored.batch, visitor.user, visitor.now())
                del st.session_state[SENT]
                flash(_("The report was taken back. It counts nowhere."))
    st.caption(_("It can be taken back until {clock}.").format(clock=f"{left:%H:%M}"))
    page_link(REPORT_LIST, _("Open the report"), report=sent.stored.report)
