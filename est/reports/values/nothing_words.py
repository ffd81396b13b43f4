"""Words that stand for nothing in the optional columns of a file: they count as empty, and the page says how many."""

from collections.abc import Mapping

import polars as pl

from est.reports.fields.notices import Notice
from est.text import N_

# of a place, a time and a word of ours something is to be said where they cannot be read
DEMANDED = (
    "start", "date", "month", "year", "day", "lat", "lng", "northing", "easting", "point", "category", "subcategory",
    "time_precision", "place_precision",
)  # fmt: skip
_WORDS = (
    r"(?i)^(?:\(?null\)?|n[/.]?a\.?|nan|nat|none|nil|[-–—.?]{1,3}|(?:uppgift(?:er)? )?saknas|ok[aä]n[dt]|unknown"
    r"|ingen (?:uppgift|data|info(?:rmation)?)|ej angive[nt]"
    r"|(?:ej|inte) (?:kän[dt]|ange(?:tt|tts|ven)|uppge(?:tt|tts|ven)|ifyllt)|vet (?:ej|inte)|oklart?|undefined|blank"
    r"|not (?:known|given|available|applicable|specified|recorded)|#(?:n/a|saknas!|ref!|value!|värdefel!))$"
)
_DATES = (
    r"^(?:0000-00-00|0001-01-01|1753-01-01|1900-01-0[01]|1899-12-3[01]|9999-12-31|(?:00[/.]00[/.]0000)"
    r"|0?1[/.]0?1[/.](?:0001|1753|1900)|(?:31[/.]12|12[/.]31)[/.]9999)"
    r"(?:[ T]+[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2}(?:[.,][0-9]+)?)?)?(?: ?[AaPp][Mm])?[zZ]?$"
)
_NO_DAYS = ("0001-01-01", "1753-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "9999-12-31")


def empty_nothing(rows: pl.DataFrame, fields: Mapping[str, str]) -> tuple[pl.DataFrame, list[Notice]]:
    """Return the rows with nothing where a word for nothing stands in an optional column, and what to say of it.

    `fields` is field → column. In a column of times of day it means that the time is not known.
    """
    notices = []
    for field, column in fields.items():
        if field in DEMANDED or rows[column].null_count() == rows.height:
            continue
        nothing = _is_nothing(rows[column]).fill_null(False)
        if nothing.any():
            shown = _texts(rows[column].filter(nothing)).unique(maintain_order=True).head(3)
            said = {"count": int(nothing.sum()), "column": repr(column), "words": ", ".join(shown.to_list())}
            notices.append(
                Notice(
                    N_("In {count} of the rows {column} holds a word for nothing and counts as empty: {words}."),
                    tuple(said.items()),
                )
            )
            kept = pl.when(~nothing).then(rows[column]).alias(column)
            rows = rows.with_columns(kept)
    return rows, notices


def _is_nothing(values: pl.Series) -> pl.Series:
    if values.dtype == pl.String:
        texts = _texts(values)
        words = texts.str.contains(_WORDS)
        return words | texts.str.contains(_DATES)
    if values.dtype == pl.Date or isinstance(values.dtype, pl.Datetime):
        return _texts(values).is_in(_NO_DAYS)
    return pl.repeat(False, values.len(), dtype=pl.Boolean, eager=True)


def _texts(values: pl.Series) -> pl.Series:
    """Return texts without blanks around them, and dates as days."""
    return values.str.strip_chars() if values.dtype == pl.String else values.dt.to_string("%Y-%m-%d")
