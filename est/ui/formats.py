"""How numbers and places of the map are written."""

import re
from collections.abc import Callable

import polars as pl

from est.text import Translator
from est.text.decimals import rounded_column

HERE_M = 75  # metres; a cell whose centre is this close to a place is called by its name alone


def format_count(number: pl.Expr, comma: str) -> pl.Expr:
    """Return a column of numbers as text with at most one decimal: 12, 3,5."""
    return rounded_column(number, 1).cast(pl.String).str.strip_suffix(".0").str.replace(".", comma, literal=True)


def format_reports(number: pl.Expr, words: Translator) -> pl.Expr:
    """Return a column of numbers of reports as text with at most one decimal: 1 rapport, 3,5 rapporter."""
    count = format_count(number, words.decimal_sign)
    one, many = (words.ngettext("{n} report", "{n} reports", n) for n in (1, 2))
    return pl.when(count == "1").then(_format(one, n=count)).otherwise(_format(many, n=count))


def format_place(translator: Translator) -> pl.Expr:
    """Return the column `label` of cells [lat, lng, place, distance_m, district, number]: how a cell is spoken of.

    At a named place it is called by its name, near one by the distance to it, where none is named by its district
    (`space.cell_districts`), and where there is neither by its position.
    """
    _ = translator.gettext
    comma = translator.decimal_sign
    away = _format(_("{distance} from {place}"), distance=_distance(pl.col("distance_m"), comma), place=pl.col("place"))
    degrees = {name: _degrees(pl.col(name).abs(), comma) for name in ("lat", "lng")}
    inside = {"district": pl.col("district"), "number": pl.col("number").cast(pl.String)}
    by_district = pl.col("place").is_null() & pl.col("district").is_not_null()
    return (
        pl.when(by_district & pl.col("number").is_null())
        .then(_format(_("Cell in {district}"), **inside))
        .when(by_district)
        .then(_format(_("Cell {number} in {district}"), **inside))
        .when(pl.col("place").is_null() & (pl.col("lng") < 0))
        .then(_format(_("{lat}° N, {lng}° W"), **degrees))
        .when(pl.col("place").is_null())
        .then(_format(_("{lat}° N, {lng}° E"), **degrees))
        .when(pl.col("distance_m") <= HERE_M)
        .then("place")
        .otherwise(away)
        .alias("label")
    )


def _degrees(number: pl.Expr, comma: str) -> pl.Expr:
    """Return degrees with four decimals, some ten metres, also where the last of them are zeros: 14,1040."""
    whole = (number * 10_000).round().cast(pl.Int64)
    return pl.concat_str(
        (whole // 10_000).cast(pl.String), pl.lit(comma), (whole % 10_000).cast(pl.String).str.zfill(4)
    )


def _distance(metres: pl.Expr, comma: str) -> pl.Expr:
    """Return a distance in tens of metres, or in kilometres from one: 120 m, 1,4 km."""
    near = rounded_column(metres / 10).cast(pl.Int64) * 10
    return (
        pl.when(metres < 995)
        .then(pl.format("{} m", near))
        .otherwise(pl.format("{} km", format_decimals(metres / 1000, 1, comma)))
    )


def format_decimals(number: pl.Expr, decimals: int, comma: str) -> pl.Expr:
    """Return a column of numbers as text, rounded."""
    return rounded_column(number, decimals).cast(pl.String).str.replace(".", comma, literal=True)


def write_degrees(comma: str) -> dict[str, Callable[[float], str]]:
    """Return how a table writes the columns `lat` and `lng`, with five decimals, a metre: 59,30570."""

    def written(value: float) -> str:
        return f"{value:.5f}".replace(".", comma)

    return {"lat": written, "lng": written}


def _format(words: str, **columns: pl.Expr) -> pl.Expr:
    """Return a sentence with columns in the places that carry their names, in the order of the language."""
    parts = re.split(r"\{(\w+)\}", words)
    return pl.concat_str([columns[part] if number % 2 else pl.lit(part) for number, part in enumerate(parts)])
