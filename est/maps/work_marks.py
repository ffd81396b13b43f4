"""What the group works with, on the map: places that are unusual, hotspots, running measures.

Each has a line of its own around its cells and a sign of its own beside their middle, so that none is told by colour
alone, and a flag of the same cell keeps its number.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

import h3
import pydeck
from pydeck.types import String

from est.maps.cell_geometry import cell_centre, cell_outlines
from est.maps.colors import Color, Palette
from est.maps.geojson_layers import FONT, layer_shapes, path_layer, undim
from est.maps.key import Sign


class WorkKind(StrEnum):
    """What a place is to the group."""

    UNUSUAL = "unusual"
    HOTSPOT = "hotspot"
    MEASURE = "measure"


@dataclass(frozen=True)
class WorkMark:
    """A place that the group works with: what it is, its cells of one resolution, and what it is called.

    On a map of weeks it may be there in some alone: `weeks` are the numbers of the first and the last of them.
    """

    kind: WorkKind
    cells: tuple[str, ...]
    name: str
    weeks: tuple[int, int] | None = None


@dataclass(frozen=True)
class _Style:
    glyph: str
    offset: tuple[int, int]  # pixels from the middle of the cells: beside the number of a flag, and beside each other
    dash: tuple[float, float] | None
    shape: str  # of the sign in the key


STYLES = {
    WorkKind.UNUSUAL: _Style("◆", (-20, 14), None, "M0,-1L1,0L0,1L-1,0Z"),
    WorkKind.HOTSPOT: _Style("▲", (0, 20), (1.5, 1.5), "M0,-1L1,0.8L-1,0.8Z"),
    WorkKind.MEASURE: _Style("■", (20, 14), (6, 2), "M-0.8,-0.8L0.8,-0.8L0.8,0.8L-0.8,0.8Z"),
}
WIDTH, CASING = 2.5, 5
GLYPH_SIZE = 17


def cells_of_mark(mark: WorkMark, known: Collection[str]) -> set[str]:
    """Return those of the known cells, of one resolution, that share ground with a mark."""
    if not known or not mark.cells:
        return set()
    resolution, own = h3.get_resolution(next(iter(known))), h3.get_resolution(mark.cells[0])
    if own >= resolution:  # the cell that holds the middle of a finer one
        found = {h3.latlng_to_cell(*h3.cell_to_latlng(cell), resolution) for cell in mark.cells}
        return found & set(known)
    held = set(mark.cells)
    return {cell for cell in known if h3.latlng_to_cell(*h3.cell_to_latlng(cell), own) in held}


def work_color(kind: WorkKind, palette: Palette) -> Color:
    """Return the colour of a kind of mark."""
    return {WorkKind.UNUSUAL: palette.unusual, WorkKind.HOTSPOT: palette.hotspot, WorkKind.MEASURE: palette.measure}[
        kind
    ]


def work_layers(marks: Sequence[WorkMark], palette: Palette) -> list[pydeck.Layer]:
    """Return the lines around the cells of each kind and the signs beside them, those of the same weeks together."""
    layers = []
    for kind, style in STYLES.items():
        for weeks in dict.fromkeys(mark.weeks for mark in marks if mark.kind is kind and mark.cells):
            own = [mark for mark in marks if mark.kind is kind and mark.weeks == weeks and mark.cells]
            color, name = work_color(kind, palette), _layer_name(kind, weeks)
            lines = layer_shapes("LineString", [line for mark in own for line in cell_outlines(mark.cells)])
            layers += [
                path_layer(f"{name} casing", lines, palette.casing, CASING),
                path_layer(f"{name} line", lines, color, WIDTH, style.dash),
                _glyph_layer(f"{name} signs", own, style, color, palette),
            ]
    return layers


def _layer_name(kind: WorkKind, weeks: tuple[int, int] | None) -> str:
    return f"{kind} {weeks[0]}-{weeks[1]}" if weeks else str(kind)


def weeks_of_layers(marks: Sequence[WorkMark]) -> dict[str, tuple[int, int]]:
    """Return the weeks of each layer of `work_layers`, by its name, that is not there in all weeks."""
    return {
        f"{_layer_name(mark.kind, mark.weeks)} {part}": mark.weeks
        for mark in marks
        if mark.weeks
        for part in ("casing", "line", "signs")
    }


def _glyph_layer(name: str, marks: Sequence[WorkMark], style: _Style, color: Color, palette: Palette) -> pydeck.Layer:
    return pydeck.Layer(
        "TextLayer",
        id=name,
        data=[{"at": _middle(mark.cells), "sign": style.glyph, "offset": list(style.offset)} for mark in marks],
        get_position="at",
        get_text="sign",
        get_size=GLYPH_SIZE,
        get_pixel_offset="offset",
        font_family=String(FONT),
        font_weight=700,
        font_settings={"sdf": True, "buffer": 6, "radius": 16},
        outline_width=8,
        outline_color=list(palette.casing),
        _sub_layer_props=undim(("characters",), getColor=list(color)),
        character_set=String("auto"),
        pickable=False,
    )


def _middle(cells: Collection[str]) -> list[float]:
    centres = [cell_centre(cell) for cell in cells]
    return [round(sum(values) / len(centres), 6) for values in zip(*centres, strict=True)]


def work_signs(labels: dict[WorkKind, str], palette: Palette) -> list[Sign]:
    """Return the signs of the kinds that are labelled, for the key."""
    return [
        Sign(label, fill=work_color(kind, palette), line=palette.casing, shape=STYLES[kind].shape)
        for kind, label in labels.items()
    ]
