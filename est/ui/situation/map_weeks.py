"""The weeks of the map one after the other: a slider and a switch in the browser, and the files of the week shown."""

import zlib
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from est import maps
from est.charts import span_label
from est.charts.row_text import rows_as_text
from est.hotspots.detection.null_models import NullModel
from est.hotspots.evolution.map_view import MapView
from est.picture.counts import weekly_counts
from est.picture.selection import Selection
from est.picture.spoken_counts import reports_text
from est.picture.weekly_cells import weekly_cell_counts
from est.space.cells import cells_to_text
from est.text import Translator
from est.ui.chart_view import draw_table_twin
from est.ui.deck_view import draw_key, reader_palette
from est.ui.enter import Visitor
from est.ui.full_window import full_frame
from est.ui.legible_chart import legible
from est.ui.picture_address import chart_apart
from est.ui.picture_caption import picture_caption
from est.ui.screen import fit_window
from est.ui.situation.cell_map import MAP_SHARE, map_view
from est.ui.situation.cell_selection import selected_cell, toggle_cell
from est.ui.situation.count_map import COUNTS, CountMap, colour_key, time_keys
from est.ui.situation.dated_marks import DatedMark, dated_marks, marks_by_week
from est.ui.situation.map_marks import marks_of_cells
from est.ui.window import filling_window

MOST_WEEKS = 104
PARAMETER = "week"  # in the address: its Monday
BEGUN = "week the slider began at"
CONTROLS = 70  # pixels of what the week is called, and of the slider and the switch

Weeks = list[tuple[date, date]]


@st.fragment
def draw_weeks(
    visitor: Visitor,
    selection: Selection,
    resolution: int | None,
    null: NullModel,
    kinds: Collection[maps.WorkKind],
    cell: str | None,
) -> None:
    """Draw the weeks of the period with a slider and a switch that plays them, and the files of the week it rests at.

    The cells and flags are those of the map of this `resolution` and `null`, and marks of these kinds are drawn. A
    click makes the cell under it the chosen one in place of `cell`.
    """
    _, words = visitor.translator.gettext, visitor.translator
    spans = visitor.answer(weekly_counts, selection)
    if spans.height > MOST_WEEKS:
        st.write(_("{n} weeks are too many to play. Choose at most {most}.").format(n=spans.height, most=MOST_WEEKS))
        return
    shown = map_view(visitor, selection, resolution, null)
    if selected_cell(set(shown.cells["cell"])) != cell:
        st.rerun()  # what is known of the cell stands beside the weeks, which alone run again after a click on them
    weeks = weeks_of(spans, selection)
    dated = tuple(one for one in dated_marks(visitor) if one.mark.kind in kinds)
    chosen = _chosen_week(weeks)
    palette, filling = reader_palette(), filling_window()
    marks = marks_by_week(dated, weeks)
    frames = _frames(visitor, selection, shown)
    keys = _week_keys(visitor, shown, frames, marks, palette)
    heading = picture_caption(visitor, selection, _("Map of the reports"))
    frame = full_frame(heading, keys, 2, more=CONTROLS) if filling else fit_window(share=MAP_SHARE)
    drawn = (selection, resolution, null, visitor.language, st.context.theme.type, frame, cell, marks)
    if st.session_state.get(BEGUN, (None, 0))[0] != drawn:
        # the chart of a slider that is moved stays the same chart, or the browser would draw it anew at every week
        st.session_state[BEGUN] = (drawn, chosen)
    first = st.session_state[BEGUN][1]

    def make() -> dict[str, Any]:
        own = () if filling else keys
        chart = _weeks_chart(visitor, shown, frames, marks, own, cell, palette, frame, first)
        return rows_as_text(legible(chart, palette))

    spec = visitor.keep_answer(("weeks of the map", drawn, first), make)
    widget = f"weeks of the map {zlib.crc32(repr(drawn).encode())}"
    st.vega_lite_chart(
        chart_apart(spec),
        key=widget,
        on_select=partial(_take, widget, weeks, cell),
        selection_mode=[maps.WEEK, maps.CHOICE],
    )
    if filling:
        draw_key(keys, frame.width)
        return
    st.caption(
        _(
            "The slider moves with the arrow keys. A week that the period covers only in part says so. Hotspots are "
            "there from the week they were taken up in, measures while they ran; flags are those of the whole period."
        )
    )
    rows = spans.with_columns(label=pl.Series([span_label(start, "week", words) for start in spans["start"]]))
    names = {"label": _("Week"), "count": _("Reports"), "days": _("Days in the period")}
    draw_table_twin(visitor, rows, _("weeks of the map"), names, selection=selection)
    _offer_week(visitor, selection, shown, weeks, chosen, dated)


