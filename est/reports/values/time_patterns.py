"""The families of written times: a regular expression each, and how its parts become one moment."""

from collections.abc import Mapping

import polars as pl

from est.reports.fields.reasons import Reason
from est.reports.fields.zone_names import MINUTES, region_name

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january",
            "feb febr februari february",
            "mar mars march",
            "apr april",
            "maj may",
            "jun juni june",
            "jul juli july",
            "aug augusti august",
            "sep sept september",
            "okt oct oktober october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_HALVES = r"(?P<half>[ap]\.?m\.?|fm|em)"
_NAMED_ZONES = "|".join(sorted(MINUTES, key=len, reverse=True))
_ZONE = rf"(?P<zone>(?:utc|gmt)\s?[+-][0-9]{{1,2}}(?::?[0-9]{{2}})?|{_NAMED_ZONES}|[+-][0-9]{{2}}(?::?[0-9]{{2}})?)"
_CLOCK = (
    r"(?:(?:(?P<mark>t)|\s*,\s*|\s+)(?:(?P<word>kl\.?|klockan|at)\s*)?(?P<hour>[0-9]{1,2})"
    r"(?:[:.](?P<minute>[0-9]{2})(?:[:.](?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?)?"
    rf"(?:\s*{_HALVES})?(?:\s*{_ZONE})?)?$"
)
_WEEKDAY = (
    r"^(?:(?:(?:mån|tis|ons|tors|fre|lör|sön)(?:dag(?:en)?)?|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)"
)
_WEEKDAY += r"(?:day)?)\.?,?\s+(?:den\s+)?|den\s+)?"
_BEFORE = _WEEKDAY.replace(r"\s+(?:den\s+)?|den\s+)?", r"\s+)?")
_FAMILIES = (
    _BEFORE + r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})" + _CLOCK,
    # behind a blank two digits may as well be an hour
    _WEEKDAY + r"(?P<first>[0-9]{1,2})[-/.](?P<second_number>[0-9]{1,2})[-/.](?P<year>[0-9]{4}|[0-9]{2})" + _CLOCK,
    _WEEKDAY + r"(?P<first>[0-9]{1,2})[-/.](?P<second_number>[0-9]{1,2})\s(?P<year>[0-9]{4})" + _CLOCK,
    _WEEKDAY
    + r"(?P<day>[0-9]{1,2})(?:\.|:?[ea]|st|nd|rd|th)?[\s-]*(?:of\s+)?(?P<name>[a-zåäö]{3,9})\.?,?[\s-]*"
    + r"(?P<year>[0-9]{4})"
    + _CLOCK,
    _WEEKDAY + r"(?P<name>[a-zåäö]{3,9})\.?\s+(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>[0-9]{4})" + _CLOCK,
    r"^(?P<year>[0-9]{4})[\s-]+(?P<name>[a-zåäö]{3,9})\.?[\s-]+(?P<day>[0-9]{1,2})" + _CLOCK,
    # 01-MAR-26, as databases write it; with blanks between, two digits may as well be an hour
    r"^(?P<day>[0-9]{1,2})[-/.]?(?P<name>[a-zåäö]{3,9})[-/.]?(?P<year>[0-9]{4}|[0-9]{2})" + _CLOCK,
    r"^(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?P<mark>t)(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>[0-9]{2})?"
    rf"(?:[.,](?P<fraction>[0-9]{{1,9}}))?{_ZONE}?$",
)
_CLOCK_OF_DIGITS = r"(?P<mark>[-t]?)(?P<hour>[0-9]{2}):?(?P<minute>[0-9]{2})(?::?(?P<second>[0-9]{2}))?"
_YMD, _DMY = r"(?P<month>[0-9]{2})(?P<day>[0-9]{2})", r"(?P<first>[0-9]{2})(?P<second_number>[0-9]{2})"
_DAY_FIRST = (
    rf"^{_DMY}(?P<year>[0-9]{{4}})(?:[\s_]*{_CLOCK_OF_DIGITS})?$",
    rf"^{_DMY}(?P<year>[0-9]{{2}})(?:[\s_]+{_CLOCK_OF_DIGITS})?$",
)
# dates without signs, by the form that the mapping names; behind a year of two digits a clock needs a blank
_WITHOUT_SIGNS: Mapping[str | None, tuple[str, ...]] = {
    "ymd": (
        rf"^(?P<year>[0-9]{{4}}){_YMD}(?:[\s_]*{_CLOCK_OF_DIGITS})?$",
        rf"^(?P<year>[0-9]{{2}}){_YMD}(?:[\s_]+{_CLOCK_OF_DIGITS})?$",
    ),
    "dmy": _DAY_FIRST,
    "mdy": _DAY_FIRST,
}
_PARTS = (
    "year", "month", "day", "first", "second_number", "name", "mark", "word", "hour", "minute", "second", "fraction",
    "half", "zone",
)  # fmt: skip
_PLAIN_ISO = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[ t][0-9]{2}:[0-9]{2}(?::[0-5][0-9])?$"
# 6/3-2026 and den 6/3 -26, which only Swedes write
_SWEDISH_DAY = r"^(?:[a-zåäö]{3,8}\.?,? )?(?:den )?([0-9]{1,2})/([0-9]{1,2}) ?[-–] ?"
SWEDISH_DAYS = {
    rf"{_SWEDISH_DAY}([0-9]{{4}})([ ,t]|$)": "${3}-${2}-${1}${4}",
    rf"{_SWEDISH_DAY}([0-9]{{2}})([ ,t]|$)": "20${3}-${2}-${1}${4}",
}
# a day and its month, behind which two digits may be a year or an hour: what says that they are the year
_DAY_AND_MONTH = (
    r"^([^0-9]*[0-9]{1,2}\.?[ -]?[a-zåäö]{3,9}\.?,?|[^0-9]*[a-zåäö]{3,9}\.? [0-9]{1,2},?"
    r"|[^0-9]*[0-9]{1,2}[-/.][0-9]{1,2})"
)
_SHORT_YEARS = (
    r"^([^0-9]*[0-9]{1,2}\.?[ -]?[a-zåäö]{3,9}\.?) ?[-–'’´] ?([0-9]{2})([ ,]|$)",
    rf"{_DAY_AND_MONTH} (2[5-9]|[3-9][0-9])([ ,]|$)",
    rf"{_DAY_AND_MONTH} ([0-9]{{2}})(,? (?:(?:kl\.?|klockan) ?[0-9]|[0-9]{{1,2}}[:.][0-9]{{2}}))",
)
_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
# a day without its year that can be nothing else: 6.3 is a clock too
_DAY_ALONE = (
    rf"^([^0-9]*[0-9]{{1,2}}(?:\.|:?[ea])?[ -]?(?:{_NAMES})\.?,?|[^0-9]*(?:{_NAMES})\.? [0-9]{{1,2}},?"
    r"|[^0-9]*(?:0?[1-9]|[12][0-9]|3[01])/(?:0?[1-9]|1[0-2]))"
)
_YEAR_OR_HOUR = rf"{_DAY_ALONE} ([0-9]{{2}})(,?(?: .*)?)$"
_SURELY_A_YEAR = rf"{_DAY_ALONE} (?:2[5-9]|[3-9][0-9])(?:[ ,]|$)"
_YEARLESS = rf"{_DAY_ALONE}(?:[ ,]+(?:kl\.? ?)?[0-9]{{1,2}}(?:[:.][0-9]{{2}})?(?: ?[ –-].*)?)?$"
_MONTH_ALONE = (
    rf"^(?:(?:{_NAMES})\.?,?[ -]+[0-9]{{4}}|[0-9]{{4}}[ -]+(?:{_NAMES})\.?"
    r"|[0-9]{4}[-/.](?:0[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])[-/.][0-9]{4}"
    r"|[0-9]{4}[- ]?(?:w|v|vecka|week|q|kv|kvartal)\.?[- ]?[0-9]{1,2}"
    r"|(?:w|v|vecka|week|q|kv|kvartal)\.?[ -]?[0-9]{1,2}[ ,/-]+[0-9]{4})$"
)
_WHOLE_DATE = (
    r"^(?:[^0-9]*[0-9]{1,2}\.?[ -]?[a-zåäö]{3,9}\.?,?[ -]+[0-9]{4}|[^0-9]*[a-zåäö]{3,9}\.? [0-9]{1,2},? [0-9]{4}"
    r"|[^0-9]*[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[^0-9]*[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:[0-9]{4}|[0-9]{2})"
    r"|[^0-9]*[0-9]{1,2}[-/.][0-9]{1,2} [0-9]{4})(?:t|,? )"
)
# a clock of digits alone behind a whole date: 2115, 930, 211500; and whatever digits may be one
_DIGITS = rf"({_WHOLE_DATE}(?:[01]?[0-9]|2[0-3]))([0-5][0-9])$"
_SIX_DIGITS = rf"({_WHOLE_DATE}(?:[01][0-9]|2[0-3]))([0-5][0-9])([0-5][0-9])$"
BARE_CLOCK = rf"(?i){_WHOLE_DATE}[0-9]{{1,4}}$"
# a date whose time of day is said to be unknown, and an interval whose end is not said
_NO_CLOCK = (
    r"^([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}),? (?:kl\.? )?\(?(?:(?:(?:tid(?:en)?|time) )?"
    r"(?:ok[äa]nd|oklar|unknown)(?: tid| time)?|\?+(?:[:.]\?+)?|--?[:.]--?|xx[:.]xx)\)?$"
)
_NO_END = r"([ t][0-9]{1,2}[:.][0-9]{2}) ?(?:[-–—→]|->) ?(?:ok[äa]n[dt]|\?+)?$"
_HOURS = r"([ t][0-9]{1,2}) ?h$"
# a date that was stored as a time: its midnight in whatever spelling, also with a zone, which a date has not; and the
# last digit of the date, as `kl. 00.00` in a column of clocks is a time
MIDNIGHT = (
    r"(?i)([0-9])(?:T|\s)\s*(?:0{1,2}(?:[:.]00(?:[:.]00(?:[.,]0+)?)?)?|12[:.]00(?:[:.]00)?\s*a\.?m\.?)"
    r"\s*(?:[(]?(?:z|utc|gmt|[a-z]{2,3}t)[)]?|[+-][0-9]{2}:?[0-9]{2})?(?:\[[A-Za-z_]+/[A-Za-z_]+\])?\s*$"
)
_SIX_AND_CLOCK = r"^[0-9]{6}[ t_-][0-9]{2}:?[0-9]{2}$"  # 260306 2115
BARE_NUMBER = r"^[+-]?[0-9]+(?:[.,][0-9]+)?$"
_REGION = r"\s?[\[(]?\b([a-z]+/[a-z_]+(?:/[a-z_]+)?)[\])]?$"


