"""Counts of the selected reports by week and cell, for a map that plays the weeks."""

import polars as pl

from est.picture.selection import Selection
from est.picture.selection_sql import selected_sql
from est.space.cells import cell_column
from est.store import Store


def weekly_cell_counts(store: Store, selection: Selection, resolution: int) -> pl.DataFrame:
    """Return the counts of every week in which a cell has any: [start Date (a Monday), cell u64, count f64], by both.

    A report belongs to the week it starts in, with its share inside the chosen hours: over all weeks a cell has what
    `cell_counts` gives it.
    """
    sql, values = selected_sql(selection)
    return store.ask(
        f"""SELECT date_trunc('week', starts)::DATE AS start, {cell_column(resolution)} AS cell,
            round(sum(weight), 9) AS count
        FROM ({sql}) WHERE {cell_column(resolution)} IS NOT NULL
        GROUP BY ALL HAVING count > 0 ORDER BY ALL""",
        values,
    )
