"""What the tests of several rooms begin with."""

from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner

from est.identity import new_id
from tests.stores import prepared_store

# Every AppTest reads the papers of all installed packages to look for components, which takes as long as our pages do.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


@pytest.hookimpl(tryfirst=True)  # before the tests are dealt out by group
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests together that a module, or the demo town's folder, makes something for: it is made once then."""
    for item in items:
        if item.get_closest_marker("xdist_group"):
            continue
        definitions = getattr(item, "_fixtureinfo").name2fixturedefs.values()  # noqa: B009 (private, but as old as pytest)
        homes = [found.baseid for several in definitions for found in several if found.scope in ("module", "session")]
        own = [home for home in homes if home.startswith("tests/") and not home.startswith("tests/browser")]
        if own:
            item.add_marker(pytest.mark.xdist_group(own[0]))


@pytest.fixture
def store():
    """A store in memory with the default categories and organisations, and none but this test's."""
    with prepared_store() as opened:
        yield opened


@pytest.fixture
def police(store) -> str:
    """The identity of one organisation."""
    return str(store.ask("SELECT id FROM organisations WHERE name = 'Polisen'").item())


@pytest.fixture(scope="session")
def cluster():
    """A PostgreSQL of the tests' own, one for each process of the tests."""
    from tests.postgres import running_cluster

    with running_cluster() as running:
        yield running


@pytest.fixture
def shared_home(cluster):
    """A schema of it that no other test has."""
    from tests.postgres import schema_of

    return schema_of(cluster, f"m{new_id().hex}")
