"""The rows of a statement as a frame."""

import warnings
from typing import cast

import duckdb
import polars as pl

# A relation (`cursor.sql(...).pl()`) saves a copy of the rows, and has its statement planned twice for it: once for the
# names of its columns, once to be run. Of all but the largest answers the plan is the cost.
warnings.filterwarnings("ignore", "Arrow output on a DB-API result", UserWarning)


def fetch_frame(cursor: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Return the rows of the statement that a cursor has carried out."""
    return cast("pl.DataFrame", pl.from_arrow(cursor.to_arrow_table(), rechunk=False))
