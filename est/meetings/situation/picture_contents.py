"""What a situation picture holds, compiled from the store: values of JSON alone, so that they can be frozen.

Sentences that explain a number are kept in every language beside it: they say in years what they said then.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import shapely

from est.errors import AreaError, PictureError
from est.hotspots.detection.explanation import explain_flag, flag_facts
from est.hotspots.detection.flag_rule import Thresholds
from est.hotspots.detection.places import FlaggedPlace
from est.hotspots.detection.resolution import describe_resolution
from est.hotspots.evolution.map_view import MapView, find_map_view
from est.hotspots.register.queries import RecordedHotspot, all_hotspots, hotspots_holding
from est.hotspots.register.summary import hotspot_figures, narrow_to_hotspot
from est.hotspots.surveillance.alarm_line import FALSE_ALARMS_A_YEAR
from est.hotspots.surveillance.sentences import unusual_name, unusual_sentence, unusual_summary
from est.hotspots.surveillance.unusual import UnusualList, find_unusual
from est.measures.followup.status import follow_up_statuses
from est.measures.queries import all_measures
from est.measures.reminders import by_urgency
from est.meetings.situation.freshness import organisation_freshness
from est.meetings.situation.picture_period import PicturePeriod
from est.meetings.situation.situation_picture import FORMAT, SituationPicture
from est.meetings.situation.wider_figures import wider_figures
from est.municipality.reference_lists import reference_lists
from est.municipality.settings import read_settings
from est.picture.comparison import reports_begun
from est.picture.counts import (
    category_counts,
    count_by_key,
    organisation_counts,
    period_counts,
    weekly_counts,
)
from est.picture.selection import DEFAULT_PERIOD, Selection, loaded_period
from est.space.area import study_area_outline
from est.space.cell_districts import district_name
from est.space.outlines import municipality_land
from est.store import Store
from est.text import LANGUAGES, N_, translator

WEEKS_SHOWN = 26  # of the chart of weeks, half a year
COARSE_DEGREES = 0.0003  # some twenty to thirty metres, less than a line on paper is wide


def compile_picture(store: Store, period: PicturePeriod, now: datetime, program: str) -> SituationPicture:
    """Return the picture of a period as the store knows it now; PictureError for one that has not begun.

    Flags, hotspots and the map are of the twelve weeks that end with the period, or of the period where it is longer.
    `program` is the version of the program.
    """
    if period.start > now.date():
        raise PictureError(N_("{period} has not begun, so there is nothing to freeze."), period=period.name)
    own = Selection(period.start, period.end)
    seen = Selection(min(period.start, period.end - DEFAULT_PERIOD), period.end)
    settings = read_settings(store)
    last = min(period.last, now.date())
    unusual = find_unusual(store, last)
    return SituationPicture(
        {
            "format": FORMAT,
            "program": program,
            "made": now.isoformat(),
            "municipality": settings.get("name", ""),
            "demo": settings.get("demo") == "1",
            "period": {
                "name": period.name,
                "kind": str(period.kind),
                "start": period.start.isoformat(),
                "end": period.end.isoformat(),
                "whole": period.last < now.date(),
            },
            "selection": {"start": seen.start.isoformat(), "end": seen.end.isoformat()},
            "method": _method(),
            "figures": figure_contents(store, own, seen),
            "wider": wider_figures(store, period, whole=period.last < now.date()),
            "unusual": _unusual(unusual),
            **map_contents(store, own, seen),
            "hotspots": _hotspots(store, own, seen),
            "measures": _measures(store, last),
            "verdicts": _verdicts(store, last),
            "organisations": [one.as_json() for one in organisation_freshness(store, period.start, period.end)],
        }
    )


def _method() -> dict[str, Any]:
    """Return the numbers that decide what is flagged and what is unusual; what they mean stands in the method."""
    rule = Thresholds()
    return {
        "clear_q": rule.clear,
        "watch_q": rule.watch,
        "least_reports": rule.reports,
        "least_weeks": rule.weeks,
        "false_alarms_a_year": FALSE_ALARMS_A_YEAR,
    }


def figure_contents(store: Store, own: Selection, seen: Selection) -> dict[str, Any]:
    """Return the counts of a selection beside the period before it, and the weeks until its end.

    `begun` is the first day with a report, where the period before has not all of them (`reports_begun`), and
    `begun_seen` the same of what the map is of; null where they can be compared.
    """
    counts, names = period_counts(store, own), reference_lists(store)
    loaded = loaded_period(store)
    parts: Mapping[str, Mapping[str, str]] = {
        "category": names.categories,
        "organisation": names.organisations,
        "district": names.districts,
    }
    weeks = weekly_counts(store, replace(seen, start=seen.end - timedelta(weeks=WEEKS_SHOWN)))
    return {
        "count": round(float(counts["count"].sum()), 3),
        "before": round(float(counts["before"].sum()), 3),
        "first_report": _day(loaded[0] if loaded else None),
        "begun": _day(reports_begun(own, loaded)),
        "begun_seen": _day(reports_begun(seen, loaded)),
        **{key: _rows_of(counts, key, known) for key, known in parts.items()},
        "weeks": [
            {"start": start.isoformat(), "count": round(count, 3), "organisations": organisations}
            for start, count, organisations in weeks.select("start", "count", "organisations").rows()
        ],
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _rows_of(counts: pl.DataFrame, key: str, names: Mapping[str, str]) -> list[dict[str, Any]]:
    now, before = count_by_key(counts, key, names)
    both = now.join(
        before.rename({"count": "before"}), on=["id", "name"], how="full", coalesce=True, nulls_equal=True,
        maintain_order="left_right",
    )  # fmt: skip
    return [
        {"id": identity, "name": name, "count": round(count or 0.0, 3), "before": round(earlier or 0.0, 3)}
        for identity, name, count, earlier in both.select("id", "name", "count", "before").rows()
    ]


def _unusual(found: UnusualList) -> dict[str, Any]:
    kept = found.as_json()
    places = [
        place
        | {
            "called": {language: unusual_name(one, translator(language)) for language in LANGUAGES},
            "said": {language: unusual_sentence(one, translator(language)) for language in LANGUAGES},
        }
        for place, one in zip(kept["places"], found.places, strict=True)
    ]
    said = {language: unusual_summary(found, translator(language)) for language in LANGUAGES}
    return kept | {"places": [_rounded(place) for place in places], "said": said}


def map_contents(store: Store, own: Selection, seen: Selection) -> dict[str, Any]:
    """Return the flagged places with their explanations, and the cells of the map; why there are none, if there are."""
    try:
        shown = find_map_view(store, seen)
    except AreaError as error:  # no outline, or one too large
        told = {language: error.in_language(translator(language).gettext) for language in LANGUAGES}
        return {"flags": {"resolution": None, "said": told, "places": []}, "map": {"outline": [], "cells": []}}
    found = shown.found
    withheld = found.resolution is None or found.withheld
    told = {
        language: describe_resolution(found.choice, translator(language)) if withheld else "" for language in LANGUAGES
    }
    recorded = all_hotspots(store)
    return {
        "flags": {
            "resolution": found.resolution,
            "reports": found.reports,
            "outside": found.outside,
            "said": told,
            "places": [_place(store, own, seen, shown, place, recorded) for place in shown.places],
        },
        "map": {
            "resolution": found.resolution,
            "outline": _outline_rings(store),
            "cells": [
                [cell, round(count, 3), flag]
                for cell, count, flag in found.cells.filter((pl.col("count") > 0) | pl.col("flag").is_not_null())
                .select("cell", "count", "flag")
                .rows()
            ],
        },
    }


def _outline_rings(store: Store) -> list[list[list[float]]]:
    """Return the rings of the study area's outline as [lng, lat], coarse enough to be kept with every picture."""
    outline = study_area_outline(store)
    if outline is None:
        return []
    ground = shapely.simplify(municipality_land(outline, "study area"), COARSE_DEGREES)
    parts = [part for part in shapely.get_parts(ground) if isinstance(part, shapely.Polygon)]
    return [
        [[round(lng, 4), round(lat, 4)] for lng, lat in ring.coords]
        for part in parts
        for ring in (part.exterior, *part.interiors)
    ]


