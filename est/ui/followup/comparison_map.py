"""The maps of a follow-up: what is compared with what, and how many reports there were before and after."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from est import maps
from est.maps.colors import Color
from est.measures.followup.design import FollowUpDesign
from est.measures.followup.verdict import Evaluation
from est.text import N_, Translator
from est.text.decimals import rounded_column
from est.ui.chart_view import draw_table_twin
from est.ui.deck_view import draw_deck, reader_palette
from est.ui.difference_words import difference_keys, signed_number
from est.ui.enter import Visitor
from est.ui.screen import fit_window
from est.ui.situation.cell_map import map_ground, named_cells

PARTS = {
    "target": N_("the place"),
    "ring": N_("its surroundings"),
    "control": N_("compared with the place"),
    "ring_control": N_("compared with the surroundings"),
    "elsewhere": N_("watched, or grown beyond the town"),
}


@dataclass(frozen=True)
class ComparisonPicture:
    """A map of a design: on the page, and as a picture to take out.

    `rows` are those of `draw_comparison`, `keys` and `colors` the key and the fills in a palette.
    """

    design: FollowUpDesign
    rows: pl.DataFrame
    keys: Callable[[maps.Palette], list[maps.Key]]
    colors: Callable[[maps.Palette], Mapping[str, Color]]
    tooltip: str
    alt: str

    def draw(self, visitor: Visitor, key: str, share: float = 1.0) -> None:
        """Draw the map with its key, where there is this share of the page's width."""
        palette, frame = reader_palette(), fit_window(520, share)
        deck = self._deck(visitor, palette, frame)
        draw_deck(deck, self.alt, key=key, frame=frame, keys=self.keys(palette))

    def chart(self, visitor: Visitor) -> dict[str, Any]:
        """Return the map as a chart on white."""
        frame = maps.Frame()
        deck = self._deck(visitor, maps.LIGHT, frame)
        return maps.map_chart(deck, maps.LIGHT, self.alt, keys=self.keys(maps.LIGHT), frame=frame, fixed=True)

    def _deck(self, visitor: Visitor, palette: maps.Palette, frame: maps.Frame) -> maps.Map:
        return maps.draw_comparison(
            self.rows,
            self.colors(palette),
            maps.ComparisonLines(solid=self.design.target, dashed=self.design.ring),
            visitor.answer(map_ground),
            palette,
            tooltip=self.tooltip,
            frame=frame,
        )


def part_names(
    design: FollowUpDesign, grown: tuple[str, ...] = (), left_out: frozenset[str] = frozenset()
) -> dict[str, str]:
    """Return the part that each cell of a design has; `grown` are cells taken out of the control.

    Other cells that are left out, as another measure treats them, have no part.
    """
    watched = tuple(cell for place in design.watched for cell in place.cells)
    named = {
        "control": design.control,
        "ring_control": design.ring_control,
        "elsewhere": (*watched, *grown),
        "ring": design.ring,
        "target": design.target,
    }
    kept = {*grown, *watched, *design.target}
    return {cell: part for part, cells in named.items() for cell in cells if cell in kept or cell not in left_out}


def draw_design_map(
    visitor: Visitor,
    design: FollowUpDesign,
    key: str,
    grown: tuple[str, ...] = (),
    left_out: frozenset[str] = frozenset(),
    share: float = 1.0,
) -> None:
    """Draw which cells are the place, its surroundings and what they are compared with, and the same as a table.

    A page may have several; each has a `key` of its own, and `share` of the page's width.
    """
    _ = visitor.translator.gettext
    known = part_names(design, grown, left_out)
    cells = _cells(visitor, design).with_columns(
        fill=pl.col("cell").replace_strict(known, default=None, return_dtype=pl.String),
        number=pl.lit(None, dtype=pl.String),
    )
    words = {part: _(name) for part, name in PARTS.items() if part in set(known.values())}
    rows = cells.with_columns(part=pl.col("fill").replace_strict(words, default=_("no part"), return_dtype=pl.String))

    def keys(palette: maps.Palette) -> list[maps.Key]:
        return [maps.comparison_signs(words, maps.part_colors(palette), palette)] if words else []

    drawn = ComparisonPicture(design, rows, keys, maps.part_colors, "{label}: {part}", _(DESIGN_ALT))
    drawn.draw(visitor, f"{key} {design.hash}", share)
    names = {"label": _("Place"), "part": _("Part"), "cell": _("Cell")}
    pictures = {_("What is compared with what"): partial(drawn.chart, visitor)}
    draw_table_twin(visitor, rows, _("design"), names, key=key, pictures=pictures)


