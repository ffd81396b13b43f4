"""`est import` takes a file as a batch, says what could not be taken, and tells by its exit status which it was."""

import json
from pathlib import Path

import pytest

from est.__main__ import main
from est.store import open_store

HEADER = "tid,kategori,lat,lon,text\n"
ROWS = [f"2026-03-{day:02d} 14:30,skadegörelse,59.33{day:02d},18.06{day:02d},Klotter\n" for day in range(2, 12)]
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
HOSTILE = SHARED / "hostile"
EXPECTED = json.loads((HOSTILE / "expected.json").read_text()) if HOSTILE.exists() else {}


@pytest.fixture
def run(tmp_path, capsys):
    def run(content, *more, name="rapporter.csv"):
        file = tmp_path / name
        if isinstance(content, Path):
            file = content
        else:
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        status = main(
            ["import", str(file), "--organisation", "Polisen", "--store", str(tmp_path / "s"), "--json", *more]
        )
        out, err = capsys.readouterr()
        return status, json.loads(out), err

    return run


def test_a_good_file_is_taken_whole(run, tmp_path):
    status, result, _ = run(HEADER + "".join(ROWS))
    assert (status, result["read"], result["accepted"], result["rejected"]) == (0, 10, 10, 0)
    with open_store(tmp_path / "s") as store:
        assert store.ask("SELECT DISTINCT category, CAST(batch AS VARCHAR) FROM reports").rows() == [
            ("SKA", result["batch"])
        ]


def test_a_bad_row_is_named_and_the_good_ones_are_kept(run):
    status, result, _ = run(HEADER + "".join(ROWS) + "2026-02-30 14:30,skadegörelse,59.33,18.06,Klotter\n")
    assert (status, result["accepted"]) == (1, 10)
    assert result["rejects"] == [
        {"row": 12, "column": "tid", "value": "2026-02-30 14:30", "reason": "The time cannot be read."}
    ]


def test_refusing_a_batch_with_rejects_stores_nothing(run):
    bad = HEADER + "".join(ROWS) + "x,skadegörelse,59.33,18.06,Klotter\n"
    status, result, error = run(bad, "--refuse")
    assert (status, result["batch"], result["accepted"], result["rejected"]) == (2, None, 0, 1)
    assert "as asked" in error
    assert run(bad)[0] == 1


def test_the_same_file_is_refused_the_second_time(run):
    _, first, _ = run(HEADER + "".join(ROWS))
    status, second, error = run(HEADER + "".join(ROWS), name="samma.csv")
    assert (status, second["batch"]) == (2, None)
    assert first["batch"] in error
    assert "rapporter.csv" in error


def test_a_file_that_is_no_table_is_refused_with_the_json_still_printed(run):
    status, result, error = run(b"")
    assert (status, result) == (2, {"batch": None, "read": 0, "accepted": 0, "rejected": 0, "rejects": []})
    assert "empty" in error


@pytest.mark.parametrize("file", sorted(EXPECTED) or ["none"])
def test_hostile_files_give_what_is_expected_without_any_mapping(run, file):
    if not EXPECTED:
        pytest.skip("The hostile files lie in ../shared/data/hostile, which is not here.")
    status, result, _ = run(HOSTILE / file)
    rejected = [reject["row"] for reject in result["rejects"]]
    expected = EXPECTED[file]
    assert (result["accepted"], rejected) == (expected["accepted"], expected["rejected_rows"])
    assert status == (2 if not expected["accepted"] else 1 if expected["rejected_rows"] else 0)
