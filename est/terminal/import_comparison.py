"""What `est import` says of a file that was compared with the store, before it is stored."""

from collections.abc import Sequence

import polars as pl

from est.errors import NotFoundError
from est.reports.batches.batch import all_batches
from est.reports.batches.comparison import Comparison
from est.reports.batches.versions import batch_uuid
from est.store import Store

SHOWN = 10


def comparison_lines(store: Store, comparison: Comparison, organisation: str, *, voids: bool) -> list[str]:
    """Return the sentences to say; none of a file of which every row is new."""
    counts = comparison.counts
    if not any(counts[kind] for kind in ("known", "changed", "repeated", "gone")):
        return []
    told = f"{counts['known']} known, {counts['new']} new, {counts['changed']} changed, {counts['gone']} gone."
    lines = [f"Compared with the reports of {organisation} in the store: {told}"]
    if counts["changed"]:
        rows = _listed(comparison.positions("changed"))
        lines.append(f"  Changed are rows {rows}; the earlier versions are kept in the history of their reports.")
    if counts["gone"]:
        lines += _gone_lines(comparison, voids=voids)
    if counts["repeated"]:
        rows = _listed(comparison.positions("repeated"))
        lines.append(
            f"  {counts['repeated']} rows repeat an earlier row of the file and are stored once: rows {rows}. If they "
            f'are events of their own, undo the batch, write est organisation "{organisation}" --copies every, and '
            "import the file again."
        )
    if comparison.likely and not voids:
        lines.append(_offer(store, comparison.likely))
    return lines


def _gone_lines(comparison: Comparison, *, voids: bool) -> list[str]:
    gone = comparison.gone.sort("starts", "id")
    lines = [
        "  Gone: in the store and not in the file. " + ("They are voided:" if voids else "They stay where they are:")
    ]
    for row in gone.head(SHOWN).iter_rows(named=True):
        named = f" {row['reference']}" if row["reference"] else ""
        lines.append(f"    {row['starts']:%Y-%m-%d %H:%M} {row['category']}{named}")
    if gone.height > SHOWN:
        lines.append(f"    … and {gone.height - SHOWN} more.")
    if not voids:
        lines.append("  --void-gone voids them together with the import; undoing the batch brings them back.")
    return lines


def _offer(store: Store, batch: str) -> str:
    found = all_batches(store).filter(pl.col("id") == batch).row(0, named=True)
    return (
        f"  Most of the file is new, and most of {found['file']}, taken {found['received']:%Y-%m-%d %H:%M}, is not in "
        f"it. If this file corrects that one, undo this batch and import it with --replace {batch}."
    )


def replaced_batch(store: Store, batch: str, organisation: str | None) -> str:
    """Return the identity of a batch that can be replaced by one of this organisation; NotFoundError otherwise."""
    identity = batch_uuid(batch)
    found = store.ask(
        "SELECT 1 FROM batches WHERE id = $batch AND undone IS NULL AND organisation = $organisation",
        {"batch": identity, "organisation": organisation},
    )
    if found.is_empty():
        raise NotFoundError(
            f"There is no batch {batch} of this organisation to be replaced. `est check` lists the batches."
        )
    return identity


def _listed(positions: Sequence[int] | pl.Series) -> str:
    shown = ", ".join(map(str, positions[:SHOWN]))
    return shown + (f" and {len(positions) - SHOWN} more" if len(positions) > SHOWN else "")
