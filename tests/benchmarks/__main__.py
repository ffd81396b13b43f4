"""`python -m tests.benchmarks`: measure, print a table (docs/performance.md), write it. `--small`: at most 1 M rows."""

import argparse
import sys

from tests.benchmarks import documents, flags, intake, map_page, pages, picture, scan, servers, start, trust
from tests.benchmarks.measuring import BUILD, Figure, table, write


def main() -> int:
    """Measure everything and return 1 when a target was missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--small", action="store_true", help="at most a million reports")
    names = ("flags", "trust", "intake", "overlap", "map", "picture", "scan", "start", "documents", "pages", "servers")
    parser.add_argument("--only", choices=names, help="one part")
    chosen = parser.parse_args()
    sizes = (1_000_000,) if chosen.small else (1_000_000, 10_000_000)
    parts = {
        "flags": flags.figures,
        "trust": trust.figures,
        "intake": intake.figures,
        "overlap": intake.overlap_figures,
        "map": map_page.figures,
        "scan": scan.figures,
        "start": start.figures,
        "documents": documents.figures,
        "servers": servers.figures,
        "pages": pages.figures,
        "picture": lambda: picture.figures(sizes),
    }
    found: list[Figure] = []
    for name, part in parts.items():
        if chosen.only in (None, name):
            for figure in part():
                found.append(figure)
                print(table([figure]).splitlines()[-1], flush=True)
    write(found, BUILD / "benchmarks.json")
    print(table(found))
    return int(any(figure.reached is False for figure in found))


if __name__ == "__main__":
    sys.exit(main())
