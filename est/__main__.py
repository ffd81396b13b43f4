"""The same core from a terminal: `est import`, `est undo`, `est check` and the rest, one module a command."""

import argparse
import importlib
import sys
from collections.abc import Sequence
from types import ModuleType

from est.errors import EstError

COMMANDS = {
    "import": "take a file of reports as a batch",
    "inbox": "take the files that lie in the folder of each organisation",
    "undo": "remove a batch whole; the log keeps that it was there",
    "check": "list the batches, and see whether the store holds together",
    "backup": "make a verified copy of the store, also while it is served",
    "restore": "make a new store from a backup",
    "move": "move a whole store from a file into PostgreSQL, or out of it",
    "erase": "erase a text for good, and write the store anew without what was deleted",
    "purge": "remove what is past its time, and undone batches, for good",
    "retention": "say how long reports are kept",
    "area": "give the outline of the study area as GeoJSON",
    "addresses": "load the address register, by which addresses become places",
    "places": "name places from a file",
    "background": "give people or addresses per square, place or cell",
    "ground": "give the roads, water, buildings and rail that are drawn under the cells",
    "organisation": "say how an organisation's repeats are tested",
    "flags": "show the cells with more reports than an even spread would give",
    "unusual": "list the places where more, or fewer, is reported than usual there",
    "situation": "freeze the situation picture of a week, month, tertial or year, and show it",
    "compare": "compare the municipalities of a store by rates alone",
    "figures": "write totals of whole months that may be shown to anybody",
    "calendar": "write when measures are due as a calendar file",
    "mail": "show the queue of messages, send what waits, or a test message",
    "backtest": "test the outlook on the store's own history, month by month",
    "evaluate": "say whether a measure worked or only moved the problem",
    "log": "say who did what, and when",
    "user": "say who may sign in, with which role and for which organisation",
    "serve": "serve the dashboard in the browser of this machine",
    "demo": "build the demo town, all invented, in a new store",
}
"""Each command and what it does in a line: all that the help needs, so that no command is loaded for it."""

NOTHING_DONE = 2
INTERRUPTED = 130  # 128 and the number of SIGINT, as a shell has it


class _Version(argparse.Action):
    """Prints the version of the installed package, which is looked up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        metadata = importlib.import_module("importlib.metadata")
        try:
            print(f"est {metadata.version('est')}")
        except metadata.PackageNotFoundError:
            parser.error("est is not installed here, and only what is installed has a version: pip install .")
        parser.exit()


def module(command: str) -> ModuleType:
    """Return the module of a command, with its `add(parser)` and `run(arguments)`. Some take seconds to load."""
    return importlib.import_module("est.terminal." + ("import_" if command == "import" else command))


def parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """Return the parser of a command line. Of all commands only the one that is asked for is loaded."""
    top = argparse.ArgumentParser(prog="est", description="One picture of unsafe public places.")
    top.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    subparsers = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    asked = next((word for word in arguments if word in COMMANDS), None)
    # where the command stands first, none but its own help can be asked for
    listed = {asked: COMMANDS[asked]} if asked and arguments[0] == asked else COMMANDS
    for name, told in listed.items():
        command = subparsers.add_parser(name, help=told)
        if name == asked:
            module(name).add(command)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 2 when it was refused, with the reason on the error stream."""
    given = sys.argv[1:] if arguments is None else arguments
    chosen = parser(given).parse_args(given)
    try:
        return int(module(chosen.command).run(chosen))
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
