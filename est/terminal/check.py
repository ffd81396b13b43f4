"""`est check`: does the store hold together, and which batches are in it?"""

import argparse

from est.reports.batches.batch import all_batches
from est.reports.batches.integrity import check_integrity
from est.terminal import add_store, open_existing_store


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """Return 0 when everything holds, 1 when something does not."""
    with open_existing_store(arguments) as store:
        found = check_integrity(store)
        held = all_batches(store)
    for batch in held.iter_rows(named=True):
        told = f"{batch['accepted']} reports, {batch['rejected']} rejected"
        print(f"{batch['id']}  {batch['received']:%Y-%m-%d %H:%M}  {batch['organisation']}, {batch['file']}: {told}")
    for fault in found.faults:
        print(fault)
    if found.faults:
        print(f"{len(found.faults)} faults in {found.batches} batches with {found.reports} reports.")
        return 1
    print(f"Everything holds: {found.batches} batches, {found.reports} reports.")
    return 0
