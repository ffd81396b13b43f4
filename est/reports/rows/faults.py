"""What is wrong with rows, as values: of each row the first fault stands, and makes its reject."""

import dataclasses
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from est.privacy.guard import cover_personal_data, judge_texts, personal_data_codes
from est.progress import Progress, ignore_progress, part_of
from est.reports.fields.reasons import Reason
from est.reports.files.plain_columns import shown_frame
from est.reports.files.table import ROW, Reject, shorten_value
from est.reports.rows.unsure_texts import PROSE
from est.reports.values.coordinates import Mask

# numbers and times that cannot hold personal data, which spares most values the closer look
_PLAIN = (
    r"^[+\-−]?\d{1,7}(?:[.,]\d+)?$"
    r"|^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}[:.]\d{2}(?:[:.]\d{2})?)?$"
)
_SEPARATORS = re.compile(r"([,;|\t])")
FAULTS: dict[str, pl.DataType] = {ROW: pl.UInt32(), "reason": pl.String(), "column": pl.String()}
ORIGINALS: dict[str, pl.DataType] = {"position": pl.UInt32(), "original": pl.String()}


@dataclass(frozen=True)
class Fault:
    """A reason, the rows it is true of (one value a row), and the column that is blamed: one name, or one a row.

    `values` are what a reason with `{names}` is filled with, by the place of the row.
    """

    reason: Reason
    where: pl.Series | Mask
    column: pl.Series | str | None
    values: Mapping[int, Mapping[str, str]] = field(default_factory=dict)

    def reasons(self, where: Mask) -> pl.Series:
        """Return the messages for the rows that are marked."""
        if "{" not in self.reason.value:
            return pl.repeat(self.reason.value, int(where.sum()), dtype=pl.String, eager=True)
        places = np.flatnonzero(where).tolist()
        return pl.Series([self.reason.value.format(**self.values[place]) for place in places], dtype=pl.String)


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
        found.append(rows.with_columns(reason=fault.reasons(where), column=column))
    return pl.concat(found).sort(ROW)


def make_rejects(
    rows: pl.DataFrame, faults: pl.DataFrame, fields: Mapping[str, str], progress: Progress = ignore_progress
) -> tuple[list[Reject], pl.DataFrame]:
    """Return a reject for each row with a fault, and ORIGINALS: the columns of its fields as JSON.

    Columns that are not mapped are not kept: nobody asked for what is in them. Personal data is covered in every value,
    also in one that was meant as a number or a time: ten digits with the right check digit are a personal number. In
    what people wrote, what may be about a person is covered too.
    """
    if faults.is_empty():
        return [], pl.DataFrame(schema=ORIGINALS)
    bad = rows.join(faults, on=ROW, how="semi", maintain_order="left")
    prose = {fields.get(field) for field in PROSE}
    kept = [name for name in bad.columns if name in fields.values()]
    shown = shown_frame(bad.select(kept))
    texts = {
        name: _covered(shown[name], name in prose, part_of(progress, place / len(kept), (place + 1) / len(kept)))
        for place, name in enumerate(kept)
    }
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


def cover_reject(reject: Reject) -> Reject:
    """Return a reject of the reading with all personal data covered, in the row as it came and field by field."""
    if reject.value is None:
        return reject
    fields = _SEPARATORS.split(cover_personal_data(reject.value))
    return dataclasses.replace(reject, value="".join(map(cover_personal_data, fields)))


def _covered(texts: pl.Series, prose: bool, progress: Progress) -> list[str | None]:
    """Return texts with all personal data in them covered, in `prose` also what may be."""
    held: list[str | None] = texts.to_list()
    if prose:
        for place, judgement in judge_texts(texts, progress).items():
            held[place] = judgement.rewritten
        return held
    doubtful = (~texts.str.contains(_PLAIN)).arg_true()
    found = np.flatnonzero(personal_data_codes(texts.gather(doubtful), progress))
    for place in doubtful.gather(found).to_list():
        held[place] = cover_personal_data(held[place] or "")
    return held
