"""What became of a file as a machine reads it: of `est import --json`, and of the programming interface."""

from typing import Any
from uuid import UUID

import polars as pl

from est.municipality.organisations import all_organisations
from est.reports.batches.batch import all_batches, batch_rejects
from est.reports.batches.comparison import KINDS, Comparison
from est.reports.files.table import Reject
from est.reports.rows.validation import CheckedRows
from est.store import Store


def import_answer(checked: CheckedRows | None, comparison: Comparison | None, batch: UUID | None) -> dict[str, Any]:
    """Return batch, counts and rejects; zero and none of what the file did not come so far as to have."""
    rejects = checked.rejects if checked else ()
    counts = comparison.counts if comparison else dict.fromkeys((*KINDS, "gone"), 0)
    return {
        "batch": str(batch) if batch else None,
        "read": checked.read if checked else 0,
        "accepted": comparison.accepted if comparison and batch else 0,
        **{kind: counts[kind] for kind in ("known", "changed", "gone", "repeated")},
        "rejected": len(rejects),
        "rejects": [_shown(reject) for reject in rejects],
    }


def known_answer(store: Store, batch: UUID, organisation: str | None) -> dict[str, Any] | None:
    """Return the same of a file that an earlier batch has: all of its rows that could be taken are known.

    None where that batch is of another organisation (each by its identity), whose rows are nobody else's matter.
    """
    found = all_batches(store).filter(pl.col("id") == str(batch)).to_dicts()
    names = dict(all_organisations(store).select("name", "id").iter_rows())
    if not found or names[found[0]["organisation"]] != organisation:
        return None
    (held,) = found
    rejects = batch_rejects(store, batch).select("row", "column", "value", "reason").to_dicts()
    return {
        "batch": str(batch),
        "read": held["read"],
        "accepted": 0,
        "known": held["read"] - held["repeated"] - held["rejected"],
        "changed": 0,
        "gone": 0,
        "repeated": held["repeated"],
        "rejected": held["rejected"],
        "rejects": rejects,
    }


def _shown(reject: Reject) -> dict[str, object]:
    return {"row": reject.row, "column": reject.column, "value": reject.value, "reason": reject.reason}
