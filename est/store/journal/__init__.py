"""The changes of a store in PostgreSQL, which every server replays into a DuckDB file of its own (extra `servers`)."""

from est.store.journal.follower import Follower
from est.store.journal.journal import Journal
from est.store.journal.shared_store import SharedStore, open_shared_store
from est.store.journal.transfer import fill_journal

__all__ = ["Follower", "Journal", "SharedStore", "fill_journal", "open_shared_store"]