def read_moments(texts: Mapping[str | None, pl.Series]) -> dict[str | None, pl.DataFrame]:
    """Return [moment, instant, date_only, problem] of different, stripped texts that are not empty, by their form."""
    return {form: _read_texts(different, form) for form, different in texts.items()}


def _read_texts(texts: pl.Series, form: str | None) -> pl.DataFrame:
    left = pl.DataFrame({"text": texts.str.to_lowercase().str.replace_all(r"\s+", " ")}).with_row_index("place")
    read = [_plain_iso(left)]
    left = _without_regions(left.join(read[0], on="place", how="anti", maintain_order="left"))
    regions = left.select("place", "region").drop_nulls()
    # where zeros are lost, 21 beside 2115 is a quarter of an hour and 21 beside 22 an hour
    lost = left["text"].str.contains(_DIGITS).any()
    # behind 6 mar two digits are the year in all texts where they can be nothing else in one, or the mapping says so
    if form in ("dmy", "mdy") or left["text"].str.contains(_SURELY_A_YEAR).any():
        left = left.with_columns(pl.col("text").str.replace(_YEAR_OR_HOUR, "${1} 20${2}${3}"))
    left = left.select("place", _usual(pl.col("text")))
    for family in (*_WITHOUT_SIGNS.get(form, ()), *_FAMILIES):
        if left.is_empty():
            break
        fits = left["text"].str.contains(family)
        if fits.any():
            read.append(_assembled(left.filter(fits), family, form, hours=not lost))
            left = left.filter(~fits)
    bare = pl.col("text").str.contains(BARE_NUMBER) | pl.col("text").str.contains(_SIX_AND_CLOCK)
    unread = left.select(
        "place",
        moment=pl.lit(None, pl.Datetime("us")),
        instant=pl.lit(None, pl.Datetime("us")),
        date_only=pl.lit(False),
        problem=pl.when(bare)
        .then(pl.lit(Reason.TIME_BARE_NUMBER.value))
        .when(pl.col("text").str.contains(_MONTH_ALONE))
        .then(pl.lit(Reason.MONTH_ALONE.value))
        .when(pl.col("text").str.contains(_YEAR_OR_HOUR))
        .then(pl.lit(Reason.YEAR_OR_HOUR.value))
        .when(pl.col("text").str.contains(_YEARLESS))
        .then(pl.lit(Reason.YEAR_MISSING.value))
        .otherwise(pl.lit(Reason.TIME_UNREADABLE.value)),
    )
    both = pl.concat([*read, unread]).sort("place")
    if regions.height:
        both = both.join(regions, on="place", how="left", maintain_order="left")
        both = moments_in_zones(both.drop("region"), both["region"])
    return both.drop("place")