def _frames(visitor: Visitor, selection: Selection, shown: MapView) -> maps.WeekFrames:
    resolution = shown.found.area.resolution
    return visitor.keep_answer(
        ("week frames", selection, resolution, visitor.language),
        lambda: week_frames(
            visitor.answer(weekly_counts, selection),
            selection,
            visitor.answer(weekly_cell_counts, selection, resolution),
            visitor.translator,
        ),
    )


def _weeks_chart(
    visitor: Visitor,
    shown: MapView,
    frames: maps.WeekFrames,
    marks: tuple[maps.WorkMark, ...],
    keys: Sequence[maps.Key],
    cell: str | None,
    palette: maps.Palette,
    frame: maps.Frame,
    first: int,
) -> dict[str, Any]:
    _, words = visitor.translator.gettext, visitor.translator
    drawn = CountMap(shown, pl.DataFrame(schema=COUNTS), frames.bounds, marks, flagged=True, cell=cell)
    said = words_with_marks(frames, shown.cells["cell"].to_list(), marks, words)
    return maps.weeks_chart(
        drawn.deck(visitor, palette, frame, counted=False),
        palette,
        _("Map of the reports week by week. The table below has the weeks' numbers."),
        said,
        keys=keys,
        frame=frame,
        slider=_("Week"),
        play=_("Play"),
        first=first,
        spans=maps.weeks_of_layers(marks),
    )


def _week_keys(
    visitor: Visitor,
    shown: MapView,
    frames: maps.WeekFrames,
    marks: tuple[maps.WorkMark, ...],
    palette: maps.Palette,
) -> list[maps.Key]:
    words = visitor.translator
    largest = max((max(counts) for counts in frames.counts.values()), default=0.0)
    return [
        colour_key(frames.bounds, largest, palette, words),
        *time_keys(shown, marks, words.gettext("In the week shown:"), palette, words),
    ]


def _chosen_week(weeks: Weeks) -> int:
    """Return the number of the week in the address, else of the first."""
    asked = st.query_params.get(PARAMETER)
    return next((number for number, (start, _) in enumerate(weeks) if _monday(start).isoformat() == asked), 0)


def _take(widget: str, weeks: Weeks, cell: str | None) -> None:
    """Take over the week at which the slider rests, and the cell that was clicked."""
    told = st.session_state[widget]["selection"]
    for point in told.get(maps.WEEK) or []:
        number = int(point["week"])
        if 0 <= number < len(weeks):
            st.query_params[PARAMETER] = _monday(weeks[number][0]).isoformat()
    for point in told.get(maps.CHOICE) or []:
        toggle_cell(cell, point["cell"])


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _offer_week(
    visitor: Visitor,
    selection: Selection,
    shown: MapView,
    weeks: Weeks,
    number: int,
    dated: tuple[DatedMark, ...],
) -> None:
    """Offer the week at which the slider rests as a picture, a table and a layer."""
    _, words = visitor.translator.gettext, visitor.translator
    frames, week = _frames(visitor, selection, shown), weeks[number]
    counts = {cell: values[number] for cell, values in frames.counts.items() if values[number] > 0}
    held = pl.DataFrame({"cell": list(counts), "count": list(counts.values())}, schema=COUNTS)
    rows = shown.cells.select("cell", "label").join(held, on="cell").sort("count", "cell", descending=[True, False])
    marks = tuple(dict.fromkeys(one.mark for one in dated if one.days.meets(*week)))
    keys = _week_keys(visitor, shown, frames, marks, maps.LIGHT)
    drawn = CountMap(shown, held, frames.bounds, marks, flagged=True)
    by_cell, monday = _("week by cell"), _monday(weeks[number][0])
    name = f"{by_cell} {span_label(monday, 'week', words)}"
    period = " · ".join(frames.labels[number])
    title = _("Map of the reports: {period}.").format(period=period).rstrip(".")
    draw_table_twin(
        visitor,
        rows,
        name,
        {"label": _("Place"), "count": _("Reports"), "cell": _("Cell")},
        key="one week of the map",
        pictures={title: partial(drawn.picture, visitor, keys)},
        selection=selection,
        layer=name,
        label=_("The week shown as a table, and to download"),  # a drawer of another name would be closed again
    )


