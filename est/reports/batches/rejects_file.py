"""The file of rejects: the rows as they came, with the reason beside each, to be mended and sent again."""

import json
from collections.abc import Sequence
from uuid import UUID

import polars as pl

from est.reports.batches.batch import batch_rejects, rejected_rows
from est.reports.fields.mapping import ColumnMapping
from est.reports.fields.reasons import translate_reason
from est.reports.rows.validation import CheckedRows
from est.reports.values.coordinates import NUMBER
from est.store import Store
from est.store.exports import DANGEROUS
from est.text import N_, Translate

# their first word is EST in every language: by that files/returned_rejects.py knows them when the file comes back
ROW_COLUMN, REASON_COLUMN, CONTENT_COLUMN = N_("EST row"), N_("EST reason"), N_("EST content")


def rejects_csv(store: Store, batch: UUID | str, translate: Translate = str) -> bytes:
    """Return the rejects of a stored batch as a CSV file that can be mended and sent again.

    The columns are those of the file that were mapped, empty where a row could not be taken apart, then the row, the
    reason, and what the row held. A text that a spreadsheet would run
    as a formula has an apostrophe before it, which is taken away when the file comes back.
    """
    found = batch_rejects(store, batch)
    kept = store.ask("SELECT mapping FROM batches WHERE id = $batch AND mapping IS NOT NULL", {"batch": str(batch)})
    mapped = [column for text in kept["mapping"] for column, _ in ColumnMapping.from_json(text).columns]
    return _file(found, mapped, translate)


def checked_rejects_csv(checked: CheckedRows, translate: Translate = str) -> bytes:
    """Return the same for a file that is not stored."""
    found = rejected_rows(checked).rename({"position": "row", "column_name": "column"})
    return _file(found, checked.mapped, translate)


def _file(found: pl.DataFrame, mapped: Sequence[str], translate: Translate) -> bytes:
    originals = [json.loads(text) if text else None for text in found["original"].to_list()]
    # those that could be taken apart have the columns in the order of the file
    columns = list(dict.fromkeys([*(column for original in originals if original for column in original), *mapped]))
    cells: dict[str, list[str]] = {
        column: [str((original or {}).get(column) or "") for original in originals] for column in columns
    }
    cells[translate(ROW_COLUMN)] = [str(row) for row in found["row"].to_list()]
    cells[translate(REASON_COLUMN)] = [translate_reason(reason, translate) for reason in found["reason"].to_list()]
    raw = [value or "" if original is None else "" for value, original in zip(found["value"], originals, strict=True)]
    if any(raw):
        cells[translate(CONTENT_COLUMN)] = raw
    frame = pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String))
    texts = [pl.col(name) for name in frame.columns]
    formulas = [text.str.contains(DANGEROUS) & ~text.str.contains(NUMBER) for text in texts]
    safe = frame.with_columns(
        # nothing rather than "" in the file, which a spreadsheet shows alike
        pl.when(formula).then("'" + text).when(text != "").then(text).alias(text.meta.output_name())
        for text, formula in zip(texts, formulas, strict=True)
    )
    return safe.write_csv(separator=";", quote_style="necessary").encode("utf-8-sig")
