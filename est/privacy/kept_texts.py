"""Personal data in whatever a store keeps: nested values, text that is JSON, and columns of frames.

What the program makes itself is told by its form, not by where it stands. Numbers are looked at as they are written.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from est.privacy.findings import IDENTITY
from est.privacy.guard import (
    COVER,
    KINDS,
    PersonalData,
    are_few,
    cover_personal_data,
    find_personal_data,
    personal_data_codes,
    personal_data_suspects,
    places_of_true,
)

# no person writes these, and by chance their digits look like a personal or a phone number
MACHINE_MADE = (
    IDENTITY + r"|\b(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})\b"  # a digest
    r"|\b8[0-9a-f]{11}fff\b"  # an H3 cell of a resolution up to 11
    r"|\b10\.\d{4,9}/[^\s@;,]+"  # what a publication is found by: a DOI
    r"|\bISBN[\s:]{0,2}[\d -]{9,16}[\dX]\b"  # or an ISBN
)
INSTEAD = "·"  # no letter, no digit and no space, so that what stands on its two sides stays apart
EXCERPT = 40  # characters on each side of what was found

_MACHINE_MADE = re.compile(MACHINE_MADE)
_ESCAPED = re.compile(r"(?s)^\s*[{\[].*\\")  # JSON, perhaps, whose texts are not in it as they were written


class _Members(tuple[tuple[str, Any], ...]):
    """The members of a JSON object as they are written, also those whose name comes twice."""

    __slots__ = ()


def texts_in(value: object) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every text and number in a value, as text, with the names of the members it lies under, outermost first.

    A name is a text too, under itself.
    """
    waiting: list[tuple[tuple[str, ...], object]] = [((), value)]
    while waiting:
        path, one = waiting.pop()
        if isinstance(one, Mapping | _Members):
            members = one.items() if isinstance(one, Mapping) else one
            for key, part in members:
                below = (*path, str(key))
                yield below, str(key)
                waiting.append((below, part))
        elif isinstance(one, list | tuple | set | frozenset):
            waiting += [(path, part) for part in one]
        elif one is not None and not isinstance(one, bool):
            yield path, str(one)


def find_in_text(text: str) -> PersonalData | None:
    """Return which kind of personal data a text that is kept holds, or None. In JSON each of its texts is looked at."""
    document = _parsed(text)
    if document is None:
        return _find_in_plain(text)
    return next((kind for _, _, kind in find_in_value(document)), None)


def _find_in_plain(text: str) -> PersonalData | None:
    return find_personal_data(_MACHINE_MADE.sub(INSTEAD, text))


def find_in_value(value: object) -> Iterator[tuple[tuple[str, ...], str, PersonalData]]:
    """Yield each text in a value that holds personal data, with the names it lies under (`texts_in`) and the kind."""
    plain = []
    for path, text in texts_in(value):
        if _parsed(text) is None:
            plain.append((path, text))
        elif kind := find_in_text(text):
            yield path, text, kind
    for place, kind in find_in_column(pl.Series([text for _, text in plain], dtype=pl.String)):
        yield *plain[place], kind


def find_in_column(texts: pl.Series) -> Iterator[tuple[int, PersonalData]]:
    """Yield the place and the kind of every personal data in a column of text, also behind the escapes of JSON."""
    if are_few(texts):
        for place, text in enumerate(texts.to_list()):
            if text and (kind := find_in_text(text) if _ESCAPED.match(text) else _find_in_plain(text)):
                yield place, kind
        return
    escaped = set(places_of_true(texts.str.contains(_ESCAPED.pattern)))
    for place in escaped:
        if kind := find_in_text(texts[place]):
            yield place, kind
    suspects = personal_data_suspects(texts)
    if suspects.is_empty():
        return
    bare = texts.gather(suspects).str.replace_all(MACHINE_MADE, INSTEAD)
    for place, code in zip(suspects.to_list(), personal_data_codes(bare).tolist(), strict=True):
        if code and place not in escaped:
            yield place, KINDS[code - 1]


def columns_of_text(values: pl.Series) -> Iterator[pl.Series]:
    """Yield the different texts of a column of any type, as columns; none for numbers, times and truth values."""
    kind = values.dtype
    if isinstance(kind, pl.String | pl.Categorical | pl.Enum):
        yield values.unique() if kind == pl.String else values.unique().cast(pl.String)
    elif isinstance(kind, pl.List | pl.Array):
        yield from columns_of_text(values.explode())
    elif isinstance(kind, pl.Struct):
        for field in values.struct.fields:
            yield from columns_of_text(values.struct.field(field))
    elif not (kind.is_numeric() or kind.is_temporal() or kind in (pl.Boolean, pl.Null)):
        raise TypeError(f"The column {values.name!r} is of type {kind}, in which personal data cannot be looked for.")


def covered_value(value: object) -> Any:  # noqa: ANN401 (what JSON holds)
    """Return a value with all personal data in its texts covered, and else as it is."""
    if isinstance(value, Mapping):
        return {_covered_text(str(key)): covered_value(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [covered_value(part) for part in value]
    if isinstance(value, str):
        return _covered_text(value)
    return COVER if value is not None and find_in_text(str(value)) else value


def covered_column(texts: pl.Series) -> pl.Series:
    """Return a column of text with all personal data covered."""
    covered = {place: _covered_text(texts[place]) for place, _ in find_in_column(texts)}
    return texts.clone().scatter([*covered], [*covered.values()]) if covered else texts


def excerpt(text: str) -> str:
    """Return what stands around the first personal data in a text, all of it covered."""
    covered = " ".join(_covered_text(text).split())
    before, found, after = covered.partition(COVER)
    start = "…" if len(before) > EXCERPT else ""
    end = "…" if len(after) > EXCERPT else ""
    return f"{start}{before[-EXCERPT:]}{found}{after[:EXCERPT]}{end}"


def _covered_text(text: str) -> str:
    if not find_in_text(text):
        return text
    document = _parsed(text)
    if document is None:
        covered = cover_personal_data(text)
    else:
        try:
            covered = json.dumps(covered_value(json.loads(text)), ensure_ascii=False)
        except (ValueError, RecursionError):  # a number of thousands of digits, or lists a thousand deep
            return COVER
    return COVER if find_in_text(covered) else covered


def _parsed(text: str) -> list[Any] | _Members | None:
    """Return the list or object that a text is as JSON, its numbers as they are written, or None when it is none."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        found = json.loads(text, parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=_Members)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list | _Members) else None