def _usual(text: pl.Expr) -> pl.Expr:
    """Return texts of dates and times, each written as the families know it."""
    text = text.str.replace(r" ?\(?(?:svensk|lokal|local) ?(?:tid|time)\)?$", "")
    for written, usual in SWEDISH_DAYS.items():
        text = text.str.replace(written, usual)
    for written in _SHORT_YEARS:
        text = text.str.replace(written, "${1} 20${2}${3}")
    text = text.str.replace(_NO_CLOCK, "${1}").str.replace(_NO_END, "${1}")
    # Sat Mar 07 2026 21:15:00 GMT+0100 (Central European Standard Time)
    text = text.str.replace(r"^[a-z]{3} ([a-z]{3} .*) gmt([+-][0-9]{4})(?: \(.*\))?$", "${1} ${2}")
    # Fri Mar 6 21:15:00 CET 2026, and 21:15 (CET)
    text = text.str.replace(
        r"^[a-z]{3} ([a-z]{3} [0-9]{1,2}) ([0-9:]{8}) ([a-z]{3,4}) ([0-9]{4})$", "${1} ${4} ${2} ${3}"
    )
    text = text.str.replace(r"([0-9]) ?\(([a-z]{3,4})\)$", "${1} ${2}")
    # 22h, 22 h, 7h30
    text = text.str.replace(r"([ t][0-9]{1,2}) ?h ?([0-5][0-9])$", "${1}:${2}").str.replace(_HOURS, "${1}:00")
    text = text.str.replace(r"([ t][0-9]{1,2}[:.][0-5][0-9]) ?h$", "${1}")
    return text.str.replace(_DIGITS, "${1}:${2}").str.replace(_SIX_DIGITS, "${1}:${2}:${3}")


