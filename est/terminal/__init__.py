"""One module a command, each with `add(parser)` and `run(arguments) -> int` (the exit status)."""

import argparse
import getpass
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from est.errors import NotFoundError, SettingError
from est.home import Home, read_home, read_homes
from est.municipality.defaults import prepare_store, store_timezone
from est.progress import Progress, RemainingTime
from est.settings import Settings
from est.store import Store
from est.store.chain import unconfirmed_fault
from est.stores import home_exists, open_home

SAID_AFTER, LONG = 4.0, 10.0  # seconds of work, and seconds that are left, at which it is said that it takes long


def add_store(parser: argparse.ArgumentParser) -> None:
    """Add `--store PATH` to a command; left out, the store is the one of EST_STORE or the default."""
    default = str(Settings().store).replace("%", "%%")  # argparse fills in what follows a %
    told = f"the store's file, or postgresql://… (default: EST_STORE or {default})"
    parser.add_argument("--store", type=homes_argument, metavar="PATH", help=told)
    parser.add_argument(
        "--schema", metavar="NAME", help="which municipality, where the store holds several: its schema"
    )
    parser.add_argument(
        "--cache", type=Path, metavar="DIR", help="where the file lies that follows postgresql://… (default: EST_CACHE)"
    )


def home_argument(text: str) -> Home:
    """Return the home that an argument names, as argparse wants it read."""
    try:
        return read_home(text)
    except SettingError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def homes_argument(text: str) -> tuple[Home, ...]:
    """Return the homes that an argument names, as argparse wants it read."""
    try:
        return read_homes(text)
    except SettingError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def store_settings(arguments: argparse.Namespace) -> Settings:
    """Return the settings of the environment, with the store, the municipality and the cache of a command line."""
    settings = Settings.from_environment(os.environ)
    if getattr(arguments, "store", None) is not None:
        settings = replace(settings, homes=arguments.store)
    if getattr(arguments, "cache", None) is not None:
        settings = replace(settings, cache=arguments.cache)
    chosen = getattr(arguments, "schema", None)
    return settings if chosen is None else settings.of_municipality(chosen)


def open_argument_store(arguments: argparse.Namespace, timezone: str | None = None) -> Store:
    """Return the open store a command works on, made and filled with the defaults when there is none yet."""
    settings = store_settings(arguments)
    store = open_home(settings.store, settings)
    say_unconfirmed(store)
    prepare_store(store, terminal_user(), municipality_now(store), timezone)
    return store


def open_existing_store(arguments: argparse.Namespace, *, as_it_is: bool = False) -> Store:
    """Return the open store a command works on; NotFoundError when there is none.

    With `as_it_is` no table of it is read yet, and no default that it lacks is put there.
    """
    settings = store_settings(arguments)
    if not home_exists(settings.store):
        raise NotFoundError(
            f"There is no store at {settings.store}. `est import` makes one; --store says where it lies."
        )
    return open_home(settings.store, settings) if as_it_is else open_argument_store(arguments)


def say_unconfirmed(store: Store) -> None:
    """Say on the error stream where it cannot be told whether a store that was opened lacks what was acknowledged."""
    if store.unconfirmed and store.path is not None:
        print(f"est: {unconfirmed_fault(store.path)}", file=sys.stderr, flush=True)


def terminal_user() -> str:
    """Return the name of who sits at the terminal."""
    return getpass.getuser()


def terminal_progress(what: str, clock: Callable[[], float] = time.monotonic) -> Progress:
    """Return what shows the share done on a terminal, and says how long it takes where that is long.

    Where the error stream is a file, it says no more than that. It says it again when it turns out to take twice as
    long.
    """
    remaining, shown, said = RemainingTime(clock), sys.stderr.isatty(), 0.0

    def show(share: float) -> None:
        nonlocal said
        left = remaining.seconds_left(share)
        whole = remaining.spent + (left or 0.0)
        if left is not None and remaining.spent > SAID_AFTER and left > LONG and whole > 2 * said:
            said = whole
            begin = f"{chr(13) if shown else ''}{what.capitalize()} takes about {_duration(left)} more."
            sys.stderr.write(f"{begin} Ctrl+C ends it, and nothing is stored.\n")
        if shown:
            rest = f", about {_duration(left)} left" if left is not None and share < 1 else ""
            sys.stderr.write(f"\r{what} {share:4.0%}{rest:<28}" + ("\n" if share >= 1 else ""))
        sys.stderr.flush()

    return show


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} seconds"
    return f"{round(seconds / 60)} minutes"


def municipality_now(store: Store) -> datetime:
    """Return the present moment as wall-clock time of the store's municipality, as the pages show it."""
    return datetime.now(ZoneInfo(store_timezone(store))).replace(tzinfo=None, microsecond=0)
