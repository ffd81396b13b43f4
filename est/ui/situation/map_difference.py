"""The map of the difference between two periods: in which cells there are more reports than before, and fewer."""

import zlib
from functools import partial

import polars as pl

from est import maps
from est.hotspots.evolution.map_view import MapView
from est.picture.selection import Selection
from est.ui.chart_view import draw_table_twin
from est.ui.deck_view import draw_deck, reader_palette
from est.ui.difference_words import difference_keys, signed_number
from est.ui.enter import Visitor
from est.ui.full_window import full_frame
from est.ui.picture_caption import picture_caption
from est.ui.screen import fit_window
from est.ui.situation.cell_map import MAP_SHARE, map_ground
from est.ui.situation.cell_selection import clicks_on, toggle_cell
from est.ui.situation.count_map import time_keys
from est.ui.situation.map_marks import marks_of_cells
from est.ui.window import filling_window

NO_LINES = maps.ComparisonLines()


def draw_difference(
    visitor: Visitor,
    shown: MapView,
    selections: tuple[Selection, Selection],
    counts: list[pl.DataFrame],
    marks: tuple[maps.WorkMark, ...],
    cell: str | None,
) -> None:
    """Draw the difference in each cell of the map of counts [cell, count] before and now, with marks, and its table.

    Flags are those of the later period, which is the map's. A click makes the cell under it the chosen one.
    """
    _, words = visitor.translator.gettext, visitor.translator
    rows = difference_rows(shown.cells.select("cell", "label"), *counts)
    bounds = maps.difference_bounds(rows["difference"])
    rows = rows.with_columns(
        fill=maps.difference_fill(pl.col("difference"), bounds),
        number=pl.Series([signed_number(value, words) for value in rows["difference"]], dtype=pl.String),
        was=pl.Series([words.number(value, 1) for value in rows["before"]], dtype=pl.String),
        now=pl.Series([words.number(value, 1) for value in rows["after"]], dtype=pl.String),
        work=pl.Series(marks_of_cells(rows["cell"].to_list(), marks, words), dtype=pl.String),
    )
    flagged = shown.cells.filter(pl.col("flag").is_not_null()).sort("rank", descending=True)
    ground = visitor.answer(map_ground)

    def deck(palette: maps.Palette, frame: maps.Frame, chosen: str | None = None) -> maps.Map:
        return maps.draw_comparison(
            rows,
            maps.difference_colors(palette),
            NO_LINES,
            ground,
            palette,
            tooltip=_("{label}: {was} before, {now} after") + "{work}",
            frame=frame,
            marks=marks,
            flagged=flagged,
            selected=chosen,
        )

    def keys(palette: maps.Palette) -> list[maps.Key]:
        return [
            *difference_keys(bounds, rows["difference"], palette, words),
            *time_keys(shown, marks, _("In either period:"), palette, words),
        ]

    palette = reader_palette()
    heading = picture_caption(visitor, selections[1], _("Map of the reports"))
    frame = full_frame(heading, keys(palette), 3) if filling_window() else fit_window(share=MAP_SHARE)
    key = f"difference {selections!r} {zlib.crc32(shown.found.area.ids.tobytes())}"
    before, after = (words.period(one.start, one.end) for one in selections)
    draw_deck(
        deck(palette, frame, cell),
        _("Map of the difference in reports between {after} and {before}.").format(after=after, before=before),
        key=key,
        frame=frame,
        keys=keys(palette),
        chosen=cell or "",
        told=clicks_on(key, maps.FILLED),
        clicked=partial(toggle_cell, cell),
    )
    if filling_window():
        return
    names = {"label": _("Place"), "before": before, "after": after, "difference": _("Difference"), "cell": _("Cell")}
    held = rows.filter((pl.col("before") > 0) | (pl.col("after") > 0)).sort(
        "difference", "cell", descending=[True, False]
    )

    def picture() -> dict[str, object]:
        size = maps.Frame()
        return maps.map_chart(deck(maps.LIGHT, size), maps.LIGHT, "", keys=keys(maps.LIGHT), frame=size, fixed=True)

    title, name = _("{after} against {before}").format(after=after, before=before), _("difference by cell")
    draw_table_twin(visitor, held, name, names, pictures={title: picture}, selection=selections[1], layer=name)


def difference_rows(cells: pl.DataFrame, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Return [cell, label, before, after, difference f64] of the cells [cell, label], in their order."""
    rows = cells
    for name, held in (("before", before), ("after", after)):
        rows = rows.join(held.rename({"count": name}), on="cell", how="left", maintain_order="left")
    rows = rows.with_columns(pl.col("before", "after").fill_null(0.0))
    return rows.with_columns(difference=(pl.col("after") - pl.col("before")).round(9))
