"""Degrees, minutes and seconds as decimal degrees: `59°19'45"N`, `N 59° 19.75'`, `59.33° N, 18.06° E`."""

import polars as pl

_SIDE = "[NSEWÖOV]"  # north, south; east, öst, ost; west, väst
_AMOUNT = r"[0-9]{1,2}(?:[.,][0-9]+)?"


def _angle(number: int) -> str:
    return (
        rf"(?P<before{number}>{_SIDE})?\s*(?P<degrees{number}>[0-9]{{1,3}}(?:[.,][0-9]+)?)\s*[°º]\s*"
        rf"(?:(?P<minutes{number}>{_AMOUNT})\s*['′’´]\s*(?:(?P<seconds{number}>{_AMOUNT})\s*(?:''|′′|[\"″”])\s*)?)?"
        rf"(?P<behind{number}>{_SIDE})?"
    )


_BLANKS = rf"(?i)^\s*({_SIDE})\s*([0-9]{{1,3}})\s+({_AMOUNT})\s*$"  # N 59 19.75: the side tells that it is an angle
_ONE = rf"(?i)^\s*{_angle(1)}\s*$"
_TWO = rf"(?i)^\s*{_angle(1)}\s*[,;/]?\s*{_angle(2)}\s*$"


def decimal_degrees(texts: pl.Series) -> pl.Series:
    """Return texts with decimal degrees where degrees with their sign stood; what has sixty minutes stays as it is."""
    return _replaced(texts.str.replace(_BLANKS, "${1} ${2}° ${3}'"), _ONE, (1,))


def decimal_pairs(texts: pl.Series) -> pl.Series:
    """Return texts with `59.329167, 18.066667`, north first, where two angles stood."""
    return _replaced(texts, _TWO, (1, 2))


def _replaced(texts: pl.Series, pattern: str, numbers: tuple[int, ...]) -> pl.Series:
    fits = texts.str.contains(pattern).fill_null(False).arg_true()
    if fits.is_empty():
        return texts
    some = texts.gather(fits)
    parts = some.to_frame("text").select("text", pl.col("text").str.extract_groups(pattern).alias("parts"))
    parts = parts.unnest("parts")
    angles = [_decimal(number) for number in numbers]
    if len(angles) == 2:
        east_first = _side(1).is_in(["E", "W", "Ö", "O", "V"]) & _side(2).is_in(["N", "S"])
        north = pl.when(east_first).then(angles[1]).otherwise(angles[0])
        east = pl.when(east_first).then(angles[0]).otherwise(angles[1])
        written = north + ", " + east
    else:
        written = angles[0]
    return pl.Series(texts).scatter(fits, parts.select(pl.coalesce(written, "text")).to_series())


def _side(number: int) -> pl.Expr:
    return pl.coalesce(f"before{number}", f"behind{number}").str.to_uppercase()


def _decimal(number: int) -> pl.Expr:
    """Return the angle as text of seven decimals, a centimetre; null where a part of it is sixty or more."""
    degrees, minutes, seconds = (
        pl.col(f"{name}{number}").str.replace(",", ".", literal=True).cast(pl.Float64).fill_null(0)
        for name in ("degrees", "minutes", "seconds")
    )
    sign = pl.when(_side(number).is_in(["S", "W", "V"])).then(-1.0).otherwise(1.0)
    angle = sign * (degrees + minutes / 60 + seconds / 3600)
    return pl.when((minutes < 60) & (seconds < 60)).then(angle.round(7).cast(pl.String))
