"""Servers that share a home: each is a store with a cache of its own, as in a process of its own."""

import pytest

import est.actions  # noqa: F401 (what other servers do is applied here too)
from est.store.journal import open_shared_store


@pytest.fixture
def server(shared_home, tmp_path):
    """Opens a server of the home by its name; of the same name again, with the cache that it left."""
    opened = []

    def start(name, home=shared_home, **named):
        opened.append(open_shared_store(home, tmp_path / name, **named))
        return opened[-1]

    yield start
    for store in opened:
        if not store.closed:
            store.close()
