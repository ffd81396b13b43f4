"""Files that come by themselves, by folder and by token: each is taken once, or waits, and nobody else's is touched."""

import asyncio
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from est.__main__ import main
from est.access.tokens import add_token, all_tokens, revoke_token
from est.errors import AccountError
from est.municipality.vocabulary import store_vocabulary
from est.reports.arrivals.inbox_folder import SETTLED, InboxFolder
from est.reports.arrivals.waiting_files import WaitingOutcome, settle_waiting, waiting_files
from est.reports.batches.batch import all_batches, take_batch
from est.reports.columns.recognition import recognise_columns
from est.reports.files.reader import read_file
from est.reports.rows import checking_time
from est.reports.rows.reference_data import reference_data
from est.reports.rows.validation import check_rows
from est.store import open_store
from est.terminal import batch_requests, inbox_keeper
from est.terminal.access_mode import LocalMode, ProviderMode, ProxyMode
from est.terminal.doors import LocalDoor, ProxyDoor
from est.terminal.gate import Gate
from est.terminal.inbox_desk import InboxDesk
from est.terminal.inbox_keeper import InboxKeeper
from est.terminal.provider import ProviderDoor
from est.terminal.quotas import FILES

WHEN = datetime(2026, 3, 30, 6)
HEADER = "tid,kategori,lat,lon,text\n"
SECRET = "0123456789abcdefghijklmnopqrstuv"


def week(first: int, last: int) -> bytes:
    rows = [f"2026-03-{n:02} 14:30,skadegörelse,59.33{n:02},14.06{n:02},Klotter\n" for n in range(first, last)]
    return (HEADER + "".join(rows)).encode()


@pytest.fixture
def path(tmp_path):
    """A store whose police have sent a first file by hand."""
    (tmp_path / "first.csv").write_bytes(week(1, 9))
    path = tmp_path / "s"
    assert main(["import", str(tmp_path / "first.csv"), "--organisation", "Polisen", "--store", str(path)]) == 0
    (tmp_path / "inbox" / "Polisen").mkdir(parents=True)
    return path


@pytest.fixture
def opened(path):
    with open_store(path) as store:
        yield store


class Desk(InboxDesk):
    """A desk whose clock is moved by hand, and which remembers what it said."""

    def __init__(self, store, root) -> None:
        self.clock = 0.0
        self.heard: list[str] = []
        super().__init__(store, InboxFolder(root, lambda: self.clock), lambda: WHEN, self.heard.append)

    def sweep_whole(self):
        self.sweep()
        self.clock += SETTLED
        return self.sweep()


@pytest.fixture
def desk(opened, tmp_path):
    return Desk(opened, tmp_path / "inbox")


@pytest.mark.slow
def test_a_file_in_the_folder_is_taken_and_another_waits(desk, opened, tmp_path):
    folder = tmp_path / "inbox" / "Polisen"
    (folder / "v12.csv").write_bytes(week(9, 15))
    (folder / "v13.csv").write_bytes(week(15, 20).replace(b"lon", b"x"))
    handled = {one.file: one.reception for one in desk.sweep_whole()}
    batch = handled["v12.csv"].batch
    assert (folder / "taken" / f"2026-03-30 {batch} v12.csv").exists()
    (waits,) = waiting_files(opened)
    assert (waits.file, waits.organisation_name) == ("v13.csv", "Polisen")
    assert desk.sweep_whole() == []
    assert [one.name for one in (folder / "waiting").iterdir()] == [f"{waits.id} v13.csv"]


@pytest.mark.slow
def test_a_folder_without_an_organisation_is_told_of_once(desk, tmp_path):
    (tmp_path / "inbox" / "Polisn").mkdir()
    (tmp_path / "inbox" / "Polisn" / "v12.csv").write_bytes(week(9, 15))
    desk.sweep_whole()
    (heard,) = desk.heard
    assert "Is Polisen meant?" in heard
    assert (tmp_path / "inbox" / "Polisn" / "v12.csv").exists()


@pytest.mark.slow
def test_what_somebody_takes_or_puts_aside_leaves_the_folder(desk, opened, tmp_path):
    folder = tmp_path / "inbox" / "Polisen"
    for number in (12, 13):
        (folder / f"v{number}.csv").write_bytes(week(number, number + 1).replace(b"lon", b"long"))
    desk.sweep_whole()
    one, other = sorted(waiting_files(opened), key=lambda file: file.file)
    settle_waiting(opened, one.id, WaitingOutcome.PUT_ASIDE, "anna", WHEN)
    table = read_file((folder / "waiting" / f"{other.id} {other.file}").read_bytes(), other.file)
    words = store_vocabulary(opened)
    mapping = recognise_columns(table, words).mapping
    checked = check_rows(table, mapping, reference_data(opened, "Polisen"), words, WHEN)
    batch = take_batch(opened, checked, who="anna", when=WHEN, organisation=other.organisation, mapping=mapping)
    assert waiting_files(opened) == ()
    desk.sweep()
    assert [found.name for found in (folder / "aside").iterdir()] == [f"2026-03-30 {one.id} v12.csv"]
    assert [found.name for found in (folder / "taken").iterdir()] == [f"2026-03-30 {batch} v13.csv"]


