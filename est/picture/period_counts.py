"""Two periods in one question: counts by category, organisation and district, of a selection and of the time before."""

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from est.picture.selection import Selection
from est.picture.selection_sql import selected_sql
from est.store import Store


def period_counts(store: Store, selection: Selection) -> pl.DataFrame:
    """Return [category, organisation, district, count f64, before f64] with a row for each that has reports.

    `count` is of the selection's period and `before` of the equally long one just before; identities are text.
    """
    sql, values = selected_sql(replace(selection, start=selection.previous().start))
    return store.ask(
        f"""SELECT category, organisation::VARCHAR AS organisation, district::VARCHAR AS district,
            coalesce(sum(weight) FILTER (starts >= $middle::TIMESTAMP), 0)::DOUBLE AS count,
            coalesce(sum(weight) FILTER (starts < $middle::TIMESTAMP), 0)::DOUBLE AS before
        FROM ({sql}) GROUP BY ALL ORDER BY ALL""",
        values | {"middle": selection.start},
    )


def count_by_key(counts: pl.DataFrame, key: str, names: Mapping[str, str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return [id, name, count] of this period and of the one before, of crossed counts, by one of their keys.

    The rows come in the order of `names` (identity → name), one without a name last; only what has reports is there.
    """
    order = pl.DataFrame({"id": list(names), "name": list(names.values())}, schema={"id": pl.String, "name": pl.String})
    sums = counts.group_by(pl.col(key).alias("id")).agg(pl.col("count", "before").sum())
    rows = order.join(sums, on="id", how="full", coalesce=True, nulls_equal=True, maintain_order="left_right")
    now = rows.filter(pl.col("count") > 0).select("id", "name", "count")
    return now, rows.filter(pl.col("before") > 0).select("id", "name", pl.col("before").alias("count"))
