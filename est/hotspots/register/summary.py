"""The figures beside each recorded hotspot, and which closed ones are flagged again."""

from collections.abc import Collection
from dataclasses import replace

import polars as pl

from est.hotspots.detection.flag_rule import Flag
from est.hotspots.detection.flags import Flags, find_flags
from est.hotspots.evolution.tracking import find_trend_classes
from est.hotspots.register.hotspot import Hotspot
from est.hotspots.register.queries import RecordedHotspot, all_hotspots, hotspots_holding
from est.picture.counts import organisation_counts
from est.picture.selection import Selection, default_selection, loaded_period
from est.store import Store

FIGURES = {
    "id": pl.String,
    "reports": pl.Float64,
    "before": pl.Float64,
    "organisations": pl.Int64,
    "flag": pl.String,
    "trend": pl.String,
}


def narrow_to_hotspot(selection: Selection, hotspot: Hotspot) -> Selection:
    """Return the selection with the categories and the hours that a hotspot concerns."""
    return replace(selection, categories=hotspot.categories, subcategories=(), hours=hotspot.hours)


def hotspot_figures(store: Store, period: Selection | None = None) -> pl.DataFrame:
    """Return [id, reports, before, organisations, flag, trend] of every recorded hotspot.

    `reports` of the period, the last twelve weeks if left out, and `before` of the one before it are in its cells, its
    categories and its hours, and `organisations` is how many of them reported. `flag` is the strongest on its cells in
    all reports of the period, and `trend` what a place there has become (`tracking.find_trend_classes`); both null
    without one.
    """
    known = all_hotspots(store)
    if not known or loaded_period(store) is None:
        return pl.DataFrame(schema=FIGURES)
    selection = period or default_selection(store)
    found = find_flags(store, selection)
    told = find_trend_classes(store, selection, found).places
    trends = [(cell, trend) for cell, trend in told.select("cell", "trend").rows()]
    rows = []
    for one in known:
        now = organisation_counts(store, narrow_to_hotspot(selection, one.hotspot), list(one.cells))
        before = organisation_counts(store, narrow_to_hotspot(selection.previous(), one.hotspot), list(one.cells))
        trend = next((trend for cell, trend in trends if hotspots_holding([one], [cell])), None)
        counts = (round(sum(now["count"].to_list()), 9), round(sum(before["count"].to_list()), 9))
        rows.append((one.identity, *counts, now.height, _strongest(found, one), trend))
    return pl.DataFrame(rows, schema=FIGURES, orient="row")


def _strongest(found: Flags, one: RecordedHotspot) -> str | None:
    marked = found.cells.filter(pl.col("flag").is_not_null()).select("cell", "flag").rows()
    there = {flag for cell, flag in marked if hotspots_holding([one], [cell])}
    return next((str(flag) for flag in (Flag.CLEAR, Flag.WATCH) if flag in there), None)


def find_flagged_again(store: Store) -> tuple[RecordedHotspot, ...]:
    """Return the closed hotspots with a flag on one of their cells in the last twelve weeks.

    Those that went into others are not among them. Nothing is worked out when there are none.
    """
    closed = [one for one in all_hotspots(store) if one.hotspot.closed and not one.hotspot.became]
    if not closed or loaded_period(store) is None:
        return ()
    found = find_flags(store, default_selection(store))
    marked = found.cells.filter(pl.col("flag").is_not_null())["cell"].to_list()
    return hotspots_holding(closed, marked)


def hotspot_place(recorded: Collection[RecordedHotspot], identity: str) -> RecordedHotspot | None:
    """Return the hotspot of that identity, or None."""
    return next((one for one in recorded if one.identity == identity), None)
