"""Pages are run by Streamlit's AppTest, whose client has no address: here it is a browser of this machine."""

import pytest
import streamlit as st


@pytest.fixture(autouse=True)
def browser_of_this_machine(monkeypatch):
    monkeypatch.setattr(type(st.context), "ip_address", property(lambda _: "127.0.0.1"))
