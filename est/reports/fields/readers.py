"""How the small fields of a report are read, many values at a time: texts, yes and no, a word of a few, the effect.

Each reader takes a column of texts without spaces around them, and returns null where nothing is written or it means
nothing.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from est.reports.fields.field import Field  # which knows by its reader whether people wrote a field

TIME_PRECISIONS = {
    "exact": "exakt exact",
    "approximate": "ungefar ungefarlig ca approximate approx",
    "unknown": "okand unknown",
}
PLACE_PRECISIONS = {
    "point": "punkt point exakt exact",
    "approximate": "ungefarlig ungefar approximate approx",
    "area": "omrade area",
}
_ANSWERS = dict.fromkeys(("ja", "j", "yes", "y", "true", "sant", "1", "x"), True)
_ANSWERS |= dict.fromkeys(("nej", "n", "no", "false", "falskt", "0"), False)


def read_text(stripped: pl.Series) -> pl.Series:
    """Return the texts themselves."""
    return pl.select(pl.when(stripped != "").then(stripped)).to_series()


def read_yes_no(stripped: pl.Series) -> pl.Series:
    """Return yes and no as booleans."""
    return stripped.str.to_lowercase().replace_strict(_ANSWERS, default=None, return_dtype=pl.Boolean)


def read_choice(words: Mapping[str, str], stripped: pl.Series) -> pl.Series:
    """Return one of the keys of `words`, by the words that mean it."""
    meant = {word: key for key, several in words.items() for word in (*several.split(), key)}
    bare = stripped.str.to_lowercase().str.replace_many(["å", "ä", "ö"], ["a", "a", "o"])
    return bare.replace_strict(meant, default=None, return_dtype=pl.String)


def read_effect(stripped: pl.Series) -> pl.Series:
    """Return the judged effect on safety, 1 to 3."""
    number = stripped.cast(pl.Float64, strict=False)  # 2.0 in a workbook
    return pl.select(pl.when(number.is_in([1.0, 2.0, 3.0])).then(number.cast(pl.UInt8, strict=False))).to_series()


def read_fields(rows: pl.DataFrame, columns: Mapping[str, str], fields: "Iterable[Field]") -> pl.DataFrame:
    """Return a column for each field that has a reader, null where nothing is written or it is not understood.

    `columns` is field → column of the rows.
    """
    return pl.DataFrame(
        [
            field.read(rows[columns[field.name]].cast(pl.String).str.strip_chars()).alias(field.name)
            if field.name in columns
            else pl.repeat(None, rows.height, dtype=field.dtype, eager=True).alias(field.name)
            for field in fields
            if field.read and field.dtype is not None
        ]
    )
