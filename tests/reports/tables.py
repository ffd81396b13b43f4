"""Tables as they come out of the reading, typed by hand."""

from datetime import datetime

import polars as pl

from est.municipality.vocabulary import store_vocabulary
from est.reports.columns.recognition import recognise_columns
from est.reports.files.table import ROW, Table
from est.reports.rows.reference_data import ReferenceData
from est.reports.rows.validation import check_rows
from tests.stores import prepared_store

NOW = datetime(2026, 3, 15, 12)

with prepared_store() as _store:
    WORDS = store_vocabulary(_store)


def table(columns, *, header=True, file="fil.csv"):
    """Return a table of a dictionary of columns."""
    rows = pl.DataFrame(columns, strict=False)
    first = 2 if header else 1
    numbers = pl.Series(ROW, range(first, first + rows.height), dtype=pl.UInt32)
    return Table(
        file=file,
        kind="csv",
        columns=tuple(rows.columns),
        has_header=header,
        rows=pl.DataFrame({ROW: numbers}).hstack(rows),
        rejects=(),
        lines=None,
        notices=(),
        content_hash="0" * 64,
    )


def checked(columns, *, place=None, mapping=None, now=NOW, header=True):
    """Return the check of a table whose columns are recognised unless a mapping is given."""
    made = table(columns, header=header)
    mapping = mapping or recognise_columns(made, WORDS).mapping
    return check_rows(made, mapping, place or ReferenceData(), WORDS, now)


def reports(count=1, **more):
    """Return columns of so many good reports, with some of them replaced or added."""
    good = {
        "tid": [f"2026-03-{day % 14 + 1:02d} 14:30" for day in range(count)],
        "kategori": ["klotter"] * count,
        "lat": [f"59.33{number:04d}" for number in range(count)],
        "lon": [f"18.06{number:04d}" for number in range(count)],
    }
    return good | {name: value if isinstance(value, list) else [value] * count for name, value in more.items()}
