"""The store: DuckDB tables, the changes that are made to them and the log of who made them."""

from est.store.changes import Change, TextPolicy, applies, insert_rows
from est.store.database import Store, open_store
from est.store.scope import AskingStore, Mask, ScopedStore

__all__ = [
    "AskingStore",
    "Change",
    "Mask",
    "ScopedStore",
    "Store",
    "TextPolicy",
    "applies",
    "insert_rows",
    "open_store",
]
