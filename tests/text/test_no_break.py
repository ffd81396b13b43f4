"""Titles are broken between their words, not inside a range, a period or a measure."""

from datetime import date

import pytest

from est.charts.caption import Caption, with_caption
from est.text import translator
from est.text.no_break import JOINER, keep_together
from est.ui.tables import title_text


@pytest.mark.parametrize("part", ["22–05", "1–31 mars 2026", "1 sep.–23 nov. 2026", "120 m", "1,4 km", "12 %", "08–16"])
def test_what_belongs_together_is_one_word(part):
    """Whatever stands around it; without the signs that are not seen it is the same text."""
    text = keep_together(f"Skylt: bilfritt {part} på torget")
    words = text.split(" ")
    assert len(words) == 5
    assert words[2].replace("\u00a0", " ").replace(JOINER, "") == part
    assert "–" not in words[2] or words[2].count("–" + JOINER) == 1 or "sep" in part


@pytest.mark.parametrize(
    "text", ["Torget – parken", "3 torg och 2 parker", "A–B", "Ruta 12 i Norrstrand", "v. 26 2026"]
)
def test_other_words_may_part(text):
    """A number before a word is none with a unit."""
    assert keep_together(text) == text


def test_a_period_of_either_language_stays_on_a_line():
    """As the formats of the language write it."""
    for language in ("sv", "en"):
        written = translator(language).period(date(2026, 3, 1), date(2026, 4, 1))
        assert not {" ", "\u2009"} & set(keep_together(written)), written


def test_a_heading_and_a_picture_have_them():
    """On the page with a joiner; a picture is broken at blanks alone, and has no sign that a font might lack."""
    assert title_text("Bilfritt 22–05") == f"Bilfritt 22–{JOINER}05"
    drawn = with_caption({}, Caption("Sagotorget 22–05 och 120 m från Torget", ("x",)), 100)["title"]["text"]
    assert JOINER not in "".join(drawn)
    assert any("120\u00a0m" in line for line in drawn)
