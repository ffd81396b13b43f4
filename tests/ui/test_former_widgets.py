"""A window that is open all day holds the widgets that are on its page, not all that ever were."""

from streamlit.testing.v1 import AppTest

CLICKED = """
import altair as alt
import polars as pl
import streamlit as st
from est.ui.former_widgets import forget_former_widgets
if st.session_state["forgets"]:
    forget_former_widgets()
number = st.number_input("number", value=0, key="number")
rows = pl.DataFrame({"a": [number]})
chart = alt.Chart(rows).mark_point().encode(x="a").add_params(alt.selection_point("picked"))
st.altair_chart(chart, on_select="rerun", key=f"chart of {number}")
st.selectbox("one of these", range(number + 1), key="one")
st.text_input(f"own {number}")
st.button("add", on_click=lambda: st.session_state.update(added=st.session_state.get("added", 0) + 1))
"""


def _described(forgets):
    """Ask for thirty pages of other widgets, and return how many are described, and mapped to a key, and the page."""
    page = AppTest.from_string(CLICKED)
    page.session_state["forgets"] = forgets
    page.run()
    for number in range(30):
        page.number_input(key="number").set_value(number).run()
    state = page.session_state._state._state
    assert not page.exception
    keys = state._key_id_mapper
    assert len(keys.id_key_mapping) == len(keys._key_id_mapping)
    return len(state._new_widget_state.widget_metadata), len(keys.id_key_mapping), page


def test_of_thirty_pages_only_the_last_two_are_described():
    """Without it each page leaves its chart and its field behind: Streamlit, left alone, forgets none."""
    described, mapped, _ = _described(forgets=True)
    assert described <= 2 * 5
    assert mapped <= 2 * 3
    described, mapped, _ = _described(forgets=False)
    assert (described, mapped) > (60, 30)


def test_what_is_there_keeps_its_value_and_answers():
    """A choice made on an earlier page, a button with a function, and a field that comes back empty."""
    _, _, page = _described(forgets=True)
    page.selectbox(key="one").set_value(7).run()
    page.text_input[0].set_value("ord").run()
    page.button[0].click().run()
    page.button[0].click().run()
    assert (page.selectbox(key="one").value, page.text_input[0].value) == (7, "ord")
    assert page.session_state["added"] == 2
    page.number_input(key="number").set_value(28).run()
    assert page.text_input[0].value == ""
    assert not page.exception
