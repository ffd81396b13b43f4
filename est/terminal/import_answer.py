"""What became of a file as a machine reads it: of `est import --json`, and of the programming interface."""

from typing import Any
from uuid import UUID

from est.reports.batches.comparison import KINDS, Comparison
from est.reports.files.table import Reject
from est.reports.rows.validation import CheckedRows


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


def _shown(reject: Reject) -> dict[str, object]:
    return {"row": reject.row, "column": reject.column, "value": reject.value, "reason": reject.reason}
