"""What lies in the inbox as it came is removed in time, or with what is erased of its batch, and the log tells it."""

from datetime import datetime, timedelta

import pytest

from est.__main__ import main
from est.errors import SettingError
from est.identity import new_id
from est.reports.arrivals.inbox_folder import InboxFolder
from est.reports.arrivals.inbox_retention import (
    KEPT_DAYS,
    expired_files,
    files_of,
    inbox_days,
    remove_files,
    set_inbox_days,
)
from est.reports.batches.batch import all_batches
from est.store import open_store
from est.store.log import log_rows

NOW = datetime(2026, 6, 1, 3)
WEEK = "tid,kategori,lat,lon\n" + "".join(
    f"2026-03-{n:02} 14:30,klotter,59.33{n:02},14.06{n:02}\n" for n in range(1, 9)
)


def lying(folder, day, identity, where="taken", organisation="Polisen"):
    """A file that was handled on a day."""
    path = folder.root / organisation / where / f"{day:%Y-%m-%d} {identity} v12.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("Anna Andersson")
    return path


@pytest.fixture
def folder(tmp_path):
    return InboxFolder(tmp_path / "inbox")


def test_what_was_handled_is_kept_for_the_days_that_are_settled(store, folder):
    old, kept = NOW - timedelta(days=KEPT_DAYS + 1), NOW - timedelta(days=KEPT_DAYS)
    gone = [
        lying(folder, old, new_id(), where, whose) for where in ("taken", "aside") for whose in ("Polisen", "Väktarna")
    ]
    stays = [lying(folder, kept, new_id()), lying(folder, kept, new_id(), "aside"), folder.root / "Polisen" / "ny.csv"]
    stays[2].write_text("x")
    odd = folder.root / "Polisen" / "taken" / "anteckning.txt"
    odd.write_text("of somebody else")
    assert remove_files(store, expired_files(store, folder, NOW), "est", NOW) == 4
    assert [path.exists() for path in (*gone, *stays, odd)] == [False] * 4 + [True] * 4
    (told,) = log_rows(store, NOW.date(), NOW.date(), "empty inbox")["payload"].to_list()
    assert '"files": 4' in told
    assert remove_files(store, expired_files(store, folder, NOW), "est", NOW) == 0
    assert log_rows(store, NOW.date(), NOW.date(), "empty inbox").height == 1
    set_inbox_days(store, 5, "anna", NOW)
    assert inbox_days(store) == 5
    assert len(expired_files(store, folder, NOW)) == 2
    with pytest.raises(SettingError, match="1 to 90 days, not 0"):
        set_inbox_days(store, 0, "anna", NOW)


@pytest.mark.slow
def test_what_is_erased_of_a_batch_goes_in_the_inbox_too(tmp_path, capsys):
    path, folder = tmp_path / "s", InboxFolder(tmp_path / "inbox")
    (tmp_path / "v12.csv").write_text(WEEK)
    assert main(["import", str(tmp_path / "v12.csv"), "--organisation", "Polisen", "--store", str(path)]) == 0
    with open_store(path) as store:
        batch = all_batches(store)["id"][0]
    taken, other = lying(folder, NOW, batch), lying(folder, NOW, new_id())
    assert main(["erase", batch, "--store", str(path)]) == 0
    assert "raw (1 in the inbox)" in capsys.readouterr().out
    assert main(["erase", batch, "--field", "raw", "--store", str(path)]) == 0
    assert not taken.exists()
    again = lying(folder, NOW, batch)
    assert main(["erase", batch, "--field", "file", "--why", "Namnger någon.", "--store", str(path)]) == 0
    assert (again.exists(), other.exists()) == (False, True)
    assert files_of(folder, batch) == []
    assert main(["erase", batch, "--field", "raw", "--store", str(path)]) == 2
    lying(folder, NOW - timedelta(days=900), new_id())
    capsys.readouterr()
    assert main(["purge", "--store", str(path)]) == 0
    assert "2 files of the inbox" in capsys.readouterr().out