@pytest.mark.slow
def test_a_program_killed_between_store_and_folder_takes_a_file_once(desk, opened, tmp_path):
    """Wherever it stops: after the file was moved to be read, and after its batch was stored."""
    folder = tmp_path / "inbox" / "Polisen"
    (folder / "v12.csv").write_bytes(week(9, 15))
    (folder / "v13.csv").write_bytes(week(15, 20))
    moved = desk.folder.claim(folder / "v12.csv")
    desk.folder.finish = lambda *_: (_ for _ in ()).throw(KeyboardInterrupt)  # the end, as far as the desk knows
    with pytest.raises(KeyboardInterrupt):
        desk.sweep()
    assert set(all_batches(opened)["file"]) == {"v12.csv", "first.csv"}
    assert moved.path.exists()
    again = Desk(opened, tmp_path / "inbox")
    again.sweep_whole()
    assert sorted(all_batches(opened)["file"].to_list()) == ["first.csv", "v12.csv", "v13.csv"]
    assert sorted(found.name[-7:] for found in (folder / "taken").iterdir()) == ["v12.csv", "v13.csv"]


@pytest.mark.slow
def test_the_command_takes_what_lies_there_and_says_what_waits(path, tmp_path, capsys):
    folder = tmp_path / "inbox" / "Polisen"
    (folder / "v12.csv").write_bytes(week(9, 15))
    assert main(["inbox", "--store", str(path)]) == 0
    (folder / "v13.csv").write_bytes(b"a;b\n1;2\n")
    capsys.readouterr()
    assert main(["inbox", "--store", str(path)]) == 1
    assert "Polisen: v13.csv waits. No earlier file" in capsys.readouterr().out


def test_a_folder_that_is_not_there_is_told(path, tmp_path, capsys, monkeypatch):
    """Whoever mistypes it would take it for an inbox in which nothing waits."""
    assert main(["inbox", "--store", str(path), "--folder", str(tmp_path / "nope")]) == 2
    assert f"There is no folder {tmp_path / 'nope'} with files" in capsys.readouterr().err
    monkeypatch.setenv("EST_INBOX", str(tmp_path / "set"))
    assert main(["inbox", "--store", str(path)]) == 2
    assert f"There is no folder {tmp_path / 'set'} with files" in capsys.readouterr().err


@pytest.mark.slow
def test_a_program_that_is_served_takes_what_comes(desk, opened, tmp_path, monkeypatch):
    """Also into a folder that is made while it runs; and a file that breaks it holds up no other."""
    monkeypatch.setattr(inbox_keeper, "LOOKED_EVERY", 0.1)
    desk.folder = InboxFolder(tmp_path / "inbox", lambda: time.monotonic() * 60)
    keeper = InboxKeeper(desk)
    keeper.start()
    try:
        (tmp_path / "inbox" / "Polisen" / "v12.csv").write_bytes(week(9, 15))
        end = time.monotonic() + 10
        while all_batches(opened).height < 2 and time.monotonic() < end:
            time.sleep(0.05)
    finally:
        keeper.stop()
    assert "inkorg" in set(all_batches(opened)["received_by"])


def send(gate, body=b"", query="?name=v12.csv", *, method="POST", peer="127.0.0.1", read=True, **headers):
    """Return status and answer of a request for the interface; with `read` false a body that is read fails."""
    sent = []

    async def receive():
        assert read, "the body was asked for"
        return {"type": "http.request", "body": body, "more_body": False}

    async def keep(message):
        sent.append(message)

    pairs = {"host": "localhost:8501", "content-length": str(len(body))}
    pairs |= {name.replace("_", "-"): value for name, value in headers.items()}
    scope = {
        "type": "http", "method": method, "path": "/api/batches", "query_string": query.removeprefix("?").encode(),
        "headers": [(name.encode(), value.encode()) for name, value in pairs.items() if value is not None],
        "client": (peer, 1), "http_version": "1.1",
    }  # fmt: skip
    with ThreadPoolExecutor(1) as thread:  # a browser test before this one may have left its event loop in this thread
        thread.submit(asyncio.run, gate(scope, receive, keep)).result()
    return sent[0]["status"], json.loads(sent[1]["body"])


def gate_of(desk, door=None):
    async def inner(*_):
        raise AssertionError("no page is behind this address")

    return Gate(inner, door or LocalDoor({"": desk.store}, LocalMode()), "sv", desks={"": desk})


@pytest.fixture
def token(opened):
    return add_token(opened, "diariet", police(opened), "anna", WHEN)


def police(store) -> str:
    return str(store.ask("SELECT id FROM organisations WHERE name = 'Polisen'").item())


