"""The small fields of a report: texts, yes and no, a choice among words, the judged effect."""

from collections.abc import Mapping

import polars as pl

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
_YES = ("ja", "j", "yes", "y", "true", "sant", "1", "x")
_NO = ("nej", "n", "no", "false", "falskt", "0")


def read_text(values: pl.Series) -> pl.Series:
    """Return a column as text without spaces around it, null where nothing is left."""
    stripped = values.cast(pl.String).str.strip_chars()
    return pl.select(pl.when(stripped != "").then(stripped)).to_series()


def read_yes_no(rows: pl.DataFrame, column: str | None) -> pl.Series:
    """Return a column of yes and no as booleans, null where neither is written."""
    if column is None:
        return pl.repeat(None, rows.height, dtype=pl.Boolean, eager=True)
    words = rows[column].cast(pl.String).str.strip_chars().str.to_lowercase()
    return words.replace_strict(
        dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False), default=None, return_dtype=pl.Boolean
    )


def read_choice(rows: pl.DataFrame, column: str | None, words: Mapping[str, str]) -> pl.Series:
    """Return a column as one of the keys of `words`, by the words that mean it; null where none does."""
    if column is None:
        return pl.repeat(None, rows.height, dtype=pl.String, eager=True)
    meant = {word: key for key, several in words.items() for word in (*several.split(), key)}
    written = rows[column].cast(pl.String).str.strip_chars().str.to_lowercase()
    bare = written.str.replace_many(["å", "ä", "ö"], ["a", "a", "o"])
    return bare.replace_strict(meant, default=None, return_dtype=pl.String)


def read_effect(rows: pl.DataFrame, column: str | None) -> pl.Series:
    """Return the judged effect on safety, 1 to 3, null where it is something else."""
    if column is None:
        return pl.repeat(None, rows.height, dtype=pl.UInt8, eager=True).alias("effect")
    number = rows[column].cast(pl.String).str.strip_chars().cast(pl.Float64, strict=False)  # 2.0 in a workbook
    return (
        pl.select(pl.when(number.is_in([1.0, 2.0, 3.0])).then(number.cast(pl.UInt8, strict=False)))
        .to_series()
        .alias("effect")
    )
