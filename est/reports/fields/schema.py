"""The columns of a checked report, as they go into the store."""

import polars as pl

ROWS: dict[str, pl.DataType] = {
    "position": pl.UInt32(),
    "starts": pl.Datetime("us"),
    "ends": pl.Datetime("us"),
    "time_precision": pl.String(),
    "twice": pl.Boolean(),
    "hour": pl.UInt8(),
    "week_minute": pl.UInt16(),
    "minutes": pl.UInt32(),
    "lat": pl.Float64(),
    "lng": pl.Float64(),
    "place_precision": pl.String(),
    "place": pl.String(),
    "place_kind": pl.String(),
    "cell": pl.UInt64(),
    "district": pl.String(),
    "category": pl.String(),
    "subcategory": pl.String(),
    "category_original": pl.String(),
    "source": pl.String(),
    "effect": pl.UInt8(),
    "description": pl.String(),
    "suspicion": pl.Boolean(),
    "police_reported": pl.Boolean(),
    "on_the_spot": pl.String(),
    "reported": pl.Datetime("us"),
}
STORED: dict[str, pl.DataType] = {
    "id": pl.String(),
    "batch": pl.String(),
    "organisation": pl.String(),
    **ROWS,
    "review": pl.String(),
    "purge": pl.Date(),
}
TEXTS = ("description", "place", "place_kind", "on_the_spot", "source", "category_original")


def empty_rows() -> pl.DataFrame:
    """Return no rows, in the columns of a checked report."""
    return pl.DataFrame(schema=ROWS)
