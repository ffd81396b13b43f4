"""The step of the schema that gives reports, and the people of the null model, a cell at every resolution shown.

It stands by itself: a step is never changed, whatever becomes of the rooms above.
"""

import duckdb
import h3.api.basic_int as h3_int
import polars as pl

SHOWN = (7, 8, 9, 10, 11)


def shown_cell_statements() -> tuple[str, ...]:
    """Return the statements that add the columns. Until then people were kept at resolution 11 alone."""
    return (
        *(f"ALTER TABLE reports ADD COLUMN cell_{resolution} UBIGINT" for resolution in SHOWN),
        "ALTER TABLE backgrounds ADD COLUMN resolution UTINYINT",
        "UPDATE backgrounds SET resolution = 11",
    )


def keep_shown_cells(cursor: duckdb.DuckDBPyConnection) -> None:
    """Find the cells of every report from its own point, and those of the people from the ground of their cell."""
    points = cursor.sql("SELECT DISTINCT lat, lng FROM reports WHERE cell IS NOT NULL").pl()
    for resolution in SHOWN:
        cells = map(h3_int.latlng_to_cell, points["lat"], points["lng"], [resolution] * points.height)
        points = points.with_columns(pl.Series(f"cell_{resolution}", list(cells), dtype=pl.UInt64))
    columns = ", ".join(f"cell_{resolution} = points.cell_{resolution}" for resolution in SHOWN)
    _with_frame(
        cursor,
        points,
        f"UPDATE reports SET {columns} FROM points "  # noqa: S608 (names of ours)
        "WHERE reports.cell IS NOT NULL AND reports.lat = points.lat AND reports.lng = points.lng",
    )
    fine = cursor.sql("SELECT kind, cell, value FROM backgrounds").pl()
    coarse = [row for kind, cell, value in fine.rows() for row in _coarser(kind, cell, value)]
    frame = pl.DataFrame(
        coarse, {"kind": pl.String, "resolution": pl.UInt8, "cell": pl.UInt64, "value": pl.Float64}, orient="row"
    )
    _with_frame(
        cursor, frame.group_by("kind", "resolution", "cell").agg(pl.col("value").sum()),
        "INSERT INTO backgrounds BY NAME SELECT * FROM points",
    )  # fmt: skip


def _coarser(kind: str, cell: int, value: float) -> list[tuple[str, int, int, float]]:
    """Return the people of a cell of resolution 11 in coarser ones: a seventh in its middle, and halfway to corners."""
    lat, lng = h3_int.cell_to_latlng(cell)
    corners = h3_int.cell_to_boundary(cell)
    spots = [(lat, lng), *(((lat + y) / 2, (lng + x) / 2) for y, x in corners)]
    return [
        (kind, resolution, h3_int.latlng_to_cell(*spot, resolution), value / len(spots))
        for resolution in SHOWN[:-1]
        for spot in spots
    ]


def _with_frame(cursor: duckdb.DuckDBPyConnection, points: pl.DataFrame, sql: str) -> None:
    cursor.register("points", points)
    try:
        cursor.execute(sql)
    finally:
        cursor.unregister("points")
