"""One language: its texts, and how it writes numbers and dates."""

import datetime as time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations
from typing import Literal

from babel import dates, lists, numbers

from est.errors import SettingError
from est.text.catalogue import compile_catalogue, read_catalogue

LANGUAGES = {"sv": "Svenska", "en": "English"}

Translate = Callable[[str], str]
Width = Literal["wide", "abbreviated", "narrow"]


def N_(message: str) -> str:  # noqa: N802 (the name gettext's tools look for)
    """Return the message itself; marks a text that is translated later, where it is shown."""
    return message


@dataclass(frozen=True)
class Translator:
    """The texts and the ways of writing of one language (`sv` or `en`)."""

    language: str
    catalogue: NullTranslations

    def gettext(self, message: str) -> str:
        """Return the message in this language, or as it is when it has no translation."""
        return self.catalogue.gettext(message) if message else ""

    def ngettext(self, one: str, many: str, count: float) -> str:
        """Return the form of the message that goes with the count."""
        return self.catalogue.ngettext(one, many, count if isinstance(count, int) else 2)

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number as the language writes it, with at most so many decimals: 1 234,5 in Swedish.

        What is below nothing has a minus before it, not the hyphen that English has in its place; −0 is 0.
        """
        pattern = "#,##0" + ("." + "#" * decimals if decimals else "")
        written = str(numbers.format_decimal(abs(value), pattern, locale=self._locale))
        return "−" + written if value < 0 and written != "0" else written

    def signed(self, value: float, decimals: int = 0) -> str:
        """Return a number with its sign, also when it grows: +3, −2, 0."""
        written = self.number(value, decimals)
        return "+" + written if value > 0 and written != "0" else written

    def date(self, day: time.date, form: str = "medium") -> str:
        """Return a date without its time: 1 mars 2026. `form` is short, medium, long, full or a CLDR pattern."""
        return str(dates.format_date(day, form, locale=self._locale))

    def moment(self, moment: time.datetime) -> str:
        """Return a local wall-clock time with its date: 2026-03-01 18:05, or 1 Mar 2026 18:05 in English."""
        form = "d MMM y HH:mm" if self.language == "en" else "y-MM-dd HH:mm"
        return str(dates.format_datetime(moment, form, locale=self._locale))

    def period(self, start: time.date, end: time.date) -> str:
        """Return a period of days, `end` exclusive as everywhere, written with its last day: 1–31 mars 2026."""
        last = time.date.fromordinal(max(start.toordinal(), end.toordinal() - 1))
        return str(dates.format_interval(start, last, "yMMMd", locale=self._locale))

    def weekdays(self, width: Width = "wide") -> list[str]:
        """Return the names of the seven days, Monday first. `width` is wide, abbreviated or narrow."""
        names = dates.get_day_names(width, "stand-alone", locale=self._locale)
        return [str(names[day]) for day in range(7)]

    def listed(self, items: list[str]) -> str:
        """Return the items as one phrase: a, b och c."""
        return str(lists.format_list(items, locale=self._locale))

    @property
    def _locale(self) -> str:
        # English dates as they are written in Sweden's neighbourhood: day before month, 24 hours
        return "en_GB" if self.language == "en" else "sv_SE"


@cache
def translator(language: str) -> Translator:
    """Return the translator of a language; SettingError when there is none."""
    if language not in LANGUAGES:
        raise SettingError(
            N_("The language must be one of {languages}, not {language!r}."),
            languages=", ".join(LANGUAGES),
            language=language,
        )
    return Translator(language, compile_catalogue(read_catalogue(language)))
