"""GeoPackages for tests, made with SQLite alone as the standard has them."""

import sqlite3
import struct
from collections.abc import Sequence
from contextlib import closing

import shapely


def geopackage(table: str, columns: Sequence[str], rows: Sequence[Sequence[object]], epsg: int = 4326) -> bytes:
    """Return a GeoPackage with one layer; the last value of each row is its geometry, in the grid."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(
            """CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER, organization TEXT,
                organization_coordsys_id INTEGER, definition TEXT);
            CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT, identifier TEXT, srs_id INTEGER);
            CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT,
                srs_id INTEGER, z INTEGER, m INTEGER);"""
        )
        connection.execute("INSERT INTO gpkg_spatial_ref_sys VALUES ('x', ?, 'EPSG', ?, '')", [epsg, epsg])
        connection.execute("INSERT INTO gpkg_contents VALUES (?, 'features', ?, ?)", [table, table, epsg])
        connection.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'GEOMETRY', ?, 0, 0)", [table, epsg])
        connection.execute(f'CREATE TABLE "{table}" (fid INTEGER PRIMARY KEY, {", ".join(columns)}, geom BLOB)')
        places = ", ".join("?" for _ in range(len(columns) + 1))
        for *values, geometry in rows:
            blob = None if geometry is None else b"GP\x00\x01" + struct.pack("<i", epsg) + shapely.to_wkb(geometry)
            connection.execute(
                f'INSERT INTO "{table}" ({", ".join(columns)}, geom) VALUES ({places})',
                [*values, blob],
            )
        connection.commit()
        return connection.serialize()
