"""A Parquet file gives rows of plain types; what is no single value is left out and said, and damage is refused."""

import io
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import polars as pl
import pyarrow.parquet
import pytest

from est.errors import FileRefusedError
from est.reports.files.reader import read_file


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


@pytest.mark.slow
def test_rows_come_in_plain_types_and_lists_are_left_out():
    table = read_file(parquet(FRAME), "mars.parquet")
    assert table.columns == ("tid", "utc", "dag", "klockan", "lat", "antal", "kategori", "pris")
    assert table.rows.row(0) == (
        2, datetime(2026, 3, 1, 14, 30), "2026-03-01T14:30:00+0000", date(2026, 3, 1), "14:30:00", 59.5, 1,
        "klotter", 1.5,
    )  # fmt: skip
    assert any("lista" in notice for notice in table.notices)
    assert (table.kind, table.has_header, table.lines) == ("parquet", True, None)


@pytest.mark.slow
def test_bytes_that_are_text_are_read_and_others_are_left_out():
    """Some programs write texts without saying that they are."""
    table = read_file(
        parquet(pl.DataFrame({"kategori": [b"klotter", None], "bild": [b"\xff\xd8", b""]})), "mars.parquet"
    )
    assert table.rows["kategori"].to_list() == ["klotter", None]
    assert any("bild" in notice for notice in table.notices)


@pytest.mark.slow
def test_a_length_of_time_is_a_time_of_day_only_within_a_day():
    """Thirty hours are not six o'clock."""
    frame = pl.DataFrame({"tid": [timedelta(hours=14, minutes=30), timedelta(hours=30), timedelta(hours=-1), None]})
    assert read_file(parquet(frame), "mars.parquet").rows["tid"].to_list() == ["14:30:00", "1d 6h", "-1h", None]


@pytest.mark.slow
def test_names_that_come_twice_are_numbered():
    """As in a CSV; the file is not taken for a damaged one."""
    out = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table([[1], [2], [3]], names=["tid", "tid", ""]), out)
    assert read_file(out.getvalue(), "mars.parquet").columns == ("tid", "tid (2)", "column 3")


@pytest.mark.slow
def test_a_good_file_is_read_every_time():
    """Threads of the reader that are still there at the end do not make a damaged file of it, on a busy machine too."""
    content = parquet(pl.DataFrame({"lat": [Decimal("59.5")] * 10, "lista": [[1, 2]] * 10}))
    with ThreadPoolExecutor(4) as threads:
        heights = list(threads.map(lambda _: read_file(content, "mars.parquet").rows.height, range(8)))
    assert heights == [10] * 8


@pytest.mark.thorough
def test_damaged_files_are_refused_whatever_is_damaged():
    content = parquet(FRAME)
    chance = random.Random(7)
    for _ in range(6):
        changed = bytearray(content)
        for _ in range(20):
            changed[chance.randrange(4, len(changed))] = chance.randrange(256)
        try:
            read_file(bytes(changed), "mars.parquet")
        except FileRefusedError:
            continue
    with pytest.raises(FileRefusedError, match="damaged"):
        read_file(content[: len(content) // 2], "mars.parquet")


def test_a_parquet_file_under_another_name_is_refused_with_what_to_do():
    with pytest.raises(FileRefusedError, match=r"ending \.parquet"):
        read_file(parquet(FRAME), "mars.csv")
    with pytest.raises(FileRefusedError, match="is none"):
        read_file(b"a,b\n1,2\n", "mars.parquet")
