"""Servers that share a store write at once, are killed, and so is PostgreSQL: what was acknowledged is there."""

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import est.actions  # noqa: F401 (what other servers do is applied here too)
from est.home import PostgresHome
from est.identity import new_id
from est.municipality.defaults import prepare_store
from est.store.chain import chain_faults
from est.store.fingerprints import fingerprints
from est.store.journal import open_shared_store
from tests.assurance.writer import ORGANISATIONS
from tests.postgres import Cluster, schema_of
from tests.sources import ROOT

NOW = datetime(2026, 11, 1, 12)


@dataclass
class ServerKills:
    """What was found: how many were killed, what was acknowledged, and what is wrong, a sentence each.

    `refused` is how often a writer was told that the database does not answer.
    """

    servers: int = 0
    databases: int = 0
    acknowledged: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    refused: int = 0


class Writer:
    """One writing process with a cache of its own; what it says is read by a thread."""

    def __init__(self, home: PostgresHome, folder: Path, name: str, acknowledged: set[str], pause: float = 0.0) -> None:
        command = [sys.executable, "-m", "tests.assurance.writer", home.text, str(folder), name, str(pause)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)}
        )
        self.saved = self.refused = 0
        self._acknowledged = acknowledged
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            if line.startswith("SAVED "):
                self._acknowledged.add(line.removeprefix("SAVED ").strip())
                self.saved += 1
            self.refused += line.startswith("UNREACHABLE")

    def wait_for(self, more: int, seconds: float = 600.0) -> bool:
        """Wait until it has saved so many more."""
        wanted, until = self.saved + more, time.monotonic() + seconds
        while self.saved < wanted and time.monotonic() < until:
            time.sleep(0.002)
        return self.saved >= wanted

    def kill(self) -> None:
        """Kill it, and read what it said before."""
        self.process.kill()
        self.process.wait()
        self._reader.join()
        if self.process.stdout is not None:
            self.process.stdout.close()


def kill_servers(cluster: Cluster, folder: Path, seed: int, kills: int, database_kills: int) -> ServerKills:
    """Let two servers write, kill them in turn and PostgreSQL in between, and look at what is left."""
    home, chance, found = schema_of(cluster, f"m{new_id().hex}"), random.Random(seed), ServerKills()
    with open_shared_store(home, folder / "first") as store:
        prepare_store(store, "test", NOW)
    turn = 0
    running: dict[str, Writer] = {}
    broken_at = {round((number + 1) * kills / (database_kills + 1)) for number in range(database_kills)}
    while found.servers < kills and not found.wrong:
        for name in ("a", "b"):
            if name not in running:
                turn += 1
                running[name] = Writer(home, folder / name, f"{name}{turn}", found.acknowledged)
        for name, writer in running.items():
            if not writer.wait_for(1):
                found.wrong.append(f"{name} saves nothing after {found.servers} kills")
        if found.wrong:
            break
        time.sleep(chance.uniform(0, 0.3))
        if found.servers in broken_at:
            broken_at.discard(found.servers)
            cluster.kill()
            time.sleep(chance.uniform(0, 0.3))
            cluster.start()
            found.databases += 1
            continue
        running.pop(chance.choice([*running])).kill()
        found.servers += 1
    for writer in running.values():
        writer.kill()
    found.wrong += look(home, folder, ("a", "b", "fresh"), found.acknowledged)
    return found


def write_together(cluster: Cluster, folder: Path, seconds: float, writers: int = 4, pause: float = 0.0) -> ServerKills:
    """Let servers write at once for a time, each with a pause between its changes, and look at what is left."""
    home, found = schema_of(cluster, f"m{new_id().hex}"), ServerKills()
    with open_shared_store(home, folder / "first") as store:
        prepare_store(store, "test", NOW)
    running = [Writer(home, folder / f"w{one}", f"w{one}", found.acknowledged, pause) for one in range(writers)]
    found.wrong += [f"w{number} saves nothing" for number, one in enumerate(running) if not one.wait_for(1)]
    time.sleep(seconds)
    for number, one in enumerate(running):
        if one.process.poll() is not None:
            found.wrong.append(f"w{number} ended by itself")
        one.kill()
        found.refused += one.refused
    found.wrong += look(home, folder, (*(f"w{one}" for one in range(writers)), "fresh"), found.acknowledged)
    return found


def look(home: PostgresHome, folder: Path, servers: Sequence[str], acknowledged: set[str]) -> list[str]:
    """Return what is wrong with what is left, on the servers that wrote and on one that begins anew."""
    wrong, held = [], set()
    for name in servers:
        with open_shared_store(home, folder / name) as store:
            said = store.ask(
                "SELECT coalesce(payload->>'value', payload->>'name') AS name FROM log "
                "WHERE action IN ('settle', 'add organisation')"
            )["name"].to_list()
            organisations = store.ask("SELECT name FROM organisations")["name"].to_list()
            missing = sorted(acknowledged - set(said))
            wrong += [f"{name} has {one} twice" for one, times in Counter(said).items() if times > 1]
            if added := {one for one in acknowledged if is_organisation(one)} - set(organisations):
                wrong.append(f"{name} lacks the organisations {', '.join(sorted(added))}")
            wrong += [f"{name} lacks {one}" for one in missing]
            with store.asking() as cursor:
                wrong += [f"{name}: {fault}" for fault in chain_faults(cursor)]
                held.add(json.dumps(fingerprints(cursor, "est"), sort_keys=True))
    if len(held) > 1:
        wrong.append("the servers do not hold the same")
    return wrong


def is_organisation(name: str) -> bool:
    """Tell whether what a writer saved under a name is an organisation."""
    return int(name.rpartition(" ")[2]) % ORGANISATIONS == 1
