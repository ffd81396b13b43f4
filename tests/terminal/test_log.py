"""`est log` tells in words who did what, and writes it into a file that is noted in the log itself."""

from datetime import datetime

import pytest

from est.__main__ import main
from est.municipality.settings import write_setting
from est.store import open_store

WHEN = datetime(2026, 3, 2, 12, 30)
DAYS = ["--from", "2026-03-01", "--through", "2026-03-03"]


@pytest.mark.slow
def test_what_was_done_is_told_and_written_out(tmp_path, capsys):
    """By a word of it, in either language, and nothing where nothing fits."""
    path, file = tmp_path / "est.duckdb", tmp_path / "logg.csv"
    with open_store(path) as store:
        write_setting(store, "name", "Kristinehamn", "anna", WHEN)
    given = ["log", "--store", str(path), *DAYS]
    assert main([*given, "--csv", str(file)]) == 0
    assert "2026-03-02 12:30  anna  gav kommunen namnet Kristinehamn" in capsys.readouterr().out
    assert "gav kommunen namnet Kristinehamn" in file.read_text(encoding="utf-8-sig")
    assert main([*given, "--identities"]) == 0
    with open_store(path) as store:
        assert (
            str(store.ask("SELECT CAST(object AS VARCHAR) FROM log WHERE who = 'anna'").item())
            in capsys.readouterr().out
        )
    assert main([*given, "--about", "kristineh", "--language", "en"]) == 0
    assert "named the municipality Kristinehamn" in capsys.readouterr().out
    assert main([*given, "--who", "bo"]) == 0
    assert capsys.readouterr().out == "Nothing of this was done in these days.\n"
    assert main(["log", "--store", str(path), "--about", "logg"]) == 0
    assert "tog ut ”logg” med" in capsys.readouterr().out
    assert main([*given, "--csv", str(tmp_path)]) == 2


@pytest.mark.parametrize("option", ["--from", "--through"])
@pytest.mark.parametrize("text", ["igår", "2026-02-30", "2/3 2026"])
def test_a_day_that_is_none_is_told_with_the_form_that_is_wanted(tmp_path, capsys, option, text):
    """Not with the name of a function."""
    with pytest.raises(SystemExit) as ended:
        main(["log", option, text, "--store", str(tmp_path / "s")])
    assert ended.value.code == 2
    assert f"a day is written as 2026-03-01, not {text!r}" in capsys.readouterr().err


@pytest.mark.slow
def test_days_at_the_ends_of_the_calendar_are_no_trace(tmp_path, capsys):
    """Before the first and after the last there is none: nothing was done there."""
    open_store(tmp_path / "s").close()
    for words in (["--through", "0001-01-01"], ["--from", "9999-12-31", "--through", "9999-12-31"]):
        assert main(["log", *words, "--store", str(tmp_path / "s")]) == 0
        assert "Nothing of this was done" in capsys.readouterr().out
    for text in ("0001-W01", "9999-W52"):
        assert main(["situation", "--week", text, "--store", str(tmp_path / "s")]) == 2
        assert "A period is written as 2026-W26 (week)" in capsys.readouterr().err
    words = ["figures", str(tmp_path / "f.csv"), "--first", "9999-11", "--last", "9999-12"]
    assert main([*words, "--store", str(tmp_path / "s")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
