"""`python -m tests.load`: serve a store of many reports and let 10 and 25 sessions work on it, thinking 2 s."""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path

from tests.load.server import serving
from tests.load.town import filled
from tests.load.visitors import Plan, visit

TARGETS = {10: 0.5, 25: 1.0}  # seconds that 95 % of the answers take at most


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load")
    parser.add_argument("--reports", type=int, default=500_000)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--store", type=Path)
    chosen = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        path = chosen.store or Path(folder) / "est.duckdb"
        if not path.exists():
            filled(path, chosen.reports).close()
        with serving(path) as (url, server):
            asyncio.run(visit(Plan(url, 1, 8, 0.3)))
            for sessions, target in TARGETS.items():
                begun, worked = time.monotonic(), sum(server.cpu_times()[:2])
                found = asyncio.run(visit(Plan(url, sessions, chosen.seconds, seed=sessions)))
                rows.append(
                    {
                        "what": f"{sessions} sessions thinking 2 s on {chosen.reports:,} reports: p95",
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
                    }
                )
                sys.stdout.write(json.dumps(rows[-1]) + "\n")
                sys.stdout.writelines(error + "\n" for error in found.errors[:5])
    return 0 if all(row["reached"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
