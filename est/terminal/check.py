"""`est check`: does the store hold together, and which batches are in it?"""

import argparse
from contextlib import suppress

from est.errors import StoreDamagedError
from est.home import served_homes
from est.municipality.defaults import prepare_store
from est.reports.batches.batch import all_batches
from est.reports.batches.integrity import check_integrity
from est.store import Store
from est.store.chain import chain_faults, unconfirmed_fault
from est.store.readability import damage_advice, unreadable_faults
from est.terminal import add_store, municipality_now, open_existing_store, store_settings, terminal_user


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
    with open_existing_store(arguments, as_it_is=True) as store:
        lacking = [unconfirmed_fault(store.path)] if store.unconfirmed and store.path is not None else []
        unreadable = unreadable_faults(store)
        if unreadable:
            return _say_unreadable(store, unreadable, lacking)
        prepare_store(store, terminal_user(), municipality_now(store))
        found = check_integrity(store)
        with store.asking() as cursor:
            broken = [*chain_faults(cursor)]
        for name, fault in store.compare_servers():
            print(f"{name}: {fault or 'holds the same'}")
            broken += [f"{name}: {fault}"] if fault else []
        _list_batches(store)
    faults = [*found.faults, *broken, *lacking]
    for fault in faults:
        print(fault)
    if faults:
        print(f"{len(faults)} faults in {found.batches} batches with {found.reports} reports.")
        return 1
    print(f"Everything holds: {found.batches} batches, {found.reports} reports.")
    return 0


def _list_batches(store: Store) -> None:
    for batch in all_batches(store).iter_rows(named=True):
        told = f"{batch['accepted']} reports, {batch['rejected']} rejected"
        print(f"{batch['id']}  {batch['received']:%Y-%m-%d %H:%M}  {batch['organisation']}, {batch['file']}: {told}")


def _say_unreadable(store: Store, unreadable: list[str], lacking: list[str]) -> int:
    """Say what cannot be read and what to do, with whatever else can be told of the rest; return 1."""
    with suppress(StoreDamagedError):
        _list_batches(store)
    other = [*lacking]
    with suppress(StoreDamagedError):
        other += check_integrity(store).faults
    with suppress(StoreDamagedError), store.asking() as cursor:
        other += chain_faults(cursor)
    for fault in (*unreadable, *other):
        print(fault)
    told = "1 table" if len(unreadable) == 1 else f"{len(unreadable)} tables"
    print(f"The store is damaged: {told} cannot be read. {damage_advice(store)}")
    return 1
