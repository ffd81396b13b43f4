"""Why a row cannot be taken: one English sentence a reason, translated on screen."""

from enum import StrEnum


class Reason(StrEnum):
    """The reasons for which a checked row becomes a reject."""

    START_MISSING = "The time is missing."
    TIME_UNREADABLE = "The time cannot be read."
    DATE_AMBIGUOUS = "The day and the month could be either: say in the mapping which comes first."
    TIME_BARE_NUMBER = "A bare number is a time only when the mapping says so."
    HOUR_SKIPPED = "The hour does not exist: the clocks were put forward."
    YEAR_OUTSIDE = "The year lies before 1950 or after 2100."
    FUTURE = "The time lies in the future."
    END_BEFORE_START = "The end lies before the start."
    COORDINATE_MISSING = "The coordinate is missing."
    COORDINATE_UNREADABLE = "The coordinate cannot be read as a number."
    COORDINATE_ZERO = "The coordinates are zero."
    COORDINATE_OUTSIDE_RANGE = "The coordinate lies outside the range of its coordinate system."
    COORDINATES_SWAPPED = "The coordinates are swapped: they fit only the other way round."
    OUTSIDE_MUNICIPALITY = "The point lies outside the municipality."
    PLACE_UNKNOWN = "The place is not known and there is no coordinate."
    DESCRIPTION_TOO_LONG = "The description is longer than 500 characters."
    PERSONAL_NUMBER = "The text holds a personal identity number."
    EMAIL = "The text holds an e-mail address."
    PHONE = "The text holds a phone number."
    REGISTRATION_NUMBER = "The text holds a registration number of a vehicle."


REASONS: tuple[Reason, ...] = tuple(Reason)
