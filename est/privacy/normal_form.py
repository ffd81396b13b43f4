"""A text as the rules read it: one kind of digit, dash and space, and nothing that cannot be seen."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

_DASHES = "‐‑‒–—―−﹘﹣－⁃~～〜ー־➖➕"
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters that look like nothing."""
_UNSEEN = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\ufeff"
_STOPS = "。︒"
"""What ends a sentence in Chinese and looks like a full stop."""
_BROKEN = re.compile(r"(?<=[\d-])[\n\r\t](?=[\n\r\t]?[\d-])")
"""Where a number goes on in the next line or cell."""
_PLAIN = re.compile(r"[\t\n\r -~åäöÅÄÖéÉèÈüÜ“”’…·§°£€½]*")
"""What is its own normal form: most texts are."""
_ZERO_LIKE = "OoОоΟο"
"""The letters O of three alphabets, which people write for a zero."""
_WITH_O = re.compile(rf"(?<!\w)[\d{_ZERO_LIKE}]*(?:\d[{_ZERO_LIKE}]|[{_ZERO_LIKE}]\d)[\d{_ZERO_LIKE}]*(?!\w)")
_ZEROS = str.maketrans(_ZERO_LIKE, "0" * len(_ZERO_LIKE))
_WITH_I = re.compile(rf"(?<!\w)(?=(?:[{_ZERO_LIKE}I|]*\d){{3}})(?=\d*[{_ZERO_LIKE}]?\d*[I|])[\d{_ZERO_LIKE}I|]+(?!\w)")
_ONES = str.maketrans(_ZERO_LIKE + "I|", "0" * len(_ZERO_LIKE) + "11")
_BAR = re.compile(r"(?<=\d)\|(?=\d)")
_ENTITY = re.compile(r"&(?:amp;){0,3}(#\d{1,7};?|#[xX][\da-fA-F]{1,6};?|[A-Za-z]\w{1,31};)")
"""A character as HTML writes it, also when its own `&` was written so."""
_RIGHT_TO_LEFT = re.compile("\u202e([^\u202c\n\r]*)")
"""What is shown from its end to its beginning, digits too."""
ODD = (
    rf"\d[{_ZERO_LIKE}I|]|[{_ZERO_LIKE}I|]\d|&[#A-Za-z]"
    rf"|[{_DASHES}{_UNSEEN}{_BLANK}\u00a0\u2000-\u200a\u202f\u3000\uff00-\uffef\p{{Cf}}\p{{Mn}}\p{{Me}}]"
    rf"|[{_STOPS}]|[^\x00-\x7f\P{{Nd}}]"
)
"""What polars finds a text by whose normal form may hold more than the text seems to."""


@dataclass(frozen=True)
class NormalText:
    """The normal form of a text. `places` is where each of its characters begins in the text, and where the text ends;
    None where both are the same.
    """

    text: str
    places: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where in the text itself a part of the normal form stands."""
        if self.places is None:
            return start, end
        # what cannot be seen before the next character belongs to this one, and so does what one character became
        while end < len(self.text) and start < end and self.places[end] == self.places[end - 1]:
            end += 1
        return self.places[start], self.places[end]


def readings(text: str) -> Iterator[NormalText]:
    """Yield the normal forms of a text: as it is kept and, where marks turn a part of it round, also as it is shown.

    A bar between digits may be a one and may part them: both are read.
    """
    yield normal_text(text)
    if _BAR.search(text):
        yield normal_text(_BAR.sub("/", text))
    if turned := [*_RIGHT_TO_LEFT.finditer(text)]:
        parts, places, place = [], [], 0
        for part in turned:
            before = normal_text(text[place : part.start()])
            parts.append(before.text)
            places += [place + before.span(one, one)[0] for one in range(len(before.text))]
            shown = normal_text(part[1][::-1]).text
            parts.append(shown)
            places += [part.start()] * len(shown)  # the whole part stands for each of its characters
            place = part.end()
        last = normal_text(text[place:])
        parts.append(last.text)
        places += [place + last.span(one, one)[0] for one in range(len(last.text))]
        yield NormalText("".join(parts), (*places, len(text)))


def normal_text(text: str) -> NormalText:
    """Return the normal form: NFKC, ASCII digits, `-` for every dash, a space for every space, no unseen character.

    Characters that are written as HTML are read, and an O among digits is a zero.
    """
    if _PLAIN.fullmatch(text) and not _ENTITY.search(text):
        return NormalText(_plain_numbers(text))
    found: list[str] = []
    places: list[int] = []
    place = 0
    while place < len(text):
        if text[place] == "&" and (entity := _ENTITY.match(text, place)):
            for one in unescape(f"&{entity[1]}"):
                for character in _normal_characters(one):
                    found.append(character)
                    places.append(place)
            place = entity.end()
            continue
        after = place + 1
        while after < len(text) and unicodedata.category(text[after]) in ("Mn", "Me"):
            after += 1
        for character in _normal_characters(text[place:after]):
            found.append(character)
            places.append(place)
        place = after
    return NormalText(_plain_numbers("".join(found)), (*places, len(text)))


def _plain_numbers(text: str) -> str:
    """Return a text of the same length whose numbers go on over the end of a line, and have no O for a zero."""
    plain = _WITH_O.sub(lambda number: number[0].translate(_ZEROS), _BROKEN.sub(" ", text))
    return _WITH_I.sub(lambda number: number[0].translate(_ONES), plain) if "I" in plain or "|" in plain else plain


def _normal_characters(cluster: str) -> str:
    if cluster in _UNSEEN or unicodedata.category(cluster[0]) in ("Cf", "Mn", "Me"):
        return ""
    if cluster in _BLANK:
        return " "
    if cluster[0].isdecimal():
        cluster = cluster[0]  # whatever is drawn on a digit
    if cluster in _DASHES:
        return "-"
    if unicodedata.normalize("NFKC", cluster) in _STOPS:
        return "."
    if cluster.isspace():
        return cluster if cluster in "\n\r\t" else " "
    return "".join(
        str(unicodedata.digit(one)) if one.isdecimal() else "-" if one in _DASHES else one
        for one in unicodedata.normalize("NFKC", cluster)
    )
