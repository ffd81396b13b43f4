"""`est evaluate` prints a verdict with all it rests on, as text and as JSON, and says what to do without a design."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from est import measures
from est.__main__ import NOTHING_DONE, main
from est.measures.followup.commands import lock_design
from est.measures.followup.proposal import propose_design
from est.municipality.defaults import prepare_store
from est.store import open_store
from tests.measures.followup.follow_ups import HOME, START, WHEN, spread, town
from tests.stores import organisation_ids, put


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "est.duckdb"
    with open_store(path) as store:
        prepare_store(store, "test", WHEN)
        who = organisation_ids(store)[:3]
        put(store, spread(town(60, 24), who))
        measures.add_measure(store, measures.Measure("Skylt", who[0], cells=(HOME,), starts=START), "anna", WHEN)
    return path


@pytest.mark.slow
def test_without_a_locked_design_it_is_refused_with_what_to_do(path, capsys):
    """And --propose shows what the default design would say, marked as not locked."""
    assert main(["evaluate", "Skylt", "--store", str(path)]) == NOTHING_DONE
    assert "--propose" in capsys.readouterr().err
    assert main(["evaluate", "Skylt", "--store", str(path), "--propose", "--as-of", "2026-07-06"]) == 0
    said = capsys.readouterr().out
    assert "the default design, not locked" in said
    assert "Points to a decrease: 24 reports against 60 expected" in said


@pytest.mark.slow
def test_json_holds_everything(path, capsys):
    """Design with hash and version, raw counts, weights, parts, checks, steps and sentences."""
    with open_store(path) as store:
        measure = measures.all_measures(store)["id"][0]
        locked = lock_design(store, propose_design(store, measure), "anna", datetime(2025, 12, 2, 9))
    assert main(["evaluate", "skylt", "--store", str(path), "--json", "--as-of", "2026-07-06", "--language", "sv"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["design_hash"] == locked.hash == found["versions"][0]["hash"]
    assert found["design_version"] == 1
    assert found["counts"]["target"] == {"before": 60, "after": 24}
    assert (found["step"], found["moved"]) == ("tydlig minskning", "går inte att avgöra")
    assert found["local"]["change"] == pytest.approx(-36)
    assert {
        "time_weights",
        "area_weights",
        "dispersion",
        "displacement",
        "total",
        "ratio",
        "wdq",
        "tne",
        "placebo",
    } <= set(found)
    assert {"parallel", "reporters", "elsewhere", "in_time", "in_kind", "late", "look", "doubts"} <= set(found)
    assert found["sentences"]["verdict"].startswith("Tydlig minskning: 24 rapporter mot 60 väntade")
    assert found["design"]["start"] == "2026-01-05"
    assert found["locked"]["who"] == "anna"


@pytest.mark.slow
def test_reports_count_from_their_own_day_whenever_their_file_was_taken(tmp_path, capsys):
    """Two years of ordinary files, which do not say when a report was made, taken the day after the last of them."""
    path, file = tmp_path / "s", tmp_path / "rapporter.csv"
    counts = {key: number for key, number in town(60, 24, rest=(1, 1)).items() if number}
    rows = spread(counts, ["x"]).select("starts", "lat", "lng")
    rows.with_columns(kategori=pl.lit("skadegörelse"), starts=pl.col("starts").dt.strftime("%Y-%m-%d %H:%M")).rename(
        {"starts": "tid", "lat": "lat", "lng": "lon"}
    ).write_csv(file)
    assert main(["import", str(file), "--organisation", "Polisen", "--store", str(path)]) == 0
    with open_store(path) as store:
        assert store.ask("SELECT count(*) FROM reports WHERE reported IS NOT NULL").item() == 0
        who = organisation_ids(store)[0]
        measures.add_measure(store, measures.Measure("Skylt", who, cells=(HOME,), starts=START), "anna", WHEN)
    # on the last report's day, long before the file was taken; and today, as nobody says another day
    for day in (["--as-of", "2026-07-05"], []):
        capsys.readouterr()
        assert main(["evaluate", "Skylt", "--store", str(path), "--propose", "--json", *day]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["counts"]["target"] == {"before": 60, "after": 24}
        assert found["late"] == 0
    assert found["as_of"] == datetime.now(ZoneInfo("Europe/Stockholm")).date().isoformat()


@pytest.mark.slow
def test_an_unknown_measure_or_day_is_refused(path, capsys):
    """With the measures there are."""
    assert main(["evaluate", "Lampa", "--store", str(path)]) == NOTHING_DONE
    assert "Skylt" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        main(["evaluate", "Skylt", "--store", str(path), "--as-of", "x"])
