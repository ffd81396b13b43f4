"""The file of rejects: the rows as they came, with the reason beside each, to be mended and sent again."""

import json
from collections.abc import Callable, Sequence
from uuid import UUID

import polars as pl

from est.reports.batches.batch import batch_rejects, rejected_rows
from est.reports.fields.mapping import ColumnMapping
from est.reports.rows.validation import CheckedRows
from est.reports.values.coordinates import NUMBER
from est.store import Store
from est.store.exports import DANGEROUS

ROW_COLUMN = {"sv": "EST rad", "en": "EST row"}
REASON_COLUMN = {"sv": "EST orsak", "en": "EST reason"}
CONTENT_COLUMN = {"sv": "EST innehåll", "en": "EST content"}
Translate = Callable[[str], str]


def rejects_csv(store: Store, batch: UUID | str, translate: Translate = str, language: str = "sv") -> bytes:
    """Return the rejects of a stored batch as a CSV file that can be mended and sent again.

    The columns are those of the file that were mapped, empty where a row could not be taken apart, then the row, the
    reason, and what the row held. A text that a spreadsheet would run
    as a formula has an apostrophe before it, which is taken away when the file comes back.
    """
    found = batch_rejects(store, batch)
    kept = store.ask("SELECT mapping FROM batches WHERE id = $batch", {"batch": str(batch)})
    mapped = [column for text in kept["mapping"] for column, _ in ColumnMapping.from_json(text).columns]
    return _file(found, mapped, translate, language)


def checked_rejects_csv(checked: CheckedRows, translate: Translate = str, language: str = "sv") -> bytes:
    """Return the same for a file that is not stored."""
    found = rejected_rows(checked).rename({"position": "row", "column_name": "column"})
    return _file(found, checked.mapped, translate, language)


def _file(found: pl.DataFrame, mapped: Sequence[str], translate: Translate, language: str) -> bytes:
    originals = [json.loads(text) if text else None for text in found["original"].to_list()]
    # those that could be taken apart have the columns in the order of the file
    columns = list(dict.fromkeys([*(column for original in originals if original for column in original), *mapped]))
    cells: dict[str, list[str]] = {
        column: [str((original or {}).get(column) or "") for original in originals] for column in columns
    }
    cells[ROW_COLUMN[language]] = [str(row) for row in found["row"].to_list()]
    cells[REASON_COLUMN[language]] = [translate(reason) for reason in found["reason"].to_list()]
    raw = [value or "" if original is None else "" for value, original in zip(found["value"], originals, strict=True)]
    if any(raw):
        cells[CONTENT_COLUMN[language]] = raw
    frame = pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String))
    texts = [pl.col(name) for name in frame.columns]
    formulas = [text.str.contains(DANGEROUS) & ~text.str.contains(NUMBER) for text in texts]
    safe = frame.with_columns(
        # nothing rather than "" in the file, which a spreadsheet shows alike
        pl.when(formula).then("'" + text).when(text != "").then(text).alias(text.meta.output_name())
        for text, formula in zip(texts, formulas, strict=True)
    )
    return safe.write_csv(separator=";", quote_style="necessary").encode("utf-8-sig")