DESIGN_ALT = N_("Map of the cells that are the place, its surroundings, and what they are compared with.")
CHANGE_ALT = N_("Map of the number of reports in every cell; a table below holds the same.")


def draw_change_map(visitor: Visitor, found: Evaluation, changed: pl.DataFrame) -> None:
    """Draw reports before, after or their difference, of [cell text, before, after, difference] as rates per period."""
    _ = visitor.translator.gettext
    shows = {"difference": _("Difference"), "before": _("Before"), "after": _("After")}
    shown = st.segmented_control(
        _("The map shows"),
        list(shows),
        default="difference",
        format_func=shows.__getitem__,
        key="change shown",
        required=True,
    )
    words = visitor.translator
    rows = _cells(visitor, found.design).join(changed, on="cell", how="left", maintain_order="left")
    rows = rows.with_columns(pl.col("before", "after", "difference").fill_null(0.0))
    text, differs = pl.String(), shown == "difference"
    bounds = maps.difference_bounds(rows["difference"])
    rows = rows.with_columns(
        fill=maps.difference_fill(pl.col("difference"), bounds) if differs else _any(pl.col(shown)),
        number=pl.Series([_number(value, words, signed=differs) for value in rows[shown]], dtype=text),
        was=pl.Series([words.number(value, 1) for value in rows["before"]], dtype=pl.String),
        now=pl.Series([words.number(value, 1) for value in rows["after"]], dtype=pl.String),
    )

    def keys(palette: maps.Palette) -> list[maps.Key]:
        return difference_keys(bounds, rows["difference"], palette, words) if differs else []

    tooltip = _("{label}: {was} before, {now} after")
    drawn = ComparisonPicture(found.design, rows, keys, _change_colors, tooltip, _(CHANGE_ALT))
    drawn.draw(visitor, f"change {shown}")
    st.caption(
        _("Before is the mean of the earlier periods. The solid line is the place, the dashed its surroundings.")
    )
    names = {
        "label": _("Place"),
        "before": _("Before"),
        "after": _("After"),
        "difference": _("Difference"),
        "cell": _("Cell"),
    }
    held = rows.filter((pl.col("before") > 0) | (pl.col("after") > 0)).sort("difference", "cell")
    rounded = held.with_columns(rounded_column(pl.col("difference"), 1))
    signed = partial(words.signed, decimals=1)
    title = _("Reports in every cell")
    pictures = {f"{title}: {shows[shown].lower()}": partial(drawn.chart, visitor)}
    written = {"difference": signed}
    draw_table_twin(visitor, rounded, _("change by cell"), names, written=written, pictures=pictures)


def _change_colors(palette: maps.Palette) -> dict[str, Color]:
    return maps.difference_colors(palette) | {"some": palette.counts[1]}


def _any(value: pl.Expr) -> pl.Expr:
    return pl.when(value >= 0.5).then(pl.lit("some"))


def _number(value: float, words: Translator, *, signed: bool) -> str | None:
    if signed:
        return signed_number(value, words)
    return words.number(value) if value >= 0.5 else None


def _cells(visitor: Visitor, design: FollowUpDesign) -> pl.DataFrame:
    """Return [cell, label] of the study area, by cell."""
    return visitor.answer(named_cells, design.resolution, visitor.language).select("cell", "label")
