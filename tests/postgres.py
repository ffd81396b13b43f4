"""A PostgreSQL of the tests' own: on loopback, in a temporary folder, and stopped by the number of its process."""

import os
import random
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest

from est.home import PostgresHome, read_home

MISSING = (
    "no PostgreSQL on this machine: install Debian's or Ubuntu's package `postgresql`, or let EST_POSTGRES name the "
    "folder with `initdb` and `postgres`"
)
FAST = ("fsync=off", "full_page_writes=off")  # the machine does not lose its power while a test runs


def binaries() -> Path | None:
    """Return the folder with the programs of the newest PostgreSQL; None where there is none."""
    named = [Path(os.environ["EST_POSTGRES"])] if os.environ.get("EST_POSTGRES") else []
    usual = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    on_path = [Path(found).parent for found in (shutil.which("postgres"),) if found]
    return next((path for path in (*named, *usual, *on_path) if (path / "initdb").exists()), None)


def require_postgres() -> Path:
    """Return that folder; without one, skip the test, or fail where EST_POSTGRES_REQUIRED is set."""
    found = binaries()
    if found is None:
        if os.environ.get("EST_POSTGRES_REQUIRED"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    return found


def _unprivileged() -> dict[str, int]:
    """Return as whom PostgreSQL runs, which refuses to be root."""
    if os.geteuid() != 0:
        return {}
    import pwd  # Windows has none, and no PostgreSQL of ours either

    account = next(one for name in ("postgres", "nobody") for one in pwd.getpwall() if one.pw_name == name)
    return {"user": account.pw_uid, "group": account.pw_gid}


class Cluster:
    """One PostgreSQL in a folder, with a database `est` and no passwords, as only this machine reaches it."""

    def __init__(self, folder: Path, settings: Sequence[str] = FAST) -> None:
        self.programs = require_postgres()
        self.folder = folder
        self.settings = settings
        self.port = _free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.account: dict[str, Any] = _unprivileged()

    def make(self) -> None:
        """Make the cluster's files."""
        command: list[str | Path] = [
            self.programs / "initdb",
            "-D",
            self.folder,
            "-U",
            "est",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        ]
        subprocess.run(
            [*command, "--locale=C"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
            **self.account,
        )

    def follow(self, primary: "Cluster") -> None:
        """Make its files a copy of a running PostgreSQL's, which it follows from when it starts."""
        source = f"host=127.0.0.1 port={primary.port} user=est application_name=est_standby"
        subprocess.run(
            [self.programs / "pg_basebackup", "-D", self.folder, "-d", source, "-R", "-c", "fast", "--no-sync"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
            **self.account,
        )

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = [f"port={self.port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", *self.settings]
        command: list[str | Path] = [
            self.programs / "postgres",
            "-D",
            self.folder,
            *(part for one in options for part in ("-c", one)),
        ]
        with open(self.folder / "said.log", "ab") as said:
            self.process = subprocess.Popen[bytes](
                command,
                stdout=said,
                stderr=said,
                cwd="/",
                start_new_session=True,
                **self.account,
            )
        for _ in range(300):
            with suppress(psycopg.OperationalError), psycopg.connect(self.address("postgres"), connect_timeout=2):
                return
            assert self.process.poll() is None, (self.folder / "said.log").read_text(encoding="utf-8")
            time.sleep(0.05)
        raise AssertionError("PostgreSQL does not answer")

    def stop(self) -> None:
        """Stop it at once, in an orderly way; what was committed is there when it starts again."""
        self._end(2)  # SIGINT: fast shutdown

    def kill(self) -> None:
        """Stop it as a crash would: every process of it ends where it is."""
        self._end(3)  # SIGQUIT: immediate shutdown, without a checkpoint

    def _end(self, number: int) -> None:
        if self.process is not None:
            self.process.send_signal(number)
            self.process.wait(60)
            self.process = None

    def address(self, database: str = "est", port: int | None = None) -> str:
        """Return the address of a database of it."""
        return f"postgresql://est@127.0.0.1:{port or self.port}/{database}"


def _free_port() -> int:
    for port in random.sample(range(20_000, 32_000), 100):
        with socket.socket() as asked, suppress(OSError):
            asked.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


@contextmanager
def running_cluster(settings: Sequence[str] = FAST) -> Iterator[Cluster]:
    """Give a running PostgreSQL with an empty database, until the end of the block."""
    with _cluster(settings) as cluster:
        cluster.make()
        cluster.start()
        with psycopg.connect(cluster.address("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE est")
        yield cluster


@contextmanager
def copied_cluster(primary: Cluster, settings: Sequence[str] = FAST) -> Iterator[Cluster]:
    """Give a running standby of another PostgreSQL, until the end of the block."""
    with _cluster(settings) as cluster:
        cluster.follow(primary)
        cluster.start()
        yield cluster


@contextmanager
def _cluster(settings: Sequence[str]) -> Iterator[Cluster]:
    """Give a PostgreSQL without files in a folder of its own, which is gone after the block."""
    require_postgres()
    place = Path(tempfile.mkdtemp(prefix="est-postgres-"))
    cluster = Cluster(place / "data", settings)
    if cluster.account:
        os.chown(place, cluster.account["user"], cluster.account["group"])
    try:
        yield cluster
    finally:
        cluster.kill()
        shutil.rmtree(place, ignore_errors=True)


def schema_of(cluster: Cluster, schema: str) -> PostgresHome:
    """Return the home that is this schema of a cluster's database."""
    home = read_home(f"{cluster.address()}?schema={schema}")
    assert isinstance(home, PostgresHome)
    return home
