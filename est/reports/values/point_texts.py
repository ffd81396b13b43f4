"""Points that stand in one column: `59.31, 14.10`, `(59.31, 14.10)`, `POINT(14.10 59.31)`, GeoJSON."""

import polars as pl

from est.reports.values.coordinates import WGS84, guess_system, read_numbers
from est.reports.values.degrees import decimal_pairs

_NUMBER = r"[+\-−]?[0-9]+(?:\.[0-9]+)?"
_PAIR = rf"^\s*[(\[]?\s*(?P<first>{_NUMBER})\s*(?:[,;/]\s*|\s+)(?P<second>{_NUMBER})\s*[)\]]?\s*$"
_COMMA = r"[+\-−]?[0-9]+,[0-9]+"
_COMMAS = rf"^\s*[(\[]?\s*(?P<first>{_COMMA})\s*(?:[;/]\s*|,?\s+)(?P<second>{_COMMA})\s*[)\]]?\s*$"
_THOUSANDS = r"[ .'’\u00a0\u202f][0-9]{3}"
# a northing has two signs between its thousands; of one alone degrees are known by: 59.390, 13.500
_IN_THOUSANDS = (
    rf"^\s*[0-9]{{1,3}}(?:{_THOUSANDS}){{2}}\s*(?:m\s*)?[,;/]\s*[0-9]{{1,3}}(?:{_THOUSANDS}){{1,2}}(?:\s*m)?\s*$",
    rf"^\s*[0-9]{{1,3}}(?:{_THOUSANDS}){{1,2}}\s*(?:m\s*)?[,;/]\s*[0-9]{{1,3}}(?:{_THOUSANDS}){{2}}(?:\s*m)?\s*$",
)
_ANY = r"[+\-−]?[0-9][0-9 .,'’\u00a0\u202f]*"
_NAMED = (  # the two numbers under their names, north first
    rf"(?i)^\s*N(?:ord|orth(?:ing)?)?\s*[:=]?\s*({_ANY}?)\s*(?:m\s*)?[,;/]?\s*(?:E(?:ast(?:ing)?)?|Ö(?:st)?)\s*[:=]?\s*({_ANY}?)\s*m?\s*$",
    rf"(?i)^\s*({_ANY}?)\s*N\s*[,;/]?\s*({_ANY}?)\s*[EÖ]\s*$",
)
_EAST_FIRST = (
    rf"(?i)^\s*(?:SRID=[0-9]+;)?POINT\s*(?:Z\s*)?\(\s*(?P<first>{_NUMBER})\s+(?P<second>{_NUMBER})(?:\s+{_NUMBER})?\s*\)\s*$",
    rf'(?i)"type"\s*:\s*"Point".*"coordinates"\s*:\s*\[\s*(?P<first>{_NUMBER})\s*,\s*(?P<second>{_NUMBER})',
    rf'(?i)"coordinates"\s*:\s*\[\s*(?P<first>{_NUMBER})\s*,\s*(?P<second>{_NUMBER})(?:\s*,\s*{_NUMBER})?\s*\].*"type"\s*:\s*"Point"',
)


def split_points(values: pl.Series, *, swedish: bool) -> tuple[pl.Series, pl.Series, str]:
    """Return the two numbers of each point as texts, north before east, and the system that they fit.

    Text forms that say their order are taken by it. Of two bare numbers north comes first, unless the whole column fits
    only the other way: in Sweden latitudes and longitudes never overlap, and metres never do. What is no pair of
    numbers stands in the first of the texts as it is.
    """
    texts = _numbers_alone(values.cast(pl.String).str.strip_chars())
    first, second = pl.Series(texts), pl.repeat(None, texts.len(), dtype=pl.String, eager=True)
    for pattern in (_PAIR, _COMMAS):
        first, second = _parted(texts, pattern, first, second)
    told = pl.repeat(False, texts.len(), dtype=pl.Boolean, eager=True)
    for pattern in _EAST_FIRST:
        east, north = _parted(texts, pattern, second.clear(texts.len()), second.clear(texts.len()))
        known = north.is_not_null()
        first, second, told = north.zip_with(known, first), east.zip_with(known, second), told | known
    bare = second.is_not_null() & ~told
    system, exchanged = guess_system(read_numbers(first)[0], read_numbers(second)[0])
    bare_system, exchanged = guess_system(read_numbers(first.filter(bare))[0], read_numbers(second.filter(bare))[0])
    if exchanged and (swedish or bare_system != WGS84):
        first, second = second.zip_with(bare, first), first.zip_with(bare, second)
    return first.alias(values.name), second.alias(values.name), system or WGS84


def holds_points(values: pl.Series) -> bool:
    """Return whether most of a column's values are pairs of numbers that are points."""
    texts = values.cast(pl.String).str.strip_chars()
    texts = _numbers_alone(texts.filter(texts != "").head(200))
    found = texts.str.contains(_PAIR) | texts.str.contains(_COMMAS)
    for pattern in _EAST_FIRST:
        found = found | texts.str.contains(pattern)
    return bool(texts.len() and found.sum() * 2 > texts.len())


def _numbers_alone(texts: pl.Series) -> pl.Series:
    """Return pairs of numbers without names of theirs, without degree signs and without signs between thousands."""
    texts = decimal_pairs(texts)
    for pattern in _NAMED:
        texts = texts.str.replace(pattern, "${1}; ${2}")
    thousands = (texts.str.contains(_IN_THOUSANDS[0]) | texts.str.contains(_IN_THOUSANDS[1])).fill_null(False)
    if not thousands.any():
        return texts
    whole = texts.str.replace_all(r"[ .'’\u00a0\u202fm]", "").str.replace(r"[,;/]", "; ")
    return whole.zip_with(thousands, texts)


def _parted(texts: pl.Series, pattern: str, first: pl.Series, second: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return the two numbers of the texts that fit a pattern, and what was there before of all others."""
    fits = texts.str.contains(pattern).fill_null(False)
    if not fits.any():
        return first, second
    parts = texts.to_frame("text").select(pl.col("text").str.extract_groups(pattern).alias("parts")).unnest("parts")
    return parts["first"].zip_with(fits, first), parts["second"].zip_with(fits, second)
