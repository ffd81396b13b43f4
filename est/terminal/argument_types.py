"""What numbers and days a command line takes, each refused in a sentence where it means nothing."""

import argparse
from collections.abc import Callable

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
