"""`est check`: does the store hold together, and which batches are in it?"""

import argparse

from est.home import served_homes
from est.reports.batches.batch import all_batches
from est.reports.batches.integrity import check_integrity
from est.store.chain import chain_faults
from est.terminal import add_store, open_existing_store, store_settings


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """Return 0 when everything holds, in each municipality of the store, and 1 when something does not."""
    settings = store_settings(arguments)
    if len(settings.homes) == 1:
        return _check(arguments)
    status = 0
    for name in served_homes(settings.homes):
        print(f"{name}:")
        status = max(status, _check(argparse.Namespace(**{**vars(arguments), "schema": name})))
    return status


def _check(arguments: argparse.Namespace) -> int:
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
