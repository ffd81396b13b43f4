"""A chart is a plain dictionary that says its numbers in the reader's language, and holds every number of its frame."""

import json
from datetime import date

import polars as pl
import pytest

from est.charts import (
    counts_over_time,
    hours_by_weekday,
    organisations_over_time,
    span_end,
    span_label,
    vega_locale,
    weeks_with_marks,
)
from est.text import translator

SV, EN = translator("sv"), translator("en")
WEEKS = pl.DataFrame(
    {"start": [date(2025, 12, 29), date(2026, 1, 5)], "count": [2.0, 3.25], "organisations": [1, 2], "days": [3, 7]}
)


def test_every_week_is_a_bar_from_its_monday_to_the_next():
    """A chart of weeks that a daylight saving hour could shift would show the wrong day."""
    rows = counts_over_time(WEEKS, "week", SV)["data"]["values"]
    assert [(row["start"], row["end"]) for row in rows] == [
        ("2025-12-29T00:00:00Z", "2026-01-05T00:00:00Z"),
        ("2026-01-05T00:00:00Z", "2026-01-12T00:00:00Z"),
    ]
    assert [row["count"] for row in rows] == [2.0, 3.2]


def test_a_week_that_is_covered_in_part_is_marked():
    """Half a week must not look like a quiet one."""
    assert [row["whole"] for row in counts_over_time(WEEKS, "week", SV)["data"]["values"]] == [False, True]


def test_what_is_chosen_is_framed():
    """Behind the bars, which are clicked as before."""
    whole, framed = (
        counts_over_time(WEEKS, "week", SV, days) for days in (None, (date(2026, 1, 5), date(2026, 1, 12)))
    )
    (frame,) = framed["layer"][: -len(whole["layer"])]
    assert frame["data"]["values"] == [{"start": "2026-01-05T00:00:00Z", "end": "2026-01-12T00:00:00Z"}]
    assert framed["layer"][1:] == whole["layer"]


def test_a_closed_cohort_is_a_line_over_the_bars_with_a_key():
    """Without one there are bars alone; a click chooses bars in either case."""
    alone, both = (
        counts_over_time(WEEKS, "week", SV),
        counts_over_time(WEEKS.with_columns(cohort=pl.Series([1.0, 2.0])), "week", SV),
    )
    assert [part["mark"]["type"] for part in alone["layer"]] == ["bar"]
    assert [part["mark"]["type"] for part in both["layer"]] == ["bar", "line"]
    assert both["layer"][1]["encoding"]["color"]["datum"] == "Samma aktörer hela tiden"
    assert [row["cohort"] for row in both["data"]["values"]] == [1.0, 2.0]
    assert [row["middle"] for row in both["data"]["values"]] == ["2026-01-01T12:00:00Z", "2026-01-08T12:00:00Z"]
    assert both["params"][0]["views"] == [both["layer"][0]["name"]] == [alone["layer"][0]["name"]]
    nobody = counts_over_time(WEEKS.with_columns(cohort=pl.lit(None, dtype=pl.Float64)), "week", SV)
    assert nobody["layer"] == alone["layer"]


def test_under_the_trend_of_a_place_the_towns_organisations_stand_behind_its_own():
    """A place with more reports while more organisations report in the town has perhaps not grown."""
    alone = organisations_over_time(WEEKS, "week", SV)
    assert "layer" not in alone
    assert [row["organisations"] for row in alone["data"]["values"]] == [1, 2]
    both = organisations_over_time(WEEKS.with_columns(everywhere=pl.Series([3, 5])), "week", SV)
    assert [part["encoding"]["y"]["field"] for part in both["layer"]] == ["everywhere", "organisations"]
    assert [part["encoding"]["color"]["datum"] for part in both["layer"]] == ["I hela kommunen", "Räknas ovan"]
    assert [(row["organisations"], row["everywhere"]) for row in both["data"]["values"]] == [(1, 3), (2, 5)]


def test_charts_under_each_other_have_as_much_room_for_their_numbers():
    """Or a week of the one would stand under another week of the other."""
    one, other = counts_over_time(WEEKS, "week", SV), organisations_over_time(WEEKS, "week", SV)
    assert one["config"]["axisY"] == other["config"]["axisY"]


def test_the_hours_are_a_grid_of_168_squares():
    """Monday 00 first, Sunday 23 last."""
    values = hours_by_weekday(pl.DataFrame({"hour": range(168), "count": [1.0] * 168}), SV)["data"]["values"]
    assert len(values) == 168
    assert (values[0]["day"], values[0]["clock"]) == ("mån", "00")
    assert (values[167]["day"], values[167]["clock"]) == ("sön", "23")


@pytest.mark.parametrize("words", [SV, EN])
def test_a_chart_is_json_with_its_locale(words):
    """Vega's week begins on Sunday whatever the country."""
    for spec in (counts_over_time(WEEKS, "month", words), organisations_over_time(WEEKS, "week", words)):
        assert json.loads(json.dumps(spec)) == spec
    assert vega_locale(SV)["time"]["days"][0] == "söndag"
    assert vega_locale(SV)["time"]["shortMonths"][4] == "maj"
    assert vega_locale(SV)["number"]["decimal"] == ","


def test_weeks_and_months_are_called_as_people_call_them():
    """The week of New Year belongs to the year of its Thursday (ISO 8601)."""
    assert span_label(date(2025, 12, 29), "week", SV) == "v. 1 2026"
    assert span_label(date(2026, 3, 1), "month", SV) == "mars 2026"
    assert span_label(date(2026, 1, 7), "week", SV) == "från 7 jan. 2026"
    assert span_end(date(2026, 2, 1), "month") == date(2026, 3, 1)
    assert span_end(date(2026, 12, 1), "month") == date(2027, 1, 1)


@pytest.mark.parametrize("words", [SV, EN])
def test_a_chart_is_told_in_one_sentence_and_its_marks_are_silent(words):
    """Vega's own words for marks and axes are English, and name our fields."""
    hours = pl.DataFrame({"hour": [0], "count": [1.0]})
    drawn = [
        counts_over_time(WEEKS, "week", words),
        counts_over_time(WEEKS, "month", words),
        organisations_over_time(WEEKS, "week", words),
        weeks_with_marks(WEEKS, [], words),
        hours_by_weekday(hours, words),
    ]
    assert len({chart["description"] for chart in drawn}) == len(drawn)
    assert all(chart["config"]["aria"] is False for chart in drawn)
