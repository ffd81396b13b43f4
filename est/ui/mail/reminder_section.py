"""Whether organisations are reminded by mail, as the coordinator turns it on."""

import streamlit as st

from est.meetings.reminder_letters import REMINDERS, owners_without_address, reminders_on
from est.municipality.settings import write_setting
from est.ui.admin.people_sections import organisations_by_id
from est.ui.enter import Visitor
from est.ui.messages import flash
from est.ui.tables import plain_text


def reminder_section(visitor: Visitor) -> None:
    """Let reminders be turned on or off, and say who has something due and no address."""
    _ = visitor.translator.gettext
    st.subheader(_("Reminders"))
    present = visitor.answer(reminders_on)
    with st.form("reminders", border=False):
        wanted = st.checkbox(
            _("Remind each organisation once a week, by mail, of its measures and tasks that are late or soon due"),
            present,
        )
        if st.form_submit_button(_("Keep"), key="keep reminders") and wanted != present:
            write_setting(visitor.store, REMINDERS, "1" if wanted else "", visitor.user, visitor.now())
            flash(_("Reminders are sent from the next night on.") if wanted else _("No reminders are sent."))
    lacking = visitor.answer(owners_without_address, visitor.now().date()) if present else ()
    if lacking:
        names = visitor.answer(organisations_by_id, visitor.language)
        listed = visitor.translator.listed([names.get(one, one) for one in lacking])
        st.caption(plain_text(_("Something is due, and there is no address: {names}.").format(names=listed)))
