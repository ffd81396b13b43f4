"""The analyst's questions are there for every counted category and box, in both languages, each once."""

import csv

from est.measures.causes.cause import CauseBox
from est.measures.causes.questions import EVERY, FILE, cause_questions
from est.settings import DATA
from est.text import translator


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_line_is_whole() -> None:
    """Each names a category there is and a box, asks, and asks nothing twice."""
    codes = {row["code"] for row in rows("categories.csv")} | {EVERY}
    asked = rows(FILE.name)
    assert {row["category"] for row in asked} <= codes
    assert {row["box"] for row in asked} == {str(box) for box in CauseBox}
    assert all(row["question"].endswith(("?", ".")) for row in asked)
    for language in ("sv", "en"):
        assert len({translator(language).data_text(row["question"]) for row in asked}) == len(asked)


def test_a_category_is_asked_about_before_what_is_asked_of_every_place() -> None:
    """Vehicles get their own questions first, and an unknown category the general ones alone."""
    own, general = cause_questions("FOR", "sv"), cause_questions("?", "sv")
    for box in CauseBox:
        assert own[box][-len(general[box]) :] == general[box]
        assert len(own[box]) > len(general[box]) >= 3
    assert cause_questions("FOR", "en")[CauseBox.PLACE][0].startswith("What makes the place")


def test_every_counted_category_has_questions_of_its_own() -> None:
    """Coming events are no problem to analyse; everything else is."""
    general = cause_questions("?", "sv")
    counted = [row["code"] for row in rows("categories.csv") if row["code"] != "ARR"]
    assert all(cause_questions(code, "sv") != general for code in counted)
