"""The study area: the cells where reports could have come from, with every empty one among them."""

import json
import math
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import takewhile
from typing import Any, Literal

import duckdb
import h3.api.basic_int as h3_int
import numpy as np
import numpy.typing as npt
import polars as pl
import shapely
from scipy import sparse
from scipy.spatial import KDTree
from shapely.geometry.base import BaseGeometry

from est.errors import AreaError, NotFoundError
from est.identity import new_id
from est.sentences import Sentence
from est.space.borders import Borders, municipality_borders
from est.space.cells import (
    RESOLUTIONS,
    Cells,
    Floats,
    areas_km2,
    cell_centres,
    cell_column,
    cells_to_text,
    ring_neighbours,
)
from est.space.ground import municipality_of
from est.space.outlines import (
    METRES_PER_DEGREE,
    Outline,
    land_shares,
    municipality_land,
    overlapping_cells,
    widen_land,
)
from est.space.plane import Plane, plane_of
from est.space.precision import APPROXIMATE_M
from est.store import Change, Store, TextPolicy, applies, insert_rows
from est.store.kept_answers import Remembered
from est.text import N_

# an outline is kept with its properties, which nobody reads; personal data in them is covered
AS_IT_CAME = TextPolicy(("outline",))
LONE_M = 10_000.0  # from every other report: a point by itself
LONE_OF = 20  # points among which one may lie alone
LARGEST_AREA = 200_000  # cells of one resolution; finer ones of a very large outline are left out


@dataclass(frozen=True)
class StudyArea:
    """The cells of the study area at one resolution, and where they come from.

    `cells` is [cell u64, share f64, area_km2 f64], sorted by cell: the share of the cell inside the outline and the
    area of that share. `source` is "outline" when the municipality gave one, and "reports" when the area is the cells
    with at least one report in all history, as far as reports reach and but for lone points: nothing can be flagged
    then, as nobody knows where no report could come from.
    """

    resolution: int
    source: Literal["outline", "reports"]
    cells: pl.DataFrame

    @cached_property
    def ids(self) -> Cells:
        """The cells as a sorted uint64 array."""
        return self.cells["cell"].to_numpy()

    @cached_property
    def texts(self) -> pl.Series:
        """The cells as text, `cell`, in the same order."""
        return cells_to_text(self.cells["cell"])

    @cached_property
    def plane(self) -> Plane:
        """The plane on which the cells are regular hexagons."""
        return plane_of(self.ids, self.disks)

    @cached_property
    def neighbours(self) -> sparse.csr_array:
        """The binary n x n matrix of touching cells, without the diagonal."""
        return ring_neighbours(self.ids)

    @cached_property
    def reaches(self) -> tuple[sparse.csr_array, ...]:
        """The binary n x n matrices of which cells lie within none, one and two rings of each."""
        own = sparse.eye_array(self.ids.size, dtype=np.float64, format="csr")
        step = sparse.csr_array(self.neighbours, dtype=np.float64) + own
        one = sparse.csr_array((own @ step) > 0, dtype=np.float64)
        return own, one, sparse.csr_array((one @ step) > 0, dtype=np.float64)

    @cached_property
    def disks(self) -> npt.NDArray[np.int64]:
        """The row of every cell itself and of its members in the ring (n x 7); n stands for those outside the area."""
        n = self.ids.size
        touching = self.neighbours.tocoo()
        order = np.argsort(touching.row, kind="stable")
        row, column = touching.row[order], touching.col[order]
        place = np.arange(row.size) - np.searchsorted(row, row)
        disks = np.full((n, 7), n, dtype=np.int64)
        disks[:, 0] = np.arange(n)
        disks[row, place + 1] = column
        return disks


_AREAS: Remembered[StudyArea] = Remembered()
_REPORTED: Remembered[Cells] = Remembered()


def study_area(store: Store, resolution: int) -> StudyArea:
    """Return the study area at a resolution from 7 to 11. A store without outline and reports has an empty one.

    It is kept until what it is made from changes. Raises AreaError for another resolution, and when the outline is too
    large for this one.
    """
    if resolution not in RESOLUTIONS:
        raise AreaError(N_("The study area has the resolutions 7 to 11, not {resolution}."), resolution=resolution)
    return _AREAS.get(store, resolution, lambda seen: _ask(seen, resolution))


