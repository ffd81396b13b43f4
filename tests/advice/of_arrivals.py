"""What is said of files that come by themselves: by the folder, and by the programming interface."""

import os
import threading
from datetime import datetime

from est.access.tokens import add_token
from est.municipality.vocabulary import store_vocabulary
from est.reports.arrivals.inbox_folder import SETTLED
from est.reports.arrivals.inbox_retention import set_inbox_days
from est.reports.arrivals.waiting_files import waiting_files
from est.reports.batches.batch import all_batches
from est.reports.files.reader import read_file
from est.reports.files.table import ROW
from est.reports.rows import checking_time
from est.terminal import batch_requests
from est.terminal.quotas import FILES, LARGEST
from tests.advice.town import GOOD, HEADER, LATER, Town, follows
from tests.data import FIELD
from tests.terminal.test_inbox import Desk, gate_of, send

NOW = datetime(2026, 6, 1, 12)


def swept(town, store):
    """The town's desk, after it has handled what is whole; what it says and why files wait is heard."""
    desk = Desk(store, town.folder / "inbox")
    desk.sweep()
    desk.clock += SETTLED
    desk.sweep()
    for text in (*desk.heard, *(str(reason) for one in waiting_files(store) for reason in one.reasons)):
        town.hear(text)
    return desk


def folder_of(town):
    folder = town.folder / "inbox" / "Polisen"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def comes(town, store, batches):
    """What lies in the folder is taken now: so many batches are in the store."""
    assert town.heard, town.said
    swept(town, store)
    assert all_batches(store).height == batches
    town.followed = True


@follows("It is a link. Copy the file itself", "It is no file. Put files alone", "It has a second name elsewhere")
def _(town: Town) -> None:
    with town.store() as store:
        folder = folder_of(town)
        lying = town.write(LATER, "l.csv")
        (folder / "link.csv").symlink_to(lying)
        (folder / "more").mkdir()
        os.link(lying, folder / "again.csv")
        swept(town, store)
        assert all_batches(store).height == 1
        (folder / "copy.csv").write_bytes(lying.read_bytes())
        comes(town, store, 2)


@follows("Its name cannot be shown, or is too long", "The program is not allowed to read it")
def _(town: Town) -> None:
    with town.store() as store:
        folder = folder_of(town)
        (folder / ("x" * 200 + ".csv")).write_text(LATER)
        with town.monkeypatch.context() as patched:
            patched.setattr(os, "access", lambda *_: False)  # whoever runs tests as root may read everything
            (folder / "b.csv").write_text("x")
            swept(town, store)
        (folder / "b.csv").unlink()
        (folder / ("x" * 200 + ".csv")).rename(folder / "v12.csv")
        comes(town, store, 2)


@follows("{folder} is a link. Let it be a folder.")
def _(town: Town) -> None:
    with town.store() as store:
        folder = folder_of(town)
        (town.folder / "elsewhere").mkdir()
        (folder / "waiting").symlink_to(town.folder / "elsewhere")
        (folder / "v12.csv").write_text(LATER)
        swept(town, store)
        (folder / "waiting").unlink()
        comes(town, store, 2)


@follows("no organisation is called that, so its files are left")
def _(town: Town) -> None:
    with town.store() as store:
        wrong = town.folder / "inbox" / "Polisn"
        wrong.mkdir(parents=True)
        (wrong / "v12.csv").write_text(LATER)
        swept(town, store)
        wrong.rename(town.folder / "inbox" / "Polisen")
        comes(town, store, 2)


@follows("Files of the inbox are kept for 1 to {most} days")
def _(town: Town) -> None:
    with town.store() as store:
        with town.refused():
            set_inbox_days(store, 0, "a", NOW)
        town.could(set_inbox_days, store, 1, "a", NOW)


@follows("Say what they mean once.")
def _(town: Town) -> None:
    """By hand once; the next file of the same columns is taken by itself."""
    renamed = LATER.replace("Kategori", "Sort")
    with town.store() as store:
        (folder_of(town) / "v12.csv").write_text(renamed)
        swept(town, store)
    town.right(renamed, "--column", "Sort=category")
    with town.store() as store:
        (folder_of(town) / "v13.csv").write_text(renamed.replace("\nL", "\nM").replace("-04-", "-05-"))
        comes(town, store, 3)


