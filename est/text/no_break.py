"""Titles whose hour ranges, periods and numbers with their units stay on one line."""

import re

JOINER = "\u2060"  # seen by nobody: no line breaks at it
_DASH = re.compile(r"(?<=\d)([ \u2009\u00a0\u202f]?)–([ \u2009\u00a0\u202f]?)(?=\d)")
_DATE = re.compile(r"(?<=\d) ([^\W\d_]{3,9}\.?)(?: (?=\d{4}\b)|(?=–))")
_UNIT = re.compile(r"(?<=\d) (?=(?:%|‰|m²|km²|m|km|ha|min|h|kr)(?![^\W_]))")
_SPACES = {" ": "\u00a0", "\u2009": "\u202f"}


def keep_together(text: str, joiner: str = JOINER) -> str:
    """Return a title in which no line breaks inside 22–05, 1–31 mars 2026 or 120 m; it reads as it did.

    A browser breaks behind a dash, which `joiner` stops; who breaks at blanks alone needs none.
    """
    ranges = _DASH.sub(lambda found: f"{_firm(found[1])}–{_firm(found[2])}{joiner}", text)
    dates = _DATE.sub(lambda found: _firm(found[0]), ranges)
    return _UNIT.sub("\u00a0", dates)


def _firm(text: str) -> str:
    return "".join(_SPACES.get(sign, sign) for sign in text)
