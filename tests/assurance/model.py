"""Random steps against a store in a process of its own that is killed and opened again, and against a plain model."""

import copy
import json
import random
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from est.store.frozen_content import ERASED
from tests.sources import ROOT

STEPS = 30
KILLED = 0.2  # the share of steps in which the process is killed
FULL = 0.15  # in which the disk is full somewhere in the middle
REOPENED = 0.1  # and after which it is closed and opened again
ROOM = 400_000  # bytes: less than a store and its log of writes come to
FIRST = datetime(2026, 11, 1, 12)


@dataclass
class Model:
    """What a store should hold: the last name, the notes in their order, and what became of each batch."""

    name: str = ""
    notes: list[str] = field(default_factory=list)
    batches: list[list[str]] = field(default_factory=list)

    def state(self) -> dict[str, Any]:
        """Return what a store in this state says of itself."""
        reports = 5 * sum(standing == "stands" for _, standing in self.batches)
        return {**vars(self), "reports": reports, "faults": []}

    def next_step(self, chance: random.Random, number: int) -> dict[str, Any]:
        """Return a step that can be done now."""
        steps: list[dict[str, Any]] = [
            {"do": do, "words": f"ord{number}"} for do in ("name", "note", "take", "take", "rewrite", "backup", "purge")
        ]
        steps += [{"do": "erase", "number": one} for one, words in enumerate(self.notes) if words != ERASED]
        for one, (_, standing) in enumerate(self.batches):
            if standing != "purged":
                steps.append({"do": "undo" if standing == "stands" else "restore", "number": one})
        return chance.choice(steps)

    def take(self, told: dict[str, Any]) -> None:
        """Become what a store is after a step."""
        do, number, words = told["do"], told.get("number", 0), told.get("words", "")
        if do == "name":
            self.name = words
        elif do == "note":
            self.notes.append(words)
        elif do == "erase":
            self.notes[number] = ERASED
        elif do == "take":
            self.batches.append([f"{words}.csv", "stands"])
        elif do in ("undo", "restore"):
            self.batches[number][1] = "undone" if do == "undo" else "stands"
        elif do == "purge":
            for batch in self.batches:
                if batch[1] == "undone":
                    batch[:] = [ERASED, "purged"]


@dataclass
class Run:
    """What a run came to: steps acknowledged, kills, those of them in the middle of a step, full disks, differences."""

    steps: int = 0
    kills: int = 0
    inside: int = 0
    full: int = 0
    differences: list[str] = field(default_factory=list)

    def __add__(self, other: "Run") -> "Run":
        """Return both together."""
        return Run(**{name: value + getattr(other, name) for name, value in vars(self).items()})


class Worker:
    """The process that has the store open."""

    def __init__(self, path: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.assurance.worker", str(path)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.first = json.loads(self.line())

    def line(self) -> str:
        return self.process.stdout.readline()

    def tell(self, told: dict[str, Any]) -> None:
        self.process.stdin.write(json.dumps(told) + "\n")
        self.process.stdin.flush()

    def end(self, *, kill: bool = False) -> str:
        """End the process, by force or not, and return what it still said."""
        if kill:
            self.process.kill()
        self.process.stdin.close()
        said = self.process.stdout.read()
        self.process.wait()
        self.process.stdout.close()
        return said


def run_steps(folder: Path, seed: int, steps: int = STEPS) -> Run:
    """Return what became of a store after random steps, compared with the model at each kill and each reopening."""
    chance, model, run = random.Random(seed), Model(), Run()
    worker = Worker(folder / "est.duckdb")
    for number in range(steps):
        told = model.next_step(chance, number)
        told |= {"folder": str(folder / "backups"), "at": (FIRST + timedelta(seconds=number)).isoformat()}
        kill, reopen, full = chance.random() < KILLED, chance.random() < REOPENED, chance.random() < FULL
        if full and not kill:
            told["room"] = chance.randrange(ROOM)
        worker.tell(told)
        worker.line()
        before = copy.deepcopy(model)
        model.take(told)
        if kill:
            time.sleep(chance.uniform(0, 0.15))
            acknowledged = "DONE" in worker.end(kill=True)
            run.kills += 1
            run.inside += not acknowledged
        else:
            said = worker.line()
            acknowledged = said == "DONE\n"
            refused = "room" in told and said.startswith("REFUSED ")
            run.full += refused
            if not acknowledged and not refused:
                run.differences.append(f"seed {seed}, step {number}, {told['do']}: {said}")
            if reopen or refused:
                reopen = True
                worker.end()
        if kill or reopen:
            worker = Worker(folder / "est.duckdb")
            if not acknowledged and worker.first == before.state():
                model = before  # what was not acknowledged may be there or not, but whole
        run.steps += acknowledged
        if (kill or reopen) and worker.first != model.state():
            run.differences.append(f"seed {seed}, step {number}, {told['do']}: {worker.first} for {model.state()}")
            break
    worker.tell({"do": "state"})
    worker.line()
    if (found := json.loads(worker.line())) != model.state():
        run.differences.append(f"seed {seed}, at the end: {found} for {model.state()}")
    worker.end()
    return run
