"""The map of the counts of a time, in the cells of the map."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from est import maps
from est.hotspots.evolution.map_view import MapView
from est.text import Translator
from est.ui.enter import Visitor
from est.ui.formats import format_count
from est.ui.situation.cell_map import map_ground

COUNTS = {"cell": pl.String, "count": pl.Float64}


@dataclass(frozen=True)
class CountMap:
    """Counts [cell, count] in the cells of a map, in the classes from these lowest counts."""

    shown: MapView
    held: pl.DataFrame
    bounds: Sequence[int]

    def deck(self, visitor: Visitor, palette: maps.Palette, frame: maps.Frame, *, counted: bool = True) -> maps.Map:
        """Return the map of this size in these colours; without `counted` its cells say their names alone."""
        words = visitor.translator
        cells = self.shown.cells.select("cell", "label").join(self.held, on="cell", how="left", maintain_order="left")
        nothing = pl.lit(None, dtype=pl.String)
        cells = cells.with_columns(
            pl.col("count").fill_null(0.0), flag=nothing, unit=nothing, rank=pl.lit(None, dtype=pl.Int64)
        )
        return maps.draw_cells(
            cells.with_columns(n=format_count(pl.col("count"), words.decimal_sign)),
            visitor.answer(map_ground),
            palette,
            tooltip="{label}\n" + words.gettext("{n} reports") if counted else "{label}",
            frame=frame,
            bounds=self.bounds,
        )

    def picture(self, visitor: Visitor, keys: list[maps.Key]) -> dict[str, Any]:
        """Return the map as a chart on white, of a size of its own: for files."""
        frame = maps.Frame()
        deck = self.deck(visitor, maps.LIGHT, frame)
        return maps.map_chart(deck, maps.LIGHT, "", keys=keys, frame=frame, fixed=True)


def colour_key(bounds: Sequence[int], largest: float, palette: maps.Palette, translator: Translator) -> maps.Key:
    """Return the key of the colours of counts in these classes."""
    return maps.count_key(maps.class_labels(bounds, largest), translator.gettext("Reports in a cell:"), palette)
