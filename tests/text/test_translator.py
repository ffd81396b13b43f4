"""A translator says things and writes numbers, dates and periods the way its language does."""

from datetime import date, datetime

import polars as pl
import pytest

from est.errors import SettingError
from est.text import N_, translator
from est.text.decimals import rounded_column, whole_number

SV, EN = translator("sv"), translator("en")


def test_swedish_comes_from_the_catalogues_and_english_from_the_code():
    """The message in the code is the English text."""
    assert SV.gettext("Overview") == "Översikt"
    assert EN.gettext("Overview") == N_("Overview")


def test_an_unknown_message_and_an_empty_one_stay_as_they_are():
    """The header of a catalogue, which gettext keeps under the empty message, is never shown."""
    assert SV.gettext("no such message") == "no such message"
    assert SV.gettext("") == ""


def test_numbers_are_written_with_the_languages_signs():
    """Swedish writes a hard space and a comma."""
    assert SV.number(1234.56, 1) == "1\u00a0234,6"
    assert EN.number(1234.56, 1) == "1,234.6"
    assert [SV.signed(number) for number in (3, -2, 0)] == ["+3", "−2", "0"]
    assert [EN.signed(number, 1) for number in (1200, -1200.5, -0.04, 0.04)] == ["+1,200", "−1,200.5", "0", "0"]
    assert [each.number(-2.5, 1) for each in (SV, EN)] == ["−2,5", "−2.5"]


def test_a_half_goes_up_as_readers_expect():
    """Never to the even number, as decimals do by themselves; and what adding up leaves behind is no part of it."""
    assert [SV.number(value) for value in (0.5, 1.5, 2.5, 6.5, -2.5, 6.4999999999, 6.49)] == [
        "1", "2", "3", "7", "−3", "7", "6",
    ]  # fmt: skip
    assert [SV.number(value, 1) for value in (0.25, 0.35, 6.45)] == ["0,3", "0,4", "6,5"]
    column = pl.Series([0.5, 2.5, -2.5, 6.4999999999]).to_frame("n").select(rounded_column(pl.col("n")))
    assert column["n"].to_list() == [1.0, 3.0, -3.0, 7.0]
    assert [whole_number(value) for value in (0.5, 2.5, 6.4999999999, 3)] == [1, 3, 7, 3]


def test_the_form_of_a_word_goes_with_the_number_that_is_written():
    """1 report for 0.6 and 1.4, 2 reports for 1.5; with a decimal 0.6 reports, but 1 report for 1.02."""
    whole = {0.4: "0 rapporter", 0.6: "1 rapport", 1.4: "1 rapport", 1.5: "2 rapporter"}
    broken = {0.6: "0,6 rapporter", 1.02: "1 rapport"}
    for decimals, told in enumerate((whole, broken)):
        for count, said in told.items():
            form = SV.ngettext("{n} report", "{n} reports", count, decimals)
            assert form.format(n=SV.number(count, decimals)) == said


def test_a_period_is_written_with_its_last_day():
    """The end of a period is exclusive in the program and never on screen."""
    assert SV.period(date(2026, 3, 1), date(2026, 4, 1)) == "1–31 mars 2026"
    assert SV.date(date(2026, 3, 1)) == "1 mars 2026"
    assert SV.moment(datetime(2026, 3, 1, 18, 5)) == "2026-03-01 18:05"
    assert EN.moment(datetime(2026, 3, 1, 18, 5)) == "1 Mar 2026 18:05"


def test_the_week_begins_on_monday():
    """Both languages name the days Monday first."""
    assert SV.weekdays()[0] == "måndag"
    assert EN.weekdays("abbreviated") == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def test_a_language_that_is_not_there_is_refused():
    """The message says which there are."""
    with pytest.raises(SettingError, match="en, sv"):
        translator("fi")