def _place(
    store: Store,
    own: Selection,
    seen: Selection,
    shown: MapView,
    place: FlaggedPlace,
    recorded: tuple[RecordedHotspot, ...],
) -> dict[str, Any]:
    rows = shown.found.cells.filter(pl.col("cell").is_in(list(place.flags))).sort("q", "p", "cell", nulls_last=True)
    known = flag_facts(store, seen, shown.found, rows["cell"][0])
    cells = sorted(place.cells)
    return {
        "identity": place.identity,
        "name": place.name,
        "called": {} if place.name else _called(shown, place),
        "distance_m": round(place.distance_m) if place.distance_m is not None else None,
        "lat": round(place.lat, 5),
        "lng": round(place.lng, 5),
        "cells": cells,
        "flag": place.flag,
        "reports": place.reports,
        "in_period": round(float(organisation_counts(store, own, cells)["count"].sum()), 3),
        "hotspots": [one.identity for one in hotspots_holding(recorded, cells)],
        "categories": _leading(store, seen, cells),
        "said": {language: explain_flag(known, translator(language)) for language in LANGUAGES},
    }


def _called(shown: MapView, place: FlaggedPlace) -> dict[str, str]:
    """Return in every language what a place without a name is called by the district of its first cell by rank, as on
    the map; nothing outside the districts.
    """
    rows = shown.cells.filter(pl.col("cell").is_in(list(place.flags))).sort("rank", nulls_last=True)
    district, number = rows.select("district", "number").row(0)
    if district is None:
        return {}
    return {language: district_name(district, number, translator(language)) for language in LANGUAGES}


