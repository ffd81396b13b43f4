"""The demo town's reports, drawn from what is true of it. Same seed, same reports.

Only `Generator.random` is used, and everything else is made from it by inverse distribution functions: numpy keeps
the stream of its generators stable, but not what its other distributions make of it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import shapely
from shapely.geometry import shape

from est.demo.texts import EFFECTS, ON_THE_SPOT, SOURCES, describe_report, event_text
from est.demo.truth import (
    BACKGROUND,
    EVENTS,
    KINDS,
    PLANTED,
    SEED,
    SQUARE,
    PlantedHotspot,
    TownBackground,
    TownEvent,
)
from est.settings import DATA

GROUND = DATA / "demo" / "town.geojson"
METRES_PER_DEGREE = 111_320.0  # of latitude; the town is small enough for a plane

DAY_SHAPES: dict[str, tuple[float, ...]] = {  # weight of each hour of the day
    "even": (1.0,) * 24,
    "day": (0.0,) * 6 + (0.3, 0.8) + (1.0,) * 10 + (0.7, 0.4, 0.3, 0.2, 0.1, 0.0),
    "evening": (0.5, 0.3, 0.2, 0.1) + (0.0,) * 8 + (0.2, 0.3, 0.5, 0.7, 0.9, 1.0, 1.2, 1.4, 1.5, 1.5, 1.2, 0.8),
    "night": (1.2, 1.2, 1.0, 0.7, 0.4, 0.2) + (0.0,) * 12 + (0.2, 0.4, 0.6, 0.9, 1.1, 1.2),
}
WEEKDAYS = (0.8, 0.8, 0.9, 1.0, 1.4, 1.4, 0.8)  # Monday first

APPROXIMATE, UNKNOWN = 0.18, 0.05  # shares of the reports without a window
SNAPPED = ("Hemtjänsten", "Socialtjänsten")  # never a point on a dwelling: the street

Floats = npt.NDArray[np.float64]
Draw = np.random.Generator


@dataclass(frozen=True)
class TownPlace:
    """A named place of the town."""

    name: str
    kind: str
    lat: float
    lng: float
    radius_m: float


@cache
def demo_features(kind: str) -> tuple[dict[str, Any], ...]:
    """Return the GeoJSON features of one kind: "study area", "district" or "place"."""
    collection = json.loads(GROUND.read_text(encoding="utf-8"))
    return tuple(f for f in collection["features"] if f["properties"]["kind"] == kind)


@cache
def demo_places() -> tuple[TownPlace, ...]:
    """Return the named places of the town."""
    return tuple(
        TownPlace(p["name"], p["place_kind"], lat, lng, p["radius_m"])
        for p, (lng, lat) in ((f["properties"], f["geometry"]["coordinates"]) for f in demo_features("place"))
    )


def demo_outline() -> shapely.Polygon:
    """Return the study area as a shapely polygon in degrees, x = lng and y = lat."""
    polygon: shapely.Polygon = shape(demo_features("study area")[0]["geometry"])
    return polygon


def demo_reports(seed: int = SEED, *, planted: Sequence[PlantedHotspot] = PLANTED) -> pl.DataFrame:
    """Return the town's reports as a municipality would send them, in order of `Rapporterad`.

    Columns: Aktör, Datum, Tid, Slutdatum, Sluttid, Tidens noggrannhet, Latitud, Longitud, Platsens noggrannhet, Plats,
    Typ av plats, Kategori, Underkategori, Källa, Påverkan, Beskrivning, Polisanmäld, Gjort på plats, Rapporterad; all
    text. With `planted=()` the town has no places where more happens than elsewhere.
    """
    draw = np.random.default_rng(seed)
    rows: list[dict[str, str]] = []
    for background in BACKGROUND:
        rows += _background(background, draw)
    for place in planted:
        rows += _planted(place, draw)
    rows += [_event(event) for event in EVENTS]
    return pl.DataFrame(rows).sort("Rapporterad", maintain_order=True)


def _background(source: TownBackground, draw: Draw) -> list[dict[str, str]]:
    kinds = KINDS[source.kinds]
    chosen = [kinds[i] for i in _pick([kind.weight for kind in kinds], draw.random(source.reports))]
    days = (source.ends - source.starts).days
    growth = np.arange(days) + 0.5 if source.rising else np.ones(days)
    moments = {
        when: np.repeat(growth, 24) * _existing(source.starts, np.tile(hours, days) * _weekday_weights(source, days))
        for when, hours in DAY_SHAPES.items()
    }
    lat, lng = _even_points(source.reports, draw)
    rows = []
    for kind, y, x, u in zip(chosen, lat, lng, draw.random((source.reports, 10)), strict=True):
        happened = _moment(source.starts, moments[kind.when], u[0], u[1])
        window = _overnight(happened, u[3]) if u[2] < kind.found_later else None
        organisation = source.organisations[int(_pick([w for _, w in source.organisations], u[4:5])[0])][0]
        rows.append(
            _row(organisation, happened, window=window, point=(y, x), kind=(kind.category, kind.subcategory), u=u[5:])
        )
    return rows


def _planted(source: PlantedHotspot, draw: Draw) -> list[dict[str, str]]:
    days = (source.ends - source.starts).days
    first = source.starts.weekday() * 24
    hours = np.array([(first + hour) % 168 in source.hours for hour in range(days * 24)], dtype=float)
    season = [source.season[(source.starts + timedelta(day)).month - 1] for day in range(days)]
    moments = _existing(source.starts, hours * np.repeat(season, 24))
    distance = source.spread_m * np.sqrt(-2.0 * np.log1p(-draw.random(source.reports)))  # Rayleigh: a round normal
    angle = 2.0 * np.pi * draw.random(source.reports)
    lat = source.lat + distance * np.sin(angle) / METRES_PER_DEGREE
    lng = source.lng + distance * np.cos(angle) / (METRES_PER_DEGREE * np.cos(np.radians(source.lat)))
    rows = []
    for y, x, u in zip(lat, lng, draw.random((source.reports, 10)), strict=True):
        happened = _moment(source.starts, moments, u[0], u[1])
        window = _until_school_opens(happened, u[3]) if u[2] < source.found_later else None
        organisation = source.organisations[int(_pick([w for _, w in source.organisations], u[4:5])[0])][0]
        rows.append(
            _row(
                organisation, happened, window=window, point=(y, x), kind=(source.category, source.subcategory), u=u[5:]
            )
        )
    return rows


def _row(
    organisation: str,
    happened: datetime,
    *,
    window: tuple[datetime, datetime] | None,
    point: tuple[float, float],
    kind: tuple[str, str],
    u: Floats,
) -> dict[str, str]:
    """Return one report as text; `u` are five numbers from 0 to 1."""
    starts, ends = window if window else (happened, None)
    time_precision = "exakt" if window else "okänd" if u[0] < UNKNOWN else "exakt"
    if not window and UNKNOWN <= u[0] < UNKNOWN + APPROXIMATE:
        time_precision, starts = "ungefär", starts.replace(minute=0)
    snapped = organisation in SNAPPED
    digits = 3 if snapped else 6
    place = _nearest(*point)
    return {
        "Aktör": organisation,
        "Datum": starts.strftime("%Y-%m-%d"),
        "Tid": "" if time_precision == "okänd" else starts.strftime("%H:%M"),
        "Slutdatum": ends.strftime("%Y-%m-%d") if ends else "",
        "Sluttid": ends.strftime("%H:%M") if ends else "",
        "Tidens noggrannhet": time_precision,
        "Latitud": f"{point[0]:.{digits}f}",
        "Longitud": f"{point[1]:.{digits}f}",
        "Platsens noggrannhet": "ungefärlig" if snapped or u[1] < 0.15 else "punkt",
        "Plats": place.name if place else "",
        "Typ av plats": place.kind if place else "",
        "Kategori": kind[0],
        "Underkategori": kind[1],
        "Källa": SOURCES[int(u[2] * len(SOURCES))],
        "Påverkan": EFFECTS[int(u[2] * 7) % len(EFFECTS)],
        "Beskrivning": describe_report(kind, u[3]),
        "Polisanmäld": "ja" if u[4] < (0.7 if kind[0] == "SKA" else 0.2) else "nej",
        "Gjort på plats": ON_THE_SPOT[int(u[3] * len(ON_THE_SPOT))],
        "Rapporterad": ((ends or starts) + timedelta(minutes=10 + int(u[4] * 170))).strftime("%Y-%m-%d %H:%M"),
    }


def _event(event: TownEvent) -> dict[str, str]:
    """Return a coming event, told three weeks ahead."""
    place = next(place for place in demo_places() if place.name == event.place)
    starts = datetime(event.starts.year, event.starts.month, event.starts.day, event.hour)
    row = _row(
        "Säkerhetssamordnaren",
        starts,
        window=(starts, starts + timedelta(hours=event.hours)),
        point=(place.lat, place.lng),
        kind=("ARR", event.subcategory),
        u=np.full(5, 0.5),
    )
    told = starts - timedelta(days=21 if starts.year * 100 + starts.month < 202607 else 90)
    return row | {"Rapporterad": told.strftime("%Y-%m-%d %H:%M"), "Beskrivning": event_text(event.subcategory)}


def _even_points(count: int, draw: Draw) -> tuple[Floats, Floats]:
    """Return lat and lng of points that are even over the study area, by area on the sphere."""
    area = demo_outline()
    west, south, east, north = area.bounds
    low, high = np.sin(np.radians([south, north]))
    lat, lng = np.empty(0), np.empty(0)
    while lat.size < count:
        y = np.degrees(np.arcsin(low + (high - low) * draw.random(count)))
        x = west + (east - west) * draw.random(count)
        inside = shapely.contains_xy(area, x, y)
        lat, lng = np.append(lat, y[inside]), np.append(lng, x[inside])
    return lat[:count], lng[:count]


def _nearest(lat: float, lng: float) -> TownPlace | None:
    """Return the named place whose circle holds the point; of several the nearest."""
    scale = np.cos(np.radians(SQUARE.lat))
    metres = {p: float(np.hypot(p.lat - lat, (p.lng - lng) * scale)) * METRES_PER_DEGREE for p in demo_places()}
    near = [place for place in demo_places() if metres[place] <= place.radius_m]
    return min(near, key=metres.__getitem__, default=None)


def _pick(weights: Sequence[float] | Floats, u: Floats) -> npt.NDArray[np.int64]:
    """Return the index that each number from 0 to 1 falls on when the line is divided by the weights."""
    edges = np.cumsum(weights)
    index: npt.NDArray[np.int64] = np.searchsorted(edges, np.asarray(u) * edges[-1], side="right").astype(np.int64)
    return index


def _moment(starts: date, weights: Floats, u: float, v: float) -> datetime:
    """Return the hour that `u` falls on by the weights from the first day on, and the minute of it that `v` gives."""
    hour = int(_pick(weights, np.array([u]))[0])
    return datetime(starts.year, starts.month, starts.day) + timedelta(hours=hour, minutes=int(v * 60))


def _weekday_weights(source: TownBackground, days: int) -> Floats:
    first = source.starts.weekday()
    return np.repeat([WEEKDAYS[(first + day) % 7] for day in range(days)], 24)


def _existing(starts: date, weights: Floats) -> Floats:
    """Return the weights of the hours from the first day on, nothing for the hour that daylight saving skips."""
    weights = weights.copy()
    for year in range(starts.year, starts.year + 4):
        last = date(year, 3, 31)
        sunday = last - timedelta(days=(last.weekday() + 1) % 7)
        skipped = (sunday - starts).days * 24 + 2
        if 0 <= skipped < weights.size:
            weights[skipped] = 0.0
    return weights


def _overnight(happened: datetime, u: float) -> tuple[datetime, datetime]:
    """Return the window of something found in the morning: from the evening before, 17–20, to 06–09."""
    evening = happened.replace(hour=0, minute=0) - timedelta(days=1 if happened.hour < 12 else 0)
    return evening + timedelta(hours=17 + int(u * 4)), evening + timedelta(hours=30 + int(u * 36 % 4))


def _until_school_opens(happened: datetime, u: float) -> tuple[datetime, datetime]:
    """Return the window from when the school closed, 16 on a weekday, until it is opened again, 06–08 on a weekday."""
    closed = happened.replace(hour=16, minute=0)
    while closed > happened or closed.weekday() > 4:
        closed -= timedelta(days=1)
    opened = closed.replace(hour=6) + timedelta(days=3 if closed.weekday() == 4 else 1)
    return closed, opened + timedelta(minutes=int(u * 8) * 15)
