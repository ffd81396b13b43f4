"""`est log`: who did what, and when, in words."""

import argparse
from datetime import timedelta
from pathlib import Path

from est.errors import FileRefusedError
from est.log.lines import log_lines
from est.store.exports import log_export, to_csv
from est.terminal import add_store, municipality_now, open_existing_store, terminal_user
from est.terminal.argument_types import day
from est.text import LANGUAGES, translator


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.add_argument("--from", dest="first", type=day, metavar="DAY", help="the first day (30 ago)")
    parser.add_argument("--through", dest="last", type=day, metavar="DAY", help="the last day (today)")
    parser.add_argument("--who", metavar="ACCOUNT", help="what this account did alone")
    parser.add_argument("--about", metavar="WORD", default="", help="what has this word in it alone, such as a name")
    parser.add_argument("--identities", action="store_true", help="with the identity that `est erase` asks for")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write it into a file too")
    parser.add_argument("--language", choices=LANGUAGES, default="sv", help="of the words (default: sv)")
    add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """List what was done, the newest first, and return 0."""
    words = translator(arguments.language)
    with open_existing_store(arguments) as store:
        moment = municipality_now(store)
        last = arguments.last or moment.date()
        first = arguments.first or last - timedelta(days=30)
        found = log_lines(store, first, last, arguments.language, who=arguments.who, about=arguments.about)
        if arguments.csv:
            kept = found if arguments.identities else found.drop("thing")
            try:
                arguments.csv.write_bytes(to_csv(kept, arguments.language))
            except OSError as error:
                raise FileRefusedError(
                    f"{arguments.csv} cannot be written: {error.strerror}. Choose another."
                ) from error
            log_export(store, "logg", kept, terminal_user(), moment)
    for logged, who, what, details, thing in found.iter_rows():
        told = f" ({details})" if details else ""
        print(f"{words.moment(logged)}  {who}  {what}{told}" + (f"  {thing}" if arguments.identities else ""))
    if found.is_empty():
        print("Nothing of this was done in these days.")
    return 0
