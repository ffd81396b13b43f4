"""`python -m tests.assurance`: what a store survives, into build/assurance.json. `--long`: the whole length."""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.assurance.damage import damage_stores
from tests.assurance.model import STEPS, run_steps
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


def figures(runs: int, files: int, edits: int, kills: int) -> Iterator[Assurance]:
    """Measure: runs of random steps with kills, damaged files, edits of one record by eight at once, killed servers."""
    steps = kills = differences = 0
    for seed in range(SEED, SEED + runs):
        with tempfile.TemporaryDirectory() as folder:
            run = run_steps(Path(folder), seed)
        steps, kills, differences = steps + run.steps, kills + run.kills, differences + len(run.differences)
        for told in run.differences:
            print(told, file=sys.stderr)
    what = f"differences from the model in {runs} runs of {STEPS} steps ({steps} acknowledged, {kills} killed)"
    yield Assurance(what, differences, "0", differences == 0)
    with tempfile.TemporaryDirectory() as folder:
        found = damage_stores(Path(folder), SEED, files)
    what = f"of {files} damaged files ({found.sentences} said, {found.unhurt} unhurt)"
    yield Assurance(f"wrong without a word, {what}", found.silent, "0", found.silent == 0)
    yield Assurance(f"a trace instead of a sentence, {what}", found.traces, "0", found.traces == 0)
    with tempfile.TemporaryDirectory() as folder:
        acknowledged, lost = edit_together(Path(folder), 8, edits)
    what = f"edits lost or doubled of {acknowledged} acknowledged, eight people at one record"
    yield Assurance(what, lost, "0", lost == 0)
    with tempfile.TemporaryDirectory() as folder, running_cluster(()) as cluster:
        killed = kill_servers(cluster, Path(folder), SEED, kills, kills // 10)
    for told in killed.wrong:
        print(told, file=sys.stderr)
    what = (
        f"faults after {killed.servers} kills of servers and {killed.databases} of PostgreSQL "
        f"({len(killed.acknowledged)} acknowledged)"
    )
    yield Assurance(what, len(killed.wrong), "0", not killed.wrong)


def main() -> int:
    """Measure everything, write it, and return 1 when a target was missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.assurance")
    parser.add_argument("--long", action="store_true", help="100 runs, 100 files, 8 × 200 edits, 200 kills")
    sizes = (100, 100, 200, 200) if parser.parse_args().long else (8, 24, 25, 10)
    found = []
    for figure in figures(*sizes):
        found.append(figure)
        print(f"{'reached' if figure.reached else 'MISSED'}  {figure.value:g}  {figure.what}", flush=True)
    build = ROOT / "build" / "assurance.json"
    build.parent.mkdir(exist_ok=True)
    build.write_text(json.dumps([asdict(figure) for figure in found], indent=1), encoding="utf-8")
    return int(not all(figure.reached for figure in found))


if __name__ == "__main__":
    sys.exit(main())
