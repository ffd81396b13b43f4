"""`python -m tests.benchmarks`: measure, print a table (docs/performance.md), write it. `--small`: at most 1 M rows."""

import argparse
import sys
from collections.abc import Callable, Iterable

from tests.benchmarks import (
    browser,
    documents,
    first_start,
    flags,
    fleet_pages,
    intake,
    map_page,
    pages,
    picture,
    scan,
    servers,
    start,
    trust,
)
from tests.benchmarks.measuring import BUILD, Figure, table, write

Part = Callable[[tuple[int, ...]], Iterable[Figure]]
PARTS: dict[str, Part] = {
    "flags": lambda _: flags.figures(),
    "trust": lambda _: trust.figures(),
    "intake": lambda _: intake.figures(),
    "overlap": lambda _: intake.overlap_figures(),
    "map": lambda _: map_page.figures(),
    "scan": lambda _: scan.figures(),
    "start": lambda _: start.figures(),
    "documents": lambda _: documents.figures(),
    "servers": lambda _: servers.figures(),
    "fleet": lambda _: fleet_pages.figures(),
    "starts": first_start.figures,
    "pages": lambda _: pages.figures(),
    "browser": lambda _: browser.figures(),
    "picture": picture.figures,
}


def main() -> int:
    """Measure everything and return 1 when a target was missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--small", action="store_true", help="at most a million reports")
    parser.add_argument("--only", choices=PARTS, nargs="+", help="some parts")
    chosen = parser.parse_args()
    sizes = (1_000_000,) if chosen.small else (1_000_000, 10_000_000)
    found: list[Figure] = []
    for name, part in PARTS.items():
        if chosen.only is None or name in chosen.only:
            for figure in part(sizes):
                found.append(figure)
                print(table([figure]).splitlines()[-1], flush=True)
    write(found, BUILD / "benchmarks.json")
    print(table(found))
    return int(any(figure.reached is False for figure in found))


if __name__ == "__main__":
    sys.exit(main())
