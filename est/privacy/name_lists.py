"""The lists by which names are known: common given and family names, and the words around names and places."""

import csv
from collections.abc import Iterator
from functools import cache

from est.installation import installation


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (installation().files / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def given_names() -> frozenset[str]:
    """Return the common given names, in small letters."""
    return frozenset(row["name"].casefold() for row in _rows("given_names"))


@cache
def family_names() -> frozenset[str]:
    """Return the common family names, in small letters."""
    return frozenset(row["name"].casefold() for row in _rows("family_names"))


@cache
def words_used(use: str) -> frozenset[str]:
    """Return the words of one use, in small letters: `before a name`, `after a name`, `place`, and so on.

    `ordinary` are names that are words, or the beginnings of many names of places, as well; after a `title` any
    capital word is a name, and after `anybody` too, also behind a colon.
    """
    return frozenset(row["word"] for row in _rows("name_words") if row["use"] == use)
