"""`est unusual`: the places where lately more, or fewer, is reported than is usual there."""

import argparse
import json

from est.hotspots.surveillance.sentences import hour_shift_sentence, unusual_sentence, unusual_summary
from est.hotspots.surveillance.unusual import find_unusual
from est.terminal import add_store, municipality_now, open_existing_store
from est.terminal.argument_types import day
from est.text import LANGUAGES, translator


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    add_store(parser)
    parser.add_argument(
        "--as-of", type=day, metavar="DATE", help="the last day that is judged (default: that of the last report)"
    )
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="of the sentences")
    parser.add_argument("--json", action="store_true", help="everything as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the list; return 0, also when nothing is unusual."""
    with open_existing_store(arguments) as store:
        found = find_unusual(store, arguments.as_of or municipality_now(store).date())
    if arguments.json:
        print(json.dumps(found.as_json(), ensure_ascii=False))
        return 0
    words = translator(arguments.language)
    lines = [unusual_sentence(place, words) for place in found.places]
    lines += [hour_shift_sentence(shift, words) for shift in found.hours]
    print("\n".join([unusual_summary(found, words), *lines]))
    return 0
