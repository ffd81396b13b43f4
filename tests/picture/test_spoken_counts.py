"""Numbers of reports that are no whole ones are said so that nobody takes them for others."""

import pytest

from est.picture.spoken_counts import counts_in_part, expected_text, part_sentence, reports_beside, reports_text
from est.text import translator

SV = translator("sv")


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 rapporter"),
        (0.5, "mindre än en rapport"),
        (0.636, "mindre än en rapport"),
        (1, "1 rapport"),
        (1.4, "1 rapport"),
        (2.5, "3 rapporter"),
    ],
)
def test_a_part_of_a_report_is_neither_one_nor_none(count, said):
    """What is more than one is whole, as on the page."""
    assert reports_text(count, SV) == said
    assert expected_text(0.5, SV) == expected_text(0.9, SV) == "färre än en"


def test_reports_are_never_fewer_than_those_who_made_them():
    """Three organisations, or weeks, are of three reports at least, whatever they count as."""
    assert reports_beside(0.636, 3, SV) == "rapporter som räknas som färre än en"
    assert reports_beside(2.4, 3, SV) == "rapporter som räknas som 2"
    assert reports_beside(3.2, 3, SV) == "3 rapporter"
    assert reports_beside(0, 0, SV) == "0 rapporter"


def test_it_is_said_what_reports_count_as():
    """One that counts in part is not many."""
    assert part_sentence(73.2, 97, SV).startswith("De räknas som 73: en rapport med start- och sluttid")
    assert part_sentence(0.4, 1, SV).startswith("Den räknas som färre än en: ")
    assert counts_in_part(73.2)
    assert not counts_in_part(73.0000000001)
