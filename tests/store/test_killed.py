"""Killed in the middle of an import, a store opens again, has every batch it acknowledged and no half one."""

import os
import random
import select
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from est.municipality.defaults import prepare_store
from est.reports.batches.integrity import check_integrity
from est.store import open_store

ROOT = Path(__file__).resolve().parents[2]
KILLS = 3  # of each seed
FILES = 40
ROWS = 8_000

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL.")]


class Child:
    """One importing process; its lines are read as they come."""

    def __init__(self, store, files):
        command = [sys.executable, "-m", "tests.store.killed_child", str(store), *map(str, files)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
        self.rest = b""

    def line(self, seconds):
        """Return the next line, or None when none came in so many seconds."""
        until = time.monotonic() + seconds
        while b"\n" not in self.rest:
            ready, _, _ = select.select([self.process.stdout], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                return None
            part = os.read(self.process.stdout.fileno(), 65536)
            if not part:
                return ""
            self.rest += part
        line, _, self.rest = self.rest.partition(b"\n")
        return line.decode()


def write(folder, number):
    noise = random.Random(number)
    rows = [
        f"2026-{noise.randint(1, 9):02d}-{noise.randint(1, 28):02d} {noise.randint(0, 23):02d}:30,klotter,"
        f"{59.2 + noise.random() / 5:.6f},{14.0 + noise.random() / 5:.6f},vägg {row}"
        for row in range(ROWS)
    ]
    file = folder / f"{number:03d}.csv"
    file.write_text("\n".join(["tid,kategori,lat,lon,text", *rows]) + "\n", encoding="utf-8")
    return file


def stored(path):
    """Open the store that was left behind; return file name → rows of its batches after they were all examined."""
    with open_store(path) as store:
        found = check_integrity(store)
        assert found.faults == ()
        assert store.ask("SELECT count(*) FROM reports").item() == found.batches * ROWS
        return dict(store.ask("SELECT file, accepted FROM batches").rows())


@pytest.mark.slow
@pytest.mark.parametrize("seed", [20260301, pytest.param(20260302, marks=pytest.mark.thorough)])
def test_kills_at_random_moments_lose_nothing_and_leave_no_half(tmp_path, seed):
    path, chance = tmp_path / "s", random.Random(seed)
    with open_store(path) as store:
        prepare_store(store, "test", datetime(2026, 1, 1))
    files = iter([write(tmp_path, number) for number in range(8)])
    more = iter(range(8, FILES))
    pending: list[Path] = []
    acknowledged, killed_inside, seconds = set(), 0, 0.3
    for _ in range(4 * KILLS):
        if killed_inside == KILLS:
            break
        pending += [next(files, None) or write(tmp_path, next(more)) for _ in range(3 - len(pending))]
        child = Child(path, pending)
        current, began = None, 0.0
        while True:
            wait = chance.uniform(0, 1.1 * seconds) if current else 60
            line = child.line(wait)
            if line and line.startswith("IN "):
                current, began = line[3:], time.monotonic()
            elif line and line.startswith(("STORED ", "SAME ")):
                seconds = 0.7 * seconds + 0.3 * (time.monotonic() - began)
                acknowledged.add(line.split()[1])
                current = None
            elif line is None and current:
                alive = child.process.poll() is None
                child.process.kill()
                assert child.process.wait() == -signal.SIGKILL
                assert alive
                after = child.line(1)
                while after:
                    if after.startswith(("STORED ", "SAME ")):
                        acknowledged.add(after.split()[1])
                        current = None
                    after = child.line(1)
                killed_inside += current is not None
                break
            else:
                assert line == "DONE", f"The child ended by itself: {line!r}"
                child.process.wait()
                break
        child.process.stdout.close()
        there = stored(path)
        assert acknowledged <= set(there)
        # only the import that was killed may be there without having been acknowledged, and then it is whole
        assert set(there) - acknowledged <= {current}
        assert set(there.values()) <= {ROWS}
        pending = [file for file in pending if file.name not in acknowledged]
    assert killed_inside == KILLS

    every = sorted(tmp_path.glob("*.csv"))[:12]
    last = Child(path, every)
    said = []
    while (line := last.line(60)) and line != "DONE":
        said.append(line.split()[0])
    last.process.wait()
    last.process.stdout.close()
    assert set(said) <= {"IN", "STORED", "SAME"}
    assert len(said) == 2 * len(every)
    assert acknowledged | {file.name for file in every} == set(stored(path))
