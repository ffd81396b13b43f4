"""What is asked of a store here is asked of both homes: a file, and a journal in PostgreSQL with the file after it."""

import pytest

from est.municipality.defaults import prepare_store
from est.settings import Settings
from est.stores import open_home
from tests.stores import NOW


@pytest.fixture(params=["file", pytest.param("postgresql", marks=pytest.mark.slow)])
def bare_store(request, tmp_path):
    """A new store in each home, and none but this test's; where there is no PostgreSQL, that one is skipped."""
    home = tmp_path / "est.duckdb" if request.param == "file" else request.getfixturevalue("shared_home")
    opened = open_home(home, Settings(cache=tmp_path / "cache"))
    yield opened
    if not opened.closed:
        opened.close()


@pytest.fixture
def store(bare_store):
    """The same with the defaults."""
    prepare_store(bare_store, "test", NOW)
    return bare_store
