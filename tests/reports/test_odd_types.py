"""Types that few programs write cost neither the file nor another column; a value that cannot be is one reject."""

import io
from datetime import datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from est.reports.columns.recognition import recognise_columns
from est.reports.fields.reasons import Reason
from est.reports.files.reader import read_file
from est.reports.rows.reference_data import ReferenceData
from est.reports.rows.validation import CheckedRows, check_rows
from tests.reports.tables import WORDS

pytestmark = pytest.mark.slow

GOOD = datetime(2026, 3, 1, 12)


def judged(**columns: object) -> CheckedRows:
    """Return the check of a Parquet file of three rows."""
    out = io.BytesIO()
    pq.write_table(pa.table({"tid": [GOOD] * 3, "lat": [59.3301] * 3, "lon": [14.06] * 3} | columns), out)
    table = read_file(out.getvalue(), "fil.parquet")
    return check_rows(table, recognise_columns(table, WORDS).mapping, ReferenceData(), WORDS, datetime(2026, 12, 31))


def test_odd_types_are_read_as_what_they_hold_or_left_out():
    found = judged(
        tid=pa.array([GOOD] * 3, pa.timestamp("us", "Mars/Olympus")),
        lat=pa.array([Decimal("59.3301")] * 3, pa.decimal256(50, 4)),
        mer=pa.array([[("a", 1)]] * 3, pa.map_(pa.string(), pa.int32())),
    )
    assert found.rows.select("starts", "lat").rows() == [(datetime(2026, 3, 1, 13), 59.3301)] * 3
    assert any("mer" in notice.sentence() for notice in found.notices)


@pytest.mark.parametrize(
    ("kind", "far"),
    [(pa.timestamp("ms"), 2**61), (pa.timestamp("us", "UTC"), 2**61), (pa.date32(), 2**30)],
)
def test_a_time_beyond_all_years_is_one_reject(kind, far):
    """A program that wrote nanoseconds as milliseconds gives the year 290 000."""
    number = pa.int32() if kind == pa.date32() else pa.int64()
    times = pa.concat_arrays([pa.array([far], number).cast(kind), pa.array([GOOD] * 2).cast(kind, safe=False)])
    assert [(reject.row, reject.reason) for reject in judged(tid=times).rejects] == [(2, Reason.YEAR_OUTSIDE)]


def test_a_text_with_control_characters_is_a_reject_as_in_a_text_file():
    found = judged(text=["a\0b", "a\nb\tc", "a"])
    assert [(reject.row, reject.value, reject.reason) for reject in found.rejects] == [
        (2, "a\\x00b", Reason.TEXT_CONTROL)
    ]
