"""`est import` takes a file as a batch, says what could not be taken, and tells by its exit status which it was."""

import json
import os
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from est.__main__ import main
from est.reports.batches.integrity import check_integrity
from est.store import open_store
from tests.data import HOSTILE
from tests.stores import copy_store

HEADER = "tid,kategori,lat,lon,text\n"
ROWS = [f"2026-03-{day:02d} 14:30,skadegörelse,59.33{day:02d},18.06{day:02d},Klotter\n" for day in range(2, 12)]
EXPECTED = json.loads((HOSTILE / "expected.json").read_text(encoding="utf-8"))

POSIX = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no named pipes, no SIGINT, names in UTF-16 only."
)


@pytest.fixture
def run(tmp_path, capsys):
    def run(content, *more, name="rapporter.csv"):
        file = tmp_path / name
        if isinstance(content, Path):
            file = content
        else:
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        if not (tmp_path / "s").exists():
            copy_store(tmp_path / "s")
        capsys.readouterr()
        status = main(
            ["import", str(file), "--organisation", "Polisen", "--store", str(tmp_path / "s"), "--json", *more]
        )
        out, err = capsys.readouterr()
        return status, json.loads(out), err

    return run


@pytest.mark.slow
def test_a_good_file_is_taken_whole(run, tmp_path):
    status, result, _ = run(HEADER + "".join(ROWS))
    assert (status, result["read"], result["accepted"], result["rejected"]) == (0, 10, 10, 0)
    with open_store(tmp_path / "s") as store:
        assert store.ask("SELECT DISTINCT category, CAST(batch AS VARCHAR) FROM reports").rows() == [
            ("SKA", result["batch"])
        ]


@pytest.mark.slow
def test_a_bad_row_is_named_and_the_good_ones_are_kept(run):
    status, result, _ = run(HEADER + "".join(ROWS) + "2026-02-30 14:30,skadegörelse,59.33,18.06,Klotter\n")
    assert (status, result["accepted"]) == (1, 10)
    assert result["rejects"] == [
        {"row": 12, "column": "tid", "value": "2026-02-30 14:30", "reason": "The time cannot be read."}
    ]


@pytest.mark.slow
def test_an_overlapping_file_is_told_apart_and_rejected_rows_alone_give_status_one(run):
    """What is known, changed, gone or repeated is counted; a file of known rows alone is status 0."""
    named = ["id," + HEADER, *(f"K{n},{row}" for n, row in enumerate(ROWS, start=5))]
    run("".join(named[:9]))
    changed = named[3].replace("skadegörelse", "bråk")
    status, result, error = run("".join([named[0], named[1], changed, *named[5:], named[1], "K99,x,y,1,1,z\n"]))
    told = {name: result[name] for name in ("read", "accepted", "known", "changed", "gone", "repeated", "rejected")}
    assert told == {"read": 10, "accepted": 3, "known": 5, "changed": 1, "gone": 2, "repeated": 1, "rejected": 1}
    assert status == 1
    assert "5 known, 2 new, 1 changed, 2 gone" in error
    status, result, _ = run("".join(named) + "\n")
    assert (status, result["accepted"], result["known"], result["changed"]) == (0, 1, 9, 1)
    status, result, _ = run("".join(named).replace(",59", ", 59"), "--json")
    assert (status, result["accepted"], result["known"], bool(result["batch"])) == (0, 0, 10, True)


@pytest.mark.slow
def test_refusing_a_batch_with_rejects_stores_nothing(run):
    bad = HEADER + "".join(ROWS) + "x,skadegörelse,59.33,18.06,Klotter\n"
    status, result, error = run(bad, "--refuse")
    assert (status, result["batch"], result["accepted"], result["rejected"]) == (2, None, 0, 1)
    assert "as asked" in error
    assert run(bad)[0] == 1


@pytest.mark.slow
def test_the_same_file_is_known_the_second_time_to_who_sent_it(run, tmp_path):
    """Nothing is stored again and nothing is wrong; sent for another organisation it is refused, its rows not told."""
    file = HEADER + "".join(ROWS) + ROWS[0]
    _, first, _ = run(file)
    status, second, error = run(file, name="samma.csv")
    assert (status, second) == (0, first | {"accepted": 0, "known": 10})
    assert first["batch"] in error
    assert "rapporter.csv" in error
    bad = HEADER + "".join(ROWS) + "x,skadegörelse,59.33,18.06,Klotter\n"
    _, first, _ = run(bad)
    status, second, _ = run(bad)
    assert (status, second) == (1, first | {"accepted": 0, "known": 10})
    status, other, error = run(bad, "--organisation", "Hemtjänsten")
    assert (status, other["batch"], other["read"], other["rejects"]) == (2, None, 0, [])
    assert first["batch"] in error
    with open_store(tmp_path / "s") as store:
        assert store.ask("SELECT count(*) FROM batches").item() == 2


