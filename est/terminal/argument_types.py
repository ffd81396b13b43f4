"""What numbers and days a command line takes, each refused in a sentence where it means nothing."""

import argparse
from collections.abc import Callable
from datetime import date, timedelta

from est.clock import FIRST_DAY, LAST_DAY

LONGEST = 36_500  # days that anything is kept: a hundred years


def whole_number(least: int, most: int, zero: str = "") -> Callable[[str], int]:
    """Return what reads a whole number between two, as argparse wants it; `zero` tells what 0 means where it counts."""

    def read(text: str) -> int:
        told = f"a whole number from {least} to {most}{f' ({zero})' if zero else ''} is wanted, not {text!r}"
        try:
            number = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(told) from None
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(told)
        return number

    return read


def day(text: str) -> date:
    """Return the day that is written, as argparse wants it, kept to those that bound what reports can lie in."""
    try:
        return min(max(date.fromisoformat(text), FIRST_DAY), LAST_DAY + timedelta(days=1))
    except ValueError:
        raise argparse.ArgumentTypeError(f"a day is written as 2026-03-01, not {text!r}") from None
