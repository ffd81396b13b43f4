"""Numbers of reports in words where they are no whole ones: what is expected, and reports that count in part."""

from est.text import N_, Translator
from est.text.decimals import NOISE, whole_number


def expected_text(expected: float, translator: Translator) -> str:
    """Return a number of reports that need not be whole, as it is spoken of: 9, none, or less than one."""
    return translator.gettext("less than one") if 0 < round(expected, NOISE) < 1 else translator.number(expected)


def reports_text(count: float, translator: Translator, decimals: int = 0) -> str:
    """Return a number of reports, with at most so many decimals: 1 rapport, 12 rapporter, mindre än en rapport."""
    if not decimals and 0 < round(count, NOISE) < 1:
        return translator.gettext("less than one report")
    said = translator.ngettext("{number} report", "{number} reports", count, decimals)
    return said.format(number=translator.number(count, decimals))


def reports_beside(count: float, others: int, translator: Translator) -> str:
    """Return a number of reports that is told beside how many organisations or weeks they are of; where they count as
    less than that, as reports that do: three of three organisations are no 1 report.
    """
    if whole_number(count) >= others:
        return reports_text(count, translator)
    return translator.gettext("reports that count as {count}").format(count=expected_text(count, translator))


def part_sentence(count: float, reports: int, translator: Translator) -> str:
    """Return the sentence behind a number of reports that says what they count as, and why that is less."""
    text = translator.ngettext(
        "It counts as {count}: one whose time is a span counts with its share in the chosen hours.",
        "They count as {count}: one whose time is a span counts with its share in the chosen hours.",
        reports,
    )
    return text.format(count=expected_text(count, translator))


PARTS = N_("A report whose time is a span counts with its share in the chosen hours.")


def counts_in_part(count: float) -> bool:
    """Tell whether some of the reports that are counted lie in the chosen hours in part, as the number shows."""
    return round(count, NOISE) != whole_number(count)
