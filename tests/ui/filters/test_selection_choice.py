"""Periods, categories and chips: each press leads to the selection that it says."""

from dataclasses import replace
from datetime import date

import pytest

from est.clock import PRESETS
from est.errors import SelectionError
from est.municipality.reference_lists import ReferenceLists, reference_lists
from est.picture.selection import Selection
from est.picture.selection_words import describe_selection
from est.text import translator
from est.ui.filters.description import selection_chips
from est.ui.filters.kinds import kind_options, with_kinds
from est.ui.filters.periods import period_name, preset_periods, same_time_later, year_before
from est.ui.filters.popovers import chosen_days, chosen_hours
from tests.stores import prepared_store

JANUARY = Selection(date(2026, 1, 1), date(2026, 2, 1))
NOISE = "ORD/störande musik eller buller"
POLICE = "0199a8c0-0000-7000-8000-000000000001"
CHOICES = ReferenceLists(
    {"SKA": "Skadegörelse", "ORD": "Ordning"}, {POLICE: "Polisen"}, {}, subcategories={NOISE: "buller"}
)


def test_the_periods_end_with_the_last_day_that_has_a_report():
    """The day after it is the end; this year begins on the first of January of that last day."""
    periods = preset_periods(date(2026, 1, 1))
    assert periods == {
        "week": (date(2025, 12, 25), date(2026, 1, 1)),
        "4 weeks": (date(2025, 12, 4), date(2026, 1, 1)),
        "12 weeks": (date(2025, 10, 9), date(2026, 1, 1)),
        "year": (date(2025, 1, 1), date(2026, 1, 1)),
    }
    assert period_name(Selection(date(2025, 12, 4), date(2026, 1, 1)), periods) == "4 weeks"
    assert period_name(JANUARY, periods) is None
    week = Selection(date(2025, 12, 25), date(2026, 1, 1))  # since a meeting a week ago, too
    both = preset_periods(week.end, week.start)
    assert [period_name(week, both, pressed) for pressed in (None, "week", "year")] == ["meeting", "week", "meeting"]
    since = preset_periods(date(2026, 1, 1), date(2025, 12, 9))
    assert since["meeting"] == (date(2025, 12, 9), date(2026, 1, 1))
    assert next(iter(since)) == "meeting"
    assert preset_periods(date(2026, 1, 1), date(2026, 1, 1)) == periods


def test_a_year_before_has_the_same_dates():
    """Also where the last day is one that the year before does not have."""
    leap = Selection(date(2024, 2, 29), date(2024, 3, 1), PRESETS["night"])
    assert year_before(leap) == Selection(date(2023, 2, 28), date(2023, 3, 1), PRESETS["night"])


def test_the_same_time_last_year_is_known_as_that():
    """So it shows as chosen, and leads back to the period that it is a year before."""
    periods = preset_periods(date(2026, 6, 29))
    chosen = year_before(replace(JANUARY, start=periods["4 weeks"][0], end=periods["4 weeks"][1]))
    assert same_time_later(chosen, periods.values()) == periods["4 weeks"]
    assert same_time_later(JANUARY, periods.values()) is None
    assert same_time_later(year_before(JANUARY), [(JANUARY.start, JANUARY.end)]) == (JANUARY.start, JANUARY.end)


@pytest.mark.slow
def test_a_word_leads_to_the_category_that_it_means():
    """Who looks for noise finds it, in the words of the town's own files."""
    with prepared_store() as store:
        choices = reference_lists(store, "sv")
    options = kind_options(choices)
    for word in ("buller", "noise"):
        assert [kind for kind, label in options.items() if word in label] == [NOISE]  # once, not by each word
    assert "noise" not in kind_options(choices, [NOISE])[NOISE]  # what is chosen has its name
    assert [kind for kind, label in options.items() if "larceny" in label] == ["ORD"]


def test_of_a_category_and_a_part_of_it_only_the_last_one_chosen_is_kept():
    """A part beside its whole would say nothing, and the reader would not see which of them rules."""
    assert with_kinds(JANUARY, ["ORD", NOISE, "SKA"]) == replace(JANUARY, categories=("SKA",), subcategories=(NOISE,))
    assert with_kinds(JANUARY, [NOISE, "SKA", "ORD"]) == replace(JANUARY, categories=("SKA", "ORD"))


def test_each_chip_takes_away_what_it_says_and_nothing_else():
    """Without them all the selection is its period."""
    chosen = replace(
        JANUARY,
        hours=PRESETS["night"],
        categories=("SKA",),
        subcategories=(NOISE,),
        organisations=(POLICE,),
        place_kinds=("torg", "park"),
        effects=(2, 3),
    )
    chips = selection_chips(chosen, CHOICES, translator("sv"))
    assert [chip.label for chip in chips] == [
        "Natt 22–06", "Skadegörelse", "Ordning: buller", "Polisen", "torg", "park", "påverkan 2", "påverkan 3",
    ]  # fmt: skip
    assert [chip.within for chip in chips[:2]] == ["natt 22–06", "Skadegörelse"]
    assert chips[4].without == replace(chosen, place_kinds=("park",))
    for number in range(len(chips)):
        chosen = selection_chips(chosen, CHOICES, translator("sv"))[0].without
        assert len(selection_chips(chosen, CHOICES, translator("sv"))) == len(chips) - number - 1
    assert chosen == JANUARY


def test_the_selection_is_said_in_a_few_words():
    """Period, hours, categories, organisations, and what else was chosen."""
    assert describe_selection(
        replace(JANUARY, hours=PRESETS["night"], categories=("SKA",)), CHOICES, translator("sv")
    ) == ("1–31 jan. 2026 · natt 22–06 · Skadegörelse · alla aktörer")
    chosen = replace(JANUARY, subcategories=(NOISE,), place_kinds=("torg", "park"), effects=(2, 3))
    assert describe_selection(chosen, CHOICES, translator("sv")) == (
        "1–31 jan. 2026 · alla timmar · Ordning: buller · alla aktörer · torg, park · påverkan 2 och 3"
    )


@pytest.mark.parametrize(
    ("first", "last"), [(None, date(2026, 1, 2)), (date(2026, 1, 2), None), (date(2026, 2, 1), date(2026, 1, 31))]
)
def test_days_that_mean_nothing_are_refused(first, last):
    """A period needs both ends, in their order; one day is a period."""
    with pytest.raises(SelectionError):
        chosen_days(JANUARY, first, last)
    assert chosen_days(JANUARY, date(2026, 3, 1), date(2026, 3, 1)).days == 1


def test_no_hours_are_refused():
    """Such a selection would be empty for ever."""
    with pytest.raises(SelectionError):
        chosen_hours(JANUARY, frozenset())
