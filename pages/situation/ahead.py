"""Ahead: where reports are expected in the coming weeks, if the forecast has earned it, and near repeats."""

import streamlit as st

from est.errors import TooLittleHistoryError
from est.hotspots.forecasting.outlook import look_ahead
from est.ui import _, choose_selection, enter
from est.ui.drawer import draw_method, drawer
from est.ui.pages import AHEAD
from est.ui.progress_bar import progress_bar
from est.ui.situation.empty_states import stop_without_reports
from est.ui.situation.forecast_page import (
    describe_backtest,
    describe_gain,
    draw_expected_table,
    draw_score_table,
    forecast_method,
)
from est.ui.situation.near_repeat import draw_near_repeats

visitor = enter(AHEAD)
words = visitor.translator
st.title(_(AHEAD.title))
stop_without_reports(visitor)
selection = choose_selection(visitor)

method: list[str] = []
st.header(_("The coming four weeks"), anchor=False)
try:
    with progress_bar(_("Trying the forecast on month after month")) as bar:
        found = visitor.answer(look_ahead, selection, None, bar)
except TooLittleHistoryError:
    st.info(
        _(
            "There is no forecast yet. It is shown only once it has been tested, and that takes eight months of "
            "reports before the end of the selection, in its categories and hours."
        )
    )
else:
    st.write(describe_backtest(found.test, words))
    if found.earned:
        st.success(describe_gain(found, words))
        draw_expected_table(visitor, found)
    else:
        st.info(describe_gain(found, words))
    method = forecast_method(found, words)
    with drawer(_("How every method did"), "methods") as area:
        if area.open:
            draw_score_table(visitor, found.test)

st.header(_("What follows a report"), anchor=False)
draw_near_repeats(visitor, selection)
draw_method(method)
