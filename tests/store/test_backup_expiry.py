"""What backups still hold of what was erased, and until when, is said as it is; what counts nothing is refused."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from est.__main__ import main
from est.hotspots.register.commands import add_hotspot
from est.hotspots.register.hotspot import Hotspot
from est.store import open_store
from est.store.backup import MOMENT, backup_store, backups_of
from est.store.chain import head_path
from est.terminal.upkeep import Upkeep
from tests.stores import copy_store

NOW = datetime(2026, 3, 2, 12)
TODAY = datetime.now(ZoneInfo("Europe/Stockholm")).replace(tzinfo=None)
CELL = "8a1f1d4a2c47fff"


@pytest.fixture
def erasable(tmp_path):
    """A store in a file, closed, and the identity of what can be erased of it."""
    path = tmp_path / "est.duckdb"
    copy_store(path)
    with open_store(path) as store:
        return path, str(add_hotspot(store, Hotspot("Torget spårbart", (CELL,)), "anna", NOW))


@pytest.mark.slow
def test_the_newest_backup_is_said_to_stay_and_to_hold_what_was_erased(erasable, tmp_path, capsys):
    """Until one is made after the erasure; then nothing of it is left to be told."""
    path, hotspot = erasable
    folder, store = tmp_path / "bk", ["--store", str(path), "--backups", str(tmp_path / "bk")]
    folder.mkdir()
    assert main(["erase", *store]) == 0
    assert "0 past their time removed, none left." in capsys.readouterr().out
    with open_store(path) as opened:
        made = backup_store(opened, folder, TODAY - timedelta(days=2))
    assert main(["erase", hotspot, "--field", "name", *store]) == 0
    told = capsys.readouterr().out
    assert "1 left" in told
    assert "They go after 30 days, but the newest stays until a newer one is made." in told
    assert "It is older than the last erasure and may still hold what was erased" in told
    assert f"make one now with `est backup {folder}`" in told
    with open_store(path) as opened:
        newest = backup_store(opened, folder, TODAY + timedelta(days=1))
    assert main(["erase", *store]) == 0
    told = capsys.readouterr().out
    assert "2 left" in told
    assert "may still hold" not in told
    assert main(["erase", "--backup-days", "0", *store]) == 0
    told = capsys.readouterr().out
    assert "They go at once, but the newest stays" in told
    assert backups_of(path, folder) == [newest]
    assert not made.exists()


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["erase", "--backup-days", "-5"], "from 0 to 36500 (0 leaves only the newest) is wanted, not '-5'"),
        (["erase", "--backup-days", "99999999999"], "from 0 to 36500"),
        (["erase", "--backup-days", "x"], "from 0 to 36500"),
        (["purge", "--undone-days", "-1"], "from 0 to 36500 (0 is at once) is wanted, not '-1'"),
        (["backup", "bk", "--keep", "0"], "from 1 to 10000 is wanted, not '0'"),
        (["backup", "bk", "--keep", "-1"], "from 1 to 10000 is wanted, not '-1'"),
    ],
)
def test_a_number_that_means_nothing_is_refused(tmp_path, capsys, words, wanted):
    """Before anything is done, with what is wanted and what 0 means where it means something."""
    copy_store(tmp_path / "s")
    with pytest.raises(SystemExit) as ended:
        main([*words, "--store", str(tmp_path / "s")])
    assert ended.value.code == 2
    assert wanted in capsys.readouterr().err


@pytest.mark.slow
def test_undone_days_may_be_none(tmp_path, capsys):
    """They are gone at once, which the privacy paper tells of."""
    copy_store(tmp_path / "s")
    assert main(["purge", "--undone-days", "0", "--store", str(tmp_path / "s")]) == 0


@pytest.mark.slow
def test_old_backups_of_another_name_are_told_and_left(erasable, tmp_path, capsys):
    """As of the store before it was restored to another name: nobody else removes them, and two may share a folder."""
    path, _ = erasable
    folder = tmp_path / "bk"
    folder.mkdir()
    old, new = NOW - timedelta(days=90), TODAY - timedelta(days=1)
    for named in (f"former-{old:{MOMENT}}", f"former-{new:{MOMENT}}", f"est-{old:{MOMENT}}", "former-x"):
        (folder / f"{named}.duckdb").write_text("held")
        head_path(folder / f"{named}.duckdb").write_text("{}")
    (folder / "notes.txt").write_text("mine")
    before = set(folder.iterdir())
    assert main(["erase", "--store", str(path), "--backups", str(folder)]) == 0
    told = capsys.readouterr().out
    assert f"Backups in {folder} of other names than est that are older than 30 days: 1, left alone as" in told
    assert f"(former-{old:{MOMENT}}.duckdb)" in told
    assert set(folder.iterdir()) == before
    with open_store(path) as store:
        Upkeep(store, folder, TODAY.date()).run(TODAY)
    told = capsys.readouterr().out
    assert f"(former-{old:{MOMENT}}.duckdb)" in told
    assert told.startswith("est: Backups in ")
    assert main(["backup", str(folder), "--store", str(path)]) == 0
    told = capsys.readouterr().out
    assert f"(former-{old:{MOMENT}}.duckdb)" in told
    (folder / f"former-{old:{MOMENT}}.duckdb").unlink()  # as the sentence says
    assert main(["erase", "--store", str(path), "--backups", str(folder)]) == 0
    assert "of other names" not in capsys.readouterr().out
