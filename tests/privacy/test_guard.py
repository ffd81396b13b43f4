"""The guard finds personal data in free text, covers it, and leaves ordinary descriptions alone."""

import polars as pl
import pytest

from est.privacy.guard import (
    COVER,
    KINDS,
    PersonalData,
    cover_personal_data,
    find_personal_data,
    judge_text,
    personal_data_codes,
)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Mannen, 811218-9876, satt där", PersonalData.PERSONAL_NUMBER),
        ("19811218-9876", PersonalData.PERSONAL_NUMBER),
        ("8112189876", PersonalData.PERSONAL_NUMBER),
        ("samordningsnummer 701063-2391", PersonalData.PERSONAL_NUMBER),
        ("född den sista, 810531-2394", PersonalData.PERSONAL_NUMBER),
        ("samordningsnummer 701091-2397", PersonalData.PERSONAL_NUMBER),
        ("skriv till anna.berg@exempel.se", PersonalData.EMAIL),
        ("anna (at) exempel.se", PersonalData.EMAIL),
        ("ring 070-123 45 67", PersonalData.PHONE),
        ("ring 0701234567.", PersonalData.PHONE),
        ("tel +46 70 123 45 67", PersonalData.PHONE),
        ("tel 0550-123 45", PersonalData.PHONE),
        ("tel 08-123 456 78", PersonalData.PHONE),
        ("bilen ABC123 stod kvar", PersonalData.REGISTRATION_NUMBER),
        ("ABC12D", PersonalData.REGISTRATION_NUMBER),
        ("reg.nr abc 123", PersonalData.REGISTRATION_NUMBER),
        ("en Volvo ABC 123", PersonalData.REGISTRATION_NUMBER),
    ],
)
def test_personal_data_is_found_and_covered(text, reason):
    assert find_personal_data(text) == reason
    assert COVER in cover_personal_data(text)
    assert find_personal_data(cover_personal_data(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "Klotter på vägg vid Åsgatan 12",
        "811218-9875",
        "810532-2393",  # no month has 32 days, nor 0, in a coordination number neither
        "810592-2390",
        "810500-2391",
        "810560-2398",
        "mellan 08-16 2026-03-01",
        "2026-03-01 18:05 till 2026-03-02 06:00",
        "ca 15 personer, 3 mopeder, 2 bilar",
        "ärende 2026-000123456",
        "59.3301, 18.0601",
        "väg 26 vid km 183",
        "LED 100 lumen",
        "hyra 12 500 kr, 10 000 kr i skada",
        "kl 22-06 varje natt 2025 2026",
        "A-traktor på torget, hög musik",
        "HTML5 <b>fet</b>",
    ],
)
def test_ordinary_descriptions_are_left_alone(text):
    assert find_personal_data(text) is None
    assert cover_personal_data(text) == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lgh 1203 Berg", ["DWELLING", "NAME"]),
        ("snap: nisse_87", ["NAME"]),
        ("snap: bild.se", []),
        ("noll noll åttiofem noll sju tolv nittioåtta tolv", ["PERSONAL_NUMBER"]),
        ("noll sju noll ett två", []),
        ("moms SE 850709-9805 01", ["PERSONAL_NUMBER"]),
        ("moms SE 556012-1234 01", []),
    ],
)
def test_what_stands_beside_a_form_decides_what_it_is(text, found):
    """A name after a flat, an account that is a file's name, too few numbers in words, a firm's number for VAT."""
    assert [finding.kind.name for finding in judge_text(text).findings] == found


def test_a_whole_column_is_looked_through():
    codes = personal_data_codes(pl.Series(["klotter", None, "070-123 45 67", ""]))
    assert [KINDS[code - 1] if code else None for code in codes] == [None, None, PersonalData.PHONE, None]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["x" * 300_000, "x@" * 100_000, "0" * 300_000, "bil " * 80_000, "reg " + "a b " * 80_000]
)
def test_a_very_long_text_is_looked_through(text):
    """The guard's work grows with the length of a text and not with its square: this test ends."""
    assert find_personal_data(text) in (None, *PersonalData)
    assert len(cover_personal_data(text)) > 0