def _leading(store: Store, seen: Selection, cells: list[str]) -> list[str]:
    """Return the codes of the categories that most reports of a place are of, two at the most."""
    counts = category_counts(store, seen, cells).filter(pl.col("count") > 0)
    return counts.sort("count", descending=True, maintain_order=True)["code"].head(2).to_list()


def _hotspots(store: Store, own: Selection, seen: Selection) -> list[dict[str, Any]]:
    """Return the recorded hotspots, by priority; those that went into others are not there."""
    figures = {row["id"]: row for row in hotspot_figures(store, seen).iter_rows(named=True)}
    kept = []
    for one in all_hotspots(store):
        if one.hotspot.became:
            continue
        hotspot, row = one.hotspot, figures.get(one.identity, {})
        kept.append(
            {
                "id": one.identity,
                "name": one.name,
                "state": str(one.state),
                "priority": hotspot.priority,
                "since": hotspot.since.isoformat() if hotspot.since else None,
                "cells": list(one.cells),
                "reports": row.get("reports"),
                "before": row.get("before"),
                "in_period": round(_count_in(store, own, one), 3),
                "organisations": row.get("organisations"),
                "flag": row.get("flag"),
                "trend": row.get("trend"),
            }
        )
    return kept


def _count_in(store: Store, selection: Selection, one: RecordedHotspot) -> float:
    narrowed = narrow_to_hotspot(selection, one.hotspot)
    return float(organisation_counts(store, narrowed, list(one.cells))["count"].sum())


def _measures(store: Store, day: date) -> list[dict[str, Any]]:
    """Return every measure that is not over, and what is to be reminded of it, the most urgent first."""
    listed = by_urgency(all_measures(store), day)
    return [
        {
            "id": str(row["id"]),
            "title": row["title"],
            "state": row["state"],
            "organisation": row["organisation_name"],
            "hotspot": str(row["hotspot"]) if row["hotspot"] else None,
            "place": row["hotspot_name"] or row["place"],
            "due": row["due"].isoformat() if row["due"] else None,
            "follow_up": row["follow_up"].isoformat() if row["follow_up"] else None,
            "reminders": list(row["reminders"]),
        }
        for row in listed.iter_rows(named=True)
    ]


def _verdicts(store: Store, day: date) -> list[dict[str, Any]]:
    """Return where every measure stands with its follow-up, the most pressing first."""
    return [
        {
            "measure": row["id"],
            "title": row["title"],
            "hotspot": row["hotspot"],
            "next": row["next"],
            "step": row["step"],
            "follow_up": row["follow_up"].isoformat() if row["follow_up"] else None,
            "decided": row["decided"].isoformat() if row["decided"] else None,
        }
        for row in follow_up_statuses(store, day).iter_rows(named=True)
    ]


def _rounded(kept: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, 3) if isinstance(value, float) else value for name, value in kept.items()}
