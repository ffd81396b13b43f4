"""Follow-up: what could be seen of a measure, planned before it starts, and what came of it."""

import streamlit as st

from est.measures.followup.commands import design_versions
from est.ui import _, enter, plain_text, show_refusals
from est.ui.followup.design_page import draw_design
from est.ui.followup.freeze import draw_freeze_form, draw_frozen_verdicts
from est.ui.followup.measure_choice import choose_followed_measure, draw_measure_link, evaluation_day
from est.ui.followup.verdicts import draw_verdict
from est.ui.messages import show_flash
from est.ui.pages import FOLLOW_UP

visitor = enter(FOLLOW_UP)
st.title(_(FOLLOW_UP.title))
show_flash()
measure = choose_followed_measure(visitor)
if measure is None:
    st.stop()
draw_measure_link(visitor, measure)

known = visitor.answer(design_versions, measure)
present = known[-1][1] if known else None
if present is None:
    st.header(_("Plan the follow-up, before the measure starts"), anchor=False)
    draw_design(visitor, measure, None)
    st.stop()

day = evaluation_day(visitor, present.start)
if day < present.start:
    starts = _("The design is locked, and the measure starts on {day}. There is nothing to compare yet.")
    st.info(plain_text(starts.format(day=visitor.translator.date(present.start))))
else:
    with show_refusals():
        found = draw_verdict(visitor, measure, day)
        st.header(_("Decide"), anchor=False)
        draw_freeze_form(visitor, found)
draw_frozen_verdicts(visitor, measure)
with st.expander(_("The design, and a new version of it"), key="redesign", on_change="rerun") as area:
    if area.open:
        draw_design(visitor, measure, present)
