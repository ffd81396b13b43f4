"""Times of day as people write them beside a date: `22:00–23:30`, `kl 22-24`, `ca 22`, `natt`."""

import polars as pl

_DASH = (
    r"\s*(?:[-‐‑‒–—―−]{1,2}|[-–=]{0,2}>|[→⇒➔➜➝⟶»]|\.{2,3}|…"
    r"|till och med|till|until|t\.? ?o\.? ?m\.?|to|through|thru)\s*"
)
_HOUR = r"(?:[01]?[0-9]|2[0-4])"
_SECONDS = rf"{_HOUR}[:.][0-5][0-9][:.][0-5][0-9]"
_FOUR_DIGITS = r"(?:[01][0-9]|2[0-3])[0-5][0-9]"
_WITH_SIGN = rf"(?:{_HOUR}[:.][0-5][0-9]|{_HOUR})(?:\s?h|\s*[ap]\.?m\.?)?"
_CLOCK = rf"(?:{_FOUR_DIGITS}|{_WITH_SIGN})"
_FRONT = r"(?:(?:kl\.?|klockan|ca\.?|cirka|omkring|runt|~)\s*)*"
_ABOUT = (
    r"(?i)^\s*(?:ca\.?|cirka|circa|omkring|kring|runt|ungefär|(?:efter|före|innan)\b|about|approx\.?|around|~)"
    r"\s*(?:kl\.?\s*|klockan\s*)?"
)
_ABOUT_BEHIND = (
    r"(?i)^(.*[0-9]h?)\s*(?:\((?:ca\.?|cirka|circa|omkring|ungefär|approx\.?|about)\)"
    r"|\s(?:ca\.?|cirka|circa|ungefär|approx\.?))\s*$"
)
_OF_A_PART = (  # kl 7 på morgonen: which half of the day the clock is of
    rf"(?i)^\s*(?:kl\.?\s*|klockan\s*)?(?P<hour>{_HOUR})(?:[:.](?P<minute>[0-5][0-9]))?\s+(?:på\s+)?"
    r"(?P<part>morgonen|förmiddagen|eftermiddagen|kvällen|natten)\s*$"
)
_ABOUT_WITHIN = r"(?i)(?:ca\b|cirka|omkring|runt|~)"
_IN_FRONT = r"(?i)^(?:(?:på|under|i|sen|sent|tidig|tidigt|hela)\s+)+"  # of a part of the day
_BOTH = rf"(?:{_DASH}|\s*(?:och|and|&)\s*)"
_INTERVALS = tuple(  # both ends in one way: 22:00:00-05:00 and 22:00 -0500 are so far from Greenwich
    rf"(?i)^\s*(?:mellan|från|between|from)?\s*{_FRONT}(?P<first>{clock}){_BOTH}{_FRONT}(?P<last>{clock})\s*$"
    for clock in (_WITH_SIGN, _FOUR_DIGITS, _SECONDS)
)
_WITH_MINUTES = rf"{_HOUR}[:.][0-5][0-9](?:\s?h|\s*[ap]\.?m\.?)?"
_MARKED_HOUR = rf"(?:(?:kl\.?|klockan)\s*)(?:{_WITH_MINUTES}|{_HOUR})"
_SLASHED = tuple(  # 22:00/23:00: what cannot be a date, which 22/3 may be
    rf"(?i)^\s*{_FRONT}(?P<first>{first})\s*/\s*{_FRONT}(?P<last>{last})\s*$"
    for first, last in (
        (_WITH_MINUTES, _WITH_MINUTES),
        (_FOUR_DIGITS, _FOUR_DIGITS),
        (_SECONDS, _SECONDS),
        (rf"{_HOUR}\s?(?:h|[ap]\.?m\.?)", rf"{_HOUR}\s?(?:h|[ap]\.?m\.?)"),
        (rf"{_HOUR}", _WITH_MINUTES),
        (r"(?:1[3-9]|2[0-4])", r"(?:1[3-9]|2[0-4])"),
    )
)
_SLASHED_HOURS = (
    rf"(?i)^\s*(?:kl\.?|klockan)\s*(?P<first>{_WITH_SIGN})\s*/\s*(?:(?:kl\.?|klockan)\s*)?(?P<last>{_WITH_SIGN})\s*$"
)
_FAR_FROM_GREENWICH = r"(?i)^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+[-−][0-9]{2}:?(?:[0-9]{2})?$"
_DATE = r"(?:[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4})(?:[T ,]\s*[^/]*?)?"
_BETWEEN = rf"(?:{_DASH}|\s+och\s+|\s+and\s+|/)\s*"
_TWO_MOMENTS = rf"(?i)^\s*(?:mellan|från|between|from)?\s*(?P<first>{_DATE}){_BETWEEN}(?P<last>{_DATE})\s*$"
_WHOLE_HOUR = rf"^\s*({_HOUR})\s*$"
_DAY = (
    r"(?i)^\s*([0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.\s][0-9]{4}"
    r"|(?:[a-zåäö]{3,8}\.?,?\s+)?(?:den\s+)?[0-9]{1,2}\.?\s+[a-zåäö]{3,9}\.?\s+[0-9]{4})(?:[T,]|\s|$)"
)
_PARTS = {
    "natt": ("22:00", "06:00"), "natten": ("22:00", "06:00"), "night": ("22:00", "06:00"),
    "morgon": ("06:00", "10:00"), "morgonen": ("06:00", "10:00"), "morning": ("06:00", "10:00"),
    "förmiddag": ("09:00", "12:00"), "förmiddagen": ("09:00", "12:00"), "eftermiddagen": ("12:00", "18:00"),
    "dagen": ("06:00", "18:00"), "fm": ("06:00", "12:00"), "eftermiddag": ("12:00", "18:00"),
    "afternoon": ("12:00", "18:00"), "em": ("12:00", "18:00"), "kväll": ("18:00", "24:00"),
    "kvällen": ("18:00", "24:00"), "evening": ("18:00", "24:00"), "dag": ("06:00", "18:00"),
    "dagtid": ("06:00", "18:00"), "dygnet": ("00:00", "24:00"),
}  # fmt: skip
_VAGUE = (
    "ca",
    "cirka",
    "circa",
    "omkring",
    "kring",
    "runt",
    "ungefär",
    "efter",
    "före",
    "innan",
    "about",
    "approx",
    "around",
    "mellan",
)
_WORDS = "|".join((*_VAGUE, *_PARTS))
# looked for first, as nearly all times are plain
_UNUSUAL = (
    rf"(?i)(?:^|[\s(])(?:{_WORDS}|~)(?:[\s.)0-9]|$)"
    rf"|(?:^|\s|[.:][0-5][0-9]|[0-9]\s?h|[ap]\.?m\.?|(?:^|\s)[0-2][0-9][0-5][0-9]){_BOTH}{_FRONT}{_CLOCK}\s*$"
    rf"|(?:^|\s|\bkl\.?|\bklockan){_FRONT}{_HOUR}{_BOTH}{_FRONT}{_CLOCK}\s*$"
    rf"|[.:][0-5][0-9]{_BOTH}{_FRONT}{_SECONDS}\s*$"
    rf"|(?:^|[\s.:0-9hm])\s*/\s*{_FRONT}(?:{_SECONDS}|{_CLOCK})\s*$"
)


