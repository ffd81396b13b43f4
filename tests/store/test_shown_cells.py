"""A store from before reports had a cell at every resolution gets them once, each from the report's own point."""

from datetime import datetime

import h3
import numpy as np
import polars as pl
import pytest

from est.identity import new_id, new_ids
from est.store import Change, applies, insert_rows, open_store
from est.store.migrations import MIGRATIONS

NOW = datetime(2026, 3, 2, 12)


@applies("fill an old store")
def _fill(cursor, change):
    for table, frame in change.frames.items():
        insert_rows(cursor, table, frame)


def old_store(path):
    """Write a store as it was: 400 reports, some on one point, one of an area, one without a place; people."""
    random = np.random.default_rng(1)
    lat, lng = 59.3 + random.uniform(-0.02, 0.02, 400), 14.1 + random.uniform(-0.04, 0.04, 400)
    lat[:3], lng[:3] = lat[0], lng[0]
    cells = [h3.str_to_int(h3.latlng_to_cell(*point, 13)) for point in zip(lat, lng, strict=True)]
    reports = pl.DataFrame(
        {"id": new_ids(402), "lat": [*lat, 59.3, None], "lng": [*lng, 14.1, None], "cell": [*cells, None, None]},
        schema_overrides={"cell": pl.UInt64},
    )
    homes = sorted({h3.str_to_int(h3.latlng_to_cell(*point, 11)) for point in zip(lat, lng, strict=True)})
    people = pl.DataFrame({"kind": "people", "cell": pl.Series(homes, dtype=pl.UInt64), "value": 7.0})
    with open_store(path, migrations=MIGRATIONS[:4]) as store:
        store.apply(Change("anna", NOW, "fill an old store", new_id(), {}, {"reports": reports, "backgrounds": people}))
    return len(homes)


@pytest.mark.slow
def test_an_old_store_is_indexed_once_from_its_points(tmp_path):
    homes = old_store(tmp_path / "s")
    for _ in range(2):
        with open_store(tmp_path / "s") as store:
            rows = store.ask("SELECT * FROM reports WHERE cell IS NOT NULL")
            assert rows.height == 400
            for resolution in (7, 8, 9, 10, 11):
                wanted = [
                    h3.str_to_int(h3.latlng_to_cell(lat, lng, resolution))
                    for lat, lng in rows.select("lat", "lng").rows()
                ]
                assert rows[f"cell_{resolution}"].to_list() == wanted
            assert store.ask("SELECT count(*) FROM reports WHERE cell IS NULL AND cell_9 IS NULL").item() == 2
            sums = store.ask("SELECT resolution, sum(value) AS people FROM backgrounds GROUP BY ALL ORDER BY ALL")
            assert sums["resolution"].to_list() == [7, 8, 9, 10, 11]
            assert np.allclose(sums["people"], 7 * homes)


@pytest.mark.slow
def test_an_empty_old_store_becomes_a_new_one(tmp_path):
    open_store(tmp_path / "s", migrations=MIGRATIONS[:4]).close()
    with open_store(tmp_path / "s") as store:
        assert store.ask("SELECT resolution, cell_7, cell_11 FROM reports, backgrounds").is_empty()