@pytest.mark.slow
def test_a_file_that_is_no_table_is_refused_with_the_json_still_printed(run):
    status, result, error = run(b"")
    nothing = dict.fromkeys(("read", "accepted", "known", "changed", "gone", "repeated", "rejected"), 0)
    assert (status, result) == (2, {"batch": None, **nothing, "rejects": []})
    assert "empty" in error


@pytest.mark.slow
@pytest.mark.parametrize("file", sorted(EXPECTED))
def test_hostile_files_give_what_is_expected_without_any_mapping(run, file):
    status, result, _ = run(HOSTILE / file)
    rejected = [reject["row"] for reject in result["rejects"]]
    expected = EXPECTED[file]
    assert (result["accepted"], rejected) == (expected["accepted"], expected["rejected_rows"])
    assert status == (2 if not expected["accepted"] else 1 if expected["rejected_rows"] else 0)


@pytest.mark.slow
def test_a_batch_can_be_undone_and_the_store_holds_together(run, tmp_path, capsys):
    _, result, _ = run(HEADER + "".join(ROWS))
    store = ["--store", str(tmp_path / "s")]
    assert main(["check", *store]) == 0
    listed, told = capsys.readouterr().out.splitlines()
    assert listed.startswith(result["batch"])  # so that it can be undone by who has lost its identity
    assert "Polisen, rapporter.csv: 10 reports, 0 rejected" in listed
    assert "1 batches, 10 reports" in told
    assert main(["undo", result["batch"], *store]) == 0
    capsys.readouterr()
    assert main(["undo", result["batch"], *store]) == 2
    said = capsys.readouterr().err
    assert "is undone already, since" in said
    assert main(["check", *store]) == 0
    assert main([*said.partition("Put it back with: est ")[2].split(), *store]) == 0
    assert "is back as it was" in capsys.readouterr().out
    assert main(["undo", result["batch"], *store]) == 0
    assert run(HEADER + "".join(ROWS))[0] == 0


def test_a_store_of_a_name_that_no_file_can_have_is_not_there(tmp_path, capsys):
    assert main(["check", "--store", str(tmp_path / ("x" * 300))]) == 2
    assert "no store at" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["check"], ["undo", "01a20906-b553-714c-8000-0000d708da8c"]])
def test_a_store_that_is_not_there_is_not_made_by_looking_for_it(tmp_path, capsys, command):
    assert main([*command, "--store", str(tmp_path / "none")]) == 2
    assert "no store at" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


@pytest.mark.slow
def test_damage_gives_status_one(run, tmp_path, capsys):
    run(HEADER + "".join(ROWS))
    with open_store(tmp_path / "s") as store:
        cursor = store._connection.cursor()
        cursor.execute("DELETE FROM est.reports WHERE position = 2")
    assert main(["check", "--store", str(tmp_path / "s")]) == 1
    assert "has 9 reports; 10 were taken" in capsys.readouterr().out


@pytest.mark.slow
def test_columns_and_words_are_mapped_by_hand(run, tmp_path):
    content = "A;B;C;D\n03/01/2026 14:30;59.33;18.06;Tags\n"
    mapped = ["--column", "A=start(mdy)", "--column", "B=lat", "--column", "C=lng", "--column", "D=category"]
    assert run(content)[0] == 2
    status, _, _ = run(content, *mapped, "--category", "Tags=SKA/klotter")
    assert status == 0
    with open_store(tmp_path / "s") as store:
        assert store.ask("SELECT starts, subcategory FROM reports").rows() == [
            (datetime(2026, 3, 1, 14, 30), "klotter")
        ]
    again = run(content.replace("03/01", "03/02"))
    assert (again[0], "as the last time" in again[2]) == (0, True)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--column", "A"], "name=field"),
        (["--column", "A=nowhere"], "no field"),
        (["--column", "finns inte=start"], "no column 'finns inte'"),
        (["--timezone", "Europe/Mars"], "no time zone"),
        (["--category", "x=NOPE"], "NOPE"),
        (["--store", str(Path(__file__) / "s")], "cannot be made for the store"),
    ],
)
@pytest.mark.slow
def test_what_cannot_be_done_is_said_and_stores_nothing(run, more, words):
    status, result, error = run(HEADER + "".join(ROWS), *more)
    assert (status, result["batch"]) == (2, None)
    assert words in error
    assert "Traceback" not in error