def weeks_of(spans: pl.DataFrame, selection: Selection) -> Weeks:
    """Return the days of each week of `weekly_counts` that are in the period, the end exclusive."""
    week = timedelta(days=7)
    starts = spans["start"].to_list()
    return [(max(start, selection.start), min(start + week, selection.end)) for start in starts]


def week_frames(spans: pl.DataFrame, selection: Selection, found: pl.DataFrame, words: Translator) -> maps.WeekFrames:
    """Return the weeks of a selection: `spans` of `weekly_counts`, with the counts `found` of `weekly_cell_counts`."""
    starts = spans["start"].to_list()
    place = {start: number for number, start in enumerate(starts)}
    counts: dict[str, list[float]] = {}
    named = found.with_columns(cells_to_text(found["cell"]))
    for start, cell, count in named.select("start", "cell", "count").iter_rows():
        counts.setdefault(cell, [0.0] * len(starts))[place[start]] = count
    written = {cell: [reports_text(value, words) for value in values] for cell, values in counts.items()}
    told = [
        _week_parts(week, count, days, words)
        for week, (count, days) in zip(weeks_of(spans, selection), spans.select("count", "days").rows(), strict=True)
    ]
    labels = [  # two lines, as a phone is narrow
        (f"{span_label(start, 'week', words)} · {parts[0]}", " · ".join(parts[1:]))
        for start, parts in zip(starts, told, strict=True)
    ]
    number = words.gettext("week {week}")
    spoken = [
        ", ".join([number.format(week=start.isocalendar().week), *parts])
        for start, parts in zip(starts, told, strict=True)
    ]
    every = pl.Series([value for values in counts.values() for value in values], dtype=pl.Float64)
    return maps.WeekFrames(labels, spoken, counts, written, reports_text(0, words), maps.class_bounds(every))


def words_with_marks(
    frames: maps.WeekFrames, cells: list[str], marks: tuple[maps.WorkMark, ...], words: Translator
) -> maps.WeekFrames:
    """Return the weeks with what the group works with in each cell and week, in lines below its count."""
    written = {cell: list(said) for cell, said in frames.words.items()}
    for mark in marks:
        for cell, said in zip(cells, marks_of_cells(cells, (mark,), words), strict=True):
            if said and mark.weeks:
                own = written.setdefault(cell, [frames.nothing] * len(frames.labels))
                for week in range(mark.weeks[0], mark.weeks[1] + 1):
                    own[week] += said
    return maps.WeekFrames(frames.labels, frames.spoken, frames.counts, written, frames.nothing, frames.bounds)


def _week_parts(week: tuple[date, date], count: float, days: int, words: Translator) -> list[str]:
    """Return what is said of a week behind its number: 3–9 nov. 2025, 18 rapporter, and how many days if not all."""
    parts = [words.period(*week), reports_text(count, words)]
    if days < 7:
        parts.append(words.gettext("only {days} of 7 days").format(days=days))
    return parts
