"""The map on the page: the cells with their flags and names, drawn in the reader's theme and language."""

import zlib
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from est import maps
from est.errors import AreaError
from est.hotspots.detection.flag_rule import Flag
from est.hotspots.detection.null_models import NullModel
from est.hotspots.detection.places import FlaggedPlace
from est.hotspots.evolution.map_view import MapView, clickable_flags, make_map_view, nearest_to_cells
from est.municipality.settings import read_settings
from est.picture.few_points import FEW, MOST_ON_MAP, few_points
from est.picture.selection import Selection
from est.settings import LAYERS
from est.space.area import municipality_outline, study_area_outline
from est.space.ground import neighbour_outlines, read_layers
from est.space.ground_features import ground_features
from est.space.ground_picture import ground_picture
from est.space.places import named_places
from est.store import Store
from est.text import N_, Translator, translator
from est.ui.deck_view import draw_deck, reader_palette
from est.ui.enter import Visitor
from est.ui.formats import format_count, format_place, format_reports
from est.ui.full_window import full_frame
from est.ui.graphics import choose_graphics
from est.ui.messages import refusal_text
from est.ui.picture_caption import picture_caption
from est.ui.screen import fit_window
from est.ui.situation.cell_selection import clicks_on, toggle_cell
from est.ui.situation.map_marks import choose_marks, mark_labels, marks_of_cells, work_marks
from est.ui.window import filling_window, on_phone

MAP_SHARE = 5 / 8  # of the page's width, the list of flags beside it
FLAGS = {str(Flag.CLEAR): N_("clear"), str(Flag.WATCH): N_("keep watch")}


def map_view(
    visitor: Visitor, selection: Selection, resolution: int | None, null: NullModel = NullModel.EVEN
) -> MapView:
    """Return the map of a selection at a resolution (None: by the rule), its cells with their `label` in words too."""
    key = ("picture", selection, resolution, null, visitor.language)
    return visitor.keep_answer(key, lambda: _map_view(visitor, selection, resolution, null))


def _map_view(visitor: Visitor, selection: Selection, resolution: int | None, null: NullModel) -> MapView:
    found, coarsened = visitor.answer(clickable_flags, selection, resolution, null)
    nearest = visitor.answer(named_cells, found.area.resolution, visitor.language)
    shown = make_map_view(selection, found, coarsened, nearest, visitor.answer(named_places))
    if shown.cells["told_by"].null_count() == shown.cells.height:
        return shown
    return replace(shown, cells=shown.cells.with_columns(format_place(visitor.translator)))  # some have other names


def ground_view(shown: MapView) -> MapView:
    """Return the map of a selection without reports: all the cells of the study area, with nothing in them."""
    own = ["cell", *(name for name in shown.cells.columns if name not in shown.nearest.columns)]
    cells = shown.nearest.join(shown.cells.select(own), on="cell", how="left", maintain_order="left")
    return replace(shown, cells=cells.with_columns(pl.col("count", "expected").fill_null(0.0)))


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
        streets=maps.StreetMap(features) if (features := ground_features(store)).height else None,
        picture=_picture(store),
        places=named_places(store).select("name", "lat", "lng"),
    )


def _picture(store: Store) -> maps.Picture | None:
    kept = ground_picture(store)
    if kept is None:
        return None
    box = kept.box
    return maps.Picture(box.west, box.south, box.east, box.north, kept.picture)


def refused_layers(store: Store) -> tuple[AreaError, ...]:
    """Return why each layer that cannot be drawn was left out."""
    _, refused = read_layers(LAYERS)
    return refused


def draw_map(
    visitor: Visitor, selection: Selection, shown: MapView, cell: str | None, marks: tuple[maps.WorkMark, ...]
) -> None:
    """Draw the map with these marks, and its key. A click makes the cell under it the chosen one."""
    _ = visitor.translator.gettext
    palette = reader_palette()
    filling = filling_window()
    drawn = CellMap(shown, marks, cell, points_in_place(visitor, selection, shown))
    keys = drawn.keys(palette, visitor.translator)
    heading = picture_caption(visitor, selection, _("Map of the reports"))
    # one group of choices says what the map shows, and one what is marked on it
    frame = full_frame(heading, keys, 2) if filling else fit_window(share=MAP_SHARE)
    deck = drawn.deck(visitor, palette, frame)
    # a map of other cells is another widget: the browser remembers what is chosen by its row
    key = f"map {zlib.crc32(shown.found.area.ids.tobytes())}"
    draw_deck(
        deck,
        describe_map(shown, visitor.translator),
        key=key,
        frame=frame,
        keys=keys,
        heading=None if filling or on_phone() else heading,
        chosen=cell or "",
        told=clicks_on(key, maps.CELLS_LAYER),
        clicked=partial(toggle_cell, cell),
    )
    if filling:
        return
    for words in left_out_sentences(shown.cells, deck.initial_view_state.zoom, visitor.translator):
        st.caption(words)
    if drawn.points is not None:
        told = _(
            "Where a cell has at most {few} reports, each is a point. What could show a home is never one, and files "
            "have cells alone."
        )
        st.caption(told.format(few=FEW))
    choose_graphics(visitor)
    for reason in visitor.answer(refused_layers):
        st.warning(_("A layer was left out. {reason}").format(reason=refusal_text(reason)))


