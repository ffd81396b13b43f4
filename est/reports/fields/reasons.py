"""Why a row cannot be taken: one English sentence a reason, translated on screen.

Some have `{names}` for what differs from row to row. They are kept filled in, and known again by what stands around.
"""

import re
from enum import StrEnum
from functools import cache

from est.privacy.guard import PersonalData
from est.sentences import Sentence
from est.text import N_, Translate


class Reason(StrEnum):
    """The reasons for which a checked row becomes a reject."""

    START_MISSING = N_("The time is missing.")
    TIME_UNREADABLE = N_("The time cannot be read.")
    DATE_AMBIGUOUS = N_("The day and the month could be either: say in the mapping which comes first.")
    TIME_BARE_NUMBER = N_("A bare number is a time only when the mapping says how it is written.")
    YEAR_OR_HOUR = N_(
        "The last two digits may be a year or an hour: say in the mapping whether the day or the month comes first, "
        "and they are the year."
    )
    YEAR_MISSING = N_("The day has no year: write it with its year, such as 2026-03-22.")
    MONTH_ALONE = N_(
        "It is a month, a week or a quarter and no day: say in the mapping that the column holds months or weeks."
    )
    HOUR_SKIPPED = N_("The hour does not exist: the clocks were put forward.")
    YEAR_OUTSIDE = N_("The year lies before 1950 or after 2100.")
    FUTURE = N_("The time lies in the future.")
    END_BEFORE_START = N_("The end lies before the start.")
    COORDINATE_MISSING = N_("The coordinate is missing.")
    COORDINATE_UNREADABLE = N_("The coordinate cannot be read as a number.")
    COORDINATE_ZERO = N_("The coordinates are zero.")
    COORDINATE_PLACEHOLDER = N_("The point stands for no place: a zero in one of two, or the same number twice.")
    COORDINATE_OUTSIDE_RANGE = N_("The coordinate lies outside the range of its coordinate system.")
    COORDINATES_SWAPPED = N_("The coordinates are swapped: they fit only the other way round.")
    OUTSIDE_MUNICIPALITY = N_("The point lies outside the municipality.")
    ANOTHER_MUNICIPALITY = N_("The point lies in another municipality: {name}.")
    PLACE_UNKNOWN = N_("The place is not known and there is no coordinate.")
    ADDRESS_WITHOUT_REGISTER = N_(
        "The address cannot be placed, as no address register is loaded. Load one in the settings."
    )
    ADDRESS_ASKED = N_("“{written}” may be {choices}. Say which, and it is remembered.")
    ADDRESS_UNKNOWN = N_("No street is called “{written}”. The nearest names are {choices}.")
    ADDRESS_NO_HOUSE = N_("{street} has no such number. It has {choices}.")
    DESCRIPTION_TOO_LONG = N_("The description is longer than 500 characters.")
    PERSONAL_NUMBER = PersonalData.PERSONAL_NUMBER.value
    EMAIL = PersonalData.EMAIL.value
    PHONE = PersonalData.PHONE.value
    REGISTRATION_NUMBER = PersonalData.REGISTRATION_NUMBER.value
    ACCOUNT = PersonalData.ACCOUNT.value
    TEXT_CONTROL = N_("The text holds control characters, such as NUL, which no text has.")


REASONS: tuple[Reason, ...] = tuple(Reason)


def reason_sentence(text: str) -> Sentence:
    """Return a kept reason as a sentence, with what was filled in apart."""
    if text not in _WHOLE:
        for reason, pattern in _filled():
            if found := pattern.fullmatch(text):
                return Sentence(reason.value, **found.groupdict())
    return Sentence(text)


def translate_reason(text: str, translate: Translate) -> str:
    """Return what a kept reason says in the language of `translate`, with what was filled in left as it is."""
    return reason_sentence(text).in_language(translate)


_WHOLE = frozenset(reason.value for reason in REASONS)


@cache
def _filled() -> tuple[tuple[Reason, re.Pattern[str]], ...]:
    """Return the reasons that are filled in, each with a pattern of what comes of it."""
    return tuple((reason, re.compile(_pattern(reason.value), re.DOTALL)) for reason in REASONS if "{" in reason.value)


def _pattern(text: str) -> str:
    """Return a pattern of what a text becomes; a name that comes again stands for the same."""
    seen: set[str] = set()

    def group(found: re.Match[str]) -> str:
        name = found[1]
        again = name in seen
        seen.add(name)
        return f"(?P={name})" if again else f"(?P<{name}>.*)"

    return re.sub(r"\\{(\w+)\\}", group, re.escape(text))
