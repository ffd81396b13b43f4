"""A fleet as in docs/deployment: servers of est that share a store in PostgreSQL, and nginx before them."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import est.actions  # noqa: F401 (what other servers do is applied here too)
from est.access.people import add_person, person_of_email
from est.access.permissions import Role
from est.access.sign_in import begin_session
from est.home import PostgresHome
from est.identity import new_id
from est.municipality.defaults import prepare_store
from est.store.journal import SharedStore, open_shared_store
from tests.browser.conftest import free_port
from tests.nginx import nginx
from tests.postgres import Cluster, schema_of
from tests.sources import ROOT
from tests.stores import NOW

ASKED = "x-asked"
LONGEST = 300.0  # seconds for an answer, on a machine that does much else
DEPLOYMENT = ROOT / "docs" / "deployment"
READY, HEALTH = "/est/ready", "/_stcore/health"
SECRETS = """[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "0123456789abcdefghijklmnopqrstuvwxyz"
client_id = "est"
client_secret = "secret"
server_metadata_url = "http://127.0.0.1:{provider}/.well-known/openid-configuration"
"""


@dataclass
class Machine:
    """One server of the fleet, with a port and a cache of its own."""

    home: PostgresHome
    folder: Path
    port: int
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers, past nginx."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, without waiting."""
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "est", "serve", "--store", self.home.text, "--cache", str(self.folder)]
        with open(self.folder / "said.log", "ab") as said:
            self.process = subprocess.Popen(
                [*command, "--port", str(self.port)],
                cwd=ROOT,
                env=os.environ | self.environment | {"EST_PORT": str(self.port)},
                stdout=said,
                stderr=said,
            )

    def wait(self, seconds: float = LONGEST) -> None:
        """Wait until it is ready."""
        end = time.monotonic() + seconds
        while ask(self.port, READY)[0] != 200:
            assert self.process.poll() is None, (self.folder / "said.log").read_text()
            assert time.monotonic() < end, f"not ready: {ask(self.port, READY)}"
            time.sleep(0.05)

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.kill()
        self.process.wait()

    def stop(self, seconds: float = LONGEST) -> int:
        """Stop it as systemd does, and return its status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def end(self) -> None:
        """End it whatever it does."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(LONGEST)
            except subprocess.TimeoutExpired:
                self.kill()


@dataclass
class Fleet:
    """Servers with nginx before them, and one more view of their store."""

    machines: list[Machine]
    port: int
    store: SharedStore

    @property
    def url(self) -> str:
        """Where nginx answers."""
        return f"http://127.0.0.1:{self.port}"

    def session(self, name: str) -> str:
        """Return the cookie of a new session of somebody."""
        person = person_of_email(self.store, f"{name}@kommun.example")
        return "est_session=" + begin_session(self.store, person, datetime.now(UTC).replace(tzinfo=None))

    def machine_of(self, cookie: str) -> Machine:
        """Return the server to which nginx sends whoever has this cookie."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request("GET", "/est/session", headers={"Cookie": cookie})
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 204, answer.status
            asked = str(answer.getheader(ASKED)).rpartition(",")[2].rpartition(":")[2]
        return next(machine for machine in self.machines if machine.port == int(asked))

    def other(self, machine: Machine) -> Machine:
        """Return the other one of two."""
        return next(one for one in self.machines if one is not machine)


@contextmanager
def fleet(cluster: Cluster, folder: Path, servers: int = 2, provider: int = 1, people: int = 1) -> Iterator[Fleet]:
    """Run servers that share a new store, with coordinators karl0, karl1, ... and nginx before them; all are ready."""
    home, port = schema_of(cluster, f"m{new_id().hex}"), free_port()
    folder.mkdir(parents=True, exist_ok=True)
    secrets = folder / "secrets.toml"
    secrets.write_text(SECRETS.format(port=port, provider=provider), encoding="utf-8")
    environment = {"EST_ACCESS": "oidc", "EST_SECRETS": str(secrets)}
    ports = [free_port() for _ in range(servers)]
    machines = [Machine(home, folder / f"server{one}", one, environment) for one in ports]
    with open_shared_store(home, folder / "view") as store:
        prepare_store(store, "test", NOW)
        for number in range(people):
            add_person(store, f"karl{number}@kommun.example", Role.COORDINATOR, None, "test", NOW)
        try:
            for machine in machines:
                machine.start()
            for machine in machines:
                machine.wait()
            with nginx(folder, port, balancer(port, ports)):
                yield Fleet(machines, port, store)
        finally:
            for machine in machines:
                machine.end()


def balancer(port: int, servers: Sequence[int]) -> str:
    """Return the settings of docs/deployment/nginx.conf, for servers of this machine, without HTTPS.

    They say in a header of their own which servers were asked.
    """
    text = (DEPLOYMENT / "nginx.conf").read_text(encoding="utf-8")
    (line,) = re.findall(r"\n( +server) est-a:8501( .*)", text)
    own = "\n".join(f"{line[0]} 127.0.0.1:{one}{line[1]}" for one in servers)
    text = re.sub(r" +server est-a:8501 .*\n +server est-b:8501 .*", own, text)
    text = re.sub(r" +ssl_certificate.*\n", "", text)
    asked = f"listen 127.0.0.1:{port}; add_header {ASKED} $upstream_addr always;"
    assert text.count("listen 443 ssl;") == 1
    return text.replace("listen 443 ssl;", asked)


def ask(port: int, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> tuple[int, str]:
    """Return status and text of an answer; status 0 where nobody answers."""
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST)) as connection:
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        return 0, ""