def _ask(store: Store, resolution: int) -> StudyArea:
    kept = store.ask("SELECT resolution, cell, share, area_km2 FROM study_area ORDER BY cell")
    if kept.is_empty():
        return StudyArea(resolution, "reports", _from_reports(store, resolution))
    cells = kept.filter(pl.col("resolution") == resolution).drop("resolution")
    if cells.is_empty():
        raise AreaError(
            N_("The outline is too large for cells of resolution {resolution}. Choose a coarser one."),
            resolution=resolution,
        )
    return StudyArea(resolution, "outline", cells)


def _from_reports(store: Store, resolution: int) -> pl.DataFrame:
    """Return the cells of all reports there are but lone ones, those at the edge by their share inside the hull."""
    column, finest = cell_column(resolution), cell_column(RESOLUTIONS[-1])
    found = store.ask(
        f"SELECT DISTINCT {column} AS cell, {finest} AS spot FROM reports WHERE {finest} IS NOT NULL ORDER BY spot"  # noqa: S608 (ours)
    )
    spots = np.unique(found["spot"].to_numpy())
    places = cell_centres(spots)
    kept = ~lone_points(places)
    cells: Cells = np.unique(found["cell"].to_numpy()[np.isin(found["spot"].to_numpy(), spots[kept])])
    if not cells.size:
        return pl.DataFrame(schema={"cell": pl.UInt64, "share": pl.Float64, "area_km2": pl.Float64})
    hull = widen_land(shapely.convex_hull(shapely.multipoints(places[kept][:, ::-1])), APPROXIMATE_M)
    shares = land_shares(hull, cells)
    return pl.DataFrame({"cell": cells, "share": shares, "area_km2": shares * areas_km2(cells)})


def lone_points(places: Floats) -> npt.NDArray[np.bool_]:
    """Return which of different points (lat, lng in degrees) lie alone: more than ten kilometres from every other.

    Such a point is more often a mistake than a village. Where more than a twentieth of all lie alone, none is: then
    that is how people live there.
    """
    if len(places) < LONE_OF:
        return np.zeros(len(places), dtype=np.bool_)
    flat = places * METRES_PER_DEGREE * np.array([1.0, math.cos(math.radians(float(np.median(places[:, 0]))))])
    nearest, _ = KDTree(flat).query(flat, k=2)
    lone: npt.NDArray[np.bool_] = nearest[:, 1] > LONE_M
    return lone if lone.sum() * LONE_OF <= len(places) else np.zeros(len(places), dtype=np.bool_)


def _reported_cells(store: Store, resolution: int) -> Cells:
    """Return the cells with at least one report in all history, sorted."""

    def ask(seen: Store) -> Cells:
        column = cell_column(resolution)
        found = seen.ask(
            f"SELECT DISTINCT {column} AS cell FROM reports WHERE {column} IS NOT NULL ORDER BY cell"  # noqa: S608 (ours)
        )
        return found["cell"].to_numpy()

    return _REPORTED.get(store, resolution, ask)


def silent_share(store: Store, area: StudyArea) -> float:
    """Return the share (0-1) of the study area's cells where no report ever was, 0 for an area without cells."""
    if not area.ids.size:
        return 0.0
    return 1 - float(np.isin(area.ids, _reported_cells(store, area.resolution)).mean())


def study_area_outline(store: Store) -> dict[str, Any] | None:
    """Return the GeoJSON that was given as the study area, or None."""
    return _outline(store, "study area")


def municipality_outline(store: Store) -> dict[str, Any] | None:
    """Return the municipality's outline as GeoJSON, or None when none was given."""
    return _outline(store, "municipality")


def municipality_given(store: Store) -> tuple[str | None, str | None]:
    """Return the municipality's outline (GeoJSON text) and, when it is the coarse one of the program, the code.

    Both are None when no outline is given.
    """
    kept = store.ask(
        "SELECT outline, CASE WHEN o.name IS NOT NULL THEN s.value END AS code FROM outlines o "
        "LEFT JOIN settings s ON s.name = 'municipality' WHERE o.kind = 'municipality' LIMIT 1"
    )
    return (str(kept["outline"][0]), kept["code"][0]) if kept.height else (None, None)


