"""What is wrong with rows, as values: of each row the first fault stands, and makes its reject."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from est.privacy.guard import cover_personal_data
from est.reports.fields.reasons import Reason
from est.reports.fields.registry import FIELDS
from est.reports.files.table import ROW, Reject, shorten_value
from est.reports.values.coordinates import Mask

_FREE_TEXT = tuple(field.name for field in FIELDS if field.written)
FAULTS: dict[str, pl.DataType] = {ROW: pl.UInt32(), "reason": pl.String(), "column": pl.String()}
ORIGINALS: dict[str, pl.DataType] = {"position": pl.UInt32(), "original": pl.String()}


@dataclass(frozen=True)
class Fault:
    """A reason, the rows it is true of (one value a row), and the column that is blamed: one name, or one a row."""

    reason: Reason
    where: pl.Series | Mask
    column: pl.Series | str | None


def first_faults(numbers: pl.Series, faults: Iterable[Fault]) -> pl.DataFrame:
    """Return FAULTS of the rows with these numbers that have one: the first that is true of each."""
    free = np.ones(numbers.len(), bool)
    found = [pl.DataFrame(schema=FAULTS)]
    for fault in faults:
        where = fault.where.fill_null(False).to_numpy() if isinstance(fault.where, pl.Series) else fault.where
        where = where & free
        if not where.any():
            continue
        free &= ~where
        mask = pl.Series(where)
        rows = pl.DataFrame({ROW: numbers.filter(mask)}, schema={ROW: FAULTS[ROW]})
        column = fault.column.filter(mask) if isinstance(fault.column, pl.Series) else pl.lit(fault.column, pl.String)
        found.append(rows.with_columns(reason=pl.lit(fault.reason.value), column=column))
    return pl.concat(found).sort(ROW)


def make_rejects(
    rows: pl.DataFrame, faults: pl.DataFrame, fields: Mapping[str, str]
) -> tuple[list[Reject], pl.DataFrame]:
    """Return a reject for each row with a fault, and ORIGINALS: the columns of its fields as JSON.

    Columns that are not mapped are not kept: nobody asked for what is in them. Personal data is covered.
    """
    bad = rows.join(faults, on=ROW, how="semi", maintain_order="left")
    texts = {name: _texts(bad[name]) for name in bad.columns if name in fields.values()}
    for field in _FREE_TEXT:
        if field in fields:
            texts[fields[field]] = [value and cover_personal_data(value) for value in texts[fields[field]]]
    faults = bad.select(ROW).join(faults, on=ROW, how="left", maintain_order="left")
    rejects = []
    for place, (row, reason, column) in enumerate(faults.iter_rows()):
        value = texts[column][place] if column in texts else None
        rejects.append(Reject(row, column, value if value is None else shorten_value(value), reason))
    originals = [
        json.dumps(dict(zip(texts, values, strict=True)), ensure_ascii=False)
        for values in zip(*texts.values(), strict=True)
    ]
    return rejects, pl.DataFrame({"position": bad[ROW], "original": originals}, schema=ORIGINALS)


def _texts(values: pl.Series) -> list[str | None]:
    """Return values as text, a time as `2026-03-01 18:05:00`."""
    if isinstance(values.dtype, pl.Datetime):
        form = "%Y-%m-%d %H:%M:%S" + ("%z" if values.dtype.time_zone else "")
        return values.dt.strftime(form).to_list()
    return values.cast(pl.String).to_list()
