"""`est situation` freezes a period once, prints it in sentences, and gives exactly its content as JSON."""

import json

import pytest

from est.__main__ import main
from est.meetings.situation.queries import frozen_pictures
from est.municipality.defaults import prepare_store
from est.store import open_store
from tests.meetings.towns import fill_town
from tests.stores import NOW


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "est.duckdb"
    with open_store(path) as store:
        prepare_store(store, "test", NOW)
        fill_town(store)
    return path


@pytest.mark.slow
def test_a_week_is_frozen_once_and_compared_with_the_one_before(path, capsys):
    """The same command again opens what was frozen; `--anew` freezes it again, and the first stays."""

    def printed(*words: str) -> str:
        assert main(["situation", "--store", str(path), *words]) == 0
        return capsys.readouterr().out

    earlier = json.loads(printed("--week", "2026-W25", "--json"))
    assert (earlier["compared_with"], earlier["changed"]) == (None, [])
    found = json.loads(printed("--week", "2026-W26", "--json"))
    assert (found["format"], found["figures"]["count"], found["compared_with"]) == (1, 2, "2026-W25")
    assert {one["change"] for one in found["changed"]} <= {"new", "grown", "as before", "faded", "gone"}
    text = printed("--language", "sv")  # the last whole week that is loaded
    assert text.startswith("Lägesbild, v. 26 2026\n  2 rapporter under perioden, 7 under den förra.")
    assert found["hash"] in text
    assert json.loads(printed("--week", "2026-W26", "--json"))["id"] == found["id"]
    assert json.loads(printed("--week", "2026-W26", "--json", "--anew"))["id"] != found["id"]
    with open_store(path) as store:
        assert frozen_pictures(store)["period"].to_list() == ["2026-W26", "2026-W26", "2026-W25"]


@pytest.mark.slow
def test_the_plan_of_a_tertial_is_written_as_its_file_ends(path, capsys, tmp_path):
    """And the log says that it was taken out."""
    for name, start in (("plan.pdf", b"%PDF"), ("plan.docx", b"PK")):
        words = ["--tertial", "2026-T2", "--plan", str(tmp_path / name)]
        assert main(["situation", "--store", str(path), *words]) == 0
        assert (tmp_path / name).read_bytes().startswith(start)
    with open_store(path) as store:
        assert store.ask("SELECT count(*) FROM log WHERE action = 'export'").item() == 2


@pytest.mark.slow
def test_one_file_that_cannot_be_written_keeps_no_other_back(path, capsys, tmp_path):
    """It is said at the end, and only what was written is in the log as taken out."""
    words = ["--week", "2026-W26", "--pdf", str(tmp_path / "none" / "w.pdf"), "--xlsx", str(tmp_path / "w.xlsx")]
    assert main(["situation", "--store", str(path), *words, "--geojson", str(tmp_path / "w.geojson")]) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert sorted(one.name for one in tmp_path.glob("w.*")) == ["w.geojson", "w.xlsx"]
    with open_store(path) as store:
        assert store.ask("SELECT count(*) FROM log WHERE action = 'export'").item() == 2


@pytest.mark.parametrize("words", [["--week", "2026-06"], ["--month", "juni"], ["--year", "2126"]])
@pytest.mark.slow
def test_a_period_that_is_none_or_has_not_begun_is_refused(path, capsys, words):
    assert main(["situation", "--store", str(path), *words]) == 2
    assert capsys.readouterr().err.startswith("est: ")
