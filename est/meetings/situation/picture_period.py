"""The period of a situation picture: a week, a month, a tertial or a year, by its name."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from est.errors import PictureError
from est.text import N_, Translator


class PeriodKind(StrEnum):
    """How long the period of a picture is."""

    WEEK = "week"
    MONTH = "month"
    TERTIAL = "tertial"
    YEAR = "year"


KIND_NAMES = {
    PeriodKind.WEEK: N_("week"),
    PeriodKind.MONTH: N_("month"),
    PeriodKind.TERTIAL: N_("tertial"),
    PeriodKind.YEAR: N_("year"),
}

# of our time alone: before the first and after the last day that there is, nothing can be counted
_NAME = re.compile(r"((?:19|20|21)\d\d)(?:-(?:W(\d{1,2})|T([1-3])|(\d{1,2})))?", re.IGNORECASE)
_WRITTEN = N_(
    "A period is written as 2026-W26 (week), 2026-06 (month), 2026-T2 (tertial) or 2026 (year), not {text!r}."
)


@dataclass(frozen=True)
class PicturePeriod:
    """One period: `name` as 2026-W26, 2026-06, 2026-T2 or 2026; its first day and the day after its last."""

    kind: PeriodKind
    name: str
    start: date
    end: date

    @property
    def last(self) -> date:
        """The last day."""
        return self.end - timedelta(days=1)

    @property
    def previous(self) -> "PicturePeriod":
        """The period of the same kind just before."""
        return period_of(self.kind, self.start - timedelta(days=1))

    def title(self, words: Translator) -> str:
        """Return what the period is called: w. 26 2026, June 2026, tertial 2 2026, 2026."""
        _ = words.gettext
        if self.kind is PeriodKind.WEEK:
            year, week, _day = self.start.isocalendar()
            return _("w. {week} {year}").format(week=week, year=year)
        if self.kind is PeriodKind.MONTH:
            return words.date(self.start, "LLLL y")
        if self.kind is PeriodKind.TERTIAL:
            return _("tertial {number} {year}").format(number=self.name[-1], year=self.start.year)
        return self.name


def parse_period(text: str) -> PicturePeriod:
    """Return the period of a name; PictureError when it is none."""
    found = _NAME.fullmatch(text.strip())
    if not found:
        raise PictureError(_WRITTEN, text=text)
    year, week, tertial, month = found.groups()
    try:
        if week:
            return period_of(PeriodKind.WEEK, date.fromisocalendar(int(year), int(week), 1))
        if tertial:
            return period_of(PeriodKind.TERTIAL, date(int(year), 4 * int(tertial) - 3, 1))
        if month:
            return period_of(PeriodKind.MONTH, date(int(year), int(month), 1))
        return period_of(PeriodKind.YEAR, date(int(year), 1, 1))
    except ValueError:
        raise PictureError(_WRITTEN, text=text) from None


def period_of(kind: PeriodKind, day: date) -> PicturePeriod:
    """Return the period of a kind that a day lies in."""
    if kind is PeriodKind.WEEK:
        year, week, _ = day.isocalendar()
        monday = day - timedelta(days=day.weekday())
        return PicturePeriod(kind, f"{year}-W{week:02}", monday, monday + timedelta(weeks=1))
    if kind is PeriodKind.MONTH:
        return PicturePeriod(kind, f"{day:%Y-%m}", day.replace(day=1), _months_on(day.replace(day=1), 1))
    if kind is PeriodKind.TERTIAL:
        number = (day.month - 1) // 4 + 1
        start = date(day.year, 4 * number - 3, 1)
        return PicturePeriod(kind, f"{day.year}-T{number}", start, _months_on(start, 4))
    return PicturePeriod(kind, f"{day.year:04}", date(day.year, 1, 1), date(day.year + 1, 1, 1))


def _months_on(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)
