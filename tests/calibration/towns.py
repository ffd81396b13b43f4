"""Towns on a real-sized study area: the demo's built-up polygon, of 14.2 km2, as cells of resolution 8 and 9."""

from datetime import date
from functools import cache

import numpy as np
import polars as pl
import shapely

from est.demo.town import demo_outline
from est.picture.tested_events import WEEKLY
from est.space.area import StudyArea
from est.space.cells import latlng_to_cells
from est.space.outlines import METRES_PER_DEGREE, overlapping_cells

FIRST = date(2025, 3, 1)
DAYS = 365
ORGANISATIONS = ("a", "b", "c", "d", "e", "f")
SHARES = np.array([0.30, 0.25, 0.15, 0.15, 0.10, 0.05])  # the third is the one with 15 % of the reports


@cache
def area(resolution: int) -> StudyArea:
    """Return the study area: 213 cells of resolution 9 (182 of them more than half inside), or 38 of resolution 8."""
    return StudyArea(resolution, "outline", overlapping_cells(demo_outline(), resolution))


@cache
def _sides() -> tuple[float, float, float, float]:
    shapely.prepare(demo_outline())
    west, south, east, north = demo_outline().bounds
    return west, south, east, north


@cache
def metres() -> np.ndarray:
    """Return metres per degree, east and north."""
    _, south, _, north = _sides()
    return np.array([METRES_PER_DEGREE * np.cos(np.radians((south + north) / 2)), METRES_PER_DEGREE])


def even_points(number: int, random: np.random.Generator) -> np.ndarray:
    """Return points (lng, lat) evenly over the built-up polygon."""
    west, south, east, north = _sides()
    ground = demo_outline()
    points = np.empty((0, 2))
    while len(points) < number:
        tried = random.uniform((west, south), (east, north), (2 * number + 20, 2))
        points = np.concatenate([points, tried[shapely.contains_xy(ground, tried[:, 0], tried[:, 1])]])
    return points[:number]


def wide_points(density: float, margin_m: float, random: np.random.Generator) -> np.ndarray:
    """Return points (lng, lat) evenly over the polygon's box and this far around it, so many for what is one there.

    What begins outside and ends inside is then not missed: `density` is the mean number inside the polygon.
    """
    west, south, east, north = _sides()
    margin = margin_m / metres()
    low, high = np.array([west, south]) - margin, np.array([east, north]) + margin
    number = random.poisson(density * np.prod(high - low) / demo_outline().area)
    return random.uniform(low, high, (number, 2))


def within(points: np.ndarray) -> np.ndarray:
    """Return which of the points (lng, lat) lie in the polygon."""
    _sides()
    inside: np.ndarray = shapely.contains_xy(demo_outline(), points[:, 0], points[:, 1])
    return inside


def sectors(points: np.ndarray) -> np.ndarray:
    """Return in which of six sectors around the middle of the polygon each point (lng, lat) lies."""
    west, south, east, north = _sides()
    away = (points - np.array([(west + east) / 2, (south + north) / 2])) * metres()
    turned: np.ndarray = ((np.arctan2(away[:, 1], away[:, 0]) + np.pi) / (np.pi / 3)).astype(int) % 6
    return turned


def off(points: np.ndarray, median_m: float, random: np.random.Generator) -> np.ndarray:
    """Return the points with a round normal error of this median."""
    return points + random.normal(size=points.shape) * (median_m / np.sqrt(2 * np.log(2))) / metres()


def reports(
    points: np.ndarray,
    where: StudyArea,
    random: np.random.Generator,
    sigma: float = 30.0,
    days: np.ndarray | None = None,
    organisations: np.ndarray | None = None,
) -> pl.DataFrame:
    """Return the evidence of reports at these points, on days and by organisations drawn by chance if not given."""
    lat, lng = points[:, 1].copy(), points[:, 0].copy()
    chosen = random.choice(len(ORGANISATIONS), len(points), p=SHARES) if organisations is None else organisations
    cells, fine = latlng_to_cells(lat, lng, where.resolution), latlng_to_cells(lat, lng)
    return evidence(cells, fine, chosen, where, random, sigma, days)


def evidence(
    cells: np.ndarray,
    positions: np.ndarray,
    organisations: np.ndarray,
    where: StudyArea,
    random: np.random.Generator,
    sigma: float = 30.0,
    days: np.ndarray | None = None,
) -> pl.DataFrame:
    """Return evidence with one row a report, as `picture.tested_events` gives it by week, inside the study area."""
    n = len(cells)
    day = pl.Series(random.integers(0, DAYS, n) if days is None else days).cast(pl.Int32)
    day_of = pl.Series((np.datetime64(FIRST, "D") + day.to_numpy()).astype("datetime64[D]")).cast(pl.Date)
    return (
        pl.DataFrame({"cell": cells, "position": positions})
        .with_columns(
            organisation=pl.Series(np.array(ORGANISATIONS, dtype=object)[organisations], dtype=pl.String),
            sigma=pl.lit(float(sigma)),
            count=1.0,
            certain=pl.lit(1, dtype=pl.UInt32),
            partial=pl.lit(0, dtype=pl.UInt32),
            partial_weight=0.0,
            first_day=day_of,
            last_day=day_of,
            week=day_of.dt.truncate("1w"),
        )
        .select(*WEEKLY)
        .join(where.cells.select("cell"), on="cell", how="semi")
    )


def counted(counts: np.ndarray, where: StudyArea, random: np.random.Generator) -> pl.DataFrame:
    """Return the evidence of counts (organisations × cells), every report at its cell's middle."""
    organisation, cell = np.nonzero(counts)
    repeated = counts[organisation, cell]
    which = np.repeat(organisation, repeated)
    cells = where.ids[np.repeat(cell, repeated)]
    return evidence(cells, cells, which, where, random)
