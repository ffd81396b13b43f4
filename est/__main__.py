"""The same core from a terminal: `est import`, `est undo`, `est check` and the rest, one module a command."""

import argparse
import importlib
import sys
from collections.abc import Sequence

from est.errors import EstError

COMMANDS = {
    "import": "est.terminal.import_",
    "undo": "est.terminal.undo",
    "check": "est.terminal.check",
    "area": "est.terminal.area",
    "background": "est.terminal.background",
    "organisation": "est.terminal.organisation",
    "flags": "est.terminal.flags",
    "calendar": "est.terminal.calendar",
    "backtest": "est.terminal.backtest",
    "evaluate": "est.terminal.evaluate",
    "serve": "est.terminal.serve",
    "demo": "est.terminal.demo",
}

NOTHING_DONE = 2
INTERRUPTED = 130  # 128 and the number of SIGINT, as a shell has it


def parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """Return the parser of the command line; each command's module adds its own part.

    Only the module of the command that is asked for is loaded, as some take seconds; all of them to give help.
    """
    top = argparse.ArgumentParser(prog="est", description="One picture of unsafe public places.")
    subparsers = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    asked = [name for name in arguments[:1] if name in COMMANDS]
    for name in asked or COMMANDS:
        importlib.import_module(COMMANDS[name]).add(subparsers)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 2 when it was refused, with the reason on the error stream."""
    given = sys.argv[1:] if arguments is None else arguments
    chosen = parser(given).parse_args(given)
    try:
        return int(chosen.run(chosen))
    except EstError as error:
        print(f"est: {error}", file=sys.stderr)
        return NOTHING_DONE
    except KeyboardInterrupt:
        return _interrupted()
    except RuntimeError as error:
        # while a statement runs, DuckDB makes an error of its own out of an interrupt
        if str(error) != "Query interrupted":
            raise
        return _interrupted()


def _interrupted() -> int:
    print("est: interrupted; what was not finished was not stored.", file=sys.stderr)
    return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
