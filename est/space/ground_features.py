"""The ground of the map: water, buildings, roads and rail with their names, from the municipality's own file."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb
import numpy as np
import polars as pl
import shapely

from est.errors import NotFoundError
from est.identity import new_id
from est.space.ground_kinds import BUILDING, KINDS, RAIL, ROAD, WATER, ground_kind
from est.space.outlines import METRES_PER_DEGREE
from est.store import Change, Store, TextPolicy, applies, insert_rows
from est.text import N_

FEATURES: dict[str, Any] = {
    "kind": pl.String,
    "rank": pl.UInt8,
    "name": pl.String,
    "areal": pl.Boolean,
    "rings": pl.List(pl.UInt32),
    "points": pl.List(pl.Int32),
}
"""What is drawn: kind, rank (0 is seen from afar, 3 only near), name or null, and the shape: a line, or an area where
`areal` says so. `points` are lng and lat in turn, in millionths of a degree (WGS 84); `rings` is how many points each
line or ring has, the outer one first. As numbers, as texts could hold personal data and shapes cannot."""

SCALE = 1_000_000  # parts of a degree
MOST_CORNERS = 5_000
MOST = 60_000  # features that are kept, the largest first
FINEST = 0.00001  # degrees, about a metre: what lies closer to a line than this is no corner of it
SMALLEST = 1e-8  # square degrees, some 60 square metres: a shed
MOST_WORDS, LONGEST_WORD = 5, 40  # of what is of no known kind
ORDER = {WATER: 0, RAIL: 1, ROAD: 2, BUILDING: 3}


@dataclass(frozen=True)
class SortedFeatures:
    """The `FEATURES` of a file, and what of it is not among them: the number of shapes of no known kind, with what the
    most frequent of them are said to be, of points and of areas too small to be seen, and of those beyond MOST.
    """

    features: pl.DataFrame
    unknown: int = 0
    said: tuple[str, ...] = ()
    small: int = 0
    many: int = 0


def sort_features(rows: pl.DataFrame) -> SortedFeatures:
    """Return the features of rows [layer, classes, name, shape]: known kinds alone, simplified, streets in one piece.

    Of more than MOST those that are seen only from near are left out first.
    """
    said = rows.select("layer", "classes").unique(maintain_order=True)
    found = [ground_kind(layer, classes) for layer, classes in said.iter_rows()]
    kinds = said.with_columns(
        kind=pl.Series([kind and kind[0] for kind in found], dtype=pl.String),
        rank=pl.Series([kind and kind[1] for kind in found], dtype=pl.UInt8),
    ).filter(pl.col("kind").is_not_null())
    known = rows.join(kinds, on=["layer", "classes"], how="inner", maintain_order="left")
    others = rows.join(kinds, on=["layer", "classes"], how="anti")
    if known.is_empty():
        return SortedFeatures(pl.DataFrame(schema=FEATURES), others.height, _most_said(others))
    shapes = shapely.force_2d(shapely.from_wkb(known["shape"].to_numpy()))
    crossed = (shapely.get_dimensions(shapes) == 2) & ~shapely.is_valid(
        shapes
    )  # the area of such a ring is not its own
    shapes[crossed] = shapely.make_valid(shapes[crossed], method="structure", keep_collapsed=False)
    parts, of = shapely.get_parts(shapes, return_index=True)
    split = known.select("kind", "rank", "name")[of]
    areal = shapely.get_dimensions(parts) == 2
    kind = split["kind"].to_numpy()
    fits = np.where(np.isin(kind, [ROAD, RAIL]), shapely.get_dimensions(parts) >= 1, areal | (kind == WATER))
    fits &= ~(areal & (shapely.area(parts) < SMALLEST)) & ~shapely.is_empty(parts) & (shapely.get_dimensions(parts) > 0)
    pieces = _joined(split.filter(pl.Series(fits)), parts[fits])
    # the largest first: by rank, then by length, which an outline has too
    pieces = pieces.sort(pl.col("rank"), pl.col("kind").replace_strict(ORDER), -pl.col("length"), maintain_order=True)
    return SortedFeatures(
        pieces.head(MOST).select(*FEATURES),
        others.height,
        _most_said(others),
        int((~fits).sum()),
        max(0, pieces.height - MOST),
    )


def _most_said(rows: pl.DataFrame) -> tuple[str, ...]:
    """Return what the most frequent of these features are said to be, by their first class or else their layer."""
    words = pl.coalesce(pl.col("classes").list.first(), pl.col("layer")).str.slice(0, LONGEST_WORD)
    counts = rows.select(word=words).filter(pl.col("word") != "").group_by("word", maintain_order=True).len()
    return tuple(counts.sort("len", descending=True, maintain_order=True)["word"].head(MOST_WORDS))


def _joined(split: pl.DataFrame, parts: Any) -> pl.DataFrame:  # noqa: ANN401 (an array of shapely's geometries)
    """Return the parts with those lines joined that are one kind and name and meet, as in the tiles of a map."""
    groups = split.with_row_index("row").group_by("kind", "rank", "name", maintain_order=True).agg("row")
    rows = []
    for kind, rank, name, members in groups.iter_rows():
        shapes = thin_shapes(parts[members], FINEST)
        lines = shapes[shapely.get_dimensions(shapes) == 1]
        merged = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(shapely.get_parts(lines))))
        areas = shapely.make_valid(shapes[shapely.get_dimensions(shapes) == 2])
        if kind == WATER and len(areas) > 1:
            areas = shapely.get_parts(shapely.union_all(areas))  # a lake is cut at the borders of tiles
        kept = thin_shapes(np.concatenate([merged, areas]), FINEST)
        kept = shapely.get_parts(shapely.set_precision(kept[~shapely.is_empty(kept)], 1 / SCALE))
        kept = kept[~shapely.is_empty(kept) & (shapely.get_dimensions(kept) > 0)]
        rows += [
            (kind, rank, name, *_numbers(shape), length)
            for shape, length in zip(kept, shapely.length(kept), strict=True)
        ]
    return pl.DataFrame(rows, schema=FEATURES | {"length": pl.Float64}, orient="row")


def thin_shapes(shapes: Any, tolerance: float) -> Any:  # noqa: ANN401 (arrays of shapely's geometries)
    """Return shapes without corners that lie closer than this to the one before, or to the line between others.

    What still has very many corners keeps those: to look for lines between them takes a stack as deep as they are many.
    """
    near = shapely.remove_repeated_points(shapes, tolerance)
    plain = shapely.get_num_coordinates(near) <= MOST_CORNERS
    near[plain] = shapely.simplify(near[plain], tolerance)
    return near


def _numbers(shape: Any) -> tuple[bool, list[int], list[int]]:  # noqa: ANN401 (shapely carries no type information)
    """Return a line or an area as `areal`, `rings` and `points`."""
    areal = bool(shapely.get_dimensions(shape) == 2)
    rings = [shape.exterior, *shape.interiors] if areal else [shape]
    points = np.rint(shapely.get_coordinates(shape) * SCALE).astype(np.int64).ravel()
    return areal, [len(ring.coords) for ring in rings], points.tolist()


def feature_shapes(features: pl.DataFrame) -> Any:  # noqa: ANN401 (an array of shapely's geometries)
    """Return the shapes of `FEATURES`, in their order."""
    rings = features.with_row_index("row").select("row", "areal", length="rings").explode("length")
    points = features["points"].explode().drop_nulls().to_numpy().reshape(-1, 2) / SCALE
    of_ring = np.repeat(np.arange(rings.height), rings["length"].to_numpy())
    areal, row = rings["areal"].to_numpy(), rings["row"].to_numpy()
    shapes = np.empty(features.height, dtype=object)
    for wanted in (False, True):
        number = np.cumsum(areal == wanted) - 1  # of the ring among those of its sort
        mine = areal[of_ring] == wanted
        if not mine.any():
            continue
        make = shapely.linearrings if wanted else shapely.linestrings
        drawn = make(points[mine], indices=number[of_ring[mine]])
        rows, first = np.unique(row[areal == wanted], return_inverse=True)
        shapes[rows] = shapely.polygons(drawn, indices=first) if wanted else drawn
    return shapes


def ground_features(store: Store) -> pl.DataFrame:
    """Return the `FEATURES` that are kept, the largest first; none where no file was loaded."""
    return store.ask("SELECT kind, rank, name, areal, rings, points FROM ground ORDER BY position")


NEAR_M = 150.0  # so near a street a place is spoken of by it


def nearest_street(features: pl.DataFrame, lat: float, lng: float) -> str | None:
    """Return the name of the nearest road of some `FEATURES` that has one, within `NEAR_M` metres of a point."""
    streets = features.filter(pl.col("kind") == ROAD, pl.col("name").is_not_null() & (pl.col("name") != ""))
    if streets.is_empty():
        return None
    scale = METRES_PER_DEGREE * np.array([np.cos(np.radians(lat)), 1.0])
    shapes = shapely.transform(feature_shapes(streets), lambda points: (points - (lng, lat)) * scale)
    away = shapely.distance(shapes, shapely.Point(0.0, 0.0))
    nearest = int(away.argmin())
    return str(streets["name"][nearest]) if away[nearest] <= NEAR_M else None


def count_features(features: pl.DataFrame) -> dict[str, int]:
    """Return how many there are of each kind, all kinds named."""
    counts = dict(features.group_by("kind").len().iter_rows())
    return {kind: counts.get(kind, 0) for kind in KINDS}


def set_ground(store: Store, features: pl.DataFrame, file: str, who: str, when: datetime) -> None:
    """Keep these `FEATURES` of a file instead of those before."""
    frame = features.with_row_index("position").select("position", *FEATURES)
    payload = {"file": file, "features": features.height}
    store.apply(Change(who, when, "set ground", new_id(), payload, {"ground": frame}))


def remove_ground(store: Store, who: str, when: datetime) -> None:
    """Take the ground away. Raises NotFoundError when there is none."""
    if store.ask("SELECT 1 FROM ground LIMIT 1").is_empty():
        raise NotFoundError(N_("No ground is loaded, so there is none to remove."))
    store.apply(Change(who, when, "remove ground", new_id(), {}))


# streets are named after people, and what they are called is public
@applies("set ground", TextPolicy(("file", "ground.name")))
def _keep_ground(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    cursor.execute("DELETE FROM ground")
    insert_rows(cursor, "ground", change.frames["ground"])


@applies("remove ground")
def _remove_ground(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    cursor.execute("DELETE FROM ground")
