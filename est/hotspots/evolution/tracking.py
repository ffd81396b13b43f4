"""What flagged places have become: the trend classes and places of a selection, asked from the store."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from est.clock import PRESETS
from est.hotspots.detection.flags import Flags, ask_reports, expected_counts, placed_events
from est.hotspots.detection.places import FlaggedPlace, Identify, find_places, touching_cells
from est.hotspots.evolution.place_identity import PlaceState, TrackedPlace, place_identity, streak_starts, track_places
from est.hotspots.evolution.place_list import clear_cells, left_list, list_state, listed_places
from est.hotspots.evolution.trend_classes import CLASSES, ClassRule, TrendClass, classify_trends
from est.hotspots.evolution.weekly_flags import WEEK, RollingWindow, monday_of, rolling_window
from est.picture.points import report_points
from est.picture.selected_reports import select_reports
from est.picture.selection import Selection, loaded_period
from est.progress import Progress, ignore_progress
from est.space.area import StudyArea
from est.space.places import named_places
from est.store import Store
from est.text import N_

YEAR = timedelta(days=364)  # whole weeks, so that both windows hold every weekday as often
SEASONS = {
    N_("winter"): (12, 1, 2),
    N_("spring"): (3, 4, 5),
    N_("summer"): (6, 7, 8),
    N_("autumn"): (9, 10, 11),
    N_("the dark half of the year"): (10, 11, 12, 1, 2, 3),
    N_("the light half of the year"): (4, 5, 6, 7, 8, 9),
}
HOURS = {N_("evening"): "evening", N_("night"): "night", N_("school hours"): "school", N_("weekend"): "weekend"}


@dataclass(frozen=True)
class TrendClasses:
    """The places of `trend_classes.classify_trends` from two windows of a year.

    `since` is None and `places` empty without two years.

    `older` and `newer` are the selections of the windows.
    """

    older: Selection
    newer: Selection
    since: date | None
    places: pl.DataFrame


def find_trend_classes(store: Store, selection: Selection, found: Flags, rule: ClassRule | None = None) -> TrendClasses:
    """Return the classes of the places in the two years before the end of the selection, in the cells of its flags.

    All other filters of the selection hold. Raises what `ask_reports` raises for its null.
    """
    newer = replace(selection, start=selection.end - YEAR)
    older = newer.previous()
    period = loaded_period(store)
    if period is None or period[0] > older.start + timedelta(weeks=4) or found.resolution is None or found.withheld:
        return TrendClasses(older, newer, None, pl.DataFrame(schema=CLASSES))
    area = found.area
    before, after = (placed_events(select_reports(store, window), area) for window in (older, newer))
    both, reference = ask_reports(store, replace(newer, start=older.start), found.null)
    expected = expected_counts(area, placed_events(both, area), reference)
    told = classify_trends(area, before, after, expected, rule)
    if (told["trend"] == TrendClass.PERSISTENT).any():
        told = classify_trends(area, before, after, expected, rule, _parts(store, older, newer, area))
    return TrendClasses(older, newer, period[0], told)


def _parts(
    store: Store, older: Selection, newer: Selection, area: StudyArea
) -> dict[str, tuple[pl.DataFrame, pl.DataFrame]]:
    """Return by name the tested events of both windows in each season, and in each preset of hours."""
    parts: dict[str, list[pl.DataFrame]] = {}
    for window in (older, newer):
        for name, months in SEASONS.items():
            spans = [placed_events(select_reports(store, span), area) for span in _in_months(window, months)]
            if spans:
                parts.setdefault(name, []).append(pl.concat(spans))
        for name, preset in HOURS.items():
            hours = window.hours & PRESETS[preset]
            if hours and hours != window.hours:
                chosen = select_reports(store, replace(window, hours=hours))
                parts.setdefault(name, []).append(placed_events(chosen, area))
    return {name: (both[0], both[1]) for name, both in parts.items() if len(both) == 2}


def _in_months(window: Selection, months: tuple[int, ...]) -> list[Selection]:
    """Return the parts of a window that lie in these months of the year."""
    spans, first = [], None
    for number in range(window.days + 1):
        day = window.start + timedelta(days=number)
        inside = number < window.days and day.month in months
        if inside and first is None:
            first = day
        if not inside and first is not None:
            spans.append(replace(window, start=first, end=day))
            first = None
    return spans


def places_of_flags(selection: Selection, found: Flags, named: pl.DataFrame) -> tuple[FlaggedPlace, ...]:
    """Return the places of the flags of a selection (`places.find_places`), with the identities of new ones.

    `named` are the named places (`space.places`).
    """
    week = monday_of(selection.end - timedelta(days=1))
    return find_places(found.cells, found.points, named, lambda flags: place_identity(flags, week))


def _earlier(store: Store, back: RollingWindow, week: date, identify: Identify) -> tuple[FlaggedPlace, ...]:
    """Return the places of the weeks that end with an earlier one."""
    cells = back.flags(week)
    points = report_points(
        select_reports(store, back.window(week)), [cell for spot in touching_cells(cells) for cell in spot.cells]
    )
    return find_places(cells, points, named_places(store), identify)


def tracked_places(
    store: Store, selection: Selection, found: Flags, progress: Progress = ignore_progress
) -> tuple[TrackedPlace, ...]:
    """Return the places of a selection and what became of those of the week before (`place_list`), each
    with the week since which it has been flagged and with the identity that it has had since then.

    The week before is the last whole one before the selection's last day, seen over as many weeks as the selection has.
    From there the weeks are followed back for as long as one of the places was flagged (`streak_starts`).
    """
    if found.resolution is None:
        return ()
    back = rolling_window(store, selection, found.resolution, found.null, max(1, round(selection.days / 7)))
    present, earlier = back.last, back.last - WEEK
    begun = streak_starts(back, earlier, progress) if back.first is not None else ()
    identities = {link.flags: link.identity for link in begun}
    since = {link.identity: link.since for link in begun}
    before = _earlier(store, back, earlier, identities.__getitem__) if begun else ()
    now = places_of_flags(selection, found, named_places(store))
    listed, clear = listed_places(back, earlier), clear_cells(found.cells)
    told = []
    for item in track_places(before, now):
        place = item.candidate
        dated = replace(item, since=since.get(place.identity, present))
        if item.state is not PlaceState.GONE:
            told.append(replace(dated, state=list_state(place, bool(clear.intersection(place.flags)), listed)))
        elif left_list(place, now, listed):
            told.append(dated)
    return tuple(told)
