"""`python -m tests.calibration`: simulate, print a table (docs/accuracy.md), write build/calibration.json; seeded."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path

from tests.calibration import (
    followup,
    followup_real,
    forecast,
    hour_shifts,
    sizes,
    surveillance,
    table,
    weekly_news,
)
from tests.calibration.table import Row

SOURCES: tuple[Callable[[int, Executor | None], Iterator[Row]], ...] = (
    table.rows,
    sizes.rows,
    weekly_news.rows,
    followup.rows,
    lambda towns, pool: surveillance.rows(max(20, towns // 5), pool),
    lambda towns, pool: hour_shifts.rows(max(20, towns // 5), pool),
    followup_real.rows,
    lambda towns, pool: forecast.rows(max(4, towns // 125), pool),
)
"""Where the rows come from, in their order: each gives rows for so many towns. What is new is added here."""

BUILD = Path(__file__).resolve().parents[2] / "build"
HEAD = f"{'what':<88}{'value':>7}  {'95 %':<15}{'target':<9}{'':<5}plain Gi*"


def line(row: Row) -> str:
    """Return a row of the table as text."""
    mark = "" if row.reached is None else "yes" if row.reached else "NO"
    beside = "" if row.gi_star is None else f"{row.gi_star:.3f}"
    return (
        f"{row.what:<88}{row.value:>7.3f}  {f'{row.low:.3f}-{row.high:.3f}':<15}{row.target or '':<9}{mark:<5}{beside}"
    )


def main() -> int:
    """Simulate every row and return 1 when a target was missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.calibration")
    parser.add_argument("--towns", type=int, default=1000, help="towns for each row (default 1,000)")
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="processes at once")
    chosen = parser.parse_args()
    found: list[Row] = []
    print(HEAD)
    with ProcessPoolExecutor(chosen.processes) as pool:
        for source in SOURCES:
            for row in source(chosen.towns, pool):
                found.append(row)
                print(line(row), flush=True)
    BUILD.mkdir(exist_ok=True)
    (BUILD / "calibration.json").write_text(json.dumps([asdict(row) for row in found], indent=1) + "\n")
    return int(any(row.reached is False for row in found))


if __name__ == "__main__":
    sys.exit(main())
