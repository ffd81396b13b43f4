"""The map of the counts of a time in the cells of the map, with the flags and the work that belong to that time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from est import maps
from est.hotspots.evolution.map_view import MapView
from est.text import Translator
from est.ui.enter import Visitor
from est.ui.formats import format_reports
from est.ui.situation.cell_map import map_ground
from est.ui.situation.map_marks import mark_labels, marks_of_cells

COUNTS = {"cell": pl.String, "count": pl.Float64}


@dataclass(frozen=True)
class CountMap:
    """Counts [cell, count] in the cells of a map, in the classes from these lowest counts, with marks.

    With `flagged` there are the flags of the map, which are those of its whole period. `cell` is the chosen one.
    """

    shown: MapView
    held: pl.DataFrame
    bounds: Sequence[int]
    marks: tuple[maps.WorkMark, ...] = ()
    flagged: bool = False
    cell: str | None = None

    def deck(self, visitor: Visitor, palette: maps.Palette, frame: maps.Frame, *, counted: bool = True) -> maps.Map:
        """Return the map of this size in these colours; without `counted` its cells say their names alone."""
        words = visitor.translator
        own = ["cell", "label", "flag", "unit", "rank"]
        cells = self.shown.cells.select(own).join(self.held, on="cell", how="left", maintain_order="left")
        if not self.flagged:
            cells = cells.with_columns(pl.lit(None, dtype=cells.schema[name]).alias(name) for name in own[2:])
        said = marks_of_cells(cells["cell"].to_list(), self.marks, words) if counted else [""] * cells.height
        cells = cells.with_columns(pl.col("count").fill_null(0.0), work=pl.Series(said, dtype=pl.String))
        return maps.draw_cells(
            cells.with_columns(n=format_reports(pl.col("count"), words)),
            visitor.answer(map_ground),
            palette,
            tooltip="{label}\n{n}{work}" if counted else "{label}",
            frame=frame,
            selected=self.cell,
            marks=self.marks,
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


def time_keys(
    shown: MapView,
    marks: Sequence[maps.WorkMark],
    when: str,
    palette: maps.Palette,
    translator: Translator,
    *,
    flagged: bool = True,
) -> list[maps.Key]:
    """Return the keys of the flags of the map's period and of the marks, each under the time to which they belong.

    `when` is that of the marks. What is not there has no key, nor have flags that are not drawn.
    """
    _ = translator.gettext
    period = translator.period(shown.selection.start, shown.selection.end)
    flags = maps.flag_signs(_("clear flag"), _("flag to keep watch on"), palette) if flagged and shown.flags else []
    work = maps.work_signs(mark_labels(tuple(marks), translator), palette)
    keys = (maps.Key(_("Flags of {period}:").format(period=period), flags), maps.Key(when, work))
    return [key for key in keys if key.signs]