def draw_marked_map(
    visitor: Visitor, selection: Selection, shown: MapView, cell: str | None, controls: DeltaGenerator
) -> None:
    """Draw the map, and among the controls what is marked on it; a phone, whose first screen is for the map, has that
    below it.
    """
    above, below = st.container(), st.container()
    marks = choose_marks(visitor, selection, below if on_phone() else controls)
    with above:
        draw_map(visitor, selection, shown, cell, marks)


@dataclass(frozen=True)
class CellMap:
    """The map of what was found, with the places that the group works with and the chosen cell if there is one."""

    shown: MapView
    marks: tuple[maps.WorkMark, ...] = ()
    cell: str | None = None
    points: pl.DataFrame | None = None

    def deck(self, visitor: Visitor, palette: maps.Palette, frame: maps.Frame) -> maps.Map:
        """Return the map of this size in these colours. Around the reports of the chosen place there is a line."""
        words = visitor.translator
        cells = tooltip_texts(self.shown.cells, words)
        said = marks_of_cells(cells["cell"].to_list(), self.marks, words)
        return maps.draw_cells(
            cells.with_columns(work=pl.Series(said, dtype=pl.String)),
            visitor.answer(map_ground),
            palette,
            tooltip="{label}\n" + words.gettext("{n}, {e} expected") + "{mark}{work}",
            frame=frame,
            selected=self.cell,
            outlines=[dict(place.outline) for place in self._chosen_places],
            marks=self.marks,
            points=self.points,
        )

    def keys(self, palette: maps.Palette, translator: Translator) -> list[maps.Key]:
        """Return the key: the colours of counts, and the marks that are there."""
        _ = translator.gettext
        counts = self.shown.cells["count"]
        labels = maps.class_labels(maps.class_bounds(counts), max(counts.to_list(), default=0.0))
        if self.points is not None and not maps.coloured_cells(self.shown.cells, self.points)["count"].sum():
            labels = ()
        signs = maps.flag_signs(_("clear flag"), _("flag to keep watch on"), palette) if self.shown.flags else []
        signs += maps.work_signs(mark_labels(self.marks, translator), palette)
        if self.points is not None:
            signs.insert(0, maps.point_sign(_("a report, where they are few"), palette))
        if self._chosen_places:
            signs.append(maps.outline_sign(_("around the reports of the chosen place"), palette))
        colors = maps.count_key(labels, _("Reports in a cell:"), palette)
        return [key for key in (colors, maps.Key("", signs)) if key.signs]

    @property
    def _chosen_places(self) -> list[FlaggedPlace]:
        return [place for place in self.shown.places if self.cell in place.cells] if self.cell else []


def points_in_place(visitor: Visitor, selection: Selection, shown: MapView) -> pl.DataFrame | None:
    """Return the points that stand in the place of cells with few reports, for who may read them one by one; or none.

    What is taken out has the counts of cells alone.
    """
    # weights of at most 1 that add up to more are more reports: it is known without asking that none is a point
    if not visitor.may("read reports") or shown.found.reports > MOST_ON_MAP:
        return None
    found = visitor.answer(few_points, selection, shown.found.area.resolution)
    found = found.filter(pl.col("cell").is_in(shown.cells["cell"].to_list()))
    return None if found.is_empty() else found


def map_picture(visitor: Visitor, shown: MapView) -> dict[str, Any]:
    """Return the map as a chart on white, of a size of its own: for files, papers and other pages."""
    frame, drawn = maps.Frame(), CellMap(shown, work_marks(visitor, shown.selection))
    alt = describe_map(shown, visitor.translator)
    keys = drawn.keys(maps.LIGHT, visitor.translator)
    deck = drawn.deck(visitor, maps.LIGHT, frame)
    return maps.map_chart(deck, maps.LIGHT, alt, keys=keys, frame=frame, fixed=True)


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


def tooltip_texts(cells: pl.DataFrame, translator: Translator) -> pl.DataFrame:
    """Return the cells with the texts of their tooltips: n (the reports), e and mark."""
    comma = translator.decimal_sign
    flag = pl.col("flag").replace_strict(flag_words(translator), default=None, return_dtype=pl.String)
    mark = pl.format("\n{}. {}", pl.col("rank"), flag).fill_null("")
    return cells.with_columns(
        format_reports(pl.col("count"), translator).alias("n"),
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
