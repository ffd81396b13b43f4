"""Why a row cannot be taken: one English sentence a reason, translated on screen."""

from enum import StrEnum

from est.privacy.guard import PersonalData
from est.text import N_


class Reason(StrEnum):
    """The reasons for which a checked row becomes a reject."""

    START_MISSING = N_("The time is missing.")
    TIME_UNREADABLE = N_("The time cannot be read.")
    DATE_AMBIGUOUS = N_("The day and the month could be either: say in the mapping which comes first.")
    TIME_BARE_NUMBER = N_("A bare number is a time only when the mapping says so.")
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
    PLACE_UNKNOWN = N_("The place is not known and there is no coordinate.")
    DESCRIPTION_TOO_LONG = N_("The description is longer than 500 characters.")
    PERSONAL_NUMBER = PersonalData.PERSONAL_NUMBER.value
    EMAIL = PersonalData.EMAIL.value
    PHONE = PersonalData.PHONE.value
    REGISTRATION_NUMBER = PersonalData.REGISTRATION_NUMBER.value
    ACCOUNT = PersonalData.ACCOUNT.value
    TEXT_CONTROL = N_("The text holds control characters, such as NUL, which no text has.")


REASONS: tuple[Reason, ...] = tuple(Reason)
