"""Pages are run by Streamlit's AppTest on a store of each test's own. Its client has no address: here it has one."""

import pytest
import streamlit as st

from est.ui.store_resource import shared_store


@pytest.fixture(autouse=True)
def browser_of_this_machine(monkeypatch):
    monkeypatch.setattr(type(st.context), "ip_address", property(lambda _: "127.0.0.1"))


@pytest.fixture
def store(tmp_path, monkeypatch):
    """The store that the page opens, with the defaults and the library, and none but this test's."""
    monkeypatch.setenv("EST_STORE", str(tmp_path / "est.duckdb"))
    st.cache_resource.clear()
    opened, _ = shared_store()
    yield opened
    opened.close()
    st.cache_resource.clear()
