"""Overview: what is new and where, what changed, what was promised, and how fresh it all is."""

import streamlit as st

from est.ui import _, choose_selection, enter
from est.ui.drawer import draw_method
from est.ui.messages import show_flash
from est.ui.pages import OVERVIEW
from est.ui.situation.empty_selection import draw_empty_selection
from est.ui.situation.empty_states import stop_without_reports
from est.ui.situation.freshness_list import draw_freshness
from est.ui.situation.map_glance import draw_map_glance
from est.ui.situation.news_section import draw_news, news_basis
from est.ui.situation.number_section import count_numbers, draw_numbers, number_basis
from est.ui.situation.promise_list import draw_promises
from est.ui.situation.waiting_count import draw_waiting_count, draw_waiting_file_notice
from est.ui.window import on_phone

visitor = enter(OVERVIEW)
st.title(_(OVERVIEW.title))
draw_waiting_file_notice(visitor)
draw_waiting_count(visitor)
stop_without_reports(visitor)
selection = choose_selection(visitor)
show_flash()
if not count_numbers(visitor, selection).whole.count:
    draw_empty_selection(visitor, selection)

if on_phone():  # where it is and what is late come before the numbers
    news, glance, promised, numbers, fresh = (st.container() for _part in range(5))
else:
    left, right = st.columns([3, 2], gap="medium")
    with left:
        news, numbers = st.container(), st.container()
    with right:
        glance, promised, fresh = st.container(), st.container(), st.container()
# what is quick is drawn first: flags take longer, and stand above
with numbers:
    draw_numbers(visitor, selection)
with promised:
    draw_promises(visitor)
with fresh:
    draw_freshness(visitor)
with glance:
    draw_map_glance(visitor, selection)
with news:
    draw_news(visitor, selection)
draw_method([*news_basis(visitor, selection), *number_basis(visitor, selection)])
