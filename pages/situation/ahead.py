"""Ahead: where reports are expected in the coming weeks, if the forecast has earned it, and near repeats."""

import streamlit as st

from est.errors import TooLittleHistoryError
from est.hotspots.forecasting.outlook import ahead
from est.ui import Role, _, choose_selection, enter
from est.ui.progress_bar import waiting
from est.ui.situation.empty_states import stop_without_reports
from est.ui.situation.forecast_page import basis_said, expected_table, score_table, tested_said, verdict_said
from est.ui.situation.near_repeat import near_repeat_part

visitor = enter(Role.MEMBER)
words = visitor.translator
st.title(_("Ahead"))
stop_without_reports(visitor)
selection = choose_selection(visitor)

st.subheader(_("The coming four weeks"), anchor=False)
try:
    with waiting(_("Trying the forecast on month after month")) as bar:
        found = visitor.answer(ahead, selection, None, bar)
except TooLittleHistoryError:
    st.info(
        _(
            "There is no forecast yet. It is shown only where it has been tried, and that takes eight months with "
            "reports before the end of the selection, in its categories and hours."
        )
    )
else:
    st.write(tested_said(found.test, words))
    if found.earned:
        st.success(verdict_said(found, words))
        expected_table(visitor, found)
    else:
        st.info(verdict_said(found, words))
    st.caption(basis_said(found, words))
    with st.expander(_("How every method did")):
        score_table(visitor, found.test)

st.subheader(_("What follows a report"), anchor=False)
near_repeat_part(visitor, selection)
