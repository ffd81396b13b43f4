"""What people wrote that may name a person or a home: it is covered in the report, and the reader is told."""

from collections.abc import Mapping

import polars as pl

from est.privacy.guard import COVER, judge_texts
from est.progress import Progress, ignore_progress, part_of
from est.reports.fields.notices import Notice
from est.reports.files.table import ROW
from est.text import N_

PROSE = ("description", "on_the_spot")
COVERED: dict[str, pl.DataType] = {ROW: pl.UInt32(), "field": pl.String(), "text": pl.String()}

_SAID = N_(
    "In {column} {count} texts may name a person or say in which flat somebody lives. What may do so is stored as "
    "[personuppgift], the rest as it is. For instance: {examples}"
)
_EXAMPLES = 3
_AROUND = 25  # characters shown on each side of what was covered


def cover_unsure(
    numbers: pl.Series, texts: pl.DataFrame, progress: Progress = ignore_progress
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return texts with what may be about a person covered in PROSE, and COVERED: of which rows, as it now reads."""
    found = [pl.DataFrame(schema=COVERED)]
    given = [field for field in PROSE if field in texts.columns and texts[field].null_count() < texts.height]
    for number, field in enumerate(given):
        judged = judge_texts(texts[field], part_of(progress, number / len(given), (number + 1) / len(given)))
        if not judged:
            continue
        covered = [judgement.rewritten for judgement in judged.values()]
        texts = texts.with_columns(texts[field].clone().scatter([*judged], covered))
        rows = {ROW: numbers.gather([*judged]), "field": [field] * len(judged), "text": covered}
        found.append(pl.DataFrame(rows, schema=COVERED))
    return texts, pl.concat(found)


def covered_notices(covered: pl.DataFrame, fields: Mapping[str, str]) -> list[Notice]:
    """Return what to say of each column in which something was covered."""
    notices = []
    for field in PROSE:
        texts = covered.filter(pl.col("field") == field)["text"]
        if texts.len():
            examples = "; ".join(f"“{_shown(text)}”" for text in texts.unique(maintain_order=True).head(_EXAMPLES))
            values = {"column": repr(fields[field]), "count": texts.len(), "examples": examples}
            notices.append(Notice(_SAID, tuple(values.items()), strong=True))
    return notices


def _shown(text: str) -> str:
    before, _, after = text.partition(COVER)
    start, end = "…" * (len(before) > _AROUND), "…" * (len(after) > _AROUND)
    return f"{start}{before[-_AROUND:]}{COVER}{after[:_AROUND]}{end}"
