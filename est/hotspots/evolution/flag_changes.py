"""Which flags are new since the period before, which still stand, and which are gone."""

from enum import StrEnum

import polars as pl

from est.hotspots.detection.flag_rule import Flag
from est.text import N_


class FlagChanges(StrEnum):
    """How a flag of this period stands against the period before. The values are msgids."""

    NEW = N_("new")
    STILL = N_("still there")
    GONE = N_("gone")


def flag_changes(now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Return [cell, standing, flag, count, before] of the cells flagged in either period: new, still there, gone.

    Both frames are `Flags.cells` at the same resolution. `flag` is that of this period, or of the one before where it
    is gone; `count` and `before` are the reports of both. A cell is new or gone only where its flag is clear in the one
    period and there is none in the other: what is to be watched in one of them alone is chance at the line, and left
    out. That a flag is new does not say that more was reported than before.
    """
    both = (
        now.lazy()
        .select("cell", "count", "flag")
        .join(
            before.lazy().select("cell", pl.col("count").alias("before"), pl.col("flag").alias("earlier")),
            on="cell",
            how="full",
            coalesce=True,
            maintain_order="left_right",
        )
    )
    kind = (
        pl.when(pl.col("earlier").is_null())
        .then(pl.lit(FlagChanges.NEW.value))
        .when(pl.col("flag").is_not_null())
        .then(pl.lit(FlagChanges.STILL.value))
        .otherwise(pl.lit(FlagChanges.GONE.value))
    )
    order = pl.col("standing").replace_strict({str(value): rank for rank, value in enumerate(FlagChanges)})
    return (
        both.filter(
            pl.col("flag").eq(Flag.CLEAR)
            | pl.col("earlier").eq(Flag.CLEAR)
            | (pl.col("flag").is_not_null() & pl.col("earlier").is_not_null())
        )
        .select(
            "cell",
            kind.alias("standing"),
            pl.coalesce("flag", "earlier").alias("flag"),
            pl.col("count", "before").fill_null(0.0),
        )
        .sort(order, -pl.col("count"), "cell", maintain_order=True)
        .collect()
    )
