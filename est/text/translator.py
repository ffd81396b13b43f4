"""One language: its texts, and how it writes numbers and dates."""

import datetime as time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import cache, lru_cache
from gettext import NullTranslations
from pathlib import Path
from typing import Literal

from babel import dates, lists, numbers

from est.errors import SettingError
from est.text.catalogue import compile_catalogue, read_catalogue
from est.text.decimals import exact_number, whole_number
from est.text.formats import CATALOGUES, Formats, list_languages, read_formats

DATA = "data"  # the context of the defaults' texts in a catalogue

DATA = "data"  # the context of the defaults' texts in a catalogue

Translate = Callable[[str], str]
Width = Literal["wide", "abbreviated", "narrow"]


def N_(message: str) -> str:  # noqa: N802 (the name gettext's tools look for)
    """Return the message itself; marks a text that is translated later, where it is shown."""
    return message


@dataclass(frozen=True)
class Translator:
    """The texts and the formats of one language."""

    language: str
    catalogue: NullTranslations
    formats: Formats

    def gettext(self, message: str) -> str:
        """Return the message in this language, or as it is when it has no translation."""
        return self.catalogue.gettext(message) if message else ""

    def ngettext(self, one: str, many: str, count: float, decimals: int = 0) -> str:
        """Return the form of the message that goes with a count as `number` writes it, with at most so many decimals:
        1 for 0.6, and many for what is written with a fraction.
        """
        whole = whole_number(count)
        fraction = decimals and exact_number(count).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) != whole
        return self.catalogue.ngettext(one, many, 2 if fraction else whole)

    def data_text(self, text: str) -> str:
        """Return a text of the defaults in `data`, such as a category's name, in this language.

        What people wrote themselves stands as it is. These texts have the context `data` in the catalogues, so that an
        organisation named Map is not taken for the title of a page.
        """
        return self.catalogue.pgettext(DATA, text) if text else ""

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number as the language writes it, with at most this many decimals: 1 234,5 in Swedish.

        A half goes up, away from zero, as readers do it. Negative numbers have a minus sign (U+2212), in English too,
        where CLDR has a hyphen; −0 is 0.
        """
        pattern = "#,##0" + ("." + "#" * decimals if decimals else "")
        written = _written(abs(value), pattern, self.formats.locale)
        return "−" + written if value < 0 and written != "0" else written

    def signed(self, value: float, decimals: int = 0) -> str:
        """Return a number with its sign, plus too: +3, −2, 0."""
        written = self.number(value, decimals)
        return "+" + written if value > 0 and written != "0" else written

    def date(self, day: time.date, form: str = "medium") -> str:
        """Return a date without its time: 1 mars 2026. `form` is short, medium, long, full or a pattern of CLDR's."""
        return str(dates.format_date(day, form, locale=self.formats.locale))

    def moment(self, moment: time.datetime) -> str:
        """Return a local wall-clock time with its date: 2026-03-01 18:05, or 1 Mar 2026 18:05 in English."""
        return str(dates.format_datetime(moment, self.formats.moment, locale=self.formats.locale))

    def period(self, start: time.date, end: time.date) -> str:
        """Return a period of days, `end` exclusive as everywhere, written with its last day: 1–31 mars 2026."""
        last = time.date.fromordinal(max(start.toordinal(), end.toordinal() - 1))
        return str(dates.format_interval(start, last, "yMMMd", locale=self.formats.locale))

    def weekdays(self, width: Width = "wide") -> list[str]:
        """Return the names of the seven days, Monday first. `width` is wide, abbreviated or narrow."""
        names = dates.get_day_names(width, "stand-alone", locale=self.formats.locale)
        return [str(names[day]) for day in range(7)]

    def listed(self, items: list[str]) -> str:
        """Return the items as one phrase: a, b och c."""
        return str(lists.format_list(items, locale=self.formats.locale))

    @property
    def decimal_sign(self) -> str:
        """What stands between whole numbers and decimals: a comma in Swedish."""
        return str(numbers.get_decimal_symbol(self.formats.locale))

    @property
    def group_sign(self) -> str:
        """What stands between thousands: a hard space in Swedish."""
        return str(numbers.get_group_symbol(self.formats.locale))

    def day_periods(self) -> list[str]:
        """Return how the language shortens before and after noon: fm, em."""
        names = dates.get_period_names("abbreviated", "format", locale=self.formats.locale)
        return [str(names["am"]), str(names["pm"])]


@lru_cache(maxsize=10_000)  # a page writes a hundred numbers, and each of them takes as long as one of its buttons
def _written(value: float, pattern: str, locale: str) -> str:
    with localcontext(rounding=ROUND_HALF_UP):
        return str(numbers.format_decimal(exact_number(value), pattern, locale=locale))


@cache
def translator(language: str, folder: Path = CATALOGUES) -> Translator:
    """Return the translator of a language; SettingError when it has no folder."""
    languages = list_languages(folder)
    if language not in languages:
        raise SettingError(
            N_("The language must be one of {languages}, not {language!r}."),
            languages=", ".join(languages),
            language=language,
        )
    return Translator(language, compile_catalogue(read_catalogue(language, folder)), read_formats(language, folder))