@follows("Say whether they count.")
def _(town: Town) -> None:
    content = (FIELD / "X3-filtered-rows.xlsx").read_bytes()
    rows = read_file(content, "v11.xlsx").without_hidden().rows
    town.send(rows.drop(ROW)[:3].write_csv())
    with town.store() as store:
        (folder_of(town) / "v12.xlsx").write_bytes(content)
        swept(town, store)
    town.right(content, "--leave-out-hidden", name="v12.xlsx")


@follows("Say whether they are events of their own.")
def _(town: Town) -> None:
    plain = "\n".join(line.partition(";")[2] for line in GOOD.splitlines())
    town.send(plain)
    with town.store() as store:
        row = "2026-04-01 21:30;59.31;14.11;Klotter\n"
        (folder_of(town) / "v12.csv").write_text(plain.splitlines()[0] + "\n" + row * 2)
        swept(town, store)
        before = all_batches(store).height
    town.done("organisation", "Polisen", "--copies", "every")
    with town.store() as store:
        (folder_of(town) / "v13.csv").write_text(plain.splitlines()[0] + "\n" + row * 2 + "\n")
        comes(town, store, before + 1)


@follows(
    "Say what the file is called: POST", "Send the file itself as the body", "Send a file with POST.",
    "The file is larger than {} MB. Send it in parts.", "The file did not arrive whole",
    "more than may be sent in a minute",
    "The file could not be kept",
)  # fmt: skip
def _(town: Town) -> None:
    """Each refusal of the interface, and then the request that it asks for."""
    with town.store() as store:
        folder_of(town)
        token = add_token(store, "diariet", str(store_vocabulary(store).organisation("Polisen")), "a", NOW)
        desk = Desk(store, town.folder / "inbox")
        gate, shown = gate_of(desk), {"authorization": f"Bearer {token}"}
        refused = [
            send(gate, query="", read=False, **shown),
            send(gate, content_type="multipart/form-data; boundary=x", read=False, **shown),
            send(gate, method="GET", read=False, **shown),
            send(gate, content_length=str(LARGEST + 1), read=False, **shown),
            send(gate, b"longer", content_length="3", **shown),
        ]
        with town.monkeypatch.context() as patched:
            patched.setattr(os, "fsync", _full)
            refused.append(send(gate, LATER.encode(), **shown))
        status, answer = send(gate, LATER.encode(), content_type="text/csv", **shown)
        assert (status, answer["accepted"]) == (201, 12)
        refused += [send(gate, b"", **shown) for _ in range(FILES)]
        for status, answer in refused:
            town.hear(f"{status} {answer}")
        assert send(gate_of(desk), LATER.encode(), **shown)[0] == 200  # a minute later, as it were: known
        town.followed = True


def _full(descriptor: int) -> None:
    if "waiting" in os.readlink(f"/proc/self/fd/{descriptor}"):
        raise OSError(28, "No space left on device")


@follows("Checking its rows takes about {minutes} minutes")
def _(town: Town) -> None:
    """Sent in parts it comes by itself; opened on the page it is checked without that limit (tests/pages)."""
    with town.store() as store:
        folder = folder_of(town)
        (folder / "hela.csv").write_text(LATER)
        with town.monkeypatch.context() as hasty:
            hasty.setattr(checking_time, "TOLD_AFTER", -1.0)
            hasty.setattr(checking_time, "MOST_SECONDS_ALONE", -1.0)
            swept(town, store)
        assert all_batches(store).height == 1
        lines = LATER.splitlines()
        for name, part in (("a.csv", lines[1:7]), ("b.csv", lines[7:])):
            (folder / name).write_text("\n".join([HEADER, *part]))
        comes(town, store, 3)


@follows("It is still being checked, or others are before it. Send it again")
def _(town: Town) -> None:
    with town.store() as store:
        folder_of(town)
        token = add_token(store, "diariet", str(store_vocabulary(store).organisation("Polisen")), "a", NOW)
        desk = Desk(store, town.folder / "inbox")
        gate, shown = gate_of(desk), {"authorization": f"Bearer {token}"}
        with town.monkeypatch.context() as hasty, desk._one_at_a_time:  # as while another file is handled
            hasty.setattr(batch_requests, "ANSWERED_WITHIN", 0.2)
            threading.Timer(1.0, desk._one_at_a_time.release).start()
            _, answer = send(gate, LATER.encode(), **shown)
            desk._one_at_a_time.acquire()
        town.hear(str(answer["reasons"][0]))
        status, again = send(gate, LATER.encode(), **shown)
        assert (status, again["known"]) == (200, 12)
        town.followed = True
