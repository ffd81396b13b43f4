"""What the tests of several rooms begin with."""

from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner

from tests.stores import prepared_store

# Every AppTest reads the papers of all installed packages to look for components, which takes as long as our pages do.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


@pytest.fixture
def store():
    """A store in memory with the default categories and organisations, and none but this test's."""
    with prepared_store() as opened:
        yield opened


@pytest.fixture
def police(store) -> str:
    """The identity of one organisation."""
    return str(store.ask("SELECT id FROM organisations WHERE name = 'Polisen'").item())