def _without_regions(texts: pl.DataFrame) -> pl.DataFrame:
    """Return [place, text, region]: 2026-03-07T20:15[Europe/Stockholm] without its zone where one is called so."""
    named = texts["text"].str.extract(_REGION, 1)
    regions = {text: region_name(text) for text in named.unique().drop_nulls().to_list()}
    region = named.replace_strict(regions, default=None, return_dtype=pl.String)
    known = pl.col("region").is_not_null()
    text = pl.when(known).then(pl.col("text").str.replace(_REGION, "")).otherwise("text")
    return texts.with_columns(region=region).with_columns(text)


def moments_in_zones(read: pl.DataFrame, zones: pl.Series | str) -> pl.DataFrame:
    """Return [moment, instant, date_only, problem, …] whose moments without a zone are instants in these zones.

    An hour that a zone skips has a problem.
    """
    read = read.with_columns(zone=pl.lit(zones, pl.String) if isinstance(zones, str) else zones)
    for name in read["zone"].unique().drop_nulls().to_list():
        its = (pl.col("zone") == name).fill_null(False) & ~pl.col("date_only") & pl.col("moment").is_not_null()
        told = pl.col("moment").dt.replace_time_zone(name, ambiguous="earliest", non_existent="null")
        told = told.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        read = read.with_columns(
            instant=pl.when(its).then(told).otherwise("instant"),
            problem=pl.when(its & told.is_null()).then(pl.lit(Reason.HOUR_SKIPPED.value)).otherwise("problem"),
            moment=pl.when(~its).then("moment"),
        )
    return read.drop("zone")


