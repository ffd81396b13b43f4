"""The demo town in memory, built once for all tests that only read it."""

from datetime import datetime

import pytest

from est.demo.assembly import build_demo
from est.store import open_store

TODAY = datetime(2026, 11, 23, 12, 0)


@pytest.fixture(scope="session")
def town():
    with open_store(None) as store:
        build_demo(store, "anna", TODAY)
        yield store
