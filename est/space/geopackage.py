"""The layers of a GeoPackage, read with SQLite alone: their properties as texts and their geometries in degrees.

A GeoPackage is an SQLite database. The bytes are hostile until read: only tables that its own list of layers names are
read, no trigger or view of it runs, and its size is limited before it is opened.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
import pyproj
import shapely

from est.errors import AreaError
from est.text import N_

MAGIC = b"SQLite format 3\x00"
_ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}  # bytes of the box in front of a geometry, by its kind
_WITH_HEIGHTS = {5845: 3006, **{5846 + place: 3007 + place for place in range(12)}}  # SWEREF 99 with RH 2000
_DEGREES = (4326, 4258, 4619)
_UNREADABLE = N_("{file} cannot be read as a GeoPackage. Export it again.")


@dataclass(frozen=True)
class FeatureLayer:
    """One layer: its name, its properties as texts (a row a feature), and the geometries in degrees (lng, lat)."""

    name: str
    properties: pl.DataFrame
    geometries: npt.NDArray[np.object_]


def read_geopackage(content: bytes, file: str) -> tuple[FeatureLayer, ...]:
    """Return the layers with features of a GeoPackage; features without a geometry are left out.

    Raises AreaError when it is none, or when a layer's reference system is not known.
    """
    if not content.startswith(MAGIC):
        raise AreaError(_UNREADABLE, file=file)
    # a journal beside the file did not come with it
    content = content[:18] + b"\x01\x01" + content[20:]
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(content)
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA query_only = ON")
            layers = connection.execute(
                "SELECT c.table_name, g.column_name, s.organization, s.organization_coordsys_id "
                "FROM gpkg_contents c JOIN gpkg_geometry_columns g ON g.table_name = c.table_name "
                "JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id "
                "JOIN sqlite_master m ON m.name = c.table_name AND m.type = 'table' "
                "WHERE c.data_type = 'features' ORDER BY c.table_name"
            ).fetchall()
            return tuple(_layer(connection, layer, file) for layer in layers)
    except (sqlite3.Error, shapely.errors.ShapelyError, UnicodeDecodeError, TypeError, IndexError) as error:
        raise AreaError(_UNREADABLE, file=file) from error


def _layer(connection: sqlite3.Connection, layer: tuple[str, str, str, int], file: str) -> FeatureLayer:
    """Return a layer of which the table, the column of geometries and the reference system are told."""
    table, geometry, authority, code = layer
    found = connection.execute(f"SELECT * FROM {_quoted(table)}")  # noqa: S608 (quoted, and a table of the file)
    columns = [column[0] for column in found.description]
    rows = found.fetchall()
    at = columns.index(geometry)
    shapes = shapely.from_wkb([_well_known_bytes(row[at]) for row in rows])
    held = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    others = {
        name: [None if row[place] is None or isinstance(row[place], bytes) else str(row[place]) for row in rows]
        for place, name in enumerate(columns)
        if place != at
    }
    properties = pl.DataFrame(others, schema=dict.fromkeys(others, pl.String))
    degrees = _to_degrees(shapely.force_2d(shapes[held]), str(authority).upper(), int(code), file)
    return FeatureLayer(table, properties.filter(pl.Series(held)) if others else properties, degrees)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _well_known_bytes(blob: bytes | None) -> bytes | None:
    """Return the geometry of a GeoPackage's blob, which has a head of its own."""
    if blob is None or blob[:2] != b"GP":
        return None
    return blob[8 + _ENVELOPES[(blob[3] >> 1) & 7] :] if (blob[3] >> 1) & 7 in _ENVELOPES else None


def _to_degrees(shapes: npt.NDArray[np.object_], authority: str, code: int, file: str) -> npt.NDArray[np.object_]:
    code = _WITH_HEIGHTS.get(code, code)
    if authority == "EPSG" and code in _DEGREES:
        return shapes
    try:
        system = pyproj.Transformer.from_crs(f"{authority}:{code}", "EPSG:4326", always_xy=True)
    except pyproj.exceptions.CRSError as error:
        raise AreaError(
            N_("{file} is in the reference system {system}, which is not known. Export it in WGS 84 (EPSG:4326)."),
            file=file,
            system=f"{authority}:{code}",
        ) from error
    turned: npt.NDArray[np.object_] = shapely.transform(shapes, lambda xy: np.column_stack(system.transform(*xy.T)))
    return turned