def _plain_iso(texts: pl.DataFrame) -> pl.DataFrame:
    """Return [place, moment, instant, date_only, problem] of `2026-03-01 18:05`, with or without seconds.

    Nearly all times of large files look so; the families would read them as well, at a tenth of the speed.
    """
    plain = texts.filter(pl.col("text").str.contains(_PLAIN_ISO))
    written = pl.concat_str(
        pl.col("text").str.slice(0, 10),
        pl.lit(" "),
        pl.col("text").str.slice(11, 8).str.pad_end(6, ":").str.pad_end(8, "0"),
    )
    moment = written.str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False)
    # "18:60:60" and the like are left to the families, which name them
    read = plain.select("place", moment=moment).filter(pl.col("moment").is_not_null())
    return read.with_columns(
        instant=pl.lit(None, pl.Datetime("us")), date_only=pl.lit(False), problem=pl.lit(None, pl.String)
    )


def _assembled(texts: pl.DataFrame, family: str, form: str | None, *, hours: bool) -> pl.DataFrame:
    """Return [place, moment, instant, date_only, problem] of texts that all fit one family.

    `hours` is whether one or two digits behind a date are an hour.
    """
    parts = texts.select("place", pl.col("text").str.extract_groups(family).alias("parts")).unnest("parts")
    parts = parts.with_columns(pl.lit(None, pl.String).alias(name) for name in _PARTS if name not in parts.columns)
    parts, ambiguous = _ordered(parts, form)
    bare_hour = pl.col("hour").is_not_null() & pl.col("minute").is_null()
    bare_hour = bare_hour & pl.col("half").is_null() & pl.col("word").is_null()
    # behind a bare hour -05 may as well be its end
    clock_wrong = bare_hour & (pl.lit(not hours) | pl.col("zone").str.starts_with("-").fill_null(False))
    hour = pl.col("hour").cast(pl.Int32)
    afternoon = pl.col("half").str.starts_with("p") | (pl.col("half") == "em")
    half_wrong = pl.col("half").is_not_null() & ~hour.is_between(1, 12)
    hour = (
        pl.when(pl.col("half").is_null() | (pl.col("half") == "fm") & (hour != 12))
        .then(hour)
        .otherwise(hour % 12 + 12 * afternoon.cast(pl.Int32))
        .fill_null(0)
    )
    minute, second = pl.col("minute").fill_null("00"), pl.col("second").fill_null("00")
    late = (
        (hour == 24)
        & (minute == "00")
        & (second == "00")
        & (pl.col("fraction").fill_null("0").str.strip_chars("0") == "")
    )
    written = pl.concat_str(
        pl.col("year").cast(pl.String).str.zfill(4),
        pl.lit("-"),
        pl.col("month").cast(pl.String).str.zfill(2),
        pl.lit("-"),
        pl.col("day").cast(pl.String).str.zfill(2),
        pl.lit(" "),
        pl.when(late).then(0).otherwise(hour).cast(pl.String).str.zfill(2),
        pl.lit(":"),
        minute,
        pl.lit(":"),
        second,
    )
    local = written.str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False)
    micros = pl.col("fraction").fill_null("0").str.pad_end(6, "0").str.slice(0, 6).cast(pl.Int64)
    local = local + pl.duration(microseconds=micros) + pl.duration(days=late.cast(pl.Int64))
    moment = pl.when(~ambiguous & ~clock_wrong & ~half_wrong.fill_null(False) & (second != "60")).then(local)
    zoned = pl.col("zone").is_not_null()
    offset = _offset(pl.col("zone"))
    return parts.select(
        "place",
        moment=pl.when(~zoned).then(moment),
        instant=pl.when(zoned & offset.is_between(-960, 960)).then(moment - pl.duration(minutes=offset)),
        date_only=pl.col("hour").is_null(),
        problem=pl.when(ambiguous)
        .then(pl.lit(Reason.DATE_AMBIGUOUS.value))
        .when(moment.is_null() | (zoned & ~offset.is_between(-960, 960)))
        .then(pl.lit(Reason.TIME_UNREADABLE.value)),
    )


