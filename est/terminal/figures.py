"""`est figures`: totals of whole months that may be shown to anybody."""

import argparse
from datetime import date
from pathlib import Path

from est.errors import FileRefusedError, SelectionError
from est.picture.figures_to_share import closed_months, figures_to_share
from est.store.exports import log_export, to_csv
from est.terminal import add_store, municipality_now, open_existing_store, terminal_user
from est.terminal.argument_types import day
from est.text import LANGUAGES


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.add_argument("file", type=Path, metavar="FILE.csv", help="where to write it")
    parser.add_argument("--first", required=True, metavar="MONTH", help="as 2026-01")
    parser.add_argument("--last", required=True, metavar="MONTH", help="as 2026-06; a month that is over")
    parser.add_argument("--language", choices=LANGUAGES, default="sv", help="of the file (default: sv)")
    add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the file and say how much of it is whole; return 0."""
    first, last = _month(arguments.first), _month(arguments.last)
    with open_existing_store(arguments) as store:
        moment = municipality_now(store)
        months = closed_months(first, last, moment.date())
        found = figures_to_share(store, months, arguments.language)
        try:
            arguments.file.write_bytes(to_csv(found, arguments.language))
        except OSError as error:
            raise FileRefusedError(f"{arguments.file} cannot be written: {error.strerror}. Choose another.") from error
        log_export(store, arguments.file.name, found, terminal_user(), moment)
    whole = found.height - found["more"].sum()
    print(f"{arguments.file}: {found.height} totals of {len(months)} months, {whole} of them exact.")
    return 0


def _month(text: str) -> date:
    try:
        return day(f"{text}-01")
    except argparse.ArgumentTypeError:
        raise SelectionError(f"{text!r} is no month. Write it as 2026-06.") from None
