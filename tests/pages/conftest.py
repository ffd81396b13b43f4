"""Pages are run by Streamlit's AppTest on a store of each test's own, as if they were opened through the gate."""

from pathlib import Path

import pytest
import streamlit as st

from est.access.passage import passage_headers
from est.ui.store_resource import shared_store
from tests.stores import copy_store


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A page takes half a second to run and more, which is too long for `make check`."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def through_the_gate(monkeypatch):
    monkeypatch.setattr(type(st.context), "headers", property(lambda _: passage_headers(None)))


@pytest.fixture
def beginning(tmp_path) -> Path:
    """The file that the store of a test begins as: the defaults and the library, or more in some modules."""
    path = tmp_path / "beginning"
    copy_store(path)
    return path


@pytest.fixture
def store(beginning, tmp_path, monkeypatch):
    """The store that the page opens, and none but this test's."""
    (tmp_path / "est.duckdb").write_bytes(beginning.read_bytes())
    monkeypatch.setenv("EST_STORE", str(tmp_path / "est.duckdb"))
    st.cache_resource.clear()
    opened, _ = shared_store()
    yield opened
    opened.close()
    st.cache_resource.clear()