def _ordered(parts: pl.DataFrame, form: str | None) -> tuple[pl.DataFrame, pl.Expr]:
    """Return the parts with year, month and day settled, and which rows could be read in two ways."""
    if parts["name"].null_count() < parts.height:
        month = pl.col("name").replace_strict(MONTHS, default=None, return_dtype=pl.Int32)
        return parts.with_columns(month=month, year=_whole_year(pl.col("year"))), pl.lit(False)
    if parts["first"].null_count() == parts.height:
        return parts.with_columns(year=_whole_year(pl.col("year"))), pl.lit(False)
    first, second = pl.col("first").cast(pl.Int32), pl.col("second_number").cast(pl.Int32)
    short = pl.col("year").str.len_chars() == 2
    year = _whole_year(pl.col("year"))
    if form == "ymd":
        # 26-03-01: the year comes first, so the group that holds it is the last one
        return (
            parts.with_columns(
                year=pl.when(short).then(pl.lit("20") + pl.col("first").str.zfill(2)),
                month=second,
                day=pl.when(short).then(pl.col("year")),
            ),
            pl.lit(False),
        )
    if form in ("dmy", "mdy"):
        day, month = (first, second) if form == "dmy" else (second, first)
        return parts.with_columns(year=year, month=month, day=day.cast(pl.String)), pl.lit(False)
    day_first = (first > 12) & (second <= 12)
    settled = parts.with_columns(
        year=year,
        month=pl.when(day_first).then(second).otherwise(first),
        day=pl.when(day_first).then(first).otherwise(second).cast(pl.String),
        either=short | ((first <= 12) & (second <= 12)),
    )
    return settled, pl.col("either")


def _whole_year(year: pl.Expr) -> pl.Expr:
    """Return years of four digits; two are of this century."""
    return pl.when(year.str.len_chars() == 2).then(pl.lit("20") + year).otherwise(year)


def _offset(zone: pl.Expr) -> pl.Expr:
    """Return the minutes east of Greenwich of `z`, `est`, `utc+1`, `+02`, `+0200` or `-05:00`."""
    digits = zone.str.replace(r"^(?:utc|gmt) ?", "").str.replace(":", "", literal=True)
    digits = digits.str.replace(r"^([+-])([0-9])$", "${1}0${2}")
    sign = pl.when(digits.str.starts_with("-")).then(-1).otherwise(1)
    hours = digits.str.slice(1, 2).cast(pl.Int64, strict=False)
    minutes = digits.str.slice(3, 2).cast(pl.Int64, strict=False).fill_null(0)
    named = zone.replace_strict(MINUTES, default=None, return_dtype=pl.Int64)
    return pl.coalesce(named, sign * (hours * 60 + minutes))
