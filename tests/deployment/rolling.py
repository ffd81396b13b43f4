"""Clients that load pages and send reports through nginx while the servers are restarted one after the other.

An error is what somebody sees or loses: an answer of 500 and above, a page that does not come or holds an exception, a
window that cannot be opened again, and a file that was acknowledged and is not in the store. A client does what a
browser does: a window that is closed is opened again, and its page is asked for anew.
"""

import json
import random
import threading
import time
from dataclasses import dataclass, field

from websockets.exceptions import ConnectionClosed, InvalidHandshake

from est.access.tokens import add_token
from est.municipality.organisations import add_organisation
from est.municipality.vocabulary import store_vocabulary
from est.reports.batches.batch import take_batch
from est.reports.columns.recognition import recognise_columns
from est.reports.files.reader import read_file
from est.reports.rows.reference_data import reference_data
from est.reports.rows.validation import check_rows
from est.store import Store
from tests.browser.window import open_page, window
from tests.deployment.fleet import LONGEST, Fleet, ask
from tests.stores import NOW

PAGES = ("", "karta", "trender")
REST = 5.1  # seconds between two files of an organisation: twelve a minute may come


@dataclass
class Seen:
    """What all clients saw: pages and files by number, windows that were opened again, and errors, a sentence each."""

    pages: int = 0
    files: set[str] = field(default_factory=set)
    again: int = 0
    errors: list[str] = field(default_factory=list)


class Reader(threading.Thread):
    """Somebody who is signed in and opens one page after the other, in a window that is opened again when it closes."""

    def __init__(self, fleet: Fleet, cookie: str, seen: Seen, over: threading.Event, seed: int) -> None:
        super().__init__(daemon=True)
        self.fleet, self.cookie, self.seen, self.over = fleet, cookie, seen, over
        self.draw = random.Random(seed)

    def run(self) -> None:
        while not self.over.is_set():
            status, _ = ask(self.fleet.port, "/", Cookie=self.cookie)
            if status != 200:
                self.seen.errors.append(f"the page was answered {status}")
            try:
                self._read()
            except ConnectionClosed:
                self.seen.again += 1
            except (InvalidHandshake, OSError) as error:
                self.seen.errors.append(f"the window could not be opened: {error!r}")
            except TimeoutError:
                self.seen.errors.append("a page did not come")

    def _read(self) -> None:
        with window(self.fleet.url, Cookie=self.cookie) as opened:
            while not self.over.is_set():
                shown = open_page(opened, self.draw.choice(PAGES), f"from=2026-01-{self.draw.randint(1, 28):02}")
                self.seen.pages += 1
                if shown.exceptions or shown.errors:
                    self.seen.errors.append(f"a page said {shown.errors or 'an exception'}")
                time.sleep(self.draw.uniform(0.1, 0.5))


class Sender(threading.Thread):
    """An organisation's own system, which sends a file of one report again and again."""

    def __init__(self, fleet: Fleet, name: str, token: str, seen: Seen, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.fleet, self.name_of_owner, self.token, self.seen, self.over = fleet, name, token, seen, over

    def run(self) -> None:
        number = 0
        while not self.over.is_set():
            number += 1
            told = f"glas {self.name_of_owner} nr {number}"
            status, text = ask(
                self.fleet.port,
                f"/api/batches?name={number}.csv",
                "POST",
                file_of(told, number),
                Authorization=f"Bearer {self.token}",
            )
            if status in (200, 201) and json.loads(text)["status"] in ("taken", "known"):
                self.seen.files.add(told)
            else:
                self.seen.errors.append(f"a file was answered {status}: {text[:300]}")
            self.over.wait(REST)


def file_of(text: str, number: int) -> bytes:
    """Return a file of one report, of a minute of its own."""
    moment = f"2026-02-{1 + number // 600 % 28:02} {number // 60 % 24:02}:{number % 60:02}"
    return f"Starttid,Lat,Long,Kategori,Beskrivning\n{moment},59.3057,14.105,Klotter,{text}\n".encode()


def restart_in_turn(fleet: Fleet, seen: Seen, readers: int, senders: int, rounds: int = 1) -> Seen:
    """Restart each server as `systemctl restart` does, one after the other, under the load of so many clients."""
    over = threading.Event()
    clients: list[threading.Thread] = []
    for number in range(senders):
        name = f"Avsändare {number}"
        organisation = add_organisation(fleet.store, name, "test", NOW)
        take_first(fleet.store, organisation, name)
        token = add_token(fleet.store, name, organisation, "test", NOW)
        clients.append(Sender(fleet, name, token, seen, over))
    clients += [Reader(fleet, fleet.session(f"karl{one}"), seen, over, one) for one in range(readers)]
    for client in clients:
        client.start()
    try:
        for _ in range(rounds):
            for machine in fleet.machines:
                wait_for_more(seen, readers)
                assert machine.stop() == 0
                machine.start()
                machine.wait()
                time.sleep(2)  # as docs/server.md has it: until nginx asks it again
        wait_for_more(seen, readers)
    finally:
        over.set()
        for client in clients:
            client.join(LONGEST)
    seen.errors += [f"{client} hangs" for client in clients if client.is_alive()]
    fleet.store.refresh()
    held = fleet.store.ask("SELECT description FROM reports")["description"].to_list()
    seen.errors += [f"{one} was acknowledged and is lost" for one in sorted(seen.files - set(held))]
    seen.errors += [f"{one} is there twice" for one in seen.files if held.count(one) > 1]
    return seen


def take_first(store: Store, organisation: str, name: str) -> None:
    """Take a first file by hand, so that the columns of the next ones are known."""
    table, words = read_file(file_of(f"den första av {name}", 0), "0.csv"), store_vocabulary(store)
    mapping = recognise_columns(table, words).mapping
    checked = check_rows(table, mapping, reference_data(store, name), words, NOW)
    take_batch(store, checked, who="test", when=NOW, organisation=organisation, mapping=mapping)


def wait_for_more(seen: Seen, pages: int) -> None:
    """Wait until so many pages more were opened."""
    wanted, until = seen.pages + pages, time.monotonic() + LONGEST
    while seen.pages < wanted and time.monotonic() < until:
        time.sleep(0.05)
