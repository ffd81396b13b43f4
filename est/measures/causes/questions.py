"""The questions an analyst asks of a place, by category and box (data/questions.csv; sources in data/README.md)."""

import csv
from functools import cache

from est.measures.causes.cause import CauseBox
from est.settings import DATA
from est.text import translator

FILE = DATA / "questions.csv"
EVERY = "*"


def cause_questions(category: str, language: str) -> dict[CauseBox, tuple[str, ...]]:
    """Return the questions for a category by box: those of the category first, then those asked of every place."""
    words = translator(language)
    rows = [row for code in (category, EVERY) for row in _rows() if row["category"] == code]
    return {box: tuple(words.data_text(row["question"]) for row in rows if row["box"] == str(box)) for box in CauseBox}


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