def municipality_borders_given(store: Store) -> Borders | None:
    """Return the borders of the municipality, None when none is given."""
    outline, code = municipality_given(store)
    return municipality_borders(outline, code) if outline is not None else None


def _outline(store: Store, kind: str) -> dict[str, Any] | None:
    row = store.ask("SELECT outline FROM outlines WHERE kind = ?", [kind])
    return dict(json.loads(row.item())) if row.height else None


def set_study_area(store: Store, geojson: Outline, who: str, when: datetime) -> None:
    """Make the land of a GeoJSON the study area, at every resolution from 7 to 11 that it is not too large for.

    Raises AreaError when it is not GeoJSON in WGS 84, holds no area, or is too large for resolution 8.
    """
    ground = municipality_land(geojson, Sentence(N_("The study area")))
    fine = takewhile(lambda one: _square_km(ground) / h3_int.average_hexagon_area(one) <= LARGEST_AREA, RESOLUTIONS)
    resolutions = list(fine)
    if len(resolutions) < 2:  # before a single cell is looked for, of which there are too many
        raise AreaError(N_("The study area is too large to be one. Give the outline of the built-up area."))
    frames = [
        overlapping_cells(ground, one).select(pl.lit(one, dtype=pl.UInt8).alias("resolution"), pl.all())
        for one in resolutions
    ]
    payload = {"outline": _text(geojson)}
    store.apply(Change(who, when, "set study area", new_id(), payload, {"study_area": pl.concat(frames)}))


def _square_km(ground: BaseGeometry) -> float:
    """Return the area of a polygon in degrees, about: good enough to see that it is far too large."""
    return float(ground.area) * (METRES_PER_DEGREE / 1000) ** 2 * math.cos(math.radians(ground.centroid.y))


def set_municipality(store: Store, municipality_or_code: Outline, who: str, when: datetime) -> None:
    """Keep the municipality's outline: of a code such as "1781" (with its name), or of a GeoJSON.

    Raises NotFoundError for a code that does not exist and AreaError for what is not an outline.
    """
    code = municipality_or_code if isinstance(municipality_or_code, str) and municipality_or_code.isdecimal() else None
    outline: Outline = municipality_of(code) if code else municipality_or_code
    municipality_land(outline, Sentence(N_("The municipality")))
    name = municipality_of(code)["properties"]["name"] if code else None
    payload = {"outline": _text(outline), "municipality": code, "name": name}
    store.apply(Change(who, when, "set municipality", new_id(), payload))


def unset_municipality(store: Store, who: str, when: datetime) -> None:
    """Take the municipality's outline, name and code away, so that no point lies outside.

    Raises NotFoundError when none is given.
    """
    if municipality_given(store)[0] is None:
        raise NotFoundError(N_("No municipality is chosen, so there is none to unset."))
    store.apply(Change(who, when, "unset municipality", new_id(), {}))


def _text(outline: Outline) -> str:
    return outline if isinstance(outline, str) else json.dumps(outline, ensure_ascii=False)


@applies("set study area", AS_IT_CAME)
def _keep_study_area(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    _keep_outline(cursor, change, "study area")
    cursor.execute("DELETE FROM study_area")
    insert_rows(cursor, "study_area", change.frames["study_area"])


@applies("set municipality", AS_IT_CAME)
def _keep_municipality(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    _keep_outline(cursor, change, "municipality")
    for name in ("municipality", "name"):
        if change.payload[name] is not None:
            cursor.execute("DELETE FROM settings WHERE name = ?", [name])
            cursor.execute("INSERT INTO settings (name, value) VALUES (?, ?)", [name, change.payload[name]])


@applies("unset municipality")
def _unset_municipality(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    cursor.execute("DELETE FROM outlines WHERE kind = 'municipality'")
    cursor.execute("DELETE FROM settings WHERE name IN ('municipality', 'name')")


def _keep_outline(cursor: duckdb.DuckDBPyConnection, change: Change, kind: str) -> None:
    cursor.execute("DELETE FROM outlines WHERE kind = ?", [kind])
    cursor.execute(
        "INSERT INTO outlines (id, kind, name, outline) VALUES (?, ?, ?, ?)",
        [str(change.object), kind, change.payload.get("name"), change.payload["outline"]],
    )
