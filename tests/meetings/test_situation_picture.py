"""A frozen picture stays as it was, whatever comes later, and two of them say what is new, gone and grown."""

import json
from copy import deepcopy
from datetime import date, timedelta

import pytest

from est.errors import PictureError
from est.meetings.situation.commands import freeze_picture
from est.meetings.situation.freshness import organisation_freshness
from est.meetings.situation.picture_comparison import PictureChange, change_sentence, compare_pictures
from est.meetings.situation.picture_contents import compile_picture
from est.meetings.situation.picture_period import PeriodKind, parse_period, period_of
from est.meetings.situation.picture_sentences import count_sentence, picture_sections
from est.meetings.situation.queries import frozen_pictures, open_picture, picture_before, picture_of_period
from est.meetings.situation.situation_picture import SituationPicture, open_content
from est.municipality.retention import set_retention
from est.reports.batches.purge import purge, purge_plan
from est.reports.entries.commands import void_report
from est.space.cells import coarser_cell
from est.store.frozen_content import canonical_content, content_hash
from est.text import translator
from tests.measures.followup.follow_ups import HOME, RING
from tests.meetings.towns import BEFORE, ELSEWHERE, MONDAY, NOW, add_reports, fill_town
from tests.stores import organisation_ids

WEEK = parse_period("2026-W26")


@pytest.fixture
def store(store):
    fill_town(store)
    return store


@pytest.mark.slow
def test_what_is_frozen_does_not_change(store):
    """Later reports, one that is voided, and a purge of all leave the picture and its hash as they were."""
    picture = compile_picture(store, WEEK, NOW, "1.2.3")
    identity = freeze_picture(store, picture, "anna", NOW)
    add_reports(store, [(ELSEWHERE, MONDAY, 9, organisation_ids(store)[0])])
    assert compile_picture(store, WEEK, NOW, "1.2.3").hash != picture.hash
    report = str(store.ask("SELECT id::VARCHAR FROM reports ORDER BY starts DESC LIMIT 1").item())
    void_report(store, report, 1, "Fel plats", "anna", NOW)
    set_retention(store, None, None, 12, "anna", NOW)
    purge(store, purge_plan(store, NOW + timedelta(days=800)), "anna", NOW + timedelta(days=800))
    assert store.ask("SELECT count(*) FROM reports").item() == 0
    opened = open_picture(store, identity)
    assert (opened.hash, opened.content) == (picture.hash, picture.content)
    assert (opened.frozen_by, opened.frozen) == ("anna", NOW)
    assert picture_of_period(store, WEEK).identity == str(identity)


@pytest.mark.slow
def test_it_holds_what_the_pages_show(store):
    """Figures, the flagged place with its explanation, the hotspot, the late measure, and who did not deliver."""
    content = compile_picture(store, WEEK, NOW, "1.2.3").content
    second = organisation_ids(store)[1]
    assert (content["figures"]["count"], content["figures"]["before"]) == (2, 7)
    assert [week["count"] for week in content["figures"]["weeks"][-2:]] == [7, 2]
    (place,) = content["flags"]["places"]
    assert HOME in place["cells"]
    assert place["flag"] == "tydlig"
    assert "rapporter under 44 dagar" in place["said"]["sv"]
    assert "reports on 44 days" in place["said"]["en"]
    (hotspot,) = content["hotspots"]
    assert (hotspot["name"], hotspot["priority"], hotspot["in_period"]) == ("Torget", 2, 2)
    assert (hotspot["reports"], hotspot["flag"]) == (2 * 12 + 11, "tydlig")
    (measure,) = content["measures"]
    assert (measure["title"], measure["reminders"][0]) == ("Skylt", "försenad")
    silent = {one["organisation"] for one in content["organisations"] if one["silent"]}
    assert silent == {second}
    assert [cell for cell, *_ in content["map"]["cells"]] == sorted({HOME, RING[0]})
    said = dict(picture_sections(SituationPicture(content), translator("sv")))
    assert "har inte levererat" in said["Aktörer"][0]
    assert "Torget: analyseras, prioritet 2." in said["Hotspotar"][0]


@pytest.mark.slow
def test_a_year_that_has_not_ended_is_not_compared_with_a_whole_one(store):
    """It says "so far", judges nothing, and tells of its hotspots by the year, not by twelve weeks."""
    add_reports(store, [(ELSEWHERE, date(2025, 1, 6), 1, organisation_ids(store)[0])])
    year = compile_picture(store, parse_period("2026"), NOW, "1")
    said = dict(picture_sections(year, translator("sv")))
    assert said["Lägesbild, 2026"][0] == "107 rapporter hittills under perioden; 1 under hela den förra."
    assert said["Hotspotar"] == (
        "Torget: analyseras, prioritet 2. 47 rapporter hittills under perioden; 0 under hela den förra.",
    )


@pytest.mark.slow
def test_an_organisation_is_silent_only_where_reports_were_to_be_expected(store):
    """One report in twelve weeks is no delivery that is missing."""
    third = organisation_ids(store)[2]
    add_reports(store, [(HOME, BEFORE, 1, third)])
    silent = {one.organisation: one.silent for one in organisation_freshness(store, MONDAY, WEEK.end)}
    assert silent == dict(zip(organisation_ids(store)[:3], (False, True, False), strict=True))


@pytest.mark.slow
def test_a_period_that_has_not_begun_is_refused(store):
    with pytest.raises(PictureError, match="has not begun"):
        compile_picture(store, parse_period("2027-W01"), NOW, "1")


