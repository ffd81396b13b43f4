"""A region of a hundred towns, and its reports in order of time, stored as batches are: with guard, log and rows."""

import time
from dataclasses import dataclass
from datetime import datetime

import duckdb
import numpy as np
import polars as pl

from est.clock import week_minute, window_minutes
from est.identity import new_id, new_ids
from est.municipality.reference_lists import ReferenceLists
from est.reports.fields.mapping import ColumnMapping
from est.space.cells import latlng_to_cells, shown_cells
from est.store import Change, Store, applies, insert_rows
from tests.stores import NOW, TOWN

AT_ONCE = 1_000_000  # rows of a change
PLACES, TOWNS = 200_000, 100  # addresses; towns of a region, the first of which has a study area
FIRST_DAY, DAYS = datetime(2022, 1, 3), 4 * 365
TEXTS = 5_000  # words that reports share; all others take more room
ACTION = "grow a store for measuring"
_FIELDS = (("Starttid", "start"), ("Plats", "place"), ("Lat", "lat"), ("Long", "lng"), ("Beskrivning", "description"))
_SAID = {"kind": "file", "file": "v1.csv", "received_by": "scale", "mapping": ColumnMapping(_FIELDS).to_json()}


@dataclass(frozen=True)
class Region:
    """Where reports come from: points and their cells, drawn once."""

    lat: np.ndarray
    lng: np.ndarray
    cells: dict[str, np.ndarray]

    @classmethod
    def drawn(cls) -> "Region":
        """Return towns of uneven size around the first, which has a fifth of all addresses."""
        draw = np.random.default_rng(7)
        share = 1 / np.arange(1, TOWNS + 1)
        town = draw.choice(TOWNS, PLACES, p=share / share.sum())
        centre = np.column_stack([draw.uniform(57.5, 60.5, TOWNS), draw.uniform(12.5, 16.5, TOWNS)])
        centre[0] = TOWN
        lat = centre[town, 0] + draw.normal(0, 0.009, PLACES)
        lng = centre[town, 1] + draw.normal(0, 0.016, PLACES)
        return cls(lat, lng, {"cell": latlng_to_cells(lat, lng), **shown_cells(lat, lng)})

    def reports(self, first: int, count: int, total: int, organisation: str, kinds: list[str]) -> pl.DataFrame:
        """Return `count` reports of a store of `total`, from that many on in order of time, as batches come."""
        draw = np.random.default_rng(first)
        place = (draw.random(count) ** 2 * PLACES).astype(np.int64)  # a few places have many reports
        minute = np.sort(first + draw.integers(0, count, count)) * (DAYS * 1440) // total
        starts = pl.Series(np.datetime64(FIRST_DAY, "us") + minute.astype("timedelta64[m]"))
        length = np.where(draw.random(count) < 0.3, draw.integers(30, 3000, count), 0)
        frame = pl.DataFrame(
            {
                "id": new_ids(count),
                "position": np.arange(2, count + 2, dtype=np.uint32),
                "starts": starts.dt.cast_time_unit("us"),
                "lat": self.lat[place],
                "lng": self.lng[place],
                **{name: cells[place] for name, cells in self.cells.items()},
                "category": pl.Series(kinds)[draw.integers(0, len(kinds), count)],
                "place": pl.Series([f"plats {one}" for one in range(PLACES)])[place],
                "description": pl.Series([f"glas på marken, nr {one}" for one in range(TEXTS)])[place % TEXTS],
            }
        ).with_columns(
            batch=pl.lit(str(new_id())),
            organisation=pl.lit(organisation),
            ends=pl.when(pl.Series(length > 0)).then(
                pl.col("starts") + pl.Series(length * 60_000_000).cast(pl.Duration)
            ),
            time_precision=pl.lit("exact"),
            place_precision=pl.lit("point"),
            twice=False,
            version=pl.lit(1, pl.UInt32),
            review=pl.lit("approved"),
        )
        return frame.with_columns(
            hour=(week_minute(pl.col("starts")) // 60).cast(pl.UInt8),
            week_minute=week_minute(pl.col("starts")),
            minutes=window_minutes(pl.col("starts"), pl.col("ends")),
        )


@applies(ACTION)
def _grow(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    reports = change.frames["reports"]
    insert_rows(cursor, "reports", reports)
    rows = reports.select("batch", "position", pl.col("id").alias("report"), "version", kind=pl.lit("new"))
    insert_rows(cursor, "batch_rows", rows)
    batch = reports.select(
        pl.col("batch").alias("id"),
        "organisation",
        received=pl.lit(change.when),
        **{name: pl.lit(text) for name, text in _SAID.items()},
        **{name: pl.lit(reports.height, pl.UInt32) for name in ("read", "accepted")},
        **{name: pl.lit(0, pl.UInt32) for name in ("rejected", "known", "changed", "gone", "repeated", "voided")},
    )
    insert_rows(cursor, "batches", batch[:1])


def put_next(store: Store, region: Region, held: int, total: int, choices: ReferenceLists) -> tuple[int, float]:
    """Put the next rows, at most a million, into a store that holds so many; return how many, and the seconds."""
    organisations = list(choices.organisations)
    owner = organisations[held // AT_ONCE % len(organisations)]
    rows = region.reports(held, min(AT_ONCE, total - held), total, owner, list(choices.categories))
    begun = time.perf_counter()
    store.apply(Change("scale", NOW, ACTION, new_id(), {}, {"reports": rows}))
    return rows.height, time.perf_counter() - begun
