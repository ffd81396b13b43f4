"""What is asked of a store here is asked of both homes: a file, and a journal in PostgreSQL with the file after it."""

from pathlib import Path

import pytest

from est.municipality.defaults import prepare_store
from est.settings import Settings
from est.stores import open_home
from tests.stores import NOW, copy_store


@pytest.fixture(params=["file", pytest.param("postgresql", marks=pytest.mark.slow)])
def home(request, tmp_path):
    """Each home of a store, with none in it; where there is no PostgreSQL, that one is skipped."""
    return tmp_path / "est.duckdb" if request.param == "file" else request.getfixturevalue("shared_home")


@pytest.fixture
def bare_store(home, tmp_path):
    """A new store in each home, and none but this test's."""
    opened = open_home(home, Settings(cache=tmp_path / "cache"))
    yield opened
    if not opened.closed:
        opened.close()


@pytest.fixture
def store(request, home):
    """The same with the defaults."""
    if isinstance(home, Path):
        copy_store(home, library=False)
    opened = request.getfixturevalue("bare_store")
    prepare_store(opened, "test", NOW)
    return opened
