"""A text is read past what hides in it, and what is found there is covered where it stands in the text itself."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as some

from est.privacy.guard import COVER, Verdict, cover_personal_data, judge_text, personal_data_codes
from est.privacy.kept_texts import find_in_text
from est.privacy.normal_form import normal_text, readings

NUMBER = "811218-9876"
FULL = str.maketrans("0123456789-", "０１２３４５６７８９－")
IDENTITIES = (
    "45320151-1283-0366-0190-0198eb977122",  # a card's digits
    "01234567-eb97-7122-8752-081121898760",
    "07017406-2100-7000-8000-000000000000",
    "00000000-0000-7000-8000-198112189876",
)
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
        "".join(f"&#{ord(one)};" for one in NUMBER),
        "".join(f"&#x{ord(one):x}" for one in NUMBER),
        "811218&hyphen;&amp;#57;8&#x37;6",
        NUMBER.replace("-", "&ndash;"),
        f"\u202e{NUMBER[::-1]}\u202c",
        f"\u202e{NUMBER}\u202c",
    ],
)
@pytest.mark.parametrize("around", ["{}", "mannen ({}) satt där", "å\u030a e\u0301 {}, sedan", "tid,{},parken"])
def test_a_number_is_found_however_it_is_hidden(written, around):
    """And nothing but the number is covered."""
    covered = cover_personal_data(around.format(written))
    assert covered.replace("\u202c", "").replace("\u202e", "") == around.format(COVER)


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("hon, 800102-9O19, satt", "hon, {}, satt"),
        ("hon, 8OO1o2-9019, satt", "hon, {}, satt"),
        ("ring O70-123 45 67", "ring {}"),
        ("bilen ABC 1O2 stod", "bilen {} stod"),
        ("10 o 11 mars, 2O25, CO2 och H2O", "10 o 11 mars, 2O25, CO2 och H2O"),
        ("AT&T, R&D och &#9731;", "AT&T, R&D och &#9731;"),
    ],
)
def test_a_letter_for_a_zero_hides_no_number(text, covered):
    """Where the rest fits; else it is a letter."""
    assert cover_personal_data(text) == covered.format(COVER)


@pytest.mark.parametrize("written", [str, lambda one: str(one).upper(), lambda one: f"konto {one}"])
def test_an_identity_is_nobodys_number(written):
    """Whatever its digits look like: a phone, a person's, an account's; and whoever looks."""
    for one in IDENTITIES:
        assert judge_text(written(one)).verdict is Verdict.CLEAN
        assert personal_data_codes(pl.Series([written(one)])).tolist() == [0]
        assert find_in_text(written(one)) is None


def test_a_number_beside_an_identity_is_found():
    """And alone covered."""
    assert cover_personal_data(f"{IDENTITIES[0]} {NUMBER}") == f"{IDENTITIES[0]} {COVER}"


@given(some.text(alphabet=some.sampled_from("aO1&#;x9\u202e\u202c \u0301½"), max_size=30))
@pytest.mark.slow
def test_every_reading_has_its_places(text):
    """Also the one that is turned round."""
    for normal in readings(text):
        for place in range(len(normal.text)):
            start, end = normal.span(place, place + 1)
            assert 0 <= start < end <= len(text)


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
