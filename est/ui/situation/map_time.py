"""The map over time: the weeks one after the other, and two periods beside each other or as their difference."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from est import maps
from est.charts import span_label
from est.charts.row_text import rows_as_text
from est.hotspots.evolution.map_view import MapView
from est.picture.comparison import reports_begun
from est.picture.counts import cell_counts, weekly_counts
from est.picture.selection import Selection, loaded_period
from est.picture.weekly_cells import weekly_cell_counts
from est.space.cells import cells_to_text
from est.store import Store
from est.text import N_, Translator
from est.ui.chart_view import draw_table_twin
from est.ui.deck_view import draw_deck, draw_key, reader_palette
from est.ui.enter import Visitor
from est.ui.formats import format_count
from est.ui.graphics import choose_graphics
from est.ui.legible_chart import legible
from est.ui.picture_address import chart_apart
from est.ui.query_choice import QueryChoice
from est.ui.screen import fit_window
from est.ui.situation.cell_map import map_ground
from est.ui.situation.map_difference import difference_rows, draw_difference
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
MOST_WEEKS = 104
SIDE_HEIGHT = 460
SHOWS = QueryChoice("map", tuple(VIEWS), "what the map shows")
AGAINST = QueryChoice("against", tuple(OTHERS), "compared with")


def choose_map_view(visitor: Visitor) -> str:
    """Draw the choice of what the map shows, and return it: the period, its weeks, or two periods."""
    _ = visitor.translator.gettext
    return SHOWS.draw(_("The map shows"), lambda view: _(VIEWS[view]))


def draw_map_over_time(visitor: Visitor, selection: Selection, shown: MapView, view: str) -> None:
    """Draw the map as `view` says it."""
    if view == WEEKS:
        _draw_weeks(visitor, selection, shown)
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
    keys = [
        maps.count_key(maps.class_labels(bounds, max(every.to_list(), default=0.0)), _("Reports in a cell:"), palette)
    ]
    for column, selection, held in zip(st.columns(2), selections, counts, strict=True):
        with column:
            deck = plain_deck(visitor, shown, held, palette, frame, bounds)
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
            plain_picture, visitor, shown, part, bounds, keys
        )
        for period, part in zip((before, after), counts, strict=True)
    }
    name = _("two periods by cell")
    draw_table_twin(visitor, held, name, names, pictures=pictures, selection=selections[1], layer=name)


def plain_picture(
    visitor: Visitor, shown: MapView, held: pl.DataFrame, bounds: Sequence[int], keys: list[maps.Key]
) -> dict[str, Any]:
    """Return the map of counts alone as a chart on white, of a size of its own: for files."""
    frame = maps.Frame()
    deck = plain_deck(visitor, shown, held, maps.LIGHT, frame, bounds)
    return maps.map_chart(deck, maps.LIGHT, "", keys=keys, frame=frame, fixed=True)


def plain_deck(
    visitor: Visitor,
    shown: MapView,
    held: pl.DataFrame,
    palette: maps.Palette,
    frame: maps.Frame,
    bounds: Sequence[int],
) -> maps.Map:
    """Return the map of counts [cell, count] alone, in the cells of the map and in these classes."""
    _, words = visitor.translator.gettext, visitor.translator
    cells = shown.cells.select("cell", "label").join(held, on="cell", how="left", maintain_order="left")
    nothing = pl.lit(None, dtype=pl.String)
    cells = cells.with_columns(
        pl.col("count").fill_null(0.0), flag=nothing, unit=nothing, rank=pl.lit(None, dtype=pl.Int64)
    ).with_columns(n=format_count(pl.col("count"), words.decimal_sign))
    tooltip = "{label}\n" + _("{n} reports")
    return maps.draw_cells(cells, visitor.answer(map_ground), palette, tooltip=tooltip, frame=frame, bounds=bounds)


def _draw_weeks(visitor: Visitor, selection: Selection, shown: MapView) -> None:
    """Draw the weeks of the period with a slider and a switch that plays them."""
    _, words = visitor.translator.gettext, visitor.translator
    spans = visitor.answer(weekly_counts, selection)
    if spans.height > MOST_WEEKS:
        st.write(_("{n} weeks are too many to play. Choose at most {most}.").format(n=spans.height, most=MOST_WEEKS))
        return
    found = visitor.answer(weekly_cell_counts, selection, shown.found.area.resolution)
    weeks = week_frames(spans, found, words)
    palette, frame = reader_palette(), fit_window()
    deck = plain_deck(visitor, shown, pl.DataFrame(schema=COUNTS), palette, frame, ())
    largest = max((max(counts) for counts in weeks.counts.values()), default=0.0)
    spec = maps.weeks_chart(
        deck,
        palette,
        _("Map of the reports week by week. The table below has the weeks' numbers."),
        weeks,
        keys=[maps.count_key(maps.class_labels(weeks.bounds, largest), _("Reports in a cell:"), palette)],
        frame=frame,
        slider=_("Week"),
        play=_("Play"),
    )
    key = f"weeks of the map {selection!r} {shown.found.area.resolution}"
    st.vega_lite_chart(rows_as_text(chart_apart(legible(spec, palette))), key=key)
    st.caption(_("The slider moves with the arrow keys. A week that the period covers only in part says so."))
    rows = spans.with_columns(label=pl.Series([span_label(start, "week", words) for start in spans["start"]]))
    names = {"label": _("Week"), "count": _("Reports"), "days": _("Days in the period")}
    draw_table_twin(visitor, rows, _("weeks of the map"), names, selection=selection)
    _offer_week(visitor, selection, shown, weeks)


@st.fragment
def _offer_week(visitor: Visitor, selection: Selection, shown: MapView, weeks: maps.WeekFrames) -> None:
    """Offer one of the weeks as a picture, a table and a layer: which one is seen, the browser alone knows."""
    _ = visitor.translator.gettext
    last = len(weeks.labels) - 1
    chosen = st.selectbox(
        _("A week to take out"), range(last + 1), index=last, format_func=lambda number: weeks.labels[number]
    )
    counts = {cell: values[chosen] for cell, values in weeks.counts.items() if values[chosen] > 0}
    held = pl.DataFrame({"cell": list(counts), "count": list(counts.values())}, schema=COUNTS)
    rows = shown.cells.select("cell", "label").join(held, on="cell").sort("count", "cell", descending=[True, False])
    largest = max((max(values) for values in weeks.counts.values()), default=0.0)
    keys = [maps.count_key(maps.class_labels(weeks.bounds, largest), _("Reports in a cell:"), maps.LIGHT)]
    by_cell = _("week by cell")
    name = f"{by_cell} {weeks.labels[chosen].partition(' · ')[0]}"
    draw_table_twin(
        visitor,
        rows,
        name,
        {"label": _("Place"), "count": _("Reports"), "cell": _("Cell")},
        key="one week of the map",
        pictures={
            _("Map of the reports: {period}.").format(period=weeks.labels[chosen]).rstrip("."): partial(
                plain_picture, visitor, shown, held, weeks.bounds, keys
            )
        },
        selection=selection,
        layer=name,
        label=_("That week as a table, and to download"),
    )


COUNTS = {"cell": pl.String, "count": pl.Float64}


def week_frames(spans: pl.DataFrame, found: pl.DataFrame, words: Translator) -> maps.WeekFrames:
    """Return the weeks of `weekly_counts` with the counts of `weekly_cell_counts`."""
    starts = spans["start"].to_list()
    place = {start: number for number, start in enumerate(starts)}
    counts: dict[str, list[float]] = {}
    named = found.with_columns(cells_to_text(found["cell"]))
    for start, cell, count in named.select("start", "cell", "count").iter_rows():
        counts.setdefault(cell, [0.0] * len(starts))[place[start]] = count
    written = {cell: [words.number(value) for value in values] for cell, values in counts.items()}
    labels = [
        _week_words(start, count, days, words) for start, count, days in spans.select("start", "count", "days").rows()
    ]
    every = pl.Series([value for values in counts.values() for value in values], dtype=pl.Float64)
    return maps.WeekFrames(labels, counts, written, maps.class_bounds(every))


def _week_words(start: date, count: float, days: int, words: Translator) -> str:
    """Return what stands above a week: v. 14 2026 · 18 rapporter, and how many days where not all are chosen."""
    text = words.ngettext("{n} report", "{n} reports", round(count)).format(n=words.number(count))
    parts = [span_label(start, "week", words), text]
    if days < 7:
        parts.append(words.gettext("only {days} of 7 days").format(days=days))
    return " · ".join(parts)
