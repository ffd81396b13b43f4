"""Numbers of persons in another order than they have, or with marks between that nobody else writes.

The day before the month and the year, the last four before the day of birth, digits with commas, colons or bars between
them. What is put in order has the right check digit then. Nothing here is sure.
"""

import re
from collections.abc import Iterator

from est.privacy.findings import Finding, PersonalData
from est.privacy.identity_numbers import holds_digits, is_moment, is_personal_number

MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_COMMAS = re.compile(r"(?<![\w.,:;\-/+])\d(?: ?[,;] ?\d){9}(?:(?: ?[,;] ?\d){2})?(?! ?[,;] ?\d|\w)")
_MARKED = re.compile(
    r"(?<![\w.,:;\-/+])((?:19|20)?\d{2})([:;,_*=~|])(\d{2})\2(\d{2})(?:\2|[ \-+])(\d{4})(?![\w%]|[.,:;\-/]\d)"
)
_LAST_FIRST = re.compile(
    r"(?<![\w.,:\-/+])\d{4}(?= ?(?:är|var|som|=|:)? ?(?:de |dom |mina |hans |hennes )?"
    r"(?:fyra sista|sista fyra|4 sista|sista 4)\b)",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(
    rf"(?<![\w.,:\-/+])(\d{{1,2}})(?:[./\- ]{{1,2}}(\d{{1,2}})|:?[ea]? ?({'|'.join(MONTHS)})\w*)[./\-, ]{{1,2}}"
    r"((?:19|20)?\d{2})[ ,\-+/]{1,3}(\d{4})(?![\w%]|[.,:\-/]\d| ?kr\b)",
    re.IGNORECASE,
)


def find_reordered_numbers(text: str) -> Iterator[Finding]:
    """Yield the numbers of persons in a normal text whose parts stand in another order, or behind other marks."""
    if not holds_digits(text):
        return
    for found in _LAST_FIRST.finditer(text):
        yield _finding(found)
    for found in _COMMAS.finditer(text):
        if is_personal_number("".join(filter(str.isdigit, found[0]))):
            yield _finding(found)
    for found in _MARKED.finditer(text):
        if _is_number(f"{found[1]}{found[3]}{found[4]}", found[5]):
            yield _finding(found)
    for found in _DAY_FIRST.finditer(text):
        month = int(found[2]) if found[2] else 1 + MONTHS.index(found[3].casefold())
        if _is_number(f"{found[4]}{month:02}{int(found[1]):02}", found[5]):
            yield _finding(found)


def _is_number(day: str, last: str) -> bool:
    return is_personal_number(day + last) and not is_moment(day, last)


def _finding(found: re.Match[str]) -> Finding:
    return Finding(found.start(), found.end(), PersonalData.PERSONAL_NUMBER, sure=False)
