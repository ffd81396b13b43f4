"""What leaves the program as a file: what was seen, as CSV that no spreadsheet runs, and a row in the log."""

from datetime import datetime

import duckdb
import polars as pl

from est.identity import new_id
from est.store import Change, Store, TextPolicy, applies
from est.text import translator

DANGEROUS = r"^[\s\x00\p{Cf}]*[=+\-@\t\r\n＝＋－＠]"
"""How a text begins that Excel, LibreOffice or Google Sheets may run as a formula (OWASP, CSV injection)."""


def neutralise_formulas(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with an apostrophe before every text that a spreadsheet would take for a formula."""
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    mended = frame.with_columns(
        pl.when(pl.col(name).str.contains(DANGEROUS)).then("'" + pl.col(name)).otherwise(pl.col(name)).alias(name)
        for name in texts
    )
    headings = pl.Series(mended.columns, dtype=pl.String)
    return mended.rename(
        {name: f"'{name}" for name, bad in zip(headings, headings.str.contains(DANGEROUS), strict=True) if bad}
    )


POSITIONS = ("lat", "lng")
"""The columns of degrees, of which the sixth decimal is a tenth of a metre."""


def round_figures(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with as many digits of its broken numbers as say something: degrees with six decimals, others
    with two, and those below one, such as probabilities and shares, with four that are not zeros before them.
    """
    return frame.with_columns(
        pl.col(name).round(6) if name in POSITIONS else pl.col(name).map_elements(_told_figure, pl.Float64)
        for name, kind in frame.schema.items()
        if kind.is_float()
    )


def _told_figure(value: float) -> float:
    return float(f"{value:.4g}") if abs(value) < 1 else round(value, 2)


def to_csv(frame: pl.DataFrame, language: str = "sv") -> bytes:
    """Return the frame as CSV that opens right in a spreadsheet of that language: UTF-8 with a byte order mark.

    Where the language has a decimal comma, semicolons part the columns, as in Swedish. Lists become text with commas.
    """
    flat = frame.with_columns(
        pl.col(name).cast(pl.List(pl.String)).list.join(", ")
        for name, kind in frame.schema.items()
        if isinstance(kind, pl.List)
    )
    comma = translator(language).decimal_sign == ","
    text = neutralise_formulas(flat).write_csv(
        separator=";" if comma else ",", decimal_comma=comma, datetime_format="%Y-%m-%d %H:%M"
    )
    return text.encode("utf-8-sig")


def log_export(store: Store, name: str, frame: pl.DataFrame, who: str, when: datetime, *, words: bool = False) -> None:
    """Write into the log who took out which table, with how many rows and which columns, and whether with `words` that
    people wrote in reports.
    """
    what = {"name": name, "rows": frame.height, "columns": frame.columns, "words": words}
    store.apply(Change(who, when, "export", new_id(), what))


# what is taken out may have the columns of somebody's file, and is not stopped by what these are called
@applies("export", TextPolicy(("name", "columns")))
def _export(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    """Leave the tables as they are: taking something out changes nothing but the log."""
