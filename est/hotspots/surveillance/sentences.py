"""What is unusual, in a few sentences a place: what came, what is usual there, who told, how seldom chance does."""

from est.hotspots.surveillance.alarm_line import FALSE_ALARMS_A_YEAR
from est.hotspots.surveillance.hour_shifts import HourShift
from est.hotspots.surveillance.unusual import UnusualDirection, UnusualList, UnusualPlace
from est.picture.spoken_counts import expected_text
from est.space.cell_districts import cell_position, district_name
from est.text import N_, Translator

AT_PLACE_M = 100  # so near a named place is the place
DAYS_A_MONTH = 30.44
LONG_MONTHS = 24  # from so many on, years are told


def unusual_name(place: UnusualPlace, words: Translator) -> str:
    """Return what a place is called: its name, or the place it is near; where none is named, its cell in a district or
    its position.
    """
    if place.name is None and place.district is not None:
        return district_name(place.district, place.number, words)
    if place.name is None:
        return cell_position(place.cells[0], words)
    if place.distance_m <= AT_PLACE_M:
        return place.name
    return words.gettext("Near {place}").format(place=place.name)


def unusual_sentence(place: UnusualPlace, words: Translator) -> str:
    """Return the sentences of one place, its name first."""
    return f"{unusual_name(place, words)}: {unusual_evidence(place, words)}"


def unusual_evidence(place: UnusualPlace, words: Translator) -> str:
    """Return what came, what is usual there, from how many, and how seldom chance does as much."""
    told = words.ngettext(
        "{count} report in {weeks} weeks, where {usual} is usual at this time of year.",
        "{count} reports in {weeks} weeks, where {usual} is usual at this time of year.",
        place.count,
    ).format(count=words.number(place.count), weeks=place.weeks, usual=_usual(place, words))
    who = len(place.organisations)
    from_whom = words.ngettext("From {count} organisation.", "From {count} organisations.", who).format(count=who)
    return " ".join([told, *([from_whom] if who else []), _seldom(place, words)])


def _usual(place: UnusualPlace, words: Translator) -> str:
    """Return what eight of ten such windows have: 2–8, or one number."""
    low, high = words.number(place.low), words.number(place.high)
    return low if low == high else f"{low}–{high}"


def _seldom(place: UnusualPlace, words: Translator) -> str:
    _ = words.gettext
    more = place.direction is UnusualDirection.MORE
    if place.once_in_days >= MOST_DAYS:
        return (
            _("By chance so much happens less often than once in a hundred years in a municipality like this.")
            if more
            else _("By chance so little happens less often than once in a hundred years in a municipality like this.")
        )
    told = (
        _("By chance so much happens about once in {time} in a municipality like this.")
        if more
        else _("By chance so little happens about once in {time} in a municipality like this.")
    )
    return told.format(time=_span(place.once_in_days, words))


HOURS = {
    "day": N_("by day (06–18)"),
    "evening": N_("in the evening (18–22)"),
    "night": N_("at night (22–06)"),
    "weekend-nights": N_("in the nights to Saturday and Sunday (22–06)"),
    "weekend": N_("at the weekend, from Friday 18"),
    "school": N_("in school hours (Mon–Fri 08–16)"),
}
"""How the hours of `clock.PRESETS` are spoken of in a sentence."""


def hour_shift_sentence(shift: HourShift, words: Translator) -> str:
    """Return the sentence of one place that is bound to some hours more than before."""
    told = (
        words.gettext("{name}: all {reports} reports in 12 weeks came {hours}, where {expected} would be usual.")
        if shift.count == shift.reports
        else words.gettext(
            "{name}: {count} of {reports} reports in 12 weeks came {hours}, where {expected} would be usual."
        )
    )
    return told.format(
        name=shift.name,
        count=words.number(shift.count),
        reports=words.number(shift.reports),
        hours=words.gettext(HOURS[shift.hours]),
        expected=expected_text(shift.expected, words),
    )


def _span(days: float, words: Translator) -> str:
    months = max(1, round(days / DAYS_A_MONTH))
    if months < LONG_MONTHS:
        return words.ngettext("{count} month", "{count} months", months).format(count=months)
    years = round(days / 365.25)
    return words.ngettext("{count} year", "{count} years", years).format(count=years)


MOST_DAYS = 36_525.0  # a hundred years: what is rarer is not told apart


def unusual_summary(found: UnusualList, words: Translator) -> str:
    """Return what the list says as a whole: how many places, or that nothing is unusual, or that it cannot tell yet."""
    _, ngettext = words.gettext, words.ngettext
    if not found.known_long_enough:
        return ngettext(
            "What is unusual cannot be told yet: {weeks} week of reports is loaded, and {needed} are needed before "
            "anything is usual.",
            "What is unusual cannot be told yet: {weeks} weeks of reports are loaded, and {needed} are needed before "
            "anything is usual.",
            found.weeks,
        ).format(weeks=found.weeks, needed=found.needed)
    day = words.date(found.as_of)
    if not found.places:
        return _("Nothing is unusual as of {day}: every place has about what its own past would give.").format(day=day)
    return ngettext(
        "{count} place is unusual as of {day}.", "{count} places are unusual as of {day}.", len(found.places)
    ).format(count=len(found.places), day=day)


FALSE_ALARMS = N_(
    "Chance alone puts a place on this list about {rate} times a year, whatever the season and whoever reports. A "
    "known place with two reports a month is seen within weeks when it is five times as much, and after some months "
    "when it is three times; quieter places and smaller changes may not be seen."
)


def false_alarm_sentence(words: Translator) -> str:
    """Return how often the list is wrong, and what it cannot see."""
    return words.gettext(FALSE_ALARMS).format(rate=words.number(FALSE_ALARMS_A_YEAR, 1))
