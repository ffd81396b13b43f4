"""A store with as many reports as wanted, drawn in bulk: for load and benchmarks, never for what is true of a place."""

from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from est.clock import week_minute, window_minutes
from est.identity import new_id, new_ids
from est.municipality.defaults import prepare_store
from est.municipality.reference_lists import reference_lists
from est.municipality.settings import write_setting
from est.space.cells import latlng_to_cells, shown_cells
from est.store import Change, Store, applies, insert_rows, open_store

FIRST_DAY = datetime(2023, 1, 2)
DAYS = 3 * 365
CENTRE = (59.3098, 14.1081)  # Kristinehamn
ADDRESSES = 20_000  # reports come from addresses; a town of 18,600 inhabitants has some 8,000
WINDOWS = 0.3  # share of reports with a window


def reports(count: int, organisations: list[str], categories: list[str], seed: int = 1) -> pl.DataFrame:
    """Return `count` reports of three years, thickest in the middle of town, in the store's columns."""
    draw = np.random.default_rng(seed)
    address = draw.integers(0, ADDRESSES, count)
    lat = (CENTRE[0] + draw.normal(0, 0.012, ADDRESSES))[address]
    lng = (CENTRE[1] + draw.normal(0, 0.024, ADDRESSES))[address]
    # in order of time, as batches come in week after week
    minutes = np.sort(draw.integers(0, DAYS * 1440, count)).astype("timedelta64[m]")
    starts = pl.Series(np.datetime64(FIRST_DAY, "us") + minutes).dt.cast_time_unit("us")
    length = np.where(draw.random(count) < WINDOWS, draw.integers(30, 3000, count), 0)
    frame = pl.DataFrame(
        {
            "id": new_ids(count),
            "position": np.arange(2, count + 2, dtype=np.uint32),
            "organisation": np.array(organisations)[draw.integers(0, len(organisations), count)],
            "starts": starts,
            "ends": starts + pl.Series(length * 60_000_000).cast(pl.Duration("us")),
            "lat": lat,
            "lng": lng,
            "cell": latlng_to_cells(lat, lng),
            **shown_cells(lat, lng),
            "category": np.array(categories)[draw.integers(0, len(categories), count)],
            "length": length,
        }
    )
    return (
        frame.with_columns(
            ends=pl.when(pl.col("length") > 0).then("ends"),
            batch=pl.lit(str(new_id())),
            time_precision=pl.lit("exact"),
            place_precision=pl.lit("point"),
            twice=False,
            place=pl.lit("Södra torget"),
            description=pl.lit("Påhittad rad"),
            review=pl.lit("approved"),
        )
        .with_columns(
            hour=(week_minute(pl.col("starts")) // 60).cast(pl.UInt8),
            week_minute=week_minute(pl.col("starts")),
            minutes=window_minutes(pl.col("starts"), pl.col("ends")),
        )
        .drop("length")
    )


@applies("fill for load")
def _fill(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    insert_rows(cursor, "reports", change.frames["reports"])


def filled(path: Path | None, count: int, seed: int = 1) -> Store:
    """Return an open store, made at `path` or in memory, with so many invented reports."""
    store = open_store(path)
    when = FIRST_DAY + timedelta(days=DAYS)
    prepare_store(store, "load", when)
    write_setting(store, "demo", "1", "load", when)
    choices = reference_lists(store)
    rows = reports(count, list(choices.organisations), list(choices.categories), seed)
    store.apply(Change("load", when, "fill for load", new_id(), frames={"reports": rows}))
    store.checkpoint()
    return store
