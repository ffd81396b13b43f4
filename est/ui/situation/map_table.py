"""Everything the map shows as a table, and the ways to take it out."""

from functools import partial

import polars as pl
import streamlit as st

from est.hotspots.detection.flag_units import FlagUnit, add_flag_units
from est.hotspots.evolution.map_view import MapView
from est.picture.selection import Selection
from est.text import N_, Translator
from est.ui.chart_view import MOST_ON_PAPER, say_left_out
from est.ui.downloads import download, download_cells, download_picture
from est.ui.enter import Visitor
from est.ui.formats import write_degrees
from est.ui.picture_caption import picture_caption
from est.ui.situation.cell_map import flag_words, map_picture
from est.ui.tables import draw_table
from est.ui.window import printing

UNITS = {
    FlagUnit.CELL: N_("the cell"),
    FlagUnit.RING: N_("the cell and those around it"),
    FlagUnit.SMALLER: N_("a smaller cell inside it"),
    FlagUnit.SMALLER_RING: N_("a smaller cell inside it and those around that"),
    FlagUnit.LARGER: N_("a larger cell around it"),
    FlagUnit.LARGER_RING: N_("a larger cell around it and those around that"),
}
"""What a flag is of, as seen from its cell."""
POSITION = ("lat", "lng", "cell")  # for another program; on paper a place has its name, and figures have the room


def draw_map_table(visitor: Visitor, selection: Selection, shown: MapView) -> None:
    """Draw the table that holds everything the map shows: every cell of the study area, sortable.

    It can be taken out as a table, as a layer for a map program, and as the picture of the map.
    """
    _ = visitor.translator.gettext
    rows = map_table_frame(shown.outlined, visitor.translator)
    names = {key: text for key, text in _headings(visitor).items() if not printing() or key not in POSITION}
    number = st.column_config.NumberColumn
    draw_table(
        rows.head(MOST_ON_PAPER) if printing() else rows,
        names,
        alt=_("Every cell of the map with its numbers"),
        columns={key: number(names[key], format="localized") for key in ("count", "flag_count", "outline_ha")}
        | {"stability": number(names["stability"], format="percent")},
        written=write_degrees(visitor.translator.decimal_sign),
    )
    if printing() and rows.height > MOST_ON_PAPER:
        say_left_out(visitor, rows.height)
    offer_map(visitor, selection, shown, rows)


def offer_map(visitor: Visitor, selection: Selection, shown: MapView, rows: pl.DataFrame) -> None:
    """Offer the rows of the map's table (`map_table_frame`) as files, and the picture of the map."""
    _ = visitor.translator.gettext
    figures = {"q": _("q-value"), "p": _("p-value"), "gi_star": _("Gi*")}  # of the method: in the files alone
    names = _headings(visitor) | figures
    heading = picture_caption(visitor, selection, _("Map of the reports"))
    download(visitor, rows, _("cells"), names, selection=selection)
    made = partial(map_picture, visitor, shown)
    download_picture(visitor, made, rows, heading, "picture of the map", selection=selection)
    download_cells(visitor, rows, names, _("cells"), heading, selection=selection)


def _headings(visitor: Visitor) -> dict[str, str]:
    """Return the columns of the map's table with their headings."""
    _ = visitor.translator.gettext
    return {
        "rank": _("No."),
        "flag": _("Flag"),
        "place": _("Place"),
        "count": _("Reports"),
        "expected": _("Expected"),
        "flag_unit": _("The flag is of"),
        "flag_count": _("Reports of the flag"),
        "flag_expected": _("Expected of the flag"),
        "stability": _("Stands in redraws"),
        "organisations": _("Organisations"),
        "weeks": _("Weeks with reports"),
        "outline_ha": _("Outline of the place, ha"),
        "lat": _("Latitude"),
        "lng": _("Longitude"),
        "cell": _("Cell"),
    }


def map_table_frame(cells: pl.DataFrame, translator: Translator) -> pl.DataFrame:
    """Return the cells as the table shows them: flags in words with what they are of, places in words, flagged ones
    first.
    """
    units = {str(unit): translator.gettext(words) for unit, words in UNITS.items()}
    told = add_flag_units(cells).with_columns(
        pl.col("flag").replace_strict(flag_words(translator), default=None, return_dtype=pl.String),
        pl.col("flag_unit").replace_strict(units, default=None, return_dtype=pl.String),
        place=pl.col("label"),
    )
    return told.sort("rank", -pl.col("count"), "cell", nulls_last=True)
