"""The weeks of a hotspot: counts, flags and classes by week, as a chart with what was done marked in it."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import polars as pl
import streamlit as st

from est.charts import organisations_over_time, weeks_with_marks
from est.clock import ALL_HOURS
from est.hotspots.evolution.weekly_flags import flags_by_week
from est.hotspots.register.hotspot import STATE_NAMES, Hotspot, HotspotState
from est.hotspots.register.queries import RecordedHotspot, hotspot_ancestors, hotspot_versions
from est.hotspots.register.summary import narrow_to_hotspot
from est.measures.chronicle import WEEKS
from est.measures.hotspot_merges import measures_of_hotspot
from est.picture.counts import weekly_counts
from est.picture.selection import Selection, default_selection, loaded_period
from est.store import Store
from est.ui.chart_view import draw_chart, draw_table_twin
from est.ui.enter import Visitor
from est.ui.progress_bar import progress_bar
from est.ui.situation.trend import draw_active_organisations
from est.ui.tables import plain_text

SHORTEST, LONGEST = 52, 104  # weeks
BEFORE = timedelta(weeks=12)


def weeks_selection(store: Store, hotspot: Hotspot) -> Selection:
    """Return the selection of whole weeks with the categories and hours of the hotspot, a year of them or two.

    It reaches back to twelve weeks before the hotspot was flagged or taken up, if that is within the two years.
    """
    selection = narrow_to_hotspot(default_selection(store), hotspot)
    monday = selection.end - timedelta(days=1 + (selection.end - timedelta(days=1)).weekday())
    begins = hotspot.flagged_from or hotspot.since or selection.start
    wanted = (monday - (begins - BEFORE)).days // 7 + 1
    return replace(selection, start=monday - timedelta(weeks=min(max(wanted, SHORTEST), LONGEST) - 1))


def hotspot_weeks(visitor: Visitor, hotspot: Hotspot) -> pl.DataFrame:
    """Return [week, count, organisations, days, everywhere, flag, trend] of a hotspot by week (`weeks_selection`).

    `everywhere` is how many organisations reported anything in the whole town.
    """
    if visitor.answer(loaded_period) is None:
        return pl.DataFrame(schema=WEEKS | {"days": pl.UInt8, "everywhere": pl.UInt32})
    selection = visitor.answer(weeks_selection, hotspot)
    with progress_bar(visitor.translator.gettext("Looking at every week of the hotspot")) as bar:
        told = visitor.answer(flags_by_week, selection, hotspot.cells, selection.days // 7 + 1, progress=bar)
    active = visitor.answer(active_organisations, selection)
    counts = visitor.answer(weekly_chart_rows, selection, hotspot.cells).join(active, on="start", how="left")
    return (
        counts.rename({"start": "week"})
        .sort("week")
        .join(told.select("week", "flag", "trend"), on="week", how="left", maintain_order="left")
    )


def weekly_chart_rows(store: Store, selection: Selection, cells: tuple[str, ...]) -> pl.DataFrame:
    """Return the counts by week of these cells, as `weekly_counts` does."""
    return weekly_counts(store, selection, list(cells))


def active_organisations(store: Store, selection: Selection) -> pl.DataFrame:
    """Return [start, everywhere]: how many organisations reported anything in each week, of whatever kind and hour."""
    anything = replace(selection, categories=(), subcategories=(), districts=(), hours=ALL_HOURS)
    return weekly_counts(store, anything).select("start", pl.col("organisations").alias("everywhere"))


def chart_marks(
    visitor: Visitor, recorded: tuple[RecordedHotspot, ...], one: RecordedHotspot
) -> list[tuple[date, str]]:
    """Return the days on which the state of a hotspot changed or a measure of it started, with what happened."""
    _ = visitor.translator.gettext
    came = hotspot_ancestors(recorded, one.identity)
    found = []
    for identity in (one.identity, *came):
        for version in visitor.answer(hotspot_versions, UUID(identity)):
            if "state" in version.changed:
                state = _(STATE_NAMES[HotspotState(version.changed["state"][1])])
                found.append((version.when.date(), _("State: {state}").format(state=state)))
    tied = visitor.answer(measures_of_hotspot, (one.identity, *came))
    for title, starts in tied.select("title", "starts").drop_nulls("starts").iter_rows():
        found.append((starts, _("Measure starts: {title}").format(title=title)))
    return sorted(set(found))


def draw_weeks_chart(
    visitor: Visitor, recorded: tuple[RecordedHotspot, ...], one: RecordedHotspot, weeks: pl.DataFrame
) -> None:
    """Draw the reports by week with the marks of the year, and what the marks stand for."""
    _ = visitor.translator.gettext
    if weeks.is_empty():
        st.write(_("There are no reports to count yet."))
        return
    spans = weeks.rename({"week": "start"})
    first, last = weeks["week"].min(), weeks["week"].max()
    marks = [(day, label) for day, label in chart_marks(visitor, recorded, one) if first <= day <= last + timedelta(6)]  # type: ignore[operator]
    spec = weeks_with_marks(spans, marks, visitor.translator)
    draw_chart(spec, f"weeks {one.identity} {one.version} {len(marks)}")
    for number, (day, label) in enumerate(marks, 1):
        st.caption(plain_text(f"{number}. {visitor.translator.date(day)}: {label}"))
    st.caption(_("Reports, not events, a week."))
    draw_active_organisations(visitor, spans, f"organisations of {one.identity} {one.version}")
    names = {
        "week": _("Week from"),
        "count": _("Reports"),
        "organisations": _("Organisations"),
        "everywhere": _("Active organisations in the town"),
        "flag": _("Flag"),
        "trend": _("What it has become"),
    }
    pictures = {
        one.name: lambda: spec,
        _("Active organisations"): lambda: organisations_over_time(spans, "week", visitor.translator),
    }
    draw_table_twin(visitor, weeks.reverse(), _("weeks of the hotspot"), names, pictures=pictures)
