"""The same core from a terminal: `est import`, `est undo`, `est check` and the rest, one module a command."""

import argparse
import sys
from collections.abc import Sequence

from est.errors import EstError
from est.terminal import area, background, backtest, check, demo, flags, import_, serve, undo

COMMANDS = (
    import_,
    undo,
    check,
    area,
    background,
    flags,
    backtest,
    serve,
    demo,
)

NOTHING_DONE = 2


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line; each command's module adds its own part."""
    top = argparse.ArgumentParser(prog="est", description="One picture of unsafe public places.")
    subparsers = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(subparsers)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 2 when it was refused, with the reason on the error stream."""
    chosen = parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except EstError as error:
        print(f"est: {error}", file=sys.stderr)
        return NOTHING_DONE
    except KeyboardInterrupt:
        print("est: interrupted; what was not finished was not stored.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
