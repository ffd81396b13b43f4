"""A batch through the whole door, as `est import` takes it: read, checked, stored, verified. In a child process."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import polars as pl

from tests.benchmarks.measuring import Figure
from tests.stores import TOWN

ROWS_PER_SECOND = 40_000
HELD, SENT, MOST_SECONDS = 500_000, 60_000, 10  # reports in the store, rows of the next file, and its seconds
MEMORY_MIB = 1024
WORDS = ("Klotter", "Skadegörelse", "Störande fordon", "Inbrott", "Nedskräpning", "Bristande belysning")


def batch(path: Path, rows: int, first: datetime = datetime(2022, 1, 1), days: int = 4 * 365) -> None:
    """Write a CSV as a housing company would send it: time, end, place, point, category, free text."""
    rng = np.random.default_rng(3)
    minutes = pl.Series("start", rng.integers(0, days * 1440, rows) * 60_000_000).cast(pl.Duration("us"))
    frame = pl.select(start=pl.lit(first) + minutes).with_columns(
        end=pl.when(pl.Series(rng.random(rows) < 0.3)).then(pl.col("start") + pl.duration(minutes=95))
    )
    frame.select(
        pl.col("start").dt.strftime("%Y-%m-%d %H:%M").alias("Starttid"),
        pl.col("end").dt.strftime("%Y-%m-%d %H:%M").alias("Sluttid"),
        pl.Series("Plats", np.char.add("Södra torget ", rng.integers(1, 400, rows).astype(str))),
        pl.Series("Lat", (TOWN[0] + rng.uniform(-0.018, 0.018, rows)).round(6)),
        pl.Series("Long", (TOWN[1] + rng.uniform(-0.032, 0.032, rows)).round(6)),
        pl.Series("Kategori", np.array(WORDS)[rng.integers(0, len(WORDS), rows)]),
        pl.Series("Beskrivning", np.char.add("glas på marken, nr ", rng.integers(0, rows, rows).astype(str))),
    ).write_csv(path)


def figures(sizes: tuple[int, ...] = (100_000, 1_000_000)) -> Iterator[Figure]:
    """Measure rows per second and peak memory of `est import` at each size, and of polars reading the same file."""
    for rows in sizes:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "batch.csv"
            batch(file, rows)
            command = [sys.executable, "-m", "est", "import", str(file), "--organisation", "Bostadsbolaget", "--json"]
            seconds, peak, accepted = _run([*command, "--store", str(Path(folder) / "est.duckdb")])
            start = time.perf_counter()
            pl.read_csv(file)
            plain = time.perf_counter() - start
        what = f"import of a CSV of {rows:,} rows ({accepted:,} taken), start-up included"
        speed = rows / seconds
        yield Figure(
            what,
            round(speed),
            "rows/s",
            f"polars reading it, nothing checked: {rows / plain:,.0f} rows/s",
            round(speed / (rows / plain), 4),
            f"at least {ROWS_PER_SECOND:,}" if rows >= 1_000_000 else None,
            speed >= ROWS_PER_SECOND if rows >= 1_000_000 else None,
        )
        yield Figure(
            f"peak memory of that import, {rows:,} rows, largest process",
            round(peak),
            "MiB",
            target=f"under {MEMORY_MIB:,}",
            reached=peak < MEMORY_MIB,
        )


def _overlap(file: Path, again: Path) -> None:
    """Write an export that overlaps another: five sixths of its rows are there already, the others are new."""
    header, *rows = file.read_text(encoding="utf-8").splitlines()
    known = SENT * 5 // 6
    new = (row.replace("glas på marken", "glas i gräset") for row in rows[known:SENT])
    again.write_text("\n".join([header, *rows[:known], *new]) + "\n", encoding="utf-8")


def overlap_figures() -> Iterator[Figure]:
    """Measure the seconds in which a file is read, compared with a large store and stored."""
    with tempfile.TemporaryDirectory() as folder:
        file, again, store = (Path(folder) / name for name in ("all.csv", "again.csv", "est.duckdb"))
        batch(file, HELD)
        _overlap(file, again)
        command = [sys.executable, "-m", "est", "import", "--organisation", "Bostadsbolaget", "--json"]
        _run([*command, "--store", str(store), str(file)])
        seconds, _, accepted = _run([*command, "--store", str(store), str(again)])
    yield Figure(
        f"import of {SENT:,} rows ({accepted:,} new) into {HELD:,}, start-up included",
        round(seconds, 1),
        "s",
        target=f"at most {MOST_SECONDS}",
        reached=seconds <= MOST_SECONDS,
    )


def _run(command: list[str]) -> tuple[float, float, int]:
    """Return seconds, peak resident MiB of the largest process, and the accepted rows."""
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        out.seek(0)
        answer = json.loads(out.read())
    if os.waitstatus_to_exitcode(status) > 1:
        raise RuntimeError(f"{command} ended with status {status}.")
    return seconds, usage.ru_maxrss / 1024, int(answer["accepted"])
