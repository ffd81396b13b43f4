"""The map on the page: the cells with their flags and names, drawn in the reader's theme and language."""

import zlib
from dataclasses import replace
from functools import partial

import polars as pl
import streamlit as st

from est import maps
from est.errors import AreaError
from est.hotspots.detection.flag_rule import Flag
from est.hotspots.detection.null_models import NullModel
from est.hotspots.evolution.map_view import MapView, clickable_flags, make_map_view, nearest_to_cells
from est.municipality.settings import read_settings
from est.picture.selection import Selection
from est.settings import LAYERS
from est.space.area import municipality_outline, study_area_outline
from est.space.ground import neighbour_outlines, read_layers
from est.space.places import named_places
from est.store import Store
from est.text import N_, Translator, translator
from est.ui.enter import Visitor
from est.ui.formats import format_count, format_place
from est.ui.messages import refusal_text
from est.ui.screen import fit_window
from est.ui.situation.cell_selection import take_click

MAP_SHARE = 5 / 8  # of the page's width, the list of flags beside it
FLAGS = {str(Flag.CLEAR): N_("clear"), str(Flag.WATCH): N_("keep watch")}


def map_view(
    visitor: Visitor, selection: Selection, resolution: int | None, null: NullModel = NullModel.EVEN
) -> MapView:
    """Return the map of a selection at a resolution (None: by the rule), its cells with their `label` in words too."""
    key = ("picture", selection, resolution, null, visitor.language, visitor.scope, visitor.store.version)
    return visitor.answers.get(key, lambda: _map_view(visitor, selection, resolution, null))


def _map_view(visitor: Visitor, selection: Selection, resolution: int | None, null: NullModel) -> MapView:
    found, coarsened = visitor.answer(clickable_flags, selection, resolution, null)
    nearest = visitor.answer(named_cells, found.area.resolution, visitor.language)
    shown = make_map_view(selection, found, coarsened, nearest, visitor.answer(named_places))
    if shown.cells["told_by"].null_count() == shown.cells.height:
        return shown
    return replace(shown, cells=shown.cells.with_columns(format_place(visitor.translator)))  # some have other names


def named_cells(store: Store, resolution: int, language: str) -> pl.DataFrame:
    """Return [cell text, lat, lng, place, distance_m, label] of the study area's cells, with the nearest place."""
    return nearest_to_cells(store, resolution).with_columns(format_place(translator(language)))


def map_ground(store: Store) -> maps.Ground:
    """Return what lies under the cells: outlines kept in the store, layers of one's own, named places."""
    code = read_settings(store).get("municipality")
    found, _ = read_layers(LAYERS)
    return maps.Ground(
        municipality=municipality_outline(store),
        neighbours=neighbour_outlines(code) if code else None,
        study_area=study_area_outline(store),
        layers=tuple(layer.collection for layer in found),
        places=named_places(store).select("name", "lat", "lng"),
    )


def refused_layers(store: Store) -> tuple[AreaError, ...]:
    """Return why each layer that cannot be drawn was left out."""
    _, refused = read_layers(LAYERS)
    return refused


def draw_map(visitor: Visitor, shown: MapView, cell: str | None) -> None:
    """Draw the map and its key. A click makes the cell under it the chosen one."""
    _ = visitor.translator.gettext
    palette = maps.DARK if st.context.theme.type == "dark" else maps.LIGHT
    cells = tooltip_texts(shown.cells, visitor.translator)
    frame = fit_window(share=MAP_SHARE)
    deck = maps.draw_cells(
        cells,
        visitor.answer(map_ground),
        palette,
        tooltip=_("{n} reports, {e} expected") + "{mark}",
        frame=frame,
        selected=cell,
        outlines=[dict(place.outline) for place in shown.places],
    )
    # a map of other cells is another widget: the browser remembers what is chosen by its row
    key = f"map {zlib.crc32(shown.found.area.ids.tobytes())}"
    st.pydeck_chart(
        deck,
        height=frame.height,
        key=key,
        on_select=partial(take_click, key, maps.CELLS_LAYER),
        alt=describe_map(shown, visitor.translator),
    )
    draw_legend(shown, palette, visitor.translator)
    for words in left_out_sentences(cells, deck.initial_view_state.zoom, visitor.translator):
        st.caption(words)
    for reason in visitor.answer(refused_layers):
        st.warning(_("A layer was left out. {reason}").format(reason=refusal_text(reason)))


def left_out_sentences(cells: pl.DataFrame, zoom: float, translator: Translator) -> list[str]:
    """Return what the map does not show at first: cells far from the others, and numbers that would cover others."""
    ngettext, number = translator.ngettext, translator.number
    said = []
    if strays := cells.height - len(maps.cells_in_view(cells["cell"].to_list())):
        words = ngettext(
            "{n} cell lies far from the others, out of view: zoom out to see it. A point there may be wrong.",
            "{n} cells lie far from the others, out of view: zoom out to see them. Points there may be wrong.",
            strays,
        )
        said.append(words.format(n=number(strays)))
    if hidden := maps.hidden_numbers(cells.filter(pl.col("flag").is_not_null()), zoom):
        words = ngettext(
            "About {n} flag shows its number only when you zoom in, as it would cover another. The table below "
            "has all.",
            "About {n} flags show their numbers only when you zoom in, as they would cover others. The table "
            "below lists all.",
            hidden,
        )
        said.append(words.format(n=number(hidden)))
    return said


def draw_legend(shown: MapView, palette: maps.Palette, translator: Translator) -> None:
    """Draw the key of the map's colours and marks."""
    _ = translator.gettext
    labels = maps.class_labels(
        maps.class_bounds(shown.cells["count"]), max(shown.cells["count"].to_list(), default=0.0)
    )
    outline = _("around the reports of a marked place") if shown.places else ""
    svg = maps.draw_legend_svg(
        labels, _("Reports in a cell:"), _("clear flag"), _("flag to keep watch on"), palette, outline
    )
    words = _(
        "Key: colours from light to strong stand for {classes} reports; a thick line with a filled disc is a "
        "clear flag, a dashed line with a hollow disc one to keep watch on."
    ).format(classes=", ".join(labels) or "0")
    if outline:
        words += " " + _("A thin line runs around the reports of a marked place.")
    st.image(svg, alt=words)


def tooltip_texts(cells: pl.DataFrame, translator: Translator) -> pl.DataFrame:
    """Return the cells with the texts of their tooltips: n, e and mark."""
    comma = translator.decimal_sign
    flag = pl.col("flag").replace_strict(flag_words(translator), default=None, return_dtype=pl.String)
    mark = pl.format("\n{}. {}", pl.col("rank"), flag).fill_null("")
    return cells.with_columns(
        format_count(pl.col("count"), comma).alias("n"),
        format_count(pl.col("expected"), comma).alias("e"),
        mark.alias("mark"),
    )


def flag_words(translator: Translator) -> dict[str, str]:
    """Return how the kinds of flag are called."""
    return {name: translator.gettext(text) for name, text in FLAGS.items()}


def describe_map(shown: MapView, translator: Translator) -> str:
    """Return in one sentence what the map shows, for those who do not see it."""
    _ = translator.gettext
    first = [group["label"][0] for group in shown.flags[:3]]
    words = _("Map of {cells} cells with {reports} reports and {flags} flags.").format(
        cells=translator.number(shown.cells.height),
        reports=translator.number(shown.found.reports),
        flags=sum(group.height for group in shown.flags),
    )
    if not first:
        return words
    return words + " " + _("The first: {places}.").format(places=translator.listed(first))
