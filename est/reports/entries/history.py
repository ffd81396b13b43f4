"""What each version of a report changed, from its versions."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from est.reports.fields.registry import FIELDS

SHOWN = tuple(field for field in FIELDS if field.column)


@dataclass(frozen=True)
class ReportVersion:
    """One version of a report or its voiding: how it came (file, entered, corrected, voided, or gone where a file no
    longer held it), and what it changed.

    `file` is the file's name, `changed` the name of each field (as in the registry) with what it held before and after,
    null where nothing is said; of the first version there is none. `undone` tells that it was taken back.
    """

    number: int
    how: str
    batch: str | None
    when: datetime | None
    who: str | None
    file: str | None
    reason: str | None
    undone: bool
    stands: bool
    changed: tuple[tuple[str, object, object], ...]


def report_history(versions: pl.DataFrame) -> tuple[ReportVersion, ...]:
    """Return what each version changed, the oldest first; `versions` are those of `versions_of_report`."""
    found = []
    before: dict[str, object] | None = None
    for row in versions.iter_rows(named=True):
        voided = bool(row["voids"])
        came = row["kind"] or "file"
        changed = (
            ()
            if voided or before is None
            else tuple(
                (field.name, before[str(field.column)], row[str(field.column)])
                for field in SHOWN
                if before[str(field.column)] != row[str(field.column)]
            )
        )
        found.append(
            ReportVersion(
                int(row["version"]),
                "gone" if voided and came == "file" else came,
                row["brought_by"],
                row["received"],
                row["received_by"],
                row["file"] or None,
                row["reason"],
                bool(row["undone"]),
                bool(row["stands"]),
                changed,
            )
        )
        if not voided:
            before = row
    return tuple(found)
