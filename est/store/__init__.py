"""The store: DuckDB tables, the changes that are made to them and the log of who made them."""

from est.store.changes import Change, TextPolicy, applies, insert_rows
from est.store.database import Store, open_store

__all__ = ["Change", "Store", "TextPolicy", "applies", "insert_rows", "open_store"]
