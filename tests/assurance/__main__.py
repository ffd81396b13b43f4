"""`python -m tests.assurance`: what a store survives, into build/assurance.json. `--long`: the whole length."""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from tests.assurance.damage import damage_stores
from tests.assurance.model import STEPS, Run, run_steps
from tests.assurance.servers import ServerKills, kill_servers, write_together
from tests.assurance.together import edit_together
from tests.postgres import running_cluster
from tests.sources import ROOT

SEED = 20261101
PAUSE = 0.25  # seconds that each of four servers rests after a change, as the machine is there for others too


@dataclass(frozen=True)
class Assurance:
    """A figure with what it should be at most, or at least where it is a number of tries."""

    what: str
    value: float
    target: str
    reached: bool


@dataclass(frozen=True)
class Length:
    """How much is done: runs of random steps, damaged files, edits of one record by each of eight at once, kills of
    servers (and of PostgreSQL a tenth of them), and seconds of four servers that write.
    """

    runs: int = 8
    files: int = 24
    edits: int = 25
    kills: int = 10
    seconds: float = 20.0


LONG = Length(100, 100, 200, 200, 3600.0)


def steps_figures(length: Length) -> Iterator[Assurance]:
    """Measure runs of random steps with kills and full disks."""
    total = Run()
    for seed in range(SEED, SEED + length.runs):
        with tempfile.TemporaryDirectory() as folder:
            run = run_steps(Path(folder), seed)
        total += run
        for told in run.differences:
            print(told, file=sys.stderr, flush=True)
    what = (
        f"differences from the model in {length.runs} runs of {STEPS} steps ({total.steps} acknowledged, "
        f"{total.kills} kills, {total.inside} of them in the middle of a step, {total.full} full disks)"
    )
    yield Assurance(what, len(total.differences), "0", not total.differences)


def damage_figures(length: Length) -> Iterator[Assurance]:
    """Measure what becomes of damaged files."""
    with tempfile.TemporaryDirectory() as folder:
        found = damage_stores(Path(folder), SEED, length.files)
    what = f"of {length.files} damaged files ({found.sentences} said, {found.unhurt} unhurt)"
    yield Assurance(f"wrong without a word, {what}", found.silent, "0", found.silent == 0)
    yield Assurance(f"a trace instead of a sentence, {what}", found.traces, "0", found.traces == 0)


def edit_figures(length: Length) -> Iterator[Assurance]:
    """Measure edits of one record by eight at once."""
    with tempfile.TemporaryDirectory() as folder:
        acknowledged, lost = edit_together(Path(folder), 8, length.edits)
    what = f"edits lost or doubled of {acknowledged} acknowledged, eight people at one record"
    yield Assurance(what, lost, "0", lost == 0)


def kill_figures(length: Length) -> Iterator[Assurance]:
    """Measure kills of servers and of PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder, running_cluster(()) as cluster:
        found = kill_servers(cluster, Path(folder), SEED, length.kills, length.kills // 10)
    yield _of_servers(f"{found.servers} kills of servers and {found.databases} of PostgreSQL", found)


def writer_figures(length: Length) -> Iterator[Assurance]:
    """Measure four servers that write at once."""
    with tempfile.TemporaryDirectory() as folder, running_cluster(()) as cluster:
        found = write_together(cluster, Path(folder), length.seconds, pause=PAUSE)
    yield _of_servers(f"{length.seconds / 60:g} minutes of four servers that write, {found.refused} refused", found)


def _of_servers(what: str, found: ServerKills) -> Assurance:
    for told in found.wrong:
        print(told, file=sys.stderr)
    told = f"faults after {what} ({len(found.acknowledged)} acknowledged)"
    return Assurance(told, len(found.wrong), "0", not found.wrong)


PARTS = {
    "steps": steps_figures,
    "damage": damage_figures,
    "edits": edit_figures,
    "kills": kill_figures,
    "writers": writer_figures,
}


def main() -> int:
    """Measure everything, write it, and return 1 when a target was missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.assurance")
    long = "100 runs, 100 files, 8 × 200 edits, 200 kills of servers and 20 of PostgreSQL, an hour of four writers"
    parser.add_argument("--long", action="store_true", help=long)
    parser.add_argument("--only", choices=PARTS, help="one part, into a file of its own name")
    parser.add_argument("--kills", type=int, help="of servers, in place of the usual; of PostgreSQL a tenth of them")
    parser.add_argument("--minutes", type=float, help="of four writers, in place of the usual")
    chosen = parser.parse_args()
    length = LONG if chosen.long else Length()
    if chosen.minutes is not None:
        length = replace(length, seconds=60 * chosen.minutes)
    if chosen.kills is not None:
        length = replace(length, kills=chosen.kills)
    found = []
    for name, part in PARTS.items():
        for figure in part(length) if chosen.only in (None, name) else ():
            found.append(figure)
            print(f"{'reached' if figure.reached else 'MISSED'}  {figure.value:g}  {figure.what}", flush=True)
    build = ROOT / "build" / f"assurance{f'-{chosen.only}' if chosen.only else ''}.json"
    build.parent.mkdir(exist_ok=True)
    build.write_text(json.dumps([asdict(figure) for figure in found], indent=1), encoding="utf-8")
    return int(not all(figure.reached for figure in found))


if __name__ == "__main__":
    sys.exit(main())
