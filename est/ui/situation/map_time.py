"""The map over time: the weeks one after the other, and two periods beside each other or as their difference."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import polars as pl
import streamlit as st

from est import maps
from est.hotspots.evolution.map_view import MapView
from est.picture.comparison import reports_begun
from est.picture.counts import cell_counts
from est.picture.selection import Selection, loaded_period
from est.space.cells import cells_to_text
from est.store import Store
from est.text import N_
from est.ui.chart_view import draw_table_twin
from est.ui.deck_view import draw_deck, draw_key, reader_palette
from est.ui.enter import Visitor
from est.ui.graphics import choose_graphics
from est.ui.query_choice import QueryChoice
from est.ui.screen import fit_window
from est.ui.situation.count_map import CountMap, colour_key
from est.ui.situation.map_difference import difference_rows, draw_difference
from est.ui.situation.map_weeks import draw_weeks
from est.ui.window import filling_window

PERIOD, WEEKS, BOTH, DIFFERENCE = "period", "weeks", "both", "difference"
VIEWS = {
    PERIOD: N_("The period"),
    WEEKS: N_("Week by week"),
    BOTH: N_("Two periods"),
    DIFFERENCE: N_("Difference"),
}
BEFORE, LAST_YEAR = "before", "last-year"
OTHERS = {BEFORE: N_("the period before"), LAST_YEAR: N_("the same time last year")}
YEAR = timedelta(weeks=52)  # the same days of the week
SIDE_HEIGHT = 460
SHOWS = QueryChoice("map", tuple(VIEWS), "what the map shows")
AGAINST = QueryChoice("against", tuple(OTHERS), "compared with")


def choose_map_view(visitor: Visitor) -> str:
    """Draw the choice of what the map shows, and return it: the period, its weeks, or two periods."""
    _ = visitor.translator.gettext
    return SHOWS.draw(_("The map shows"), lambda view: _(VIEWS[view]))


def draw_map_over_time(
    visitor: Visitor, selection: Selection, resolution: int | None, shown: MapView, view: str
) -> None:
    """Draw the map as `view` says it. Its cells were asked for at `resolution`."""
    if view == WEEKS:
        draw_weeks(visitor, selection, resolution, shown.found.null)
        return
    _ = visitor.translator.gettext
    compared = AGAINST.draw(_("Compare with"), lambda one: _(OTHERS[one]))
    earlier = earlier_selection(selection, compared)
    begun = reports_begun(selection, visitor.answer(loaded_period), earlier)
    if begun:
        told = _("The reports begin on {day}, so {period} cannot be compared with.")
        st.write(told.format(day=visitor.translator.date(begun), period=_(OTHERS[compared])))
        if view == DIFFERENCE:
            return
    both = [visitor.answer(counts_in_cells, one, shown.found.area.resolution) for one in (earlier, selection)]
    if view == BOTH:
        _draw_beside(visitor, shown, (earlier, selection), both)
    else:
        draw_difference(visitor, shown.cells.select("cell", "label"), (earlier, selection), both)
    st.caption(_("Counts alone are compared. Where more organisations report than before, counts grow for that too."))
    if not filling_window():
        choose_graphics(visitor)


def earlier_selection(selection: Selection, other: str) -> Selection:
    """Return the selection of the period before, as long as this one, or of the same days a year before."""
    back = YEAR if other == LAST_YEAR else selection.end - selection.start
    return replace(selection, start=selection.start - back, end=selection.end - back)


def counts_in_cells(store: Store, selection: Selection, resolution: int) -> pl.DataFrame:
    """Return [cell text, count f64] of the cells with reports."""
    held = cell_counts(store, selection, resolution).select("cell", "count")
    return held.with_columns(cells_to_text(held["cell"]))


def _draw_beside(
    visitor: Visitor, shown: MapView, selections: tuple[Selection, Selection], counts: list[pl.DataFrame]
) -> None:
    """Draw both periods with the same classes of colours and one key."""
    _, words = visitor.translator.gettext, visitor.translator
    palette, frame = reader_palette(), fit_window(SIDE_HEIGHT, 1 / 2)
    every = pl.concat(counts)["count"]
    bounds = maps.class_bounds(every)
    keys = [colour_key(bounds, max(every.to_list(), default=0.0), palette, words)]
    for column, selection, held in zip(st.columns(2), selections, counts, strict=True):
        with column:
            deck = CountMap(shown, held, bounds).deck(visitor, palette, frame)
            period = words.period(selection.start, selection.end)
            total = words.number(float(held["count"].sum()), 1)
            st.markdown(_("**{period}** · {n} reports on the map").format(period=period, n=total))
            draw_deck(
                deck,
                _("Map of the reports: {period}.").format(period=period),
                key=f"beside {selection!r} {shown.found.area.resolution}",
                frame=frame,
                keys=(),
            )
    draw_key(keys, frame.width * 2)
    _offer_both(visitor, shown, selections, counts, bounds, keys)


def _offer_both(
    visitor: Visitor,
    shown: MapView,
    selections: tuple[Selection, Selection],
    counts: list[pl.DataFrame],
    bounds: tuple[int, ...],
    keys: list[maps.Key],
) -> None:
    """Offer both periods as one table and layer, and the map of each as a picture, in the same classes."""
    _, words = visitor.translator.gettext, visitor.translator
    before, after = (words.period(one.start, one.end) for one in selections)
    rows = difference_rows(shown.cells.select("cell", "label"), *counts)
    held = rows.filter((pl.col("before") > 0) | (pl.col("after") > 0)).sort("after", "cell", descending=[True, False])
    names = {"label": _("Place"), "before": before, "after": after, "cell": _("Cell")}
    pictures = {
        _("Map of the reports: {period}.").format(period=period).rstrip("."): partial(
            CountMap(shown, part, bounds).picture, visitor, keys
        )
        for period, part in zip((before, after), counts, strict=True)
    }
    name = _("two periods by cell")
    draw_table_twin(visitor, held, name, names, pictures=pictures, selection=selections[1], layer=name)
