"""A Parquet file gives rows of plain types; what is no single value is left out and said, and damage is refused."""

import io
import random
from datetime import UTC, date, datetime, time
from decimal import Decimal

import polars as pl
import pytest

from est.errors import FileRefusedError
from est.reports.reading import read


def parquet(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.write_parquet(out)
    return out.getvalue()


FRAME = pl.DataFrame(
    {
        "tid": [datetime(2026, 3, 1, 14, 30), None],
        "utc": [datetime(2026, 3, 1, 14, 30, tzinfo=UTC), None],
        "dag": [date(2026, 3, 1), None],
        "klockan": [time(14, 30), None],
        "lat": pl.Series([59.5, None], dtype=pl.Float32),
        "antal": pl.Series([1, None], dtype=pl.UInt8),
        "kategori": pl.Series(["klotter", None], dtype=pl.Categorical),
        "pris": [Decimal("1.5"), None],
        "lista": [[1, 2], None],
    }
)


def test_rows_come_in_plain_types_and_lists_are_left_out():
    table = read(parquet(FRAME), "mars.parquet")
    assert table.columns == ("tid", "utc", "dag", "klockan", "lat", "antal", "kategori", "pris")
    assert table.rows.row(0) == (
        2, datetime(2026, 3, 1, 14, 30), "2026-03-01T14:30:00+0000", date(2026, 3, 1), "14:30:00", 59.5, 1,
        "klotter", 1.5,
    )  # fmt: skip
    assert any("lista" in notice for notice in table.notices)
    assert (table.kind, table.has_header, table.lines) == ("parquet", True, None)


def test_damaged_files_are_refused_whatever_is_damaged():
    content = parquet(FRAME)
    chance = random.Random(7)
    for _ in range(6):
        changed = bytearray(content)
        for _ in range(20):
            changed[chance.randrange(4, len(changed))] = chance.randrange(256)
        try:
            read(bytes(changed), "mars.parquet")
        except FileRefusedError:
            continue
    with pytest.raises(FileRefusedError, match="damaged"):
        read(content[: len(content) // 2], "mars.parquet")


def test_a_parquet_file_under_another_name_is_refused_with_what_to_do():
    with pytest.raises(FileRefusedError, match=r"ending \.parquet"):
        read(parquet(FRAME), "mars.csv")
    with pytest.raises(FileRefusedError, match="is none"):
        read(b"a,b\n1,2\n", "mars.parquet")
