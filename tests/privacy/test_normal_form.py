"""A text is read past what hides in it, and what is found there is covered where it stands in the text itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from est.privacy.guard import COVER, cover_personal_data, judge_text
from est.privacy.normal_form import normal_text

NUMBER = "811218-9876"
FULL = str.maketrans("0123456789-", "０１２３４５６７８９－")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.mark.parametrize(
    "written",
    [
        NUMBER.translate(FULL),
        NUMBER.translate(ARABIC),
        NUMBER.replace("-", "–"),
        NUMBER.replace("-", "‑"),
        NUMBER.replace("-", "\u00a0–\u2009"),
        "\u200b".join(NUMBER),
        "\u00ad".join(NUMBER),
        "8112\ufeff18-98\u206076",
        "\u0301".join(NUMBER),
        "\ufe0f\u20e3".join("8112189876"),
        NUMBER.replace("-", "\u202a-\u202c"),
        NUMBER.replace("-", "\u2800"),
        NUMBER.replace("-", "ー"),
        NUMBER.replace("-", "\n"),
        NUMBER.replace("-", "-\r\n"),
        NUMBER.replace("-", "**-`"),
        NUMBER.replace("-", '"; "'),
    ],
)
@pytest.mark.parametrize("around", ["{}", "mannen ({}) satt där", "å\u030a e\u0301 {}, sedan", "tid,{},parken"])
def test_a_number_is_found_however_it_is_hidden(written, around):
    """And nothing but the number is covered."""
    assert cover_personal_data(around.format(written)) == around.format(COVER)


@given(some.text(alphabet=some.sampled_from("aå1９\u200b\u00ad–- \u0301ﬁ½\n"), max_size=30))
@pytest.mark.slow
def test_every_part_of_the_normal_form_has_its_place(text):
    """The places run from the first to the last character, in order."""
    normal = normal_text(text)
    spans = [normal.span(place, place + 1) for place in range(len(normal.text))]
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


@pytest.mark.parametrize(
    ("text", "rewritten"),
    [
        ("2026-03-01 18:05,811218-9876,parken", f"2026-03-01 18:05,{COVER},parken"),
        ("2026-03-01 18:05,0701740621,parken", f"2026-03-01 18:05,{COVER},parken"),
        ("59,3301112181 och 18,0701740621", "59,3301112181 och 18,0701740621"),
        ("59.8112189876", "59.8112189876"),
    ],
)
def test_a_number_right_after_a_comma_is_found_and_decimals_are_not(text, rewritten):
    """The comma may end a cell, or be the mark of decimals."""
    assert judge_text(text).rewritten == rewritten