def split_clocks(times: pl.Series) -> pl.DataFrame | None:
    """Return [first, last, about] of times of day, or of dates with them behind; None where all are plain.

    `first` is the time at which it begins, `last` the time of day at which it ends if that is told, and `about` whether
    it is inexact. A part of the day is a window and inexact. The night of a date is the one that follows it.
    """
    if times.dtype != pl.String:
        return None
    unusual = (times.str.contains(_UNUSUAL) & ~times.str.contains(_FAR_FROM_GREENWICH)).arg_true()
    if unusual.is_empty():
        return None
    split = _split(times.gather(unusual))
    nothing = pl.repeat(None, times.len(), dtype=pl.String, eager=True)
    return pl.DataFrame(
        {
            "first": pl.Series(times).scatter(unusual, split["first"]),
            "last": nothing.scatter(unusual, split["last"]),
            "about": pl.repeat(False, times.len(), dtype=pl.Boolean, eager=True).scatter(unusual, split["about"]),
        }
    )


def split_moments(times: pl.Series) -> tuple[pl.Series, pl.Series] | None:
    """Return the first and the last moment of each interval (`2026-03-06 22:00 - 2026-03-07 06:00`); None without any.

    What is no interval of two dates stands as it is, and its last moment is null.
    """
    if times.dtype != pl.String or not times.str.contains(_TWO_MOMENTS).any():
        return None
    parts = times.to_frame("text").select("text", pl.col("text").str.extract_groups(_TWO_MOMENTS).alias("parts"))
    both = parts.unnest("parts").select(pl.coalesce("first", "text"), "last")
    return both["first"].alias(times.name), both["last"].alias(times.name)


