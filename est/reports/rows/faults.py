"""The first fault of each row, as small arrays, and the rejects that come of them."""

import json
from collections.abc import Sequence

import numpy as np
import polars as pl

from est.privacy.guard import cover_personal_data
from est.reports.fields.mapping import ColumnMapping, split_target
from est.reports.fields.reasons import REASONS, Reason
from est.reports.fields.registry import FIELDS
from est.reports.files.table import ROW, Reject, shorten_value
from est.reports.values.coordinates import Codes, Mask, reason_code

_FREE_TEXT = tuple(field.name for field in FIELDS if field.written)


class RowFaults:
    """What is wrong with each of some rows: the first reason that was said, and the column it was said of."""

    def __init__(self, height: int) -> None:
        self.codes: Codes = np.zeros(height, np.uint8)
        self.columns: list[str | None] = []  # every column that was blamed, once
        self.blamed = np.zeros(height, np.int16)

    @property
    def none(self) -> pl.Series:
        """Return which rows have no fault."""
        return pl.Series(self.codes == 0)

    def say(self, reason: Reason, where: pl.Series | Mask, column: pl.Series | str | None) -> None:
        """Note a reason for these rows, unless they have one already. `column` is one name, or one a row."""
        mask = where.fill_null(False).to_numpy() if isinstance(where, pl.Series) else where
        mask = mask & (self.codes == 0)
        if not mask.any():
            return
        self.codes[mask] = reason_code(reason)
        if isinstance(column, pl.Series):
            self.blamed[mask] = [self._number(name or None) for name in column.filter(pl.Series(mask)).to_list()]
        else:
            self.blamed[mask] = self._number(column)

    def say_all(self, problems: pl.Series, columns: pl.Series) -> None:
        """Note the reasons of a column of sentences."""
        for sentence in problems.drop_nulls().unique().to_list():
            self.say(Reason(sentence), (problems == sentence).fill_null(False), columns)

    def _number(self, column: str | None) -> int:
        if column not in self.columns:
            self.columns.append(column)
        return self.columns.index(column)

    @classmethod
    def joined(cls, parts: Sequence["RowFaults"]) -> "RowFaults":
        """Return the faults of rows that follow each other."""
        whole = cls(0)
        blamed = []
        for part in parts:
            numbers = np.array([whole._number(column) for column in part.columns] or [0], np.int16)
            blamed.append(numbers[part.blamed])
        whole.codes = np.concatenate([part.codes for part in parts])
        whole.blamed = np.concatenate(blamed)
        return whole

    def rejects(self, rows: pl.DataFrame, mapping: ColumnMapping) -> list[Reject]:
        """Return a reject for each row with a fault, with the value as written; personal data in it is covered."""
        bad = np.flatnonzero(self.codes)
        guarded = {column for column, target in mapping.columns if split_target(target)[0] in _FREE_TEXT}
        gathered = {name: _texts(rows[name].gather(bad)) for name in self.columns if name in rows.columns}
        rejects = []
        for place, row, number, blamed in zip(
            range(len(bad)),
            rows[ROW].gather(bad).to_list(),
            self.codes[bad].tolist(),
            self.blamed[bad].tolist(),
            strict=True,
        ):
            column = self.columns[blamed]
            value = gathered[column][place] if column in gathered else None
            if value is not None:
                value = shorten_value(cover_personal_data(value) if column in guarded else value)
            rejects.append(Reject(row, column, value, REASONS[number - 1].value))
        return rejects

    def originals(self, rows: pl.DataFrame, mapping: ColumnMapping) -> pl.DataFrame:
        """Return [position, original] of the rows with a fault: the mapped columns as JSON, personal data covered.

        Columns that are not mapped are not kept: nobody asked for what is in them.
        """
        bad = np.flatnonzero(self.codes)
        mapped = {column for column, _ in mapping.columns}
        kept = [column for column in rows.columns if column in mapped]
        guarded = {column for column, target in mapping.columns if split_target(target)[0] in _FREE_TEXT}
        lists = {name: _texts(rows[name].gather(bad)) for name in kept}
        for name in guarded:
            lists[name] = [value and cover_personal_data(value) for value in lists[name]]
        originals = [
            json.dumps(dict(zip(kept, values, strict=True)), ensure_ascii=False)
            for values in zip(*lists.values(), strict=True)
        ]
        return pl.DataFrame(
            {"position": rows[ROW].gather(bad).to_list(), "original": originals},
            schema={"position": pl.UInt32, "original": pl.String},
        )


def _texts(values: pl.Series) -> list[str | None]:
    """Return values as text, a time as `2026-03-01 18:05:00`."""
    if isinstance(values.dtype, pl.Datetime):
        form = "%Y-%m-%d %H:%M:%S" + ("%z" if values.dtype.time_zone else "")
        return values.dt.strftime(form).to_list()
    return values.cast(pl.String).to_list()
