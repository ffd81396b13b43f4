"""When the last week is frozen by itself, as the coordinator settles it."""

import streamlit as st

from est.meetings.situation.freeze_time import FREEZE_TIME, FreezeTime, freeze_time
from est.municipality.settings import write_setting
from est.ui.enter import Visitor
from est.ui.messages import flash

USUAL = FreezeTime(0, 7)  # Monday, before anybody meets


def freeze_section(visitor: Visitor) -> None:
    """Let a day and an hour be chosen at which the last whole week is frozen."""
    _, days = visitor.translator.gettext, visitor.translator.weekdays()
    st.header(_("The picture of the week at a set hour"))
    st.write(
        _("The last whole week is frozen by itself. An hour that was missed is made up for when the program starts.")
    )
    present = visitor.answer(freeze_time)
    shown = present or USUAL
    with st.form("freeze time", border=False):
        wanted = st.checkbox(_("Freeze the last week by itself"), present is not None)
        left, right = st.columns(2)
        day = left.selectbox(_("Weekday"), range(7), shown.weekday, format_func=lambda one: days[one].capitalize())
        hour = right.selectbox(_("Hour"), range(24), shown.hour, format_func=lambda one: f"{one:02}:00")
        if st.form_submit_button(_("Keep"), key="keep freeze time"):
            value = str(FreezeTime(int(day), int(hour))) if wanted else ""
            write_setting(visitor.store, FREEZE_TIME, value, visitor.user, visitor.now())
            flash(_("The hour is settled.") if wanted else _("Nothing is frozen by itself."))
