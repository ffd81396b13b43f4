"""A text as the rules read it: one kind of digit, dash and space, and nothing that cannot be seen."""

import re
import unicodedata
from dataclasses import dataclass

_DASHES = "‐‑‒–—―−﹘﹣－⁃~～〜ー־➖➕"
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters that look like nothing."""
_UNSEEN = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\ufeff"
_BROKEN = re.compile(r"(?<=[\d-])[\n\r\t](?=[\n\r\t]?[\d-])")
"""Where a number goes on in the next line or cell."""
_PLAIN = re.compile(r"[\t\n\r -~åäöÅÄÖéÉèÈüÜ“”’…·§°£€½]*")
"""What is its own normal form: most texts are."""
ODD = (
    rf"[{_DASHES}{_UNSEEN}{_BLANK}\u00a0\u2000-\u200a\u202f\u3000\uff00-\uffef\p{{Cf}}\p{{Mn}}\p{{Me}}]"
    r"|[^\x00-\x7f\P{Nd}]"
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
        # what cannot be seen before the next character belongs to this one
        return self.places[start], self.places[end]


def normal_text(text: str) -> NormalText:
    """Return the normal form: NFKC, ASCII digits, `-` for every dash, a space for every space, no unseen character."""
    if _PLAIN.fullmatch(text):
        return NormalText(_BROKEN.sub(" ", text))
    found: list[str] = []
    places: list[int] = []
    place = 0
    while place < len(text):
        after = place + 1
        while after < len(text) and unicodedata.category(text[after]) in ("Mn", "Me"):
            after += 1
        for character in _normal_characters(text[place:after]):
            found.append(character)
            places.append(place)
        place = after
    return NormalText(_BROKEN.sub(" ", "".join(found)), (*places, len(text)))


def _normal_characters(cluster: str) -> str:
    if cluster in _UNSEEN or unicodedata.category(cluster[0]) in ("Cf", "Mn", "Me"):
        return ""
    if cluster in _BLANK:
        return " "
    if cluster[0].isdecimal():
        cluster = cluster[0]  # whatever is drawn on a digit
    if cluster in _DASHES:
        return "-"
    if cluster.isspace():
        return cluster if cluster in "\n\r\t" else " "
    return "".join(
        str(unicodedata.digit(one)) if one.isdecimal() else "-" if one in _DASHES else one
        for one in unicodedata.normalize("NFKC", cluster)
    )