@pytest.mark.slow
def test_a_file_that_is_not_there_is_said(run, tmp_path):
    status, result, error = run(tmp_path / "none.csv")
    assert (status, result["batch"]) == (2, None)
    assert "cannot be read" in error


@pytest.mark.slow
def test_a_time_zone_is_settled_by_the_first_batch(run):
    assert run(HEADER + "".join(ROWS), "--timezone", "America/Chicago")[0] == 0
    status, _, error = run(HEADER + "".join(ROWS[:3]), "--timezone", "Europe/Stockholm")
    assert (status, "America/Chicago" in error) == (2, True)
    assert run(HEADER + "".join(ROWS[:3]), "--timezone", "America/Chicago")[0] == 0


@pytest.mark.slow
def test_an_unknown_organisation_is_added_only_with_its_batch(run, tmp_path):
    first = run(HEADER + "".join(ROWS[:2]))[1]["batch"]
    assert first
    assert run(HEADER + "".join(ROWS[:2]), "--organisation", "Scoutkåren")[0] == 2
    with open_store(tmp_path / "s") as store:
        assert store.ask("SELECT count(*) FROM organisations WHERE name = 'Scoutkåren'").item() == 0
    _, _, error = run(HEADER + "".join(ROWS), "--organisation", "Scoutkåren")
    assert "new organisation" in error
    _, _, error = run(HEADER + "".join(ROWS[:4]), "--organisation", "scoutkaren")
    assert "new organisation" not in error
    with open_store(tmp_path / "s") as store:
        assert store.ask("SELECT count(*) FROM organisations WHERE name = 'Scoutkåren'").item() == 1


@pytest.mark.slow
@POSIX
def test_an_interrupted_import_leaves_nothing_half(tmp_path):
    rows = "".join(f"2026-03-01 14:30,klotter,59.{n:06d},18.06,vägg\n" for n in range(300_000))
    (tmp_path / "stor.csv").write_text(HEADER + rows)
    command = [sys.executable, "-m", "est", "import", str(tmp_path / "stor.csv"), "--organisation", "Polisen"]
    with subprocess.Popen(
        [*command, "--store", str(tmp_path / "s"), "--json"],
        cwd=Path(__file__).resolve().parents[2], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert "→" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "interrupted" in error
    assert "Traceback" not in error
    with open_store(tmp_path / "s") as store:
        assert store.ask("SELECT count(*) FROM reports").item() == 0
        assert check_integrity(store).faults == ()


def test_an_interrupt_that_the_database_hands_on_ends_like_any_other(tmp_path, monkeypatch, capsys):
    """While a statement runs, DuckDB makes an error of its own out of Ctrl+C."""

    def interrupted(*_arguments: object) -> int:
        raise RuntimeError("Query interrupted")

    monkeypatch.setattr("est.terminal.check.run", interrupted)
    assert main(["check", "--store", str(tmp_path / "s")]) == 130
    assert "what was not finished was not stored" in capsys.readouterr().err


def test_an_error_of_the_program_is_not_taken_for_an_interrupt(tmp_path, monkeypatch):
    def failed(*_arguments: object) -> int:
        raise RuntimeError("something else")

    monkeypatch.setattr("est.terminal.check.run", failed)
    with pytest.raises(RuntimeError, match="something else"):
        main(["check", "--store", str(tmp_path / "s")])


@pytest.mark.slow
def test_a_column_that_is_not_there_is_said_also_for_a_coordinate(run):
    status, result, error = run(HEADER + "".join(ROWS), "--column", "finns inte=lat")
    assert (status, result["batch"]) == (2, None)
    assert "no column 'finns inte'" in error


@pytest.mark.slow
def test_a_column_can_be_left_out(run, tmp_path):
    status, _, error = run(HEADER + "".join(ROWS), "--column", "text=", "--column", "kategori=")
    assert (status, "text →" in error) == (0, False)
    with open_store(tmp_path / "s") as store:
        assert store.ask("SELECT DISTINCT category, description FROM reports").rows() == [("OVR", None)]


def pipe(path: Path) -> None:
    os.mkfifo(path)


@POSIX
@pytest.mark.parametrize("make", [pipe, lambda path: path.symlink_to("/dev/zero"), Path.mkdir])
@pytest.mark.slow
def test_what_is_no_file_is_refused_without_being_read(run, tmp_path, make):
    """A pipe that nobody writes to would be waited for, and a device without an end would fill the memory."""
    make(tmp_path / "rapport.csv")
    status, result, error = run(tmp_path / "rapport.csv")
    assert (status, result["batch"]) == (2, None)
    assert "pipe or a device" in error or "Is a directory" in error


@pytest.mark.slow
def test_a_file_that_is_too_large_is_refused_without_being_read(run, tmp_path):
    with (tmp_path / "stor.csv").open("wb") as file:
        file.truncate(600 * 1024**2)
    assert run(tmp_path / "stor.csv")[0] == 2


@pytest.mark.slow
@POSIX
def test_a_name_that_is_not_utf_8_is_shown_as_far_as_it_can_be(run, tmp_path):
    file = tmp_path / os.fsdecode(b"m\xe5ndag.csv")
    file.write_text(HEADER + "".join(ROWS))
    assert run(file)[0] == 0
    assert "m�ndag.csv" in run(file)[2]


@pytest.mark.parametrize(
    "more", [["--organisation", "\udce5"], ["--column", "\udce5=start"], ["--category", "\udce5=SKA"]]
)
@pytest.mark.slow
def test_words_that_are_not_utf_8_are_refused(run, more):
    status, _, error = run(HEADER + "".join(ROWS), *more)
    assert (status, "not written in UTF-8" in error) == (2, True)


@pytest.mark.slow
def test_what_was_left_out_of_a_file_is_said_also_when_no_column_fits(run):
    status, _, error = run("Uttag ur systemet\n\na;b;c;d\n1;x;y;z\n2;x;y;z\n")
    assert (status, "Uttag ur systemet" in error, "No column says when" in error) == (2, True, True)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("zone", "skipped"), [("America/Chicago", "2026-03-08 02:30"), ("Europe/Stockholm", "2026-03-29 02:30")]
)
def test_the_hour_that_is_skipped_is_that_of_the_place(run, zone, skipped):
    """Each zone puts its clocks forward on a night of its own, and has the other's hour."""
    hours = ("2026-03-08 02:30", "2026-03-29 02:30")
    rows = "".join(f"{hour},skadegörelse,59.33,18.0{n},Klotter\n" for n, hour in enumerate(hours, 1))
    status, result, _ = run(HEADER + rows, "--timezone", zone)
    assert (status, result["accepted"]) == (1, 1)
    assert [(one["value"], one["reason"]) for one in result["rejects"]] == [
        (skipped, "The hour does not exist: the clocks were put forward.")
    ]


