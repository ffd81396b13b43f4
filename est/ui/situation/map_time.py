"""The map over time: which time it shows, and two periods beside each other or as their difference."""

import zlib
from dataclasses import replace
from datetime import timedelta
from functools import partial

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from est import maps
from est.hotspots.evolution.map_view import MapView
from est.picture.comparison import reports_begun
from est.picture.counts import cell_counts
from est.picture.selection import Selection, loaded_period
from est.picture.spoken_counts import reports_text
from est.space.cells import cells_to_text
from est.store import Store
from est.text import N_
from est.ui.chart_view import draw_table_twin
from est.ui.deck_view import draw_deck, draw_key, reader_palette
from est.ui.enter import Visitor
from est.ui.full_window import full_frame
from est.ui.graphics import choose_graphics
from est.ui.picture_caption import picture_caption
from est.ui.query_choice import QueryChoice
from est.ui.screen import fit_window
from est.ui.situation.cell_selection import clicks_on, toggle_cell
from est.ui.situation.count_map import CountMap, colour_key, time_keys
from est.ui.situation.dated_marks import DatedMark, dated_marks, kinds_in_periods, marks_in_periods
from est.ui.situation.map_difference import difference_rows, draw_difference
from est.ui.situation.map_marks import choose_kinds
from est.ui.situation.map_weeks import draw_weeks
from est.ui.window import filling_window, on_phone

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
SIDE_HEIGHT, NAME = 460, 40  # pixels of a map beside another one, and of the period above it
SHOWS = QueryChoice("map", tuple(VIEWS), "what the map shows")
AGAINST = QueryChoice("against", tuple(OTHERS), "compared with")


def choose_map_view(visitor: Visitor) -> str:
    """Draw the choice of what the map shows, and return it: the period, its weeks, or two periods."""
    _ = visitor.translator.gettext
    return SHOWS.draw(_("The map shows"), lambda view: _(VIEWS[view]), bare=_close())


def _close() -> bool:
    """Tell whether the room above the map is for the map."""
    return filling_window() or on_phone()


def map_columns(view: str) -> tuple[DeltaGenerator, DeltaGenerator, DeltaGenerator]:
    """Return where the map stands, the chosen place with the flags, and where most is reported.

    Two maps beside each other take the whole width of the page, and the lists stand below them.
    """
    if view == BOTH:
        above = st.container()
        flags, most = st.columns(2, gap="medium")
        return above, flags, most
    beside, listed = st.columns([5, 3], gap="medium")
    return beside, listed, listed


def draw_map_over_time(
    visitor: Visitor,
    selection: Selection,
    resolution: int | None,
    shown: MapView,
    view: str,
    cell: str | None,
    controls: DeltaGenerator,
) -> None:
    """Draw the map as `view` says it, week by week or of two periods, and what is chosen of it among the controls.

    Its cells were asked for at `resolution`. A click makes the cell under it the chosen one.
    """
    dated = dated_marks(visitor)
    above, below = st.container(), st.container()
    marked = below if on_phone() and not filling_window() else controls  # a phone's first screen is for the map
    if view == WEEKS:
        kinds = choose_kinds(visitor, kinds_in_periods(dated, [(selection.start, selection.end)]), marked)
        with above:
            draw_weeks(visitor, selection, resolution, shown.found.null, kinds, cell)
        return
    with controls:
        label = visitor.translator.gettext("Compare with")
        compared = AGAINST.draw(label, lambda one: _words(visitor, one), bare=_close())
    earlier = earlier_selection(selection, compared)
    periods = [(one.start, one.end) for one in (earlier, selection)]
    kinds = choose_kinds(visitor, kinds_in_periods(dated, periods), marked)
    dated = tuple(one for one in dated if one.mark.kind in kinds)
    with above:
        _draw_two_periods(visitor, (earlier, selection), shown, view, compared, dated, cell)


def _words(visitor: Visitor, other: str) -> str:
    return visitor.translator.gettext(OTHERS[other])


