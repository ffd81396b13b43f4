"""The demo town, opened once for all tests that only read it."""

from datetime import datetime

import pytest

from est.store import open_store

TODAY = datetime(2026, 11, 23, 12, 0)


@pytest.fixture(scope="session")
def town(demo_town, tmp_path_factory):
    path = tmp_path_factory.mktemp("town") / "est.duckdb"
    path.write_bytes(demo_town.path.read_bytes())
    with open_store(path) as store:
        yield store
