"""`est check`: does the store hold together, and which batches are in it?"""

import argparse

from est.reports.batches.batch import all_batches
from est.reports.batches.integrity import check_integrity
from est.store.chain import chain_faults
from est.terminal import add_store, open_existing_store


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """Return 0 when everything holds, 1 when something does not."""
    with open_existing_store(arguments) as store:
        found = check_integrity(store)
        held = all_batches(store)
        with store.asking() as cursor:
            broken = [*chain_faults(cursor)]
        for name, fault in store.compare_servers():
            print(f"{name}: {fault or 'holds the same'}")
            broken += [f"{name}: {fault}"] if fault else []
    for batch in held.iter_rows(named=True):
        told = f"{batch['accepted']} reports, {batch['rejected']} rejected"
        print(f"{batch['id']}  {batch['received']:%Y-%m-%d %H:%M}  {batch['organisation']}, {batch['file']}: {told}")
    faults = [*found.faults, *broken]
    for fault in faults:
        print(fault)
    if faults:
        print(f"{len(faults)} faults in {found.batches} batches with {found.reports} reports.")
        return 1
    print(f"Everything holds: {found.batches} batches, {found.reports} reports.")
    return 0
