"""The reports that no map shows: those without a place on it, and all of them when they are too few for a map."""

import polars as pl
import streamlit as st

from est.hotspots.evolution.map_view import MapView
from est.picture.counts import reports_in
from est.picture.data_quality import duplicate_reports
from est.picture.off_map import OffMapReason, off_map_reports
from est.picture.selection import Selection
from est.text import Translator
from est.ui.enter import Visitor
from est.ui.situation.cell_map import draw_map, ground_view
from est.ui.situation.empty_selection import draw_empty_selection
from est.ui.situation.map_marks import choose_marks
from est.ui.situation.report_table import SHOWN, draw_report_table
from est.ui.situation.trend import draw_trend

LISTED = 200  # reports where there is no map
PLACEABLE = 0.85  # with a smaller share placed, a map misleads (Ratcliffe 2004)


def draw_off_map_list(visitor: Visitor, selection: Selection, shown: MapView) -> None:
    """Draw the reports of the selection that no cell of the map counts."""
    _ = visitor.translator.gettext
    resolution = shown.found.area.resolution
    found = visitor.answer(off_map_reports, selection, resolution, SHOWN)
    if found.is_empty():
        st.write(_("Every report of the selection is on the map."))
        return
    reasons = {str(reason.value): _(reason.value) for reason in OffMapReason}
    draw_report_table(
        visitor,
        found.with_columns(pl.col("reason").replace(reasons)),
        visitor.answer(duplicate_reports, selection),
        selection,
        key="off the map download",
        more={"reason": _("Why it is not on the map")},
        about=_("not on the map"),
    )


def describe_placeable(share: float, translator: Translator) -> str:
    """Return how large a share of the study area's reports is placed exactly enough, and what that means if small."""
    _ = translator.gettext
    # rounded down: 84.9 % is under 85
    told = _("{share} % of the reports of the study area are placed exactly enough for the map.").format(
        share=translator.number(int(100 * share + 1e-9))
    )
    if share >= PLACEABLE:
        return told
    return told + " " + _("Under 85 % a map can mislead: ask for better places before anything is read from it.")


def stop_without_map(visitor: Visitor, selection: Selection, shown: MapView) -> None:
    """Draw the trend and the list of the selected reports; without any, the way to some, and the map's ground. Then
    stop the page.
    """
    words = visitor.translator
    _ = words.gettext
    reports = visitor.answer(reports_in, selection, None, LISTED)
    if reports.is_empty():
        draw_empty_selection(visitor, selection)
        draw_map(visitor, selection, ground_view(shown), None, choose_marks(visitor, selection))
        st.stop()
    st.header(_("Reports over time"), anchor=False)
    draw_trend(visitor, selection, selection, "week", f"{selection!r}")
    st.header(_("The reports"), anchor=False)
    pairs = visitor.answer(duplicate_reports, selection)
    draw_report_table(visitor, reports, pairs, selection, LISTED)
    st.stop()
