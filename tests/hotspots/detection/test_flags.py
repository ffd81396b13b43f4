"""From a store to flags: the same numbers for the page, the sentence and the terminal."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import h3
import numpy as np
import polars as pl
import pytest

from est.__main__ import main
from est.errors import AreaError, NotFoundError
from est.hotspots.detection.explanation import explain_flag, flag_facts
from est.hotspots.detection.flags import Flag, find_flags
from est.hotspots.detection.null_models import NullModel
from est.hotspots.evolution.weekly_flags import rolling_window
from est.municipality.defaults import prepare_store
from est.picture.selection import Selection, default_selection
from est.space.area import set_study_area
from est.store import open_store
from est.text import translator
from tests.stores import NOW, TOWN, organisation_ids, put

SPRING = Selection(date(2026, 3, 2), date(2026, 4, 6))


def built_up(half_lat=0.018, half_lng=0.032):
    """Return the outline of a town of about 14 km2."""
    (lat, lng), corners = TOWN, ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    return {"type": "Polygon", "coordinates": [[[lng + x * half_lng, lat + y * half_lat] for x, y in corners]]}


def fill(store, reports=500, extra=25):
    rng = np.random.default_rng(12)
    lat = np.concatenate([TOWN[0] + rng.uniform(-0.018, 0.018, reports), np.full(extra, TOWN[0])])
    lng = np.concatenate([TOWN[1] + rng.uniform(-0.032, 0.032, reports), np.full(extra, TOWN[1])])
    starts = [datetime(2026, 3, 2) + timedelta(minutes=int(m)) for m in rng.integers(0, 35 * 1440, reports)]
    starts += [datetime(2026, 3, 2, 23) + timedelta(days=n) for n in range(extra)]
    police, guards = organisation_ids(store)[:2]
    organisations = [police] * reports + [police, guards] * (extra // 2) + [guards] * (extra % 2)
    put(store, pl.DataFrame({"starts": starts, "lat": lat, "lng": lng, "organisation": organisations}))


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """The file of a store that nobody has open."""
    where = tmp_path_factory.mktemp("store") / "town.duckdb"
    with open_store(where) as store:
        prepare_store(store, "test", NOW)
        fill(store)
        set_study_area(store, built_up(), "test", NOW)
    return where


@pytest.fixture(scope="module")
def store(path):
    """The same store in a file of its own, open."""
    own = path.with_name("open.duckdb")
    own.write_bytes(path.read_bytes())
    with open_store(own) as opened:
        yield opened


@pytest.mark.slow
def test_the_planted_place_is_flagged_and_every_report_is_somewhere(store):
    found = find_flags(store, SPRING)
    assert found.resolution == 9
    assert found.area.source == "outline"
    assert found.reports + found.outside == pytest.approx(525)
    assert found.cells["count"].sum() == pytest.approx(found.reports)
    clear = found.cells.filter(pl.col("flag") == Flag.CLEAR)["cell"].to_list()
    assert clear == [h3.latlng_to_cell(*TOWN, 9)]


@pytest.mark.slow
def test_a_resolution_asked_for_is_obeyed_and_one_that_does_not_exist_is_refused(store):
    for resolution in (7, 8, 10, 11):
        found = find_flags(store, SPRING, resolution)
        assert found.resolution == resolution
        assert found.choice.by_hand
        assert found.cells["count"].sum() == pytest.approx(found.reports)
    with pytest.raises(AreaError):
        find_flags(store, SPRING, 12)


@pytest.mark.slow
def test_few_reports_have_a_map_and_nothing_selected_has_none(store):
    found = find_flags(store, Selection(date(2026, 3, 2), date(2026, 3, 4)))
    assert (found.resolution, found.withheld) == (8, None)
    assert 0 < found.cells["count"].sum() == found.reports < 85
    assert "few for a map" in found.choice.reason
    assert found.cells.columns[:3] == ["cell", "count", "expected"]
    nothing = find_flags(store, Selection(date(2020, 3, 2), date(2020, 3, 4)))
    assert (nothing.resolution, nothing.reports, nothing.outside) == (None, 0, 0)


@pytest.mark.slow
def test_the_sentence_names_reports_days_organisations_expectation_and_sureness(store):
    found = find_flags(store, SPRING)
    cell = h3.latlng_to_cell(*TOWN, 9)
    known = flag_facts(store, SPRING, found, cell)
    assert (known.unit, known.organisations, known.flag) == ("cell", 2, Flag.CLEAR)
    assert known.days == 26
    assert 0.4 < known.largest_share < 0.8
    swedish = explain_flag(known, translator("sv"))
    for word in (
        "rapporter",
        "under 26 dagar i 5 veckor",
        "från 2 aktörer",
        "jämn fördelning",
        "Tydlig",
        "högst 1 av 1",
    ):
        assert word in swedish
    english = explain_flag(known, translator("en"))
    assert "on 26 days in 5 weeks from 2 organisations" in english
    assert "an even spread" in english
    assert "Det gäller även om lägena är något fel. Det gäller även utan " in swedish
    assert known.largest == "Bostadsbolaget"
    assert "It holds without Housing company too, which stands for " in english
    leaning = replace(known, leans_on="Polisen", stability=0.86)
    assert explain_flag(leaning, translator("sv")).endswith(
        "lägena är något fel. Utan Polisen skulle den inte sticka ut: den hänger på en enda aktör."
    )
    assert explain_flag(replace(known, organisations=1), translator("en")).endswith(
        "All of it comes from Housing company."
    )
    brief = replace(known, flag=Flag.WATCH, weeks=2)
    heaped = explain_flag(replace(known, at_one_point=0.75), translator("en"))
    assert "75 % of the reports lie on exactly one point" in heaped
    assert "one point" not in explain_flag(replace(known, at_one_point=0.4), translator("en"))
    piled = replace(known, flag=Flag.WATCH, on_shared_points=True)
    assert "may be an address that reports are put on" in explain_flag(piled, translator("en"))
    assert "It is not called clear, as its reports are of fewer than 3 weeks" in explain_flag(brief, translator("en"))
    shaky = replace(known, flag=None, unstable=Flag.WATCH, stability=0.41)
    assert "flagged in only 41 of 100 cases" in explain_flag(shaky, translator("en"))
    assert "fördelning efter var folk bor" in explain_flag(replace(known, null=NullModel.PEOPLE), translator("sv"))
    assert known.reports == known.count
    parted = explain_flag(replace(known, reports=3, count=0.636, days=3, weeks=3, organisations=3), translator("sv"))
    assert parted.startswith(
        "3 rapporter under 3 dagar i 3 veckor från 3 aktörer i rutan. De räknas som färre än en, mot "
    )
    alone = replace(known, reports=1, count=0.3, days=1, organisations=1, withheld="Nothing.")
    assert explain_flag(alone, translator("sv")).startswith(
        "1 rapport under 1 dag från 1 aktör i rutan. Den räknas som färre än en: en rapport med start- och sluttid"
    )
    many = explain_flag(replace(known, reports=97, count=73.2), translator("en"))
    assert "97 reports on " in many
    assert " They count as 73, against " in many
    other = flag_facts(store, SPRING, found, found.cells.filter(pl.col("flag").is_null())["cell"][0])
    few = explain_flag(replace(other, count=1.0, reports=1, expected=3.6), translator("sv"))
    assert few.endswith("Ingen markering: det är inte fler än väntat.")
    several = explain_flag(replace(other, count=5.0, reports=5, expected=3.6), translator("sv"))
    assert several.endswith("Ingen markering: så många kan mycket väl bero på slumpen.")
    with pytest.raises(NotFoundError):
        flag_facts(store, SPRING, found, "8908ac84b4fffff")


@pytest.mark.parametrize("resolution", [None, 8, 9])
@pytest.mark.slow
def test_without_an_outline_there_are_counts_and_no_flags(tmp_path, capsys, resolution):
    """However much stands out: where no report could come from is not known. Page, words and terminal lead to one."""
    with open_store(tmp_path / "s") as store:
        prepare_store(store, "test", NOW)
        assert find_flags(store, default_selection(store)).resolution is None
        fill(store, 400, 30)
        found = find_flags(store, SPRING, resolution)
        assert found.area.source == "reports"
        assert found.outside == 0
        assert found.cells["count"].sum() == pytest.approx(430)
        for name in ("flag", "unit", "unstable", "p", "q", "stability"):
            assert found.cells[name].null_count() == found.cells.height
        told = explain_flag(flag_facts(store, SPRING, found, found.cells["cell"][0]), translator("en"))
        assert "has no outline" in told
        assert rolling_window(store, SPRING, 9).flags(date(2026, 3, 30))["flag"].null_count() > 100
    sized = ["--resolution", str(resolution)] if resolution else []
    main(["flags", "--store", str(tmp_path / "s"), "--from", "2026-03-02", "--to", "2026-04-06", *sized])
    out, said = capsys.readouterr()
    assert "Give the outline of the built-up area." in said
    most = found.cells.sort("count", descending=True).row(0, named=True)
    assert out.splitlines()[1].split() == [most["cell"], f"{most['count']:.1f}"]
    main(["flags", "--store", str(tmp_path / "s"), *sized, "--json"])
    assert "Give the outline" in json.loads(capsys.readouterr().out)["told"][0]


@pytest.mark.slow
def test_an_outline_that_is_mostly_silent_is_told(path, capsys):
    """Four times as large as the town, three quarters of its cells never had a report."""
    large = path.with_name("large.duckdb")
    large.write_bytes(path.read_bytes())
    with open_store(large) as store:
        assert not find_flags(store, SPRING).mostly_silent
        set_study_area(store, built_up(0.036, 0.064), "test", NOW)
        found = find_flags(store, SPRING)
        assert 0.5 < found.silent < 0.8
        assert found.mostly_silent
    main(["flags", "--store", str(large), "--from", "2026-03-02", "--to", "2026-04-06", "--json"])
    out, said = capsys.readouterr()
    assert "Nothing was ever reported in" in said
    assert json.loads(out)["told"] == [said.strip()]


@pytest.mark.slow
def test_a_spot_of_friday_nights_is_found_among_them_in_the_cells_of_the_whole_week():
    """25 of 1,025 reports, 75 or so at those hours: few for a map, and enough for the exact test."""
    with open_store(None) as store:
        prepare_store(store, "test", NOW)
        set_study_area(store, built_up(), "test", NOW)
        rng = np.random.default_rng(3)
        year = Selection(date(2025, 3, 3), date(2026, 3, 2))
        even = [datetime(2025, 3, 3) + timedelta(minutes=int(m)) for m in rng.integers(0, 364 * 1440, 1000)]
        nights = [datetime(2025, 3, 7, 22) + timedelta(weeks=2 * n, hours=int(rng.integers(0, 5))) for n in range(25)]
        lat = np.concatenate([TOWN[0] + rng.uniform(-0.018, 0.018, 1000), np.full(25, TOWN[0])])
        lng = np.concatenate([TOWN[1] + rng.uniform(-0.032, 0.032, 1000), np.full(25, TOWN[1])])
        put(store, pl.DataFrame({"starts": even + nights, "lat": lat, "lng": lng}))
        friday = replace(year, hours=frozenset(range(4 * 24 + 22, 5 * 24 + 3)))
        found = find_flags(store, friday)
        assert found.resolution == find_flags(store, year).resolution == 9
        assert 40 < found.reports < 85
        clear = found.cells.filter(pl.col("flag") == Flag.CLEAR)["cell"].to_list()
        assert clear == [h3.latlng_to_cell(*TOWN, 9)]


class TestTerminal:
    """`est flags` prints what the page shows."""

    def ask(self, path, capsys, *arguments):
        status = main(["flags", "--store", str(path), *arguments])
        return status, *capsys.readouterr()

    def test_as_json_every_cell_has_an_entry_with_exactly_these_names(self, path, capsys):
        status, out, _ = self.ask(path, capsys, "--from", "2026-03-02", "--to", "2026-04-06", "--json")
        answer = json.loads(out)
        assert status == 0
        assert list(answer) == ["resolution", "reports", "cells", "coarsened", "most"]
        assert answer["most"][0]["cell"] == h3.latlng_to_cell(*TOWN, 9)
        assert len(answer["most"]) == 10
        tests = ["cell", "count", "expected", "p", "q", "flag", "gi_star", "weeks"]
        place = ["rank", "lat", "lng", "place", "distance_m", "outline_ha"]
        assert list(answer["cells"][0]) == [*tests, *place]
        assert {cell["flag"] for cell in answer["cells"]} <= {None, "tydlig", "bevaka"}
        with open_store(path) as store:
            found = find_flags(store, SPRING)
        assert [{name: cell[name] for name in tests} for cell in answer["cells"]] == found.cells.select(
            tests
        ).to_dicts()

    @pytest.mark.slow
    def test_details_tell_how_far_each_flag_holds_and_which_places_they_make(self, path, capsys):
        _, out, _ = self.ask(path, capsys, "--from", "2026-03-02", "--to", "2026-04-06", "--json", "--details")
        answer = json.loads(out)
        (cell,) = [cell for cell in answer["cells"] if cell["flag"]]
        assert (cell["stability"], cell["organisations"], cell["leans_on"]) == (1.0, 2, None)
        assert (answer["placeable"], answer["null"], answer["classes"]) == (1.0, "even", [])
        assert answer["places"][0]["flags"] == [cell["cell"]]
        assert answer["places"][0]["outline"]["type"] == "Polygon"

    @pytest.mark.slow
    def test_filters_narrow_the_selection(self, path, capsys):
        period = ("--from", "2026-03-02", "--to", "2026-04-06")
        _, out, _ = self.ask(
            path, capsys, *period, "--hours", "22-06", "--weekdays", "fre-sön", "--resolution", "8", "--json"
        )
        night = json.loads(out)
        assert night["resolution"] == 8
        assert 0 < night["reports"] < 200
        for name in ("SKA", "skadegörelse", "Vandalism"):
            _, out, _ = self.ask(path, capsys, *period, "--category", name, "--json")
            assert json.loads(out)["reports"] > 400
        _, out, _ = self.ask(path, capsys, *period, "--category", "ANS", "--json")
        assert json.loads(out) == {
            "resolution": None,
            "reports": 0,
            "cells": [],
            "coarsened": False,
            "most": [],
        }

    @pytest.mark.slow
    def test_the_default_period_is_the_last_twelve_weeks_of_what_is_loaded(self, path, capsys):
        _, out, _ = self.ask(path, capsys)
        assert "tydlig" in out
        assert "cells are flagged" in out

    def test_what_means_nothing_is_refused_with_status_2(self, path, capsys):
        for wrong in (("--category", "x"), ("--hours", "99"), ("--weekdays", "x")):
            status, _, told = self.ask(path, capsys, *wrong)
            assert status == 2
            assert told.startswith("est: ")
        status, _, told = self.ask(path, capsys, "--from", "2026-04-06", "--to", "2026-03-02")
        assert status == 2

    @pytest.mark.slow
    def test_the_outline_comes_from_a_file_or_a_code(self, tmp_path, capsys):
        outline, where = tmp_path / "town.geojson", tmp_path / "new.duckdb"
        outline.write_text(json.dumps(built_up()))
        status = main(["area", str(outline), "--store", str(where), "--municipality", "1781"])
        assert status == 0
        assert "14." in capsys.readouterr().out
        assert main(["area", "--store", str(where)]) == 2
        assert main(["area", str(tmp_path / "none.geojson"), "--store", str(where)]) == 2
