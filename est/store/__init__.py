"""The store: DuckDB tables, the changes that are made to them and the log of who made them."""

from est.store.changes import Change, action, insert
from est.store.database import Store, open_store

__all__ = ["Change", "Store", "action", "insert", "open_store"]
