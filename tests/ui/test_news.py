"""The news say what is new as it is: no zero among it, no certainty that there is none, and the figures of the map."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from est.hotspots.evolution.flag_changes import FlagChanges
from est.hotspots.surveillance.unusual import UnusualList
from est.text import translator
from est.ui.situation.freshness_list import freshness_sentence
from est.ui.situation.news import News, flag_words, news_summary

SV = translator("sv")
CELL, SMALLER = "8808866d45fffff", "8908866d443ffff"
NO_FLAGS = pl.DataFrame(schema={"standing": pl.String, "label": pl.String})
NONE = pl.DataFrame(schema={"title": pl.String})
NOTHING = News(UnusualList(date(2026, 6, 28), (), weeks=60), [], [], NO_FLAGS, None, NONE, NONE, NONE)


def flags(*standings: str) -> pl.DataFrame:
    rows = [(standing, f"plats {number}") for number, standing in enumerate(standings)]
    return pl.DataFrame(rows, schema=NO_FLAGS.schema, orient="row")


@pytest.mark.parametrize(
    ("standings", "said"),
    [
        (("new", "still there"), "1 ny markering: plats 0; 1 kvar: plats 1"),
        (("new", "new", "gone"), "2 nya markeringar: plats 0 och plats 1; 1 borta: plats 2"),
        (("still there", "still there"), "Ingen ny markering; 2 kvar: plats 0 och plats 1"),
        (("gone",), "Ingen ny markering; 1 borta: plats 0"),
    ],
)
def test_flags_are_counted_without_zeros(standings, said):
    assert news_summary(replace(NOTHING, flags=flags(*standings)), SV) == [said]


def test_that_nothing_is_new_is_said_only_where_it_is_known():
    """Without an outline no place is flagged, and with few weeks none is unusual: no news is not good news then."""
    assert news_summary(NOTHING, SV) == ["Inget är nytt."]
    unknown = ["Om någon plats är ny går inte att säga."]
    assert news_summary(replace(NOTHING, withheld="x"), SV) == unknown
    assert news_summary(replace(NOTHING, found=replace(NOTHING.found, weeks=3)), SV) == unknown


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "6 rapporter, 4 under perioden före."),
        (
            {"unit": "ring"},
            "6 rapporter i rutan och dem runt den, 4 under perioden före.",
        ),
        (
            {"told_by": SMALLER},
            "6 rapporter i en mindre ruta, 4 under perioden före.",
        ),
    ],
)
def test_a_flag_tells_what_its_reports_are_of(told, said):
    """Its neighbours with the cell, or a part of it, may be what stands out."""
    row = {"cell": CELL, "count": 6.0, "before": 4.0, "unit": "cell", "told_by": None}
    assert flag_words(row | told, SV) == said


def test_old_reports_are_said_to_be_old():
    """When all are silent nobody is silent beside the others."""
    last = date(2026, 6, 28)
    assert freshness_sentence(last, date(2026, 7, 6), 0, SV).endswith("Ingen har tystnat.")
    old = freshness_sentence(last, date(2026, 11, 29), 0, SV)
    assert old == "Det finns rapporter till och med 28 juni 2026. Sedan dess, på 154 dagar, har ingen rapporterat."
    assert freshness_sentence(last, date(2026, 11, 29), 2, SV).endswith("2 aktörer har tystnat.")


def test_nothing_is_called_new_where_the_period_before_lacks_reports():
    """Neither the line on top nor a card compares with what nobody reported yet."""
    news = replace(NOTHING, flags=flags("new", "new"), begun=date(2026, 6, 1))
    (said,) = news_summary(news, SV)
    assert said.startswith("2 markeringar: ")
    row = {"count": 12, "before": 0, "unit": "cell", "told_by": None}
    assert flag_words(row, SV, compared=False) == "12 rapporter."


def test_every_flag_has_a_card_or_a_place_on_one():
    """Two of one place, those that were there before, and what is behind the first cards stand on the shared one."""
    names = ["Torget", "Torget", "Parken", "Hamnen", "Bron", "Skolan", "Stigen", "Gatan", "Lunden"]
    standings = ["new"] * 5 + ["still there"] + ["gone"] * 3
    rows = {"cell": [f"c{number}" for number in range(9)], "standing": standings, "label": names}
    news = replace(NOTHING, flags=pl.DataFrame(rows))
    own = {standing: news.cards(standing)["label"].to_list() for standing in FlagChanges}
    others = {standing: news.without_card(standing)["cell"].to_list() for standing in FlagChanges}
    assert own == {
        FlagChanges.NEW: ["Torget", "Parken", "Hamnen"],
        FlagChanges.STILL: [],
        FlagChanges.GONE: ["Stigen", "Gatan"],
    }
    assert others == {FlagChanges.NEW: ["c1", "c4"], FlagChanges.STILL: ["c5"], FlagChanges.GONE: ["c8"]}


def test_a_period_that_goes_on_without_reports_has_neither_new_nor_gone():
    """What has not come yet is no news."""
    news = replace(NOTHING, flags=flags("new", "still there", "gone"), ended=date(2026, 6, 28))
    assert not news.compared
    assert news_summary(news, SV) == ["2 markeringar: plats 0 och plats 1"]


def test_before_the_first_report_nothing_can_be_told():
    """And it is said since when it can."""
    news = replace(NOTHING, begun=date(2026, 6, 1), past=True, before_all=True)
    assert news_summary(news, SV) == ["Rapporterna börjar 1 juni 2026, så vad som var nytt då går inte att säga."]
