"""Real files go in as they are, by mapping alone, each into a store of its own with the time zone of its place."""

import json

import pytest

from est.__main__ import main
from est.store import open_store
from tests.data import DATA

pytestmark = pytest.mark.slow


@pytest.fixture
def run(tmp_path, capsys):
    def run(file, *more):
        store = str(tmp_path / "s")
        status = main(["import", str(DATA / file), "--organisation", "Öppna data", "--store", store, "--json", *more])
        out, err = capsys.readouterr()
        return status, json.loads(out), err

    return run


def test_houston_goes_in_but_for_the_five_rows_without_a_point(run, tmp_path):
    status, result, _ = run("houston_crime_2010_jan_aug.parquet", "--timezone", "America/Chicago")
    assert (status, result["read"], result["accepted"], result["rejected"]) == (1, 86_314, 85_683, 5)
    assert result["repeated"] == 626  # which agree in every column, as what told them apart was left out
    assert {reject["reason"] for reject in result["rejects"]} == {"The coordinate is missing."}
    with open_store(tmp_path / "s") as store:
        assert store.ask("SELECT count(*) FROM reports WHERE category = 'ORD'").item() == 85_683
        assert store.ask("SELECT count(DISTINCT place_kind) FROM reports").item() > 50
    assert main(["check", "--store", str(tmp_path / "s")]) == 0


@pytest.mark.thorough
def test_the_hours_that_are_skipped_are_those_of_the_place(run):
    """In Stockholm's time Houston's 28 March 2010 has no 02:00; in Chicago's it has, and 14 March has none."""
    _, result, _ = run("houston_crime_2010_jan_aug.parquet")
    skipped = {reject["value"] for reject in result["rejects"]} - {None}
    assert skipped == {"2010-03-28 02:00:00"}


@pytest.mark.thorough
def test_the_vehicle_thefts_go_in_with_their_windows(run, tmp_path):
    status, result, _ = run("nyc_vehicle_thefts_2014_2017.parquet", "--timezone", "America/New_York")
    assert (status, result["accepted"], result["repeated"], result["rejected"]) == (0, 35_611, 135, 0)
    with open_store(tmp_path / "s") as store:
        assert store.ask("SELECT count(*) FROM reports WHERE ends IS NULL").item() == 2_836


def test_the_police_feed_is_recognised_before_it_can_become_cells(run, tmp_path):
    status, result, error = run("polisen_events_varmland.csv")
    assert (status, result["batch"], result["read"], result["accepted"]) == (2, None, 571, 0)
    assert "571 reports lie on few points (17)" in error
    status, result, _ = run("polisen_events_varmland.csv", "--accept-centroids")
    assert (status, result["accepted"]) == (0, 571)
    with open_store(tmp_path / "s") as store:
        assert store.ask("SELECT count(cell) FROM reports").item() == 0
        assert store.ask("SELECT min(starts) FROM reports").item().isoformat() == "2023-03-20T13:25:00"
