"""The demo town is a store like any other: built through the same door, refused where reports are, twice the same."""

from datetime import date, datetime
from uuid import UUID

import polars as pl
import pytest

from est import measures
from est.demo import truth
from est.demo.assembly import build_demo
from est.errors import StoreNotEmptyError
from est.hotspots.detection.flags import find_flags
from est.hotspots.register.queries import all_hotspots, hotspot_notes
from est.measures.causes.queries import all_causes
from est.measures.followup.commands import design_versions, frozen_evaluation, frozen_verdicts
from est.measures.followup.design import CountedUnit
from est.measures.followup.evaluation import find_measure
from est.municipality.settings import read_settings
from est.picture.selection import Selection, default_selection, loaded_period
from est.space.area import study_area
from est.space.places import all_districts, named_places
from est.store import Store, open_store
from tests.demo.conftest import TODAY

pytestmark = pytest.mark.slow

REPORTS = """
    SELECT o.name AS organisation, d.name AS district, r.* EXCLUDE (id, batch, organisation, district)
    FROM reports r JOIN organisations o ON o.id = r.organisation LEFT JOIN districts d ON d.id = r.district
    ORDER BY ALL"""


def fingerprint(store: Store) -> int:
    return int(store.ask(REPORTS).hash_rows(seed=1).sum())


def test_every_report_is_taken(town) -> None:
    """Each of the eight organisations sent one file, and nothing in it was rejected."""
    batches = town.ask("SELECT file, read, accepted, rejected FROM batches")
    assert batches.height == 8
    assert batches["accepted"].sum() == batches["read"].sum() == truth.REPORTS
    assert batches["rejected"].sum() == 0
    assert town.ask("SELECT count(*) FROM reports WHERE cell IS NULL OR district IS NULL").item() == 0


@pytest.mark.thorough
def test_the_same_town_twice(town) -> None:
    """Built again, at another time and by another, it has the same reports, identities aside; progress is told."""
    told: list[float] = []
    with open_store(None) as again:
        build_demo(again, "bo", datetime(2027, 1, 1), told.append)
        assert fingerprint(again) == fingerprint(town)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_it_says_that_it_is_invented(town) -> None:
    """The settings mark the store, so that every page can say it."""
    said = read_settings(town)
    assert said["demo"] == "1"
    assert said["municipality"] == "1781"
    assert "påhittat" in said["name"]


def test_its_ground(town) -> None:
    """The study area is some 14.3 km², with six districts and the named places, the planted ones among them."""
    area = study_area(town, 9)
    assert area.source == "outline"
    assert area.cells["area_km2"].sum() == pytest.approx(14.3, abs=0.1)
    assert study_area(town, 8).cells["area_km2"].sum() == pytest.approx(14.3, abs=0.1)
    assert all_districts(town).height == 6
    assert {planted.place for planted in truth.PLANTED} <= set(named_places(town)["name"])


def test_coming_events_do_not_move_the_picture(town) -> None:
    """The default selection is the last 12 weeks of what happened, though events are told beyond them."""
    assert town.ask("SELECT max(starts) FROM reports").item() > datetime.combine(truth.ENDS, datetime.min.time())
    period = loaded_period(town)
    assert period is not None
    assert period[0] == truth.STARTS
    assert truth.ENDS >= default_selection(town).end >= date(2026, 6, 28)


def test_its_measures_point_to_hotspots_and_causes(town) -> None:
    """The sign at the square is meant against its cause; every measure says what it is for, and none is an orphan."""
    listed = measures.by_urgency(measures.all_measures(town), TODAY.date())
    assert dict(listed.select("title", "hotspot_name").rows()) == {
        "Skylt: bilfritt på Sagotorget 22–05": "Sagotorget",
        "Ny belysning längs Månskensstigen": "Månskensstigen",
        "Vuxna på plats vid Fabelskolan efter skoltid": "Fabelskolan",
        "Väktarrunda även vid hamnen och Guldkvarnen": None,
    }
    sign = listed.filter(hotspot_name="Sagotorget").row(0, named=True)
    assert "får köra och stå på torget" in sign["cause_wording"]
    assert (sign["decided_by"], sign["follow_up"]) == ("styrgrupp", date(2026, 6, 29))
    assert not listed["reminders"].list.contains(str(measures.Reminder.NO_CAUSE)).any()
    assert listed["kind"].null_count() == listed["mechanism"].null_count() == 0


def test_its_measures_have_a_history(town) -> None:
    """The sign was carried out on its day, the lighting is late, and each came there through its states."""
    listed = measures.by_urgency(measures.all_measures(town), TODAY.date())
    assert listed.height == 4
    late = listed.row(0, named=True)
    assert (late["place"], late["overdue"], late["state"]) == ("Månskensstigen", True, "beslutad")
    assert listed["overdue"].sum() == 1
    sign = listed.filter(place="Sagotorget").row(0, named=True)
    assert (sign["state"], sign["starts"], sign["version"]) == ("genomförd", truth.SIGN, 3)
    changed = measures.measure_history(town, sign["id"]).filter(field="state")
    assert changed["after"].to_list() == ["föreslagen", "beslutad", "genomförd"]


def test_a_store_with_reports_is_refused_and_left_alone(town) -> None:
    """Invented reports never come among others."""
    before = town.version
    with pytest.raises(StoreNotEmptyError, match="1500 reports"):
        build_demo(town, "anna", TODAY)
    assert town.version == before


def test_the_planted_places_are_taken_up_as_hotspots(town) -> None:
    """Each was flagged in the period it says, before the group took it up, and has causes and something said of it."""
    for one in all_hotspots(town):
        held = one.hotspot
        assert held.flagged_from
        assert held.flagged_to
        assert held.since
        assert held.flagged_to <= held.since
        found = find_flags(town, Selection(held.flagged_from, held.flagged_to), held.resolution).cells
        assert "tydlig" in found.filter(pl.col("cell").is_in(list(one.cells)))["flag"].to_list()
        assert all_causes(town, [one.identity])
        assert not hotspot_notes(town, [one.identity]).is_empty()
    assert {one.name for one in all_hotspots(town)} == {"Sagotorget", "Månskensstigen", "Fabelskolan"}


@pytest.mark.long
def test_the_sign_s_follow_up_was_locked_before_it_stood_and_its_verdict_is_frozen(town) -> None:
    """A decrease at the square, and the two places that the music moved to by name."""
    sign = find_measure(town, "Skylt: bilfritt på Sagotorget 22–05")
    ((locked, design),) = design_versions(town, sign)
    assert (locked.days_late, design.start, design.counted) == (0, truth.SIGN, CountedUnit.ALL)
    verdict = frozen_verdicts(town, sign).row(0, named=True)
    assert (verdict["step"], verdict["as_of"]) == ("tydlig minskning", date(2026, 6, 29))
    kept = frozen_evaluation(town, UUID(verdict["id"]))
    assert {place["name"] for place in kept["elsewhere"]} == {"Sjörövarhamnen", "Guldkvarnens parkering"}
    assert kept["moved"] != "inte flyttat i närheten"
    lighting = find_measure(town, "Ny belysning längs Månskensstigen")
    assert design_versions(town, lighting)[0][0].days_late == 0
    assert frozen_verdicts(town, lighting).is_empty()
