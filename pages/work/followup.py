"""Follow-up: what could be seen of a measure, planned before it starts, and what came of it."""

import streamlit as st

from est.measures.followup.commands import versions
from est.ui import Role, _, enter, plain, refusals
from est.ui.followup.design_page import plan
from est.ui.followup.freeze import freeze_form, frozen
from est.ui.followup.measure_choice import asked_day, followed_measure, links
from est.ui.followup.verdicts import verdict
from est.ui.messages import told

visitor = enter(Role.MEMBER)
st.title(_("Follow-up"))
told()
measure = followed_measure(visitor)
if measure is None:
    st.stop()
links(visitor, measure)

known = visitor.answer(versions, measure)
present = known[-1][1] if known else None
if present is None:
    st.subheader(_("Plan the follow-up, before the measure starts"), anchor=False)
    plan(visitor, measure, None)
    st.stop()

day = asked_day(visitor, present.start)
if day < present.start:
    starts = _("The design is locked, and the measure starts on {day}. There is nothing to compare yet.")
    st.info(plain(starts.format(day=visitor.translator.date(present.start))))
else:
    with refusals():
        found = verdict(visitor, measure, day)
        st.subheader(_("Decide"), anchor=False)
        freeze_form(visitor, found)
frozen(visitor, measure)
with st.expander(_("The design, and a new version of it"), key="redesign", on_change="rerun") as area:
    if area.open:
        plan(visitor, measure, present)
