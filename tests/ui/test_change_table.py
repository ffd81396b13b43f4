"""What changed is said in words that are no surer than the numbers."""

from datetime import date

import polars as pl
import pytest

from est.picture.change import count_changes
from est.picture.comparison import change_direction, compare_periods
from est.picture.comparison_words import describe_uncompared
from est.picture.difference_bounds import uncertainty_text
from est.text import translator
from est.ui.downloads import figures_of_file
from est.ui.situation.change_table import (
    describe_period_change,
    direction_text,
    folded_changes,
    folded_sentence,
    readable_changes,
)
from est.ui.tables import _whole_reports

SV = translator("sv")


def test_a_small_difference_is_said_to_be_nothing():
    """No percentage stands beside three reports."""
    assert describe_period_change(compare_periods(3, 2), SV) == "3 rapporter mot 2 förut: ingen säker skillnad."


def test_a_difference_that_may_be_chance_has_no_percentage_however_large_the_counts():
    """A third more of fifty is not yet sure, and a number in per cent would be read as if it were."""
    found = compare_periods(67, 50)
    assert found.percent is not None
    assert "%" not in describe_period_change(found, SV)


def test_a_large_difference_is_said_with_its_size():
    """Sixty against twenty is two hundred per cent more."""
    assert describe_period_change(compare_periods(60, 20), SV).endswith("60 rapporter mot 20. Det är +200 %.")


def test_what_can_be_told_stands_first_and_nothing_reported_is_left_out():
    """Then come those with the most reports."""
    columns = {"code": ["A", "B", "C"], "name": ["a", None, "c"]}
    now = pl.DataFrame(columns | {"count": [30.0, 60.0, 0.0]})
    before = pl.DataFrame(columns | {"count": [31.0, 20.0, 0.0]})
    rows = readable_changes(count_changes(now, before), SV, "utan namn")
    assert rows.select("name", "verdict", "count", "before", "difference", "sure").rows() == [
        ("utan namn", "▲ fler", 60.0, 20.0, 40.0, True),
        ("a", "ingen säker skillnad", 30.0, 31.0, -1.0, False),
    ]
    assert rows.select("low", "high").dtypes == [pl.Float64, pl.Float64]  # a file has numbers


@pytest.mark.parametrize(("sure", "rows", "shown"), [(0, 1, 1), (0, 3, 0), (1, 11, 1), (7, 9, 7), (7, 8, 8), (9, 9, 9)])
def test_what_cannot_be_told_is_folded_into_one_line(sure, rows, shown):
    """All that can be told is shown and nothing else; no line stands for a single row."""
    told = pl.DataFrame({"sure": [n < sure for n in range(rows)], "count": [2.0] * rows, "before": [3.0] * rows})
    told = told.with_columns(verdict=pl.lit("ingen säker skillnad"))
    seen, folded = folded_changes(told, SV)
    assert (seen.height, folded.height) == (shown, rows - shown)
    if folded.height == 10:
        words = folded_sentence(folded, "Kategori", SV)
        assert words == "Kategori: 10 utan säker skillnad (20 rapporter, 30 förut)"


def test_the_line_of_what_is_folded_sums_what_was_counted():
    """Not what is seen of each: eight times 6.4 are 51, where the sentence above says 52."""
    columns = {"code": list("ABCDEFGH"), "name": list("abcdefgh")}
    now = pl.DataFrame(columns | {"count": [6.44] * 8})
    before = pl.DataFrame(columns | {"count": [6.5] * 8})
    rows = readable_changes(count_changes(now, before), SV, "utan namn")
    _shown, folded = folded_changes(rows, SV)
    assert folded_sentence(folded, "Kategori", SV) == "Kategori: 8 utan säker skillnad (52 rapporter, 52 förut)"


def test_a_file_has_the_numbers_of_its_page_and_the_parts_beside_them():
    """The table says 7 for 6.5, and so does the file; without parts there is no column of them."""
    rows = pl.DataFrame({"name": ["a", "b"], "count": [6.5, 2.0], "before": [3.0, 4.0], "low": [-0.4, 1.0]})
    names = {"name": "Kategori", "count": "Nu", "before": "Före", "low": "Troligen från"}
    file = figures_of_file(rows, names, SV)
    assert file.columns == ["Kategori", "Nu", "Nu, med andelar", "Före", "Troligen från"]
    assert file.rows() == [("a", 7, 6.5, 3, -0.4), ("b", 2, 2.0, 4, 1.0)]
    seen, _written = _whole_reports(rows, {})
    assert seen["count"].to_list() == file["Nu"].to_list()


def test_the_bounds_of_a_difference_are_said_without_signs():
    """A reader of "−14 … +48" has to think; here not."""
    assert uncertainty_text(-14.2, 48.1, SV) == "Osäkerhet: mellan 14 färre och 48 fler."
    assert uncertainty_text(3, 9, SV) == "Osäkerhet: mellan 3 och 9 fler."
    assert uncertainty_text(-9, -3, SV) == "Osäkerhet: mellan 3 och 9 färre."


def test_a_direction_names_the_weeks_it_was_read_from():
    """Too few weeks say so."""
    weeks = pl.DataFrame({"count": [float(n) for n in range(9)], "days": [7] * 9})
    assert direction_text(change_direction(weeks, "week"), "week", SV).startswith(
        "Antalet rapporter har ökat under 9 hela veckor"
    )
    assert direction_text(change_direction(weeks.head(1), "week"), "week", SV).startswith("Bara 1 hel vecka")
    assert direction_text(change_direction(weeks.clear(), "week"), "week", SV).startswith("Ingen hel vecka visas")


def test_where_reports_began_too_late_nothing_is_judged():
    """Ten against none is no increase where nobody could report before."""
    found = describe_uncompared(30.0, date(2026, 9, 29), SV)
    assert found == "30 rapporter. Rapporterna börjar 29 sep. 2026, så det går inte att jämföra med perioden före."
    now = pl.DataFrame({"id": ["a", "b"], "name": ["A", "B"], "count": [10.0, 20.0]})
    rows = readable_changes(count_changes(now, now.with_columns(count=pl.lit(0.0))), SV, "utan namn", judged=False)
    assert rows["name"].to_list() == ["B", "A"]
    assert set(rows["verdict"]) == {"kan inte jämföras"}
    assert not rows["sure"].any()
    assert folded_sentence(rows, "Kategori", SV) == "Kategori: 2 till (30 rapporter)"
    shown, folded = folded_changes(pl.concat([rows] * 4), SV)
    assert (shown.height, folded.height) == (5, 3)  # the largest, as none can be told
