"""`python -m tests.load`: serve a store of many reports and let people who are signed in work on it.

`python -m tests.load --minutes 60` asks about nothing but memory: fifty people work so long, and what the server holds
is read all the while. That does not depend on how fast the machine is, so it can be asked beside other work.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import psutil

from tests.load.sending import ROWS, beside, file_of, token_of
from tests.load.server import behind_a_proxy, people_who_sign_in, serving, sign_in
from tests.load.town import filled
from tests.load.visitors import Found, Plan, visit

# sessions, seconds between an answer and the next question, seconds that 95 % of the answers take at most
RUNS = ((10, 2.0, 0.5), (25, 2.0, 1.0), (50, 5.0, 1.0))

SESSIONS, THINK = RUNS[-1][:2]
MINUTE, PARTS = 60.0, 6
FILES = 5  # one a minute: some seventy answers meet one, too few for a 95th percentile
LONGER = 2.0  # times that people may wait at most while a large file is taken
FLAT = 1.05  # what the last sixth may hold of what the second one did; the first fills what is kept


def _held(server: psutil.Process) -> int:
    """Return the bytes that the server and the process beside it hold."""
    return sum(one.memory_info().rss for one in (server, *server.children(recursive=True)))


async def _memory(plan: Plan, server: psutil.Process) -> tuple[Found, list[list[int]]]:
    """Return what the sessions met, and the memory of server and process beside it (bytes) in each part of the time."""
    held: list[list[int]] = [[] for _ in range(PARTS)]
    begun = time.monotonic()
    visiting = asyncio.create_task(visit(plan))
    while not visiting.done():
        part = int((time.monotonic() - begun) / plan.seconds * PARTS)
        if part < PARTS:
            held[part].append(_held(server))
        await asyncio.wait({visiting}, timeout=min(5, plan.seconds / 60))
    return await visiting, held


def memory_over(
    minutes: float, url: str, server: psutil.Process, people: tuple[dict[str, str], ...]
) -> dict[str, object]:
    """Return a row: by how much the server's memory grew while fifty people worked so long."""
    worked = sum(server.cpu_times()[:2])
    plan = Plan(url, SESSIONS, minutes * MINUTE, THINK, seed=SESSIONS, patience=minutes * MINUTE, signed_in=people)
    found, held = asyncio.run(_memory(plan, server))
    middle = [median(part) for part in held]
    return {
        "what": f"memory over {minutes:g} minutes of {SESSIONS} sessions: the last sixth as a part of the second",
        "value": round(middle[-1] / middle[1], 3),
        "target": FLAT,
        "reached": middle[-1] <= FLAT * middle[1] and not found.errors,
        "median_mb_each_sixth": [round(part / 1e6) for part in middle],
        "most_mb_each_sixth": [round(max(part) / 1e6) for part in held],
        "answers": len(found.all),
        "errors": len(found.errors),
        "server_cpu_seconds": round(sum(server.cpu_times()[:2]) - worked),
        "first_errors": found.errors[:3],
    }


def files_beside(
    seconds: float, url: str, sent: Sequence[tuple[str, bytes]], seed: int, people: tuple[dict[str, str], ...]
) -> dict[str, object]:
    """Return a row: how much longer fifty people wait while large files are taken, one each so many seconds, than they
    did shortly before each; `sent` is a token and a file each.
    """
    plan = Plan(url, SESSIONS, seconds * len(sent), THINK, seed=seed, signed_in=people)
    found, told, spans = asyncio.run(beside(plan, sent, seconds))
    before = [(begun - seconds / 3, begun) for begun, _ in spans]
    meanwhile, without = found.during(*spans), found.during(*before)
    ratio = meanwhile.share(0.95) / without.share(0.95)
    return {
        "what": f"{SESSIONS} sessions while files of {ROWS:,} rows are taken: p95 beside that without",
        "value": round(ratio, 2),
        "target": LONGER,
        # its sender hears that it is known where it had to ask again
        "reached": ratio <= LONGER and not found.errors and {one["status"] for one in told} <= {"taken", "known"},
        "p95": round(meanwhile.share(0.95), 3),
        "p95_without": round(without.share(0.95), 3),
        "p95_of_each_file": [round(found.during(span).share(0.95), 3) for span in spans],
        "p95_before_each_file": [round(found.during(span).share(0.95), 3) for span in before],
        "seconds_of_each_file": [round(ended - begun, 1) for begun, ended in spans],
        "said_of_each_file": [f"{one['status']}, {one['accepted']} accepted" for one in told],
        "answers": len(meanwhile.all),
        "errors": len(found.errors),
        "first_errors": found.errors[:3],
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load")
    parser.add_argument("--reports", type=int, default=500_000)
    parser.add_argument("--seconds", type=float, default=60, help="of each run; all begin within its first five")
    parser.add_argument("--store", type=Path)
    parser.add_argument("--minutes", type=float, help="ask about memory alone, over so many minutes")
    chosen = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        path = chosen.store or Path(folder) / "est.duckdb"
        if not path.exists():
            filled(path, chosen.reports).close()
        names = people_who_sign_in(path, max(sessions for sessions, _, _ in RUNS))
        seed = int(time.time())  # a store that is used again has the rows of the last time
        contents = [file_of(ROWS, seed + number) for number in range(FILES)]
        sent = [(token_of(path, seed + number, content), content) for number, content in enumerate(contents)]
        with serving(path, **behind_a_proxy(Path(folder))) as (url, server):
            people = tuple(sign_in(url, name) for name in names)
            asyncio.run(visit(Plan(url, 1, 8, 0.3, signed_in=people)))
            if chosen.minutes:
                rows.append(memory_over(chosen.minutes, url, server, people))
                sys.stdout.write(json.dumps(rows[-1]) + "\n")
            for sessions, think, target in () if chosen.minutes else RUNS:
                begun, worked, held = time.monotonic(), sum(server.cpu_times()[:2]), _held(server)
                plan = Plan(url, sessions, chosen.seconds, think, seed=sessions, signed_in=people)
                found = asyncio.run(visit(plan))
                rows.append(
                    {
                        "what": f"{sessions} sessions thinking {think:.0f} s on {chosen.reports:,} reports: p95",
                        "value": round(found.share(0.95), 3),
                        "unit": "s",
                        "target": target,
                        "reached": found.share(0.95) <= target and not found.errors,
                        "p50": round(found.share(0.5), 3),
                        "server_cpu_ms_per_answer": round(
                            1000 * (sum(server.cpu_times()[:2]) - worked) / max(len(found.all), 1)
                        ),
                        "answers": len(found.all),
                        "errors": len(found.errors),
                        "pages": {page: round(found.share(0.95, page), 3) for page in found.seconds},
                        "seconds": round(time.monotonic() - begun, 1),
                        "megabytes": round(found.received / 1e6, 1),
                        "memory_before_mb": round(held / 1e6),
                        "memory_after_mb": round(_held(server) / 1e6),
                    }
                )
                sys.stdout.write(json.dumps(rows[-1]) + "\n")
                sys.stdout.writelines(error + "\n" for error in found.errors[:5])
            if not chosen.minutes:
                rows.append(files_beside(chosen.seconds, url, sent, seed, people))
                sys.stdout.write(json.dumps(rows[-1]) + "\n")
    return 0 if all(row["reached"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
