"""Everything the map shows as a table, and the ways to take it out."""

from functools import partial

import polars as pl
import streamlit as st

from est.hotspots.evolution.map_view import MapView
from est.picture.selection import Selection
from est.text import N_, Translator
from est.ui.downloads import download, download_cells, download_picture
from est.ui.enter import Visitor
from est.ui.picture_caption import picture_caption
from est.ui.situation.cell_map import flag_words, map_picture
from est.ui.tables import draw_table


def draw_map_table(visitor: Visitor, selection: Selection, shown: MapView) -> None:
    """Draw the table that holds everything the map shows: every cell of the study area, sortable.

    It can be taken out as a table, as a layer for a map program, and as the picture of the map.
    """
    _ = visitor.translator.gettext
    rows = map_table_frame(shown.outlined, visitor.translator)
    names = {
        "rank": _("No."),
        "flag": _("Flag"),
        "place": _("Place"),
        "count": _("Reports"),
        "expected": _("Expected"),
        "q": _("q-value"),
        "p": _("p-value"),
        "gi_star": _("Gi*"),
        "stability": _("Stands in redraws"),
        "organisations": _("Organisations"),
        "weeks": _("Weeks with reports"),
        "outline_ha": _("Outline of the place, ha"),
        "lat": _("Latitude"),
        "lng": _("Longitude"),
        "cell": _("Cell"),
    }
    number = st.column_config.NumberColumn
    helps = {"q": _(Q_HELP), "gi_star": _(GI_HELP)}
    draw_table(
        rows,
        names,
        alt=_("Every cell of the map with its numbers"),
        columns={
            key: number(names[key], format="localized", help=helps.get(key))
            for key in ("count", "expected", "q", "p", "gi_star", "outline_ha")
        }
        | {key: number(names[key], format="%.5f") for key in ("lat", "lng")}
        | {"stability": number(names["stability"], format="percent")},
    )
    st.caption(_(GI_HELP) + " " + _("A q-value or p-value of 0 is one below 0.0005."))
    heading = picture_caption(visitor, selection, _("Map of the reports"))
    download(visitor, rows, _("cells"), names, heading=heading)
    download_picture(visitor, partial(map_picture, visitor, shown), rows, heading, "picture of the map")
    words = {name: text for name, text in names.items() if name != "cell"}
    download_cells(visitor, rows.select("cell", *words).rename(words), _("cells"), heading)


Q_HELP = N_("The share of false alarms to expect if everything at least this unlikely were flagged.")
GI_HELP = N_(
    "Gi* (Getis-Ord) is the usual statistic of hotspot maps, shown for comparison. It does not decide a "
    "flag here: in a town without any hotspot it marks at least one cell on almost every map."
)


def map_table_frame(cells: pl.DataFrame, translator: Translator) -> pl.DataFrame:
    """Return the cells as the table shows them: flags in words, places in words, flagged ones first."""
    flag = pl.col("flag").replace_strict(flag_words(translator), default=None, return_dtype=pl.String)
    return cells.with_columns(flag, place=pl.col("label")).sort("rank", -pl.col("count"), "cell", nulls_last=True)