@pytest.mark.parametrize("mode", ["local", "provider", "proxy"])
@pytest.mark.slow
def test_a_token_lets_a_file_in_however_people_come_in(desk, opened, token, mode, tmp_path):
    proxy = ProxyMode(SECRET)
    door = {
        "local": LocalDoor({"": opened}, LocalMode("t" * 32)),
        "provider": ProviderDoor({"": opened}, ProviderMode(secure=False)),
        "proxy": ProxyDoor({"": opened}, proxy),
    }[mode]
    gate = gate_of(desk, door)
    more = {"x_est_proxy_secret": SECRET} if mode == "proxy" else {}
    status, answer = send(gate, week(9, 15), authorization=f"Bearer {token}", **more)
    assert (status, answer["status"], answer["accepted"], answer["rejects"]) == (201, "taken", 6, [])
    status, again = send(gate, week(9, 15), authorization=f"bearer {token}", **more)
    assert (status, again) == (200, answer | {"status": "known", "accepted": 0, "known": 6})
    status, waits = send(gate, week(15, 20).replace(b"lon", b"x"), authorization=f"Bearer {token}", **more)
    assert (status, waits["status"], waits["batch"]) == (202, "waits", None)
    assert "No earlier file" in waits["reasons"][0]
    assert send(gate, week(15, 20).replace(b"lon", b"x"), authorization=f"Bearer {token}", **more) == (
        202,
        waits | {"read": 0},
    )
    assert len(waiting_files(opened)) == 1
    assert len(list((tmp_path / "inbox" / "Polisen" / "taken").iterdir())) == 1
    assert opened.ask("SELECT count(*) FROM log WHERE action = 'use token' AND who = 'diariet'").item() == 4
    if mode != "provider":
        wrong = {"x_est_proxy_secret": "no"} if mode == "proxy" else {"x_forwarded_for": "10.0.0.1"}
        assert send(gate, week(9, 15), read=False, authorization=f"Bearer {token}", **wrong)[0] == 403


@pytest.mark.slow
def test_a_file_that_is_checked_for_long_has_its_answer_before_and_is_taken_after(desk, opened, token, monkeypatch):
    gate = gate_of(desk)
    shown = {"authorization": f"Bearer {token}"}
    monkeypatch.setattr(batch_requests, "ANSWERED_WITHIN", 0.2)
    with desk._one_at_a_time:  # another file is being handled
        threading.Timer(1.0, desk._one_at_a_time.release).start()
        status, answer = send(gate, week(9, 15), **shown)
        desk._one_at_a_time.acquire()
    assert (status, answer["status"], answer["batch"]) == (202, "checking", None)
    assert answer["reasons"] == [batch_requests.GOES_ON]
    monkeypatch.undo()
    status, again = send(gate, week(9, 15), **shown)
    assert (status, again["status"], again["known"]) == (200, "known", 6)


@pytest.mark.slow
def test_a_file_whose_check_takes_minutes_waits_for_somebody(desk, opened, token, monkeypatch):
    monkeypatch.setattr(checking_time, "TOLD_AFTER", -1.0)
    monkeypatch.setattr(checking_time, "MOST_SECONDS_ALONE", -1.0)
    status, answer = send(gate_of(desk), week(9, 15), authorization=f"Bearer {token}")
    assert (status, answer["status"]) == (202, "waits")
    assert answer["reasons"][0].endswith("or send it in parts, a shorter period in each.")
    assert len(waiting_files(opened)) == 1
    assert all_batches(opened).height == 1


@pytest.mark.slow
def test_nothing_of_a_file_is_read_before_it_may_be_sent(desk, opened, token):
    gate = gate_of(desk)
    shown = {"authorization": f"Bearer {token}", "read": False}
    assert send(gate, read=False)[0] == 401
    for text in ("Bearer", "Bearer est_guess", f"Basic {token}", token, f"Bearer {all_tokens(opened)[0].id}"):
        assert send(gate, read=False, authorization=text)[0] == 401, text
    assert send(gate, method="GET", **shown)[0] == 405
    assert send(gate, origin="https://evil.example", **shown)[0] == 403
    assert send(gate, query="", **shown)[0] == 400
    assert send(gate, content_type="multipart/form-data; boundary=x", **shown)[0] == 415
    for length, status in ((None, 411), ("-1", 411), ("x", 411), ("9" * 20, 411), ("27262977", 413)):
        assert send(gate, content_length=length, **shown)[0] == status, length
    assert send(gate, b"longer", content_length="3", authorization=f"Bearer {token}")[0] == 400
    statuses = [send(gate, b"", authorization=f"Bearer {token}")[0] for _ in range(FILES)]
    assert statuses[-1] == 429
    revoke_token(opened, all_tokens(opened)[0], "anna", WHEN)
    assert send(gate, **shown)[0] == 401


@pytest.mark.slow
def test_a_token_is_kept_as_a_hash_and_named_once(opened, token):
    kept = str(opened.ask("SELECT * FROM tokens").rows() + opened.ask("SELECT * FROM log").rows())
    assert token.startswith("est_")
    assert token not in kept
    for name in ("diariet", " ", "x" * 61):
        with pytest.raises(AccountError):
            add_token(opened, name, police(opened), "anna", WHEN)
    revoke_token(opened, all_tokens(opened)[0], "anna", WHEN)
    add_token(opened, "diariet", police(opened), "anna", WHEN)
    assert [one.revoked is None for one in all_tokens(opened)] == [True, False]
