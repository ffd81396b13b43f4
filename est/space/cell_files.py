"""Cells as layers for a map program: GeoJSON and GeoPackage, each cell with its outline and what is known of it."""

import json
from io import BytesIO

import h3
import numpy as np
import polars as pl
import shapely

WGS84 = "EPSG:4326"


def cells_to_geojson(frame: pl.DataFrame, about: tuple[str, ...] = ()) -> bytes:
    """Return the rows of a frame [cell text, ...] as GeoJSON, and `about` them as a member `description`."""
    features = [
        {"type": "Feature", "properties": row, "geometry": json.loads(shapely.to_geojson(shape))}
        for row, shape in zip(_plain(frame).iter_rows(named=True), cell_shapes(frame["cell"]), strict=True)
    ]
    collection = {"type": "FeatureCollection", "description": " · ".join(about), "features": features}
    return json.dumps(collection, ensure_ascii=False, allow_nan=False).encode()


def cells_to_geopackage(frame: pl.DataFrame, layer: str, about: tuple[str, ...] = ()) -> bytes:
    """Return the rows of a frame [cell text, ...] as a GeoPackage with one layer, described by `about`."""
    flat = _plain(frame)
    shapes = np.array([shapely.to_wkb(shape) for shape in cell_shapes(frame["cell"])], dtype=object)
    held = BytesIO()
    import pyogrio.raw  # noqa: PLC0415 (loads pandas, which nothing else waits for)

    pyogrio.raw.write(
        held,
        shapes,
        [
            column.fill_null(strategy="zero").to_numpy() if column.dtype.is_numeric() else column.to_numpy()
            for column in flat
        ],
        flat.columns,
        field_mask=[column.is_null().to_numpy() for column in flat],
        layer=layer,
        driver="GPKG",
        geometry_type="Polygon",
        crs=WGS84,
        layer_options={"DESCRIPTION": " · ".join(about)},
    )
    return held.getvalue()


def cell_shapes(cells: pl.Series) -> list[shapely.Polygon]:
    """Return the outlines of cells in WGS 84, to a tenth of a metre, outside to the right as GeoJSON wants it."""
    return [
        shapely.Polygon([(round(lng, 6), round(lat, 6)) for lat, lng in h3.cell_to_boundary(cell)]) for cell in cells
    ]


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with days and lists as texts, and without numbers that are none."""
    return frame.with_columns(
        pl.selectors.temporal().cast(pl.String), pl.selectors.float().fill_nan(None)
    ).with_columns(
        pl.col(name).cast(pl.List(pl.String)).list.join(", ")
        for name, kind in frame.schema.items()
        if isinstance(kind, pl.List)
    )
