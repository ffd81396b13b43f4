"""`est calendar`: when the measures are due and followed up, as a file for any calendar program."""

import argparse
from pathlib import Path

from est.errors import FileRefusedError, NotFoundError
from est.measures import all_measures
from est.measures.calendar_file import calendar_entries, write_calendar
from est.meetings.event_calendar import event_entries
from est.meetings.queries import coming_events
from est.municipality.defaults import store_timezone
from est.municipality.reference_lists import reference_lists
from est.store.exports import log_export
from est.terminal import add_store, municipality_now, open_existing_store, terminal_user
from est.text import translator


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.add_argument("organisation", nargs="?", help="the responsible organisation, as it is written in the store")
    parser.add_argument("--all", action="store_true", help="the measures of every organisation")
    parser.add_argument("file", type=Path, metavar="FILE.ics", help="where to write it")
    add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the file and say how many days it holds; return 0."""
    if arguments.all == (arguments.organisation is not None):
        raise NotFoundError("Name one organisation, or say --all.")
    with open_existing_store(arguments) as store:
        listed = all_measures(store)
        if not arguments.all:
            known = {name.lower(): identity for identity, name in reference_lists(store).organisations.items()}
            identity = known.get(arguments.organisation.strip().lower())
            if identity is None:
                raise NotFoundError(
                    f"There is no organisation {arguments.organisation!r}. There are: "
                    f"{', '.join(reference_lists(store).organisations.values())}."
                )
            listed = listed.filter(organisation=identity)
        words, moment = translator("sv"), municipality_now(store)
        events = tuple(event_entries(coming_events(store, moment.date()), words))
        try:
            arguments.file.write_bytes(write_calendar(listed, words, moment, store_timezone(store), events))
        except OSError as error:
            raise FileRefusedError(f"{arguments.file} cannot be written: {error.strerror}. Choose another.") from error
        log_export(store, "calendar", listed.select("id", "title", "due", "follow_up"), terminal_user(), moment)
        days = sum(1 for _ in calendar_entries(listed, words, moment.date()))
    told = f", and {len(events)} coming events" if events else ""
    print(f"{arguments.file}: {days} days of {listed.height} measures{told}.")
    return 0
