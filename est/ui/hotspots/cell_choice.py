"""Choosing the cells of a hotspot: from a list by keyboard, and by clicking them on a map. Both say the same."""

import zlib
from collections.abc import Collection, Mapping, Sequence
from functools import partial

import numpy as np
import polars as pl
import streamlit as st

from est import maps
from est.errors import AreaError
from est.picture.counts import cell_counts
from est.picture.selection import default_selection, loaded_period
from est.space.area import study_area
from est.space.cell_districts import NONE_CALLED, cell_districts, with_districts
from est.space.cells import cells_to_text, text_to_cell
from est.space.nearest import cell_points, nearest_places
from est.space.neighbourhoods import neighbourhood
from est.space.places import named_places
from est.store import Store
from est.text import translator
from est.ui.deck_view import draw_deck, reader_palette
from est.ui.enter import Visitor
from est.ui.formats import format_place, format_reports
from est.ui.screen import fit_window
from est.ui.situation.cell_map import map_ground

SMALL_HEIGHT = 420
NOT_TAKEN = "cells the map last told of"


def choose_cells(visitor: Visitor, key: str, start: Sequence[str], around: Sequence[str] = ()) -> tuple[str, ...]:
    """Draw the map and the list of the cells near `start` and `around`; return those that are chosen now.

    `key` names the choice; a new key begins with `start`.
    """
    _ = visitor.translator.gettext
    field = f"{key} cells"
    chosen: list[str] = st.session_state.setdefault(field, list(start))
    near = visitor.answer(cells_near, tuple(sorted({*start, *around})), visitor.language)
    labels = dict(near.select("cell", "line").iter_rows())
    for cell in chosen:
        labels.setdefault(cell, cell)
    st.caption(_("A click on a cell of the map adds or removes it. So does the list below it."))
    draw_hotspot_cells(visitor, near, chosen, f"{key} map {zlib.crc32(' '.join(near['cell']).encode())}", field)
    st.multiselect(
        _("Cells"),
        sorted(labels, key=lambda cell: (labels[cell], cell)),
        format_func=lambda cell: labels.get(cell, cell),
        placeholder=_("Choose"),
        key=field,
    )
    return tuple(st.session_state[field])


def draw_hotspot_cells(
    visitor: Visitor,
    near: pl.DataFrame,
    chosen: Sequence[str],
    key: str,
    field: str | None = None,
    share: float = 1.0,
    height: int = SMALL_HEIGHT,
) -> None:
    """Draw the map of these cells, the chosen ones outlined; with a `field` a click changes what is chosen there.

    `share` is that of the page's width which the map gets, `height` its pixels.
    """
    _ = visitor.translator.gettext
    palette = reader_palette()
    frame = fit_window(height, share)
    deck = maps.draw_cells(
        near,
        visitor.answer(map_ground),
        palette,
        tooltip="{label}\n" + _("{n} in the last twelve weeks"),
        frame=frame,
        selected=chosen,
        around=field is not None,
    )
    words = visitor.translator.ngettext("{n} cell", "{n} cells", len(chosen)).format(n=len(chosen))
    alt = _("Map of the hotspot: {cells}, outlined.").format(cells=words)
    bounds = maps.class_bounds(near["count"])
    labels = maps.class_labels(bounds, max(near["count"].to_list(), default=0.0))
    draw_deck(
        deck,
        alt,
        key=key,
        frame=frame,
        keys=[maps.count_key(labels, _("Reports in a cell:"), palette)] if labels else [],
        chosen=" ".join(sorted(chosen)),
        told=partial(_clicked, key, field) if field else None,
        clicked=partial(_toggle, field) if field else None,
        selection_mode="multi-object",
    )


def _toggle(field: str, cell: str) -> None:
    """Take in or leave out a cell that was clicked on the drawn map."""
    st.session_state[field] = toggle_cells(st.session_state[field], [cell])


def _clicked(key: str, field: str) -> None:
    """Take in or leave out the cells that were clicked since the map last told."""
    now = clicked_cells(st.session_state[key])
    before: frozenset[str] = st.session_state.get(f"{key} {NOT_TAKEN}", frozenset())
    st.session_state[f"{key} {NOT_TAKEN}"] = now
    st.session_state[field] = toggle_cells(st.session_state[field], now ^ before)


def clicked_cells(state: Mapping[str, object]) -> frozenset[str]:
    """Return the cells that a map's selection state holds."""
    selection = state.get("selection")
    objects = selection.get("objects", {}).get(maps.CELLS_LAYER, []) if isinstance(selection, Mapping) else []
    return frozenset(one["cell"] for one in objects if isinstance(one, Mapping) and isinstance(one.get("cell"), str))


def toggle_cells(chosen: Sequence[str], clicked: Collection[str]) -> list[str]:
    """Return the chosen cells without those clicked that were among them, and with those that were not."""
    kept = [cell for cell in chosen if cell not in set(clicked)]
    return [*kept, *sorted(set(clicked) - set(chosen))]


def cells_near(store: Store, cells: tuple[str, ...], language: str) -> pl.DataFrame:
    """Return the cells around these with what the map needs: [cell, count, flag, unit, rank, label, n, line].

    `count` is the reports of the last twelve weeks, `line` how the cell stands in a list. All are of one resolution.
    """
    if not cells:
        return pl.DataFrame(schema=dict.fromkeys(("cell", "label", "n", "line"), pl.String))
    resolution = (text_to_cell(cells[0]) >> 52) & 0xF
    try:
        known = study_area(store, resolution).texts.to_list()
    except AreaError:  # a resolution without a study area: the cells and nothing around them
        known = []
    near = neighbourhood(cells, known)
    numbers = np.array([text_to_cell(cell) for cell in near], dtype=np.uint64)
    words = translator(language)
    called = cell_districts(store, resolution) if known else NONE_CALLED
    placed = with_districts(nearest_places(cell_points(numbers), named_places(store)), called)
    named = placed.with_columns(format_place(words))
    counts = pl.DataFrame(schema={"cell": pl.String, "count": pl.Float64})
    if loaded_period(store) is not None:
        held = cell_counts(store, default_selection(store), resolution).select("cell", "count")
        counts = held.with_columns(cells_to_text(held["cell"]))
    nothing = pl.lit(None, dtype=pl.String)
    return (
        named.join(counts, on="cell", how="left", maintain_order="left")
        .with_columns(pl.col("count").fill_null(0.0), flag=nothing, unit=nothing, rank=pl.lit(None, dtype=pl.Int64))
        .with_columns(n=format_reports(pl.col("count"), words))
        .with_columns(line=pl.format("{} · {} · {}", "label", "n", pl.col("cell").str.head(11)))
    )
