"""Run the readers of Excel and Parquet in a child process that may use only so much memory and time.

Their bytes come from outside and their readers are large programs in C++ and Rust: a crafted file makes them take
all memory or end the process. In a child that costs a sentence, not the dashboard.
"""

import io
import json
import subprocess  # nosec B404
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from est.reports.files.reading_time import MOST_SECONDS, SLOW
from est.reports.files.refusal import refusal
from est.text import N_

_BEGIN = (
    "import sys; sys.path.insert(0, sys.argv[1]); from est.reports.files.sandbox_worker import main; main(sys.argv[2:])"
)
DAMAGED = N_("It is damaged, or takes more memory than a file may; send it as CSV.")
_TIME_IS_UP = 24  # SIGXCPU, which Windows has not
_ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class SandboxLimits:
    """What the child may use: seconds of processor, seconds of waiting for a busy machine, and bytes of memory.

    `memory` is what it may hold; the addresses that its readers reserve without using them are three times as many.
    """

    seconds: float = MOST_SECONDS
    waiting: float = 60
    memory: int = 1024**3


@dataclass(frozen=True)
class SandboxAnswer:
    """What the child read: facts about the file, and its rows."""

    facts: dict[str, Any]
    rows: pl.DataFrame


def read_in_sandbox(
    reader: str,
    content: bytes,
    file: str,
    limits: SandboxLimits | None = None,
    own: tuple[str, ...] = (),
    damaged: str = DAMAGED,
) -> SandboxAnswer:
    """Return what the child's `reader` (excel, parquet or map layers) found in the bytes; `own` is handed to it.

    FileRefusedError when the child refused the file, took too long, or ended before its time, which `damaged` says.
    """
    limits = limits or SandboxLimits()
    command = [sys.executable, "-c", _BEGIN, str(_ROOT), reader, str(max(1, int(limits.seconds))), str(limits.memory)]
    command += own
    try:
        done = subprocess.run(  # nosec B603 # noqa: S603 (our own interpreter and module; the file comes by standard input)
            command, input=content, capture_output=True, timeout=limits.waiting, check=False
        )
    except subprocess.TimeoutExpired:
        raise refusal(file, SLOW, seconds=limits.waiting) from None
    if done.returncode == -_TIME_IS_UP:
        raise refusal(file, SLOW, seconds=max(MOST_SECONDS, limits.seconds))
    head, _, rows = done.stdout.partition(b"\n")
    if done.returncode != 0 or not head:
        raise refusal(file, damaged)
    facts = json.loads(head)
    if "refused" in facts:
        raise refusal(file, facts["refused"], **facts.get("values", {}))
    return SandboxAnswer(facts, pl.read_ipc_stream(io.BytesIO(rows)))
