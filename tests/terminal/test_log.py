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
