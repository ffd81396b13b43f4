"""How many of the selected reports lie in each cell, and how exactly, where the reports themselves are not needed."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from est.picture.fetched_reports import PRECISIONS
from est.picture.selected_reports import SelectedReports, reports_at_hand
from est.picture.selection import Selection
from est.picture.selection_sql import selected_sql
from est.space.cells import RESOLUTIONS, Cells, Floats, cell_column, index_cells
from est.store import Store

COLUMNS = ", ".join(map(cell_column, RESOLUTIONS[:-1]))  # the finest would part the reports into many more rows


@dataclass(frozen=True)
class PlacedCounts:
    """Counts of the selected reports with a place: `rows` is [cell_7 to cell_10 u64, weight f64, precision
    String]. What it tells is what `selected_reports.SelectedReports` tells by the same names.
    """

    rows: pl.DataFrame

    def counts(self, resolution: int) -> tuple[Cells, Floats]:
        """Return the cells with reports at a resolution, sorted, each once, and the weights of the reports in each."""
        known, place = index_cells(self.rows[cell_column(resolution)].to_numpy(), resolution)
        return known, np.bincount(place, self.rows["weight"].to_numpy(), known.size).astype(np.float64).round(9)

    @property
    def precisions(self) -> dict[str, float]:
        """The weights of the reports with a place by place_precision."""
        held = dict(self.rows.group_by("precision").agg(pl.col("weight").sum().round(9)).rows())
        return {name: held[name] for name in PRECISIONS if held.get(name)}


def placed_counts(store: Store, selection: Selection) -> PlacedCounts | SelectedReports:
    """Return what tells the counts of the selected reports in the cells of the resolutions 7 to 10: the reports
    themselves where they are at hand.
    """
    at_hand = reports_at_hand(store, selection)
    if at_hand is not None:
        return at_hand
    sql, values = selected_sql(selection)
    return PlacedCounts(
        store.ask(
            f"""SELECT {COLUMNS}, sum(weight)::DOUBLE AS weight,
                coalesce($precisions[list_position($precisions, place_precision)], $other) AS precision
            FROM ({sql}) WHERE cell IS NOT NULL GROUP BY ALL""",
            values | {"precisions": list(PRECISIONS), "other": PRECISIONS[0]},
        )
    )
