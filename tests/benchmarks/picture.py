"""From a new selection to cells, beside a bare group-by, polars over Parquet and a plain pandas + h3 loop."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import h3
import numpy as np
import pandas as pd
import polars as pl

from est.clock import PRESETS
from est.hotspots.detection.flags import find_flags
from est.hotspots.surveillance.unusual import find_unusual
from est.identity import new_id
from est.municipality.defaults import prepare_store
from est.picture.counts import cell_counts
from est.picture.selection import Selection, default_selection
from est.space.area import set_study_area
from est.space.cells import RESOLUTIONS, latlng_to_cells, shown_cells
from est.store import Change, Store, applies, open_store
from tests.benchmarks.measuring import Figure, compared, seconds
from tests.hotspots.detection.test_flags import built_up
from tests.stores import NOW, TOWN

RESOLUTION = 9
PAGE_MS = 150  # server time of a new filter on the map page; the flags are the largest part of it
UNUSUAL_MS = 2000
SAMPLE = 200_000  # rows for the pandas + h3 loop, which would take minutes for all of them
PERIOD = Selection(date(2023, 6, 1), date(2025, 6, 1))
NIGHT = Selection(PERIOD.start, PERIOD.end, PRESETS["night"])

_SHOWN = ", ".join(f"cells_{one}[place] AS cell_{one}" for one in RESOLUTIONS)
_LISTS = ", ".join(f"$cell_{one}::UBIGINT[] AS cells_{one}" for one in RESOLUTIONS)

BARE = "SELECT cell, count(*) FROM reports WHERE starts BETWEEN $start AND $end GROUP BY cell"

# Places as a town has them: many reports on some, few on most, all inside about 14 km2
_FILL = f"""
    INSERT INTO reports BY NAME SELECT
        uuidv7() AS id, $batch::UUID AS batch, (i + 2)::UINTEGER AS position,
        organisations[1 + (hash(i * 11) % len(organisations))::INTEGER] AS organisation,
        starts, CASE WHEN minutes IS NOT NULL THEN starts + to_minutes(minutes) END AS ends,
        'exact' AS time_precision, false AS twice,
        (week_minute // 60)::UTINYINT AS hour, week_minute::USMALLINT AS week_minute, minutes::UINTEGER AS minutes,
        lats[place] AS lat, lngs[place] AS lng, 'point' AS place_precision, 'plats ' || place AS place,
        cells[place] AS cell, {_SHOWN}, codes[1 + (hash(i * 7) % len(codes))::INTEGER] AS category, 'approved' AS review
    FROM (
        SELECT i, starts, 1 + floor(pow((hash(i) % 1000003) / 1000003.0, 2) * len($cells))::INTEGER AS place,
            (date_diff('minute', TIMESTAMP '2021-01-04', starts) % 10080) AS week_minute,
            CASE WHEN $windows AND hash(i * 3) % 2 = 0 THEN 2 + hash(i * 5) % 1440 END::BIGINT AS minutes
        FROM (SELECT i, TIMESTAMP '2022-01-03' + to_minutes(i * 2102400 // $rows) AS starts FROM range($rows) AS t(i))
    ), (SELECT $cells::UBIGINT[] AS cells, {_LISTS}, $lats::DOUBLE[] AS lats, $lngs::DOUBLE[] AS lngs,
        (SELECT list(code) FROM categories) AS codes, (SELECT list(id) FROM organisations) AS organisations)
"""


@applies("fill a store for measuring")
def _fill(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    cursor.execute(_FILL, dict(change.payload))


def filled(path: Path, rows: int, windows: bool, half_lat: float = 0.018, half_lng: float = 0.032) -> Store:
    """Return a store in a file with so many reports of four years in one town, half of them with a window or none.

    From its middle the town reaches so many degrees to each side.
    """
    rng = np.random.default_rng(1)
    lats = TOWN[0] + rng.uniform(-half_lat, half_lat, 40_000)
    lngs = TOWN[1] + rng.uniform(-half_lng, half_lng, 40_000)
    store = open_store(path)
    prepare_store(store, "benchmark", NOW)
    payload = {
        "batch": str(new_id()),
        "rows": rows,
        "windows": windows,
        "cells": latlng_to_cells(lats, lngs).tolist(),
        **{column: cells.tolist() for column, cells in shown_cells(lats, lngs).items()},
        "lats": lats.tolist(),
        "lngs": lngs.tolist(),
    }
    store.apply(Change("benchmark", NOW, "fill a store for measuring", new_id(), payload))
    set_study_area(store, built_up(half_lat, half_lng), "benchmark", NOW)  # without one nothing is flagged
    store.checkpoint()
    return store


def figures(sizes: tuple[int, ...]) -> Iterator[Figure]:
    """Measure a new selection at each size, without windows and with half of the reports windows."""
    for rows in sizes:
        for windows in (False, True):
            with tempfile.TemporaryDirectory() as folder, filled(Path(folder) / "est.duckdb", rows, windows) as store:
                yield from _one_store(store, Path(folder), rows, windows)


def _one_store(store: Store, folder: Path, rows: int, windows: bool) -> Iterator[Figure]:
    selection, most = (NIGHT, 8.0) if windows else (PERIOD, 2.0)
    if rows <= 1_000_000:
        yield from _from_store_to_flags(store, rows, windows)
    parquet, frame = _copies(store, folder)
    ours, bare, polars, pandas = seconds(
        lambda: cell_counts(store, selection, RESOLUTION),
        lambda: store.ask(BARE, {"start": PERIOD.start, "end": PERIOD.end}),
        lambda: _polars(parquet),
        lambda: _pandas_and_h3(frame),
    )
    kind = "half windows, night" if windows else "no windows, whole week"
    what = f"cells of a new selection, {rows:,} reports, {kind}"
    yield compared(what, ours, "bare DuckDB group by of the stored cell", bare, most if rows > 1_000_000 else None)
    yield compared(what, ours, "polars over Parquet, no filter on hours", polars)
    scaled = pandas * rows / frame.shape[0]
    beside = f"pandas + h3 loop, start hour only ({frame.shape[0]:,} rows measured, scaled to all)"
    yield compared(what, ours, beside, scaled)


def _from_store_to_flags(store: Store, rows: int, windows: bool) -> Iterator[Figure]:
    """Measure the flags of a new filter, all the way from the store: the last twelve weeks, or the nights of them."""
    last = default_selection(store)
    chosen = replace(last, hours=PRESETS["night"]) if windows else last
    (taken,) = seconds(lambda: find_flags(store, chosen))
    kind = "half windows, night" if windows else "no windows, whole week"
    most = f"under {PAGE_MS} ms"
    what = f"flags of the last 12 weeks, {rows:,} reports, {kind}"
    yield Figure(what, round(1000 * taken, 1), "ms", target=most, reached=1000 * taken < PAGE_MS)
    if not windows:
        (taken,) = seconds(lambda: find_unusual(store, date(2026, 1, 1)), rounds=3)
        most = f"under {UNUSUAL_MS} ms"
        what = f"what is unusual, {rows:,} reports of four years"
        yield Figure(what, round(1000 * taken, 1), "ms", target=most, reached=1000 * taken < UNUSUAL_MS)


def _copies(store: Store, folder: Path) -> tuple[Path, pd.DataFrame]:
    path = folder / "reports.parquet"
    rows = store.ask("SELECT starts, cell, lat, lng, category FROM reports")
    rows.write_parquet(path)
    return path, rows.sample(min(SAMPLE, rows.height), seed=1).to_pandas()


def _polars(path: Path) -> pl.DataFrame:
    """Count the stored cells of the period, as the bare query does."""
    starts = pl.col("starts").is_between(PERIOD.start, PERIOD.end, closed="left")
    return pl.scan_parquet(path).filter(starts).group_by("cell").len().collect()


def _pandas_and_h3(frame: pd.DataFrame) -> "pd.Series[int]":
    """Count cells as a notebook does: from coordinates, each time."""
    inside = frame[(frame["starts"] >= str(PERIOD.start)) & (frame["starts"] < str(PERIOD.end))]
    cells = [h3.latlng_to_cell(lat, lng, RESOLUTION) for lat, lng in zip(inside["lat"], inside["lng"], strict=True)]
    return pd.Series(cells).value_counts()