@pytest.mark.slow
def test_the_closing_lines_say_what_became_of_the_rows_kind_by_kind(tmp_path, capsys):
    """In sentences, whose numbers are those of the rows that were read; what was not stored is not told as stored."""

    def said(lines, *more):
        (tmp_path / "a.csv").write_text("".join(lines), encoding="utf-8")
        capsys.readouterr()
        main(["import", str(tmp_path / "a.csv"), "--organisation", "Polisen", "--store", str(tmp_path / "s"), *more])
        return capsys.readouterr().out

    named = ["id," + HEADER, *(f"K{n},{row}" for n, row in enumerate(ROWS, start=5))]
    assert said(named[:9]).startswith("8 rows were read: 8 are new reports.\nBatch ")
    changed = named[3].replace("skadegörelse", "bråk")
    later = [named[0], named[1], changed, *named[5:], named[1], "K99,x,y,1,1,z\n"]
    assert said(later, "--refuse").startswith("10 rows were read: 1 is rejected.\n  row 11")
    assert said(later).startswith(
        "10 rows were read: 2 are new reports, 1 is a new version of its report, 5 are known and not stored again, "
        "1 repeats an earlier row and is stored once, 1 is rejected.\n"
        "2 reports of the same period are gone from the file, and left as they are.\nBatch "
    )


@pytest.mark.slow
def test_metres_of_an_unknown_zone_are_asked_about_and_no_row_is_blamed(run):
    rows = "tid;N;E\n2026-03-06 21:15;6584000;150100\n2026-03-07 21:15;6584100;150200\n"
    status, result, said = run(rows)
    assert (status, result["read"], result["rejects"]) == (2, 2, [])
    assert "--crs EPSG:3010" in said
    status, result, said = run(rows, "--crs", "EPSG:3008")
    assert (status, result["accepted"]) == (0, 2)
    assert "which zone they are in is not known" not in said
