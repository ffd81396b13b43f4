"""The ten places with the most reports, whatever is expected of them, and how sure their order is."""

import polars as pl
import streamlit as st

from est.hotspots.detection.most_reports import LEVEL
from est.hotspots.evolution.map_view import MapView
from est.picture.selection import Selection
from est.text import Translator
from est.text.decimals import rounded_column
from est.ui.enter import Visitor
from est.ui.situation.cell_map import MAP_SHARE
from est.ui.situation.cell_selection import open_cell
from est.ui.situation.outlook_drawer import draw_outlook_drawer
from est.ui.tables import draw_table


def draw_most_list(visitor: Visitor, selection: Selection, shown: MapView) -> None:
    """Draw where most is reported, the ranks that each place may have in the long run, and what is expected there.

    A row opens its place on the map.
    """
    _ = visitor.translator.gettext
    if shown.most.is_empty():
        return
    st.header(_("Most reports"), anchor=False)
    st.write(describe_order(shown.most, visitor.translator))
    names = {"place": _("Place"), "count": _("Reports"), "ranks": _("Rank")}
    rows = shown.most.with_columns(place=pl.col("label"), ranks=pl.Series(rank_texts(shown.most), dtype=pl.String))
    # the ten are those of the long run, without repeats; in the list they stand by the counts that are seen
    rows = rows.sort(rounded_column(pl.col("count")), descending=True, maintain_order=True)
    number = st.column_config.NumberColumn(names["count"], format="localized")
    draw_table(
        rows,
        names,
        alt=_("The places with the most reports"),
        columns={"count": number},
        opened=lambda row: open_cell(rows["cell"][row]),
        key="most rows",
        share=1 - MAP_SHARE,
    )
    draw_outlook_drawer(visitor, selection, shown)


def rank_texts(most: pl.DataFrame) -> list[str]:
    """Return the ranks of each place in writing: 1–3, or 1 alone."""
    bounds = most.select("rank_low", "rank_high").rows()
    return [f"{low}–{high}" if low < high else str(low) for low, high in bounds]


def describe_order(most: pl.DataFrame, translator: Translator) -> str:
    """Return in a sentence or two how many of the places are surely among the ten, and what the ranks are."""
    _, number = translator.gettext, translator.number
    sure = int((most["among"] >= LEVEL).sum())
    if most.height == 1:
        told = _("By number of reports alone.")
    elif sure == most.height:
        told = _("By number of reports alone. All of these belong here with at least {level} % certainty.")
    elif not sure:
        told = _("By number of reports alone. None of these belongs here with {level} % certainty.")
    else:
        told = _("By number of reports alone. {sure} of these {n} belong here with at least {level} % certainty.")
    ranks = _("The rank is the one that a place has in the long run, with {level} % certainty.")
    level = number(100 * LEVEL)
    return " ".join([told.format(sure=number(sure), n=number(most.height), level=level), ranks.format(level=level)])
