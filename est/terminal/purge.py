"""`est purge`: remove for good what is past its time: reports, undone batches, files of the inbox."""

import argparse

from est.municipality.reference_lists import reference_lists
from est.reports.arrivals.inbox_folder import InboxFolder
from est.reports.arrivals.inbox_retention import expired_files, remove_files
from est.reports.batches.purge import UNDONE_DAYS, PurgePlan, purge, purge_plan
from est.store import Store
from est.store.compaction import compact_store
from est.terminal import add_store, municipality_now, open_existing_store, store_settings, terminal_user
from est.terminal.argument_types import LONGEST, whole_number


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.add_argument("--dry-run", action="store_true", help="say what would go, and remove nothing")
    parser.add_argument(
        "--undone-days",
        type=whole_number(0, LONGEST, "0 is at once"),
        default=UNDONE_DAYS,
        metavar="N",
        help=f"undone batches, and what a review turned down, go after so many days, 0 now (default: {UNDONE_DAYS})",
    )
    add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print what is past its time, remove it and rewrite the store; return 0."""
    with open_existing_store(arguments) as store:
        plan = purge_plan(store, municipality_now(store), arguments.undone_days)
        settings = store_settings(arguments)
        lying = expired_files(store, InboxFolder(settings.inbox_of(settings.store)), municipality_now(store))
        _say(store, plan, len(lying))
        if arguments.dry_run:
            print("Nothing was removed: this was a dry run.")
            return 0
        purge(store, plan, terminal_user(), municipality_now(store))
        remove_files(store, lying, terminal_user(), municipality_now(store))
        compact_store(store)
    if plan.is_empty and not lying:
        print("Nothing was removed from the store.")
        return 0
    print(
        "What was listed is gone from the store. Backups hold it until they are past their time, and the "
        "newest until a newer one is made: est erase."
    )
    return 0


def _say(store: Store, plan: PurgePlan, lying: int) -> None:
    if plan.is_empty and not lying:
        print("Nothing is past its time.")
    known = reference_lists(store)
    for organisation, category, months, count in plan.counts().iter_rows():
        named = f"{known.organisations.get(organisation, organisation)}, {known.categories.get(category, category)}"
        why = f"older than {months} months" if months else "turned down in review"
        print(f"{count} reports of {named}: {why}")
    for identity, file, undone in plan.batches.iter_rows():
        print(f"batch {identity} ({file}): undone {undone:%Y-%m-%d}")
    if plan.versions.height:
        print(f"the words of {plan.versions.height} versions of reports that were corrected or voided")
    if lying:
        print(f"{lying} files of the inbox that were handled long ago")
