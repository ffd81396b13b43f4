"""Days as people say them: `natten mot lördag 7 mars`, `kvällen den 6 mars 2026`, `6–7 mars 2026`, `lör 7/3 21:15`.

They are written anew as a date with what stands behind it, which the readers of times know. A day without a year is the
last one of that name, where the weekday beside it agrees; what may be several days is left as it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from est.reports.values.date_parts import WEEKDAYS
from est.reports.values.time_patterns import MONTHS
from est.reports.values.times import read_times

_ONE_DAY = timedelta(days=1)
_NIGHT = r"(?:natt(?:en)?|night|overnight)"
_PART = rf"(?:{_NIGHT}|(?:för|efter)middag(?:en)?|morgon(?:en)?|kväll(?:en)?|dagtid|morning|afternoon|evening)"
_SWEDISH = r"(?:mån|tis|ons|tors?|fre|lör|sön)(?:dag(?:en)?)?"
_WEEKDAY = rf"(?:{_SWEDISH}|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)"
_BEFORE = r"(?:(?:på|under|i|sent|sen|tidigt|hela|during)\s+)*"
_WORDS = rf"^\s*{_BEFORE}(?:{_WEEKDAY}\.?,?\s+)?{_PART}\b|\b{_NIGHT}\s+(?:mot|till|inför|to|towards)\b"
_DAYS = (
    r"^\s*[0-9]{1,2}\.?(?:/[0-9]{1,2}|\s+[a-zåäö]{3,9}\.?)?\s*(?:[-–]|och|till)"
    r"\s*[0-9]{1,2}(?:/[0-9]{1,2}|\.?\s+[a-zåäö]{3,9})"
)
_TOWARDS = re.compile(
    rf"^(?:(?P<day>.*[0-9].*?),?\s+)?{_BEFORE}{_NIGHT}\s+(?:mot|till|inför|to|towards)\s+(?P<until>.+)$"
)
_SPAN = re.compile(
    rf"^{_BEFORE}(?:(?P<night>{_NIGHT})\s+)?(?:(?:mellan|från|between|from|den)\s+)*(?P<first>[^:]+?)"
    r"\s*(?:[-–]|\boch\b|\btill\b|\band\b|\bto\b|(?P<slash>/)(?=[0-9]{1,2}\.?\s*[a-zåäö]))\s*(?P<last>[^:]+)$"
)
_PART_FIRST = re.compile(
    rf"^{_BEFORE}(?:(?P<weekday>{_WEEKDAY})\.?,?\s+)?(?P<part>{_PART}),?\s+(?:(?:efter|after|of|on|den)\s+)*(?P<day>.*[0-9].*)$"
)
_WITHOUT_YEAR = re.compile(
    rf"^(?P<weekday>{_WEEKDAY})\.?,?\s+(?:den\s+)?(?P<number>[0-9]{{1,2}})(?:\.|:?[ea])?\s*"
    r"(?:/\s*(?P<month>[0-9]{1,2})|(?P<name>[a-zåäö]{3,9})\.?)(?P<rest>,?\s+[^0-9–-].*|,?\s+[0-9]{1,2}(?:[:.][0-9]{2}|\s*[-–]\s*[0-9]).*)?$"
)
_NUMBER = re.compile(
    rf"^(?:{_WEEKDAY}\.?\s+)?(?:den\s+)?(?P<number>[0-9]{{1,2}})(?:\.|:?[ea])?"
    r"(?:/(?P<month>[0-9]{1,2})|\s*(?P<name>[a-zåäö]{3,9})\.?)?$"
)
_WEEKDAY_ALONE = re.compile(rf"^(?P<weekday>{_WEEKDAY})\.?$")
_ISO = re.compile(r"\b([0-9]{4})-([0-9]{2})-([0-9]{2})\b")
_SLASHED = re.compile(r"\b([0-9]{1,2})/([0-9]{1,2})(?:\s*[-–]\s*(?:20)?|\s+20)([0-9]{2})\b(?![:./])")
_SHORT_YEAR = re.compile(r"([0-9]\.?\s*[a-zåäö]{3,9}\.?)\s*[-–'’]\s*([0-9]{2})(?=$|,|\s+kl|\s+[0-9])")
# words that only Swedes write, and so 6–7/3 2026; with them the day stands before the month
_SWEDISH_WORDS = re.compile(rf"\b(?:natt|kväll|morgon|för|efter|{_SWEDISH}\b)|^[0-9]{{1,2}}\.?\s*[-–]\s*[0-9]{{1,2}}/")
_LONGEST = 80  # letters of what can be a day
_MORNING, _EVENING = 10, 18  # a clock of a night lies before the one, or from the other on


@dataclass(frozen=True)
class _Said:
    """What a text says: `kind` is one of the patterns; `dates` are the texts of its days."""

    kind: str
    dates: tuple[str, ...]
    rest: str = ""


def usual_days(times: pl.Series, form: str | None, today: date) -> pl.Series | None:
    """Return times with the days that are said in words written as dates; None where there are none.

    `form` is that of the dates; `today` is the last day that one without a year can be. A night is written as `natt`
    behind the day on which it begins.
    """
    if times.dtype != pl.String:
        return None
    worded = times.str.contains(rf"(?i){_WORDS}") | times.str.contains(rf"(?i){_DAYS}")
    yearless = times.str.contains(rf"(?i)^\s*{_WEEKDAY}\b") & ~times.str.contains("[0-9]{4}")
    short = times.str.len_chars() <= _LONGEST
    texts = times.filter(short & (worded | yearless)).unique().to_list()
    said = {text: found for text in texts if (found := _parsed(" ".join(text.lower().split()), form, today))}
    different = pl.Series("text", sorted({day for one in said.values() for day in one.dates}), dtype=pl.String)
    if different.is_empty():
        return None
    read = read_times(different, "UTC", form)
    known = dict(zip(different, zip(read["time"], read["date_only"], strict=True), strict=True))
    usual = {text: written for text, one in said.items() if (written := _written(one, known))}
    return times.replace(usual) if usual else None


def says_days(texts: pl.Series) -> tuple[int, int]:
    """Return how many texts say a day in words, and how many of these a time of day too."""
    said = texts.str.contains(rf"(?i){_WORDS}") & texts.str.contains("[0-9]")
    said = said | (
        texts.str.contains(rf"(?i)^\s*{_WEEKDAY}\.?,?\s+(?:den\s+)?[0-9]{{1,2}}[^0-9]")
        & (texts.str.len_chars() <= _LONGEST)
    )
    timed = said & texts.str.contains(r"[0-9][:.][0-9]{2}|(?i)\bkl\b|natt|kväll|morgon|middag|night")
    return int(said.sum()), int(timed.sum())


def _parsed(text: str, form: str | None, today: date) -> _Said | None:
    text = _SHORT_YEAR.sub(r"\1 20\2", _ISO.sub(r"\1.\2.\3", text))  # whose signs are none between two days
    if form not in ("mdy", "ymd") and _SWEDISH_WORDS.search(text):
        text = _SLASHED.sub(r"20\3.\2.\1", text)
    if (found := _WITHOUT_YEAR.match(text)) and (whole := _last_such_day(found, today)):
        return _Said("whole", (whole,), found["rest"] or "")
    if found := _TOWARDS.match(text):
        days = (found["until"],) if found["day"] is None else (found["until"], found["day"])
        return _Said("towards", tuple(_dated(day, today) for day in days))
    if (found := _SPAN.match(text)) and (found["night"] or not found["slash"]):
        days = (found["last"], found["first"])
        return _Said("night" if found["night"] else "days", tuple(_dated(day, today) for day in days))
    if found := _PART_FIRST.match(text):
        day = f"{found['weekday']} {found['day']}" if found["weekday"] else found["day"]
        part = "natt" if re.fullmatch(_NIGHT, found["part"]) else found["part"]
        return _Said("part", (_dated(day, today),), part)
    return None


def _dated(day: str, today: date) -> str:
    """Return a day with its year, where the weekday beside it tells which."""
    day = day.strip(" ,")
    found = _WITHOUT_YEAR.match(day)
    whole = _last_such_day(found, today) if found else None
    return whole + (found["rest"] or "") if found and whole else day


def _last_such_day(found: re.Match[str], today: date) -> str | None:
    """Return the last day of that number and month up to today, as a date; None where its weekday is another.

    Which of two numbers is the day, a Swedish weekday tells.
    """
    if found["month"] and not re.match(_SWEDISH, found["weekday"]):
        return None
    month = int(found["month"]) if found["month"] else MONTHS.get(found["name"])
    for year in (today.year, today.year - 1):
        try:
            day = date(year, month or 0, int(found["number"]))
        except ValueError:
            continue
        if day <= today:
            return day.isoformat() if day.weekday() == WEEKDAYS[found["weekday"][:3]] else None
    return None


def _written(said: _Said, known: Mapping[str, tuple[datetime | None, bool]]) -> str | None:
    """Return what is said as a date with what stands behind it; None where its days are not known or do not agree."""
    if said.kind == "towards":
        return _night_towards(said.dates, known)
    moment, date_only = known[said.dates[0]]
    if moment is None:
        return None
    if said.kind == "whole":
        return f"{moment:%Y-%m-%d}{said.rest}"
    if said.kind == "part":
        return f"{moment:%Y-%m-%d} {said.rest}" if date_only else f"{moment:%Y-%m-%d %H:%M}"
    first = _day(known, said.dates[1]) or _number_before(said.dates[1], moment.date())
    nights = (moment.date() - first).days if date_only and first else 0
    if said.kind == "night":
        return _night_before(moment, date_only=True) if nights == 1 else None
    return f"{first} - {moment:%Y-%m-%d}" if nights > 0 else None


def _night_towards(dates: tuple[str, ...], known: Mapping[str, tuple[datetime | None, bool]]) -> str | None:
    """Return the night that ends on the first day; where there is a second, it has to be that day or the one before."""
    moment, date_only = known[dates[0]]
    if len(dates) == 1:
        return _night_before(moment, date_only=date_only) if moment else None
    begun = _day(known, dates[1])
    if begun is None:
        return None
    if moment is None:
        moment, date_only = _next_of(dates[0], begun), True
    fits = moment is not None and begun in (moment.date(), moment.date() - _ONE_DAY)
    return _night_before(moment, date_only=date_only) if moment and fits else None


def _night_before(moment: datetime, *, date_only: bool) -> str | None:
    """Return the night that ends on a day, or the moment of a clock in it."""
    if date_only:
        return f"{moment - _ONE_DAY:%Y-%m-%d} natt"
    if _MORNING <= moment.hour < _EVENING:
        return None
    return f"{moment if moment.hour < _MORNING else moment - _ONE_DAY:%Y-%m-%d %H:%M}"


def _day(known: Mapping[str, tuple[datetime | None, bool]], text: str) -> date | None:
    moment, date_only = known[text]
    return moment.date() if moment and date_only else None


def _next_of(text: str, begun: date) -> datetime | None:
    """Return the day of that weekday or number which is `begun` or the day behind it."""
    for day in (begun, begun + _ONE_DAY):
        weekday, number = _WEEKDAY_ALONE.match(text), _NUMBER.match(text)
        if (weekday and day.weekday() == WEEKDAYS[weekday["weekday"][:3]]) or (number and _is_number(number, day)):
            return datetime(day.year, day.month, day.day)
    return None


def _is_number(found: re.Match[str], day: date) -> bool:
    month = MONTHS.get(found["name"]) if found["name"] else int(found["month"] or day.month)
    return (day.day, day.month) == (int(found["number"]), month)


def _number_before(text: str, last: date) -> date | None:
    """Return the last day before another that has the number, and the month where one stands beside it."""
    number = _NUMBER.match(text)
    days = (
        last - _ONE_DAY * count for count in range(1, 366 if number and (number["month"] or number["name"]) else 31)
    )
    return next((day for day in days if number and _is_number(number, day)), None)
