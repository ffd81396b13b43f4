"""One walk over the selected reports, whose rows several questions are then asked of."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from est.picture.rule import weighed
from est.picture.selection import Selection
from est.space.cells import parent
from est.space.precision import sigma_sql
from est.store import Store

PRECISIONS = ("approximate", "point", "area")  # an unknown one is taken as approximate
TOGETHER = 11  # cells of some fifty metres across


@dataclass(frozen=True)
class Walk:
    """The selected reports: `rows` is [cell u64 or null, lat, lng f64, precision u8, sigma f64, organisation u16,
    once bool, category u16, starts Date, weight f64].

    `precision` is the row of place_precision in `PRECISIONS`, `sigma` the standard deviation of the place in metres,
    `organisation` the row of its identity among `organisations`, `once` tells that its repeats count once, `category`
    is a number for each, `starts` the day of the start.
    """

    rows: pl.DataFrame
    organisations: pl.Series

    @cached_property
    def together(self) -> pl.DataFrame:
        """The reports with a cell, taken together on cells of resolution 11: [cell u64, lat, lng f64 (their middle),
        reports u32, count f64 (their weights)], by cell.
        """
        sums = (pl.col("lat", "lng").mean(), pl.len().alias("reports"), pl.col("weight").sum().round(9).alias("count"))
        return self.rows.group_by(parent("cell", TOGETHER)).agg(*sums).drop_nulls("cell").sort("cell")

    @cached_property
    def precisions(self) -> dict[str, float]:
        """The weights of the reports with a cell by place_precision."""
        placed = self.rows.select("precision", held=pl.col("weight") * pl.col("cell").is_not_null())
        found = np.bincount(placed["precision"].to_numpy(), placed["held"].to_numpy(), len(PRECISIONS))
        return {name: round(float(weight), 9) for name, weight in zip(PRECISIONS, found, strict=True) if weight}

    @property
    def total(self) -> float:
        """The weights of all reports, with and without a cell."""
        return round(float(self.rows["weight"].sum()), 9)


def walk(store: Store, selection: Selection) -> Walk:
    """Return the rows of one walk, some 50 bytes each. To find them is the dearest part of every question."""
    sql, values = weighed(selection)
    # weighed once and kept before the ones that weigh nothing are left out: DuckDB would weigh twice
    rows = f"""WITH weighed AS MATERIALIZED (
            SELECT cell, place_precision, lat, lng, organisation, category, starts, weight FROM ({sql}))
        SELECT
            cell, lat, lng, coalesce(list_position({list(PRECISIONS)}, place_precision) - 1, 0)::UTINYINT AS precision,
            {sigma_sql("place_precision", "radius")} AS sigma, who.number AS organisation,
            coalesce(once, false) AS once, kind.number AS category, starts::DATE AS starts, weight
        FROM (SELECT * FROM weighed WHERE weight > 0) AS chosen
        LEFT JOIN (
            SELECT id, every_row IS NOT DISTINCT FROM false AS once,
                (row_number() OVER (ORDER BY id::VARCHAR) - 1)::USMALLINT AS number
            FROM organisations) AS who ON who.id = chosen.organisation
        LEFT JOIN (SELECT code, row_number() OVER (ORDER BY code)::USMALLINT AS number FROM categories) AS kind
            ON kind.code = chosen.category
        LEFT JOIN (SELECT lat AS y, lng AS x, max(radius_m) AS radius FROM places GROUP BY lat, lng) AS spot
            ON spot.y = chosen.lat AND spot.x = chosen.lng"""
    with store.asking() as cursor:
        organisations = cursor.sql("SELECT id::VARCHAR AS organisation FROM organisations ORDER BY 1").pl()
        return Walk(cursor.sql(rows, params=values).pl(), organisations["organisation"])
