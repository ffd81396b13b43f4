"""`est unusual`: the places where lately more, or fewer, is reported than is usual there."""

import argparse
import json
from datetime import date

from est.errors import SelectionError
from est.hotspots.surveillance.sentences import hour_shift_sentence, unusual_sentence, unusual_summary
from est.hotspots.surveillance.unusual import find_unusual
from est.store import Store
from est.terminal import add_store, municipality_now, open_existing_store
from est.text import LANGUAGES, translator


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    add_store(parser)
    parser.add_argument(
        "--as-of", metavar="DATE", help="the last day that is judged (default: that of the last report)"
    )
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="of the sentences")
    parser.add_argument("--json", action="store_true", help="everything as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the list; return 0, also when nothing is unusual."""
    with open_existing_store(arguments) as store:
        found = find_unusual(store, _day(store, arguments.as_of))
    if arguments.json:
        print(json.dumps(found.as_json(), ensure_ascii=False))
        return 0
    words = translator(arguments.language)
    lines = [unusual_sentence(place, words) for place in found.places]
    lines += [hour_shift_sentence(shift, words) for shift in found.hours]
    print("\n".join([unusual_summary(found, words), *lines]))
    return 0


def _day(store: Store, text: str | None) -> date:
    try:
        return date.fromisoformat(text) if text else municipality_now(store).date()
    except ValueError:
        raise SelectionError(f"A date is written as 2026-03-01, not {text!r}.") from None
