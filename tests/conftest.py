"""What the tests of several rooms begin with."""

import pytest

from tests.stores import prepared_store


@pytest.fixture
def store():
    """A store in memory with the default categories and organisations, and none but this test's."""
    with prepared_store() as opened:
        yield opened


@pytest.fixture
def police(store) -> str:
    """The identity of one organisation."""
    return str(store.ask("SELECT id FROM organisations WHERE name = 'Polisen'").item())
