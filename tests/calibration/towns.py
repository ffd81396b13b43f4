"""Simulated towns on a real-sized study area, drawn from a seed."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
import shapely

from est.hotspots.marking import Flag, mark
from est.space.area import StudyArea
from est.space.cells import Floats, latlng_to_cells, parents
from est.space.outlines import overlapping_cells
from tests.stores import TOWN

ERROR_M = 83 / 1.1774  # per direction: a median error of 83 m, as Swedish police reports have (Gerell 2018)
METRES = 111_195.0


def built_up(half_lat: float = 0.0165, half_lng: float = 0.033) -> StudyArea:
    """Return a study area of about 14 km2 around the town's centre: some 200 cells of resolution 9, edges in part."""
    return at_resolution(9, half_lat, half_lng)


def at_resolution(resolution: int, half_lat: float = 0.0165, half_lng: float = 0.033) -> StudyArea:
    """Return the same study area at another resolution."""
    lat, lng = TOWN
    ground = shapely.box(lng - half_lng, lat - half_lat, lng + half_lng, lat + half_lat)
    return StudyArea(resolution, "outline", overlapping_cells(ground, resolution))


@dataclass(frozen=True)
class Found:
    """Of one town: clear flags and flags to watch that are false, and whether the planted place was found (either)."""

    clear: int
    watch: int
    planted: bool


def even(area: StudyArea, reports: int, rng: np.random.Generator) -> np.ndarray:
    """Return counts per cell of reports that fall evenly over the land of the study area."""
    land = area.cells["area_km2"].to_numpy()
    return rng.multinomial(reports, land / land.sum())


def planted(area: StudyArea, extra: int, rng: np.random.Generator, lat: float, lng: float) -> np.ndarray:
    """Return counts per cell of reports of one spot, each placed with an error of 83 m in the median."""
    north, east = rng.normal(0, ERROR_M / METRES, (2, extra))
    cells = parents(latlng_to_cells(lat + north, lng + east / np.cos(np.radians(lat))), area.resolution)
    rows = np.searchsorted(area.ids, cells)
    known = (rows < area.ids.size) & (area.ids[np.minimum(rows, area.ids.size - 1)] == cells)
    return np.bincount(rows[known], minlength=area.ids.size)


def flags(area: StudyArea, counts: Floats) -> pl.DataFrame:
    """Return the flagged cells of counts on two days: [cell, flag]."""
    frame = pl.DataFrame({"cell": area.ids, "count": counts.astype(float)}).filter(pl.col("count") > 0)
    frame = frame.with_columns(
        certain=pl.col("count").cast(pl.UInt32),
        partial=pl.lit(0, dtype=pl.UInt32),
        partial_weight=0.0,
        first_day=date(2026, 3, 2),
        last_day=date(2026, 3, 3),
    )
    return mark(area, frame).filter(pl.col("flag").is_not_null()).select("cell", "flag")


def empty_town(area: StudyArea, reports: int, seed: int) -> Found:
    """Return the flags of a town without any hotspot; all of them are false."""
    marked = flags(area, even(area, reports, np.random.default_rng(seed)))
    clear = int((marked["flag"] == Flag.CLEAR).sum())
    return Found(clear, marked.height - clear, planted=False)


def planted_town(area: StudyArea, reports: int, extra: int, seed: int) -> Found:
    """Return the flags of a town with one planted spot, somewhere on its land; true ones touch the spot's cell."""
    rng = np.random.default_rng(seed)
    lat, lng = TOWN[0] + rng.uniform(-0.012, 0.012), TOWN[1] + rng.uniform(-0.027, 0.027)
    marked = flags(area, even(area, reports, rng) + planted(area, extra, rng, lat, lng))
    spot = parents(latlng_to_cells(np.array([lat]), np.array([lng])), area.resolution)
    row = int(np.searchsorted(area.ids, spot)[0])
    near = {area.texts[int(member)] for member in area.disks[row] if member < area.ids.size}
    true = marked["cell"].is_in(list(near))
    false = marked.filter(~true)
    clear = int((false["flag"] == Flag.CLEAR).sum())
    return Found(clear, false.height - clear, planted=bool(true.any()))
