"""What lies in the inbox is moved only when it is whole, and nothing there leads or lies anywhere else."""

import os
import sys
from datetime import datetime

import pytest

from est.errors import FileRefusedError
from est.reports.arrivals import inbox_folder
from est.reports.arrivals.inbox_folder import (
    HARD_LINKED,
    LARGE,
    LINK,
    NO_FILE,
    ODD_NAME,
    SETTLED,
    InboxFolder,
    read_kept,
)

WHEN = datetime(2026, 3, 30, 6)
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other links and no leases.")


@pytest.fixture
def clock():
    return [100.0]


@pytest.fixture
def inbox(tmp_path, clock):
    (tmp_path / "Polisen").mkdir()
    return InboxFolder(tmp_path, lambda: clock[0])


@pytest.fixture
def police_folder(inbox):
    return inbox.root / "Polisen"


def test_a_file_that_still_grows_is_left_until_it_is_whole(inbox, police_folder, clock):
    """Looked at twice without a change, some seconds apart, and while nobody has it open for writing."""
    path = police_folder / "v12.csv"
    for size in range(1, 4):
        path.write_bytes(b"x" * size)
        assert inbox.whole_files(police_folder) == ([], [])
        clock[0] += SETTLED
    with path.open("ab"):
        whole, _ = inbox.whole_files(police_folder)
        if sys.platform == "linux":
            assert whole == []
    assert inbox.whole_files(police_folder) == ([path], [])


def test_what_is_unfinished_or_hidden_is_not_looked_at(inbox, police_folder, clock):
    for name in (".v12.csv", "~$v12.xlsx", "v12.csv.part", "v12.csv.filepart", "v12.csv.tmp", "v12.csv.crdownload"):
        (police_folder / name).write_bytes(b"x")
    for _ in range(2):
        assert inbox.whole_files(police_folder) == ([], [])
        clock[0] += SETTLED


@POSIX
def test_what_leads_elsewhere_or_cannot_be_read_is_left_and_told_of(inbox, police_folder, tmp_path, monkeypatch):
    secret = tmp_path / "secret.csv"
    secret.write_bytes(b"x")
    monkeypatch.setattr(inbox_folder, "MOST_BYTES", 4 * 1024**2)
    (police_folder / "a-link.csv").symlink_to(secret)
    os.link(secret, police_folder / "b-hard.csv")
    (police_folder / "c-folder").mkdir()
    (police_folder / "d-large.csv").write_bytes(b"x" * (4 * 1024**2 + 1))
    (police_folder / "e\x1b[2J.csv").write_bytes(b"x")
    (police_folder / ("f" * 151)).write_bytes(b"x")
    os.mkfifo(police_folder / "g-pipe.csv")
    (tmp_path / "Linked").symlink_to(tmp_path / "Polisen")
    whole, left = inbox.whole_files(police_folder)
    assert whole == []
    expected = [LINK, HARD_LINKED, NO_FILE, LARGE.format(most=4), ODD_NAME, ODD_NAME, NO_FILE]
    assert [one.why for one in left] == expected
    assert inbox.organisations() == [police_folder]


def test_a_file_waits_and_is_then_taken_or_put_aside_with_its_name(inbox, police_folder):
    path = police_folder / "v12.csv"
    path.write_bytes("innehåll".encode())
    kept = inbox.claim(path)
    assert inbox.claim(path) is None
    assert inbox.kept_files(police_folder) == [kept]
    assert inbox.find_file(kept.id) == kept
    assert read_kept(kept) == "innehåll".encode()
    inbox.finish(kept, "a-batch", WHEN)
    assert (police_folder / "taken" / "2026-03-30 a-batch v12.csv").exists()
    sent = inbox.add_file(inbox.root / "new", b"abc", "../../etc/pass\x00wd: v.12")
    assert sent.path.parent == inbox.root / "new" / "waiting"
    assert sent.file == "_.._etc_passwd_ v.12"
    inbox.put_aside(sent, WHEN)
    assert [one.name for one in (inbox.root / "new" / "aside").iterdir()] == [f"2026-03-30 {sent.id} {sent.file}"]


@POSIX
def test_no_folder_of_ours_can_be_a_link(inbox, police_folder, tmp_path):
    """Who may write for one organisation must not let the program write elsewhere."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (police_folder / "waiting").symlink_to(elsewhere)
    (police_folder / "v12.csv").write_bytes(b"x")
    with pytest.raises(FileRefusedError, match="link"):
        inbox.claim(police_folder / "v12.csv")
    assert inbox.kept_files(police_folder) == []
    assert list(elsewhere.iterdir()) == []
