"""One walk over the selected reports, whose rows several questions are then asked of."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import polars as pl

from est.picture.rule import weighed
from est.picture.selection import Selection
from est.space.precision import sigma_sql
from est.store import Store

HELD = "held"  # the table of a walk's rows (Store.holding)


@dataclass(frozen=True)
class Walk:
    """The selected reports, to be asked for as `FROM held`: [cell UBIGINT or null, place_precision VARCHAR, sigma
    DOUBLE, organisation UUID, once BOOLEAN, category VARCHAR, starts DATE, weight DOUBLE].

    `sigma` is the standard deviation of the place in metres, `once` tells that the organisation's repeats count once,
    `starts` is the day of the start.
    """

    cursor: duckdb.DuckDBPyConnection

    def ask(self, sql: str) -> pl.DataFrame:
        """Return the answer to one question as a frame."""
        frame: pl.DataFrame = self.cursor.sql(sql).pl()
        return frame


@contextmanager
def walk(store: Store, selection: Selection) -> Iterator[Walk]:
    """Give the rows of one walk, for as long as the block lasts. To find them is the dearest part of every question."""
    sql, values = weighed(selection)
    # weighed once and kept before the ones that weigh nothing are left out: DuckDB would weigh twice
    rows = f"""WITH weighed AS MATERIALIZED (
            SELECT cell, place_precision, lat, lng, organisation, category, starts, weight FROM ({sql}))
        SELECT
            cell, coalesce(place_precision, 'approximate') AS place_precision,
            {sigma_sql("place_precision", "radius")} AS sigma, organisation, coalesce(once, false) AS once, category,
            starts::DATE AS starts, weight
        FROM (SELECT * FROM weighed WHERE weight > 0) AS chosen
        LEFT JOIN (SELECT id, every_row IS NOT DISTINCT FROM false AS once FROM organisations) AS who
            ON who.id = chosen.organisation
        LEFT JOIN (SELECT lat AS y, lng AS x, max(radius_m) AS radius FROM places GROUP BY lat, lng) AS spot
            ON spot.y = chosen.lat AND spot.x = chosen.lng"""
    with store.holding(rows, values) as cursor:
        yield Walk(cursor)
