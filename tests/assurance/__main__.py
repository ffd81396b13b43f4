"""`python -m tests.assurance`: what a store survives, into build/assurance.json. `--long`: the whole length."""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.assurance.damage import damage_stores
from tests.assurance.model import STEPS, Run, run_steps
from tests.assurance.servers import kill_servers
from tests.assurance.together import edit_together
from tests.postgres import running_cluster
from tests.sources import ROOT

SEED = 20261101


@dataclass(frozen=True)
class Assurance:
    """A figure with what it should be at most, or at least where it is a number of tries."""

    what: str
    value: float
    target: str
    reached: bool


def steps(runs: int) -> Iterator[Assurance]:
    """Measure runs of random steps with kills and full disks."""
    total = Run()
    for seed in range(SEED, SEED + runs):
        with tempfile.TemporaryDirectory() as folder:
            run = run_steps(Path(folder), seed)
        total += run
        for told in run.differences:
            print(told, file=sys.stderr, flush=True)
    what = (
        f"differences from the model in {runs} runs of {STEPS} steps ({total.steps} acknowledged, {total.kills} kills, "
        f"{total.inside} of them in the middle of a step, {total.full} full disks)"
    )
    yield Assurance(what, len(total.differences), "0", not total.differences)


def damage(files: int) -> Iterator[Assurance]:
    """Measure damaged files."""
    with tempfile.TemporaryDirectory() as folder:
        found = damage_stores(Path(folder), SEED, files)
    what = f"of {files} damaged files ({found.sentences} said, {found.unhurt} unhurt)"
    yield Assurance(f"wrong without a word, {what}", found.silent, "0", found.silent == 0)
    yield Assurance(f"a trace instead of a sentence, {what}", found.traces, "0", found.traces == 0)


def edits(each: int) -> Iterator[Assurance]:
    """Measure edits of one record by eight at once."""
    with tempfile.TemporaryDirectory() as folder:
        acknowledged, lost = edit_together(Path(folder), 8, each)
    what = f"edits lost or doubled of {acknowledged} acknowledged, eight people at one record"
    yield Assurance(what, lost, "0", lost == 0)


def servers(kills: int) -> Iterator[Assurance]:
    """Measure killed servers, and PostgreSQL killed once in ten times."""
    with tempfile.TemporaryDirectory() as folder, running_cluster(()) as cluster:
        killed = kill_servers(cluster, Path(folder), SEED, kills, kills // 10)
    for told in killed.wrong:
        print(told, file=sys.stderr, flush=True)
    what = (
        f"faults after {killed.servers} kills of servers and {killed.databases} of PostgreSQL "
        f"({len(killed.acknowledged)} acknowledged)"
    )
    yield Assurance(what, len(killed.wrong), "0", not killed.wrong)


PARTS = {
    "steps": (steps, 8, 100),
    "damage": (damage, 24, 100),
    "edits": (edits, 25, 200),
    "servers": (servers, 10, 200),
}


def main() -> int:
    """Measure everything, write it, and return 1 when a target was missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.assurance")
    parser.add_argument("--long", action="store_true", help="100 runs, 100 files, 8 × 200 edits, 200 kills of servers")
    parser.add_argument("--only", choices=PARTS, help="one part, into a file of its own name")
    told = parser.parse_args()
    found = []
    for name, (measure, short, long) in PARTS.items():
        for figure in measure(long if told.long else short) if told.only in (None, name) else ():
            found.append(figure)
            print(f"{'reached' if figure.reached else 'MISSED'}  {figure.value:g}  {figure.what}", flush=True)
    build = ROOT / "build" / f"assurance{f'-{told.only}' if told.only else ''}.json"
    build.parent.mkdir(exist_ok=True)
    build.write_text(json.dumps([asdict(figure) for figure in found], indent=1), encoding="utf-8")
    return int(not all(figure.reached for figure in found))


if __name__ == "__main__":
    sys.exit(main())