def _draw_two_periods(
    visitor: Visitor,
    selections: tuple[Selection, Selection],
    shown: MapView,
    view: str,
    compared: str,
    dated: tuple[DatedMark, ...],
    cell: str | None,
) -> None:
    """Draw the period and an earlier one beside each other, or as their difference, as `view` says."""
    _ = visitor.translator.gettext
    earlier, selection = selections
    begun = reports_begun(selection, visitor.answer(loaded_period), earlier)
    if begun:
        told = _("The reports begin on {day}, so {period} cannot be compared with.")
        st.write(told.format(day=visitor.translator.date(begun), period=_words(visitor, compared)))
        if view == DIFFERENCE:
            return
    both = [visitor.answer(counts_in_cells, one, shown.found.area.resolution) for one in selections]
    if view == BOTH:
        _draw_beside(visitor, shown, selections, both, dated, cell)
    else:
        marks = marks_in_periods(dated, [(one.start, one.end) for one in selections])
        draw_difference(visitor, shown, selections, both, marks, cell)
    if filling_window():
        return
    st.caption(_("Counts alone are compared. Where more organisations report than before, counts grow for that too."))
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
    visitor: Visitor,
    shown: MapView,
    selections: tuple[Selection, Selection],
    counts: list[pl.DataFrame],
    dated: tuple[DatedMark, ...],
    cell: str | None,
) -> None:
    """Draw both periods with the same classes of colours and one key. Flags are those of the period alone."""
    _, words = visitor.translator.gettext, visitor.translator
    palette, filling = reader_palette(), filling_window()
    bounds = maps.class_bounds(pl.concat(counts)["count"])
    drawn = [
        CountMap(shown, held, bounds, marks_in_periods(dated, [(one.start, one.end)]), flagged=one == shown.selection)
        for one, held in zip(selections, counts, strict=True)
    ]
    keys = _keys(visitor, drawn, drawn, palette)
    heading = picture_caption(visitor, selections[1], _("Map of the reports"))
    frame = full_frame(heading, keys, 3, share=1 / 2, more=NAME) if filling else fit_window(SIDE_HEIGHT, 1 / 2)
    cells = zlib.crc32(shown.found.area.ids.tobytes())
    for column, one, period in zip(st.columns(2, gap="xsmall" if filling else "small"), drawn, selections, strict=True):
        with column:
            name = words.period(period.start, period.end)
            total = reports_text(float(one.held["count"].sum()), words)
            st.markdown(_("**{period}** · {reports} on the map").format(period=name, reports=total))
            key = f"beside {period!r} {cells}"
            draw_deck(
                replace(one, cell=cell).deck(visitor, palette, frame),
                _("Map of the reports: {period}.").format(period=name),
                key=key,
                frame=frame,
                keys=(),
                chosen=cell or "",
                told=clicks_on(key, maps.CELLS_LAYER),
                clicked=partial(toggle_cell, cell),
            )
    draw_key(keys, frame.width if on_phone() else frame.width * 2)
    if not filling:
        _offer_both(visitor, selections, drawn)


def _keys(visitor: Visitor, both: list[CountMap], drawn: list[CountMap], palette: maps.Palette) -> list[maps.Key]:
    """Return the key of what is drawn, in the classes of both periods."""
    largest = max((value for one in both for value in one.held["count"]), default=0.0)
    marks, words = [mark for one in drawn for mark in one.marks], visitor.translator
    when, flagged = words.gettext("In the period:"), any(one.flagged for one in drawn)
    return [
        colour_key(both[0].bounds, largest, palette, words),
        *time_keys(both[0].shown, marks, when, palette, words, flagged=flagged),
    ]


def _offer_both(visitor: Visitor, selections: tuple[Selection, Selection], drawn: list[CountMap]) -> None:
    """Offer both periods as one table and layer, and the map of each as a picture, in the same classes."""
    _, words = visitor.translator.gettext, visitor.translator
    before, after = (words.period(one.start, one.end) for one in selections)
    rows = difference_rows(drawn[0].shown.cells.select("cell", "label"), *(one.held for one in drawn))
    held = rows.filter((pl.col("before") > 0) | (pl.col("after") > 0)).sort("after", "cell", descending=[True, False])
    names = {"label": _("Place"), "before": before, "after": after, "cell": _("Cell")}
    titles = [_("Map of the reports: {period}.").format(period=period).rstrip(".") for period in (before, after)]
    pictures = {
        title: partial(one.picture, visitor, _keys(visitor, drawn, [one], maps.LIGHT))
        for title, one in zip(titles, drawn, strict=True)
    }
    name = _("two periods by cell")
    own = dict(zip(titles, selections, strict=True))
    draw_table_twin(visitor, held, name, names, pictures=pictures, selection=selections[1], pictured=own, layer=name)