def _split(times: pl.Series) -> pl.DataFrame:
    """Return [first, last, about] of texts that may be unusual; what is none stands in `first` as it is."""
    day = times.str.extract(_DAY, 1)
    texts = times.str.replace(_DAY, "").str.strip_chars().str.replace(_ABOUT_BEHIND, "ca ${1}")
    about = texts.str.contains(_ABOUT)
    bare = texts.str.replace(r"^\((.*)\)$", "${1}").str.replace(_ABOUT, "").str.replace(_IN_FRONT, "")
    interval = _intervals(bare)
    about = about | (interval["first"].is_not_null() & bare.str.contains(_ABOUT_WITHIN))
    begins, ends = (
        bare.str.to_lowercase().replace_strict(
            {word: span[which] for word, span in _PARTS.items()}, default=None, return_dtype=pl.String
        )
        for which in (0, 1)
    )
    whole = bare.str.contains(_WHOLE_HOUR) & about
    clock = pl.DataFrame({"bare": bare, "about": about, "whole": whole}).select(
        pl.coalesce(
            begins,
            _of_a_part(bare),
            _with_minutes(interval["first"]),
            pl.when("whole").then(pl.col("bare") + ":00").when("about").then("bare"),
        )
    )
    told = pl.DataFrame({"times": times, "day": day, "clock": clock.to_series()})
    return told.select(
        first=pl.when(pl.col("clock").is_null())
        .then("times")
        .when(pl.col("day").is_null())
        .then("clock")
        .otherwise(pl.col("day").str.strip_chars() + " " + pl.col("clock")),
        last=pl.coalesce(ends, _with_minutes(interval["last"])),
        about=(about | begins.is_not_null()).fill_null(False),
    )


def _of_a_part(texts: pl.Series) -> pl.Series:
    """Return the time of day of `kl 7 på kvällen` as `19:00`; null where none is told so, or not which it is."""
    parts = texts.to_frame("text").select(pl.col("text").str.extract_groups(_OF_A_PART).alias("parts")).unnest("parts")
    hour, part = pl.col("hour").cast(pl.Int32), pl.col("part").str.to_lowercase()
    late = part.is_in(["eftermiddagen", "kvällen"]) & hour.is_between(1, 11) | (part == "natten") & hour.is_in([10, 11])
    unsure = (part == "natten") & hour.is_between(7, 9) | (hour.is_in([0, 12, 24]) & (part != "eftermiddagen"))
    told = pl.when(~unsure).then(hour + 12 * late.cast(pl.Int32)).cast(pl.String).str.zfill(2)
    return parts.select(told + ":" + pl.col("minute").fill_null("00")).to_series()


def _intervals(texts: pl.Series) -> pl.DataFrame:
    """Return [first, last] times of day of intervals; null where a text is none."""
    groups = [pl.col("text").str.extract_groups(pattern) for pattern in (*_INTERVALS, *_SLASHED, _SLASHED_HOURS)]
    ends = [pl.coalesce(*(group.struct.field(name) for group in groups)).alias(name) for name in ("first", "last")]
    return texts.to_frame("text").select(ends)


def _with_minutes(clocks: pl.Series) -> pl.Series:
    """Return 22, 22h and 2200 as 22:00."""
    clocks = clocks.str.replace(r"(?i)\s?h$", "").str.replace(r"^([0-9]{2})([0-9]{2})$", "${1}:${2}")
    hour = clocks.str.contains(r"^[0-9]{1,2}$")
    return (clocks + ":00").zip_with(hour.fill_null(False), clocks)
