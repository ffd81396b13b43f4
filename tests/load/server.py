"""A real `est serve` for tests: started on a free port, stopped by its own process."""

import http.client
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from est.access.people import add_person
from est.access.permissions import Role
from est.store import open_store

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def serving(store: Path, **environment: str) -> Iterator[tuple[str, psutil.Process]]:
    """Serve a store until the end of the block, and give its address and its process; it answers by then."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = int(asked.getsockname()[1])
    command = [sys.executable, "-m", "est", "serve", "--store", str(store), "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment)
    try:
        url = f"http://127.0.0.1:{port}"
        end = time.monotonic() + 90
        while True:
            assert process.poll() is None, f"est serve ended with status {process.returncode}"
            assert time.monotonic() < end, f"{url} did not answer"
            try:
                with urllib.request.urlopen(f"{url}/est/ready", timeout=2) as answer:
                    if answer.status == 200:
                        break
            except OSError:
                time.sleep(0.1)
        yield url, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(20)


SECRET = "of-a-proxy-that-is-this-test-itself"


COORDINATORS = 5  # one of so many; the others are members of the organisations in turn, who read each their own words


def people_who_sign_in(store: Path, count: int) -> tuple[str, ...]:
    """Let so many people sign in to a store, and return their addresses."""
    names = tuple(f"visitor{number}@kommun.example" for number in range(count))
    with open_store(store) as opened:
        known = set(opened.ask("SELECT email FROM people")["email"])
        organisations = opened.ask("SELECT id::VARCHAR AS id FROM organisations ORDER BY id")["id"].to_list()
        for number, name in enumerate(names):
            if name not in known:
                coordinates = number % COORDINATORS == 0
                role = Role.COORDINATOR if coordinates else Role.MEMBER
                of = None if coordinates else organisations[number % len(organisations)]
                add_person(opened, name, role, of, "load", datetime(2026, 1, 1))
    return names


def behind_a_proxy(folder: Path) -> dict[str, str]:
    """Return the environment in which whoever sends along `SECRET` says who asks."""
    secrets = folder / "secrets.toml"
    secrets.write_text(f'[proxy]\nsecret = "{SECRET}"\nhttps = false\n', encoding="utf-8")
    return {"EST_ACCESS": "proxy", "EST_SECRETS": str(secrets)}


def sign_in(url: str, name: str) -> dict[str, str]:
    """Return the headers of a session that begins for this person."""
    headers = {"X-Est-User": name, "X-Est-Proxy-Secret": SECRET}
    with closing(http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)) as connection:
        connection.request("GET", "/est/sign-in?next=%2F", headers=headers)
        answer = connection.getresponse()
        assert answer.status == 303, f"{name} did not come in: {answer.status}"
        cookie = str(answer.getheader("set-cookie")).partition(";")[0]
    return headers | {"Cookie": cookie}
