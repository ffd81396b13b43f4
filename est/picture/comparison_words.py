"""What is said where a period cannot be compared with another, as the reports begin in it or after it."""

from datetime import date

from est.text import Translator


def describe_uncompared(count: float, begun: date, translator: Translator) -> str:
    """Return one sentence on a period before which there are no reports, or not all: they began on a day."""
    told = translator.ngettext(
        "{now} report. The reports begin on {day}, so the period before cannot be compared.",
        "{now} reports. The reports begin on {day}, so the period before cannot be compared.",
        count,
    )
    return told.format(now=translator.number(count), day=translator.date(begun))


def describe_unended(count: float, ended: date, translator: Translator) -> str:
    """Return one sentence on a period of which not all has been reported: the reports end on a day."""
    told = translator.ngettext(
        "{now} report. The newest is of {day}, so the period is not all there and cannot be compared.",
        "{now} reports. The newest is of {day}, so the period is not all there and cannot be compared.",
        count,
    )
    if not count:
        told = translator.gettext("No reports yet: the newest is of {day}, so the period cannot be compared.")
    return told.format(now=translator.number(count), day=translator.date(ended))