@pytest.mark.slow
def test_a_picture_that_was_tampered_with_or_is_of_another_form_says_so(store):
    """Nothing of it is shown as if it were what was frozen."""
    content = deepcopy(dict(compile_picture(store, WEEK, NOW, "1.2.3").content))
    text = canonical_content(content)
    assert open_content(text, content_hash(content)) == json.loads(text)
    with pytest.raises(PictureError, match="not what was frozen"):
        open_content(text.replace('"count":2', '"count":3'), content_hash(content))
    later = content | {"format": 99, "program": "9.0"}
    with pytest.raises(PictureError, match=r"form 99.*version 9\.0"):
        open_content(canonical_content(later), content_hash(later))
    with pytest.raises(PictureError, match="nothing was frozen"):
        freeze_picture(store, SituationPicture(later), "anna", NOW)
    assert frozen_pictures(store).is_empty()


@pytest.mark.slow
def test_the_picture_before_is_the_newest_of_an_earlier_period_of_the_same_length(store):
    earlier = compile_picture(store, WEEK.previous, NOW - timedelta(weeks=1), "1")
    freeze_picture(store, earlier, "anna", NOW)
    freeze_picture(store, compile_picture(store, parse_period("2026-05"), NOW, "1"), "anna", NOW)
    now = open_picture(store, freeze_picture(store, compile_picture(store, WEEK, NOW, "1"), "anna", NOW))
    assert picture_before(store, now).hash == earlier.hash
    assert picture_before(store, open_picture(store, frozen_pictures(store)["id"][-1])) is None


def picture(name: str, *places: tuple[str, str, float]) -> SituationPicture:
    """A picture of a period with flagged places: cell, flag, and reports in the period."""
    kept = [{"name": cell, "cells": [cell], "flag": flag, "in_period": count} for cell, flag, count in places]
    return SituationPicture({"flags": {"places": kept}, "period": {"name": name}, "figures": {}})


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        ([], [(HOME, "bevaka", 3.0)], PictureChange.NEW),
        ([(HOME, "bevaka", 3.0)], [], PictureChange.GONE),
        ([(HOME, "bevaka", 3.0)], [(HOME, "tydlig", 3.0)], PictureChange.GROWN),
        ([(HOME, "tydlig", 3.0)], [(HOME, "bevaka", 3.0)], PictureChange.FADED),
        ([(HOME, "tydlig", 2.0)], [(HOME, "tydlig", 5.0)], PictureChange.SAME),  # may well be chance
        ([(HOME, "tydlig", 2.0)], [(HOME, "tydlig", 12.0)], PictureChange.GROWN),
        ([(HOME, "tydlig", 12.0)], [(HOME, "tydlig", 2.0)], PictureChange.FADED),
        # whatever the size of its cells, a place is the same
        ([(coarser_cell(HOME, 8), "tydlig", 3.0)], [(HOME, "tydlig", 3.0)], PictureChange.SAME),
    ],
)
def test_two_weeks_are_compared_by_what_is_new_gone_and_grown(before, now, change):
    (found,) = compare_pictures(picture("2026-W25", *before), picture("2026-W26", *now))
    assert found.change is change
    assert change_sentence(found, translator("sv")).split(":")[0] in ("Ny", "Borta", "Växer", "Avtar", "Som förut")


def test_a_week_and_a_month_are_compared_by_flags_alone():
    """Their counts are of another length."""
    (found,) = compare_pictures(picture("2026-05", (HOME, "tydlig", 2)), picture("2026-W26", (HOME, "tydlig", 90)))
    assert found.change is PictureChange.SAME


@pytest.mark.parametrize(("first", "change"), [(MONDAY, PictureChange.SAME), (BEFORE, PictureChange.GROWN)])
def test_counts_of_a_week_that_reports_begin_after_are_not_compared(first, change):
    """An earlier picture of a week without reports is compared by its flags; with all of them, by its counts too."""
    earlier = picture("2026-W25", (HOME, "tydlig", 2.0))
    now = picture("2026-W26", (HOME, "tydlig", 12.0))
    now.content["figures"]["first_report"] = first.isoformat()
    (found,) = compare_pictures(earlier, now)
    assert found.change is change


def test_a_picture_judges_nothing_against_a_period_before_the_reports(store):
    """The count stands alone with the day that reports begin on, in both languages; so does a hotspot's."""
    first = MONDAY - timedelta(weeks=15)
    week, after = (period_of(PeriodKind.WEEK, first + timedelta(weeks=later)) for later in (0, 1))
    content = compile_picture(store, week, NOW, "1").content
    assert content["figures"]["begun"] == first.isoformat()
    told = {language: count_sentence(content, translator(language)) for language in ("sv", "en")}
    assert "går inte att jämföra" in told["sv"]
    assert "The reports begin on" in told["en"]
    assert "chance" not in told["en"]
    said = dict(picture_sections(SituationPicture(content), translator("en")))
    assert "in twelve weeks." in said["Hotspots"][0]
    assert "before" not in said["Hotspots"][0]
    compared = compile_picture(store, after, NOW, "1").content
    assert compared["figures"]["begun"] is None
    assert "in the one before" in count_sentence(compared, translator("en"))


def test_an_organisation_has_its_name_in_the_language_in_what_is_frozen(store):
    """Sentences that are kept beside the numbers name it as the pages do."""
    (place,) = compile_picture(store, WEEK, NOW, "1").content["flags"]["places"]
    (name,) = (one for one in store.ask("SELECT name FROM organisations")["name"] if one in place["said"]["sv"])
    called = translator("en").data_text(name)
    assert called != name
    assert called in place["said"]["en"]
    assert name not in place["said"]["en"]
