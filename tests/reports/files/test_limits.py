"""A file that would take all memory or minutes costs a sentence, whatever kind it is."""

import io
import subprocess
import sys
import zipfile

import pyarrow as pa
import pyarrow.parquet
import pytest

from est.errors import FileRefusedError
from est.reports.files import csv_text
from est.reports.files.decoding import CHUNK, DecodedText
from est.reports.files.reader import read_file
from est.reports.files.table import MOST_ROWS, UnreadableReason
from tests.sources import ROOT

HEADER = b"Tid;Lat;Lng;Kategori\n"


def parquet(**columns):
    made = io.BytesIO()
    pyarrow.parquet.write_table(pa.table(columns), made, compression="zstd")
    return made.getvalue()


@pytest.mark.slow
def test_equal_rows_that_pack_to_almost_nothing():
    value = pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int8()), 8 * MOST_ROWS), pa.array(["2026-01-01"]))
    content = parquet(tid=value)
    assert len(content) < 100_000
    with pytest.raises(FileRefusedError, match="more than 1000000 rows"):
        read_file(content, "fil.parquet")


@pytest.mark.slow
def test_long_texts_that_pack_to_almost_nothing():
    """A thousand characters in each of a million rows are a gigabyte."""
    value = pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int8()), MOST_ROWS), pa.array(["x" * 1000]))
    with pytest.raises(FileRefusedError, match="memory"):
        read_file(parquet(text=value), "fil.parquet")


def test_a_workbook_of_very_many_short_rows():
    cells = '<row r="{n}"><c r="A{n}"><v>1</v></c></row>'
    rows = "".join(cells.format(n=n) for n in (*range(1, 50), *range(MOST_ROWS, MOST_ROWS + 300)))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{rows}</sheetData></worksheet>")
    with pytest.raises(FileRefusedError, match="more than 1000000 rows"):
        read_file(made.getvalue(), "fil.xlsx")


def test_a_quotation_mark_that_never_closes_before_very_many_lines():
    content = HEADER + b'2026-01-01 10:00;59.3;14.1;"' + b"\n" * (csv_text.MOST_LINES + 1)
    with pytest.raises(FileRefusedError, match="more than 3000000 lines"):
        read_file(content, "fil.csv")


def test_a_text_file_of_too_many_rows_or_cells(monkeypatch):
    content = HEADER + b"2026-01-01 10:00;59.3;14.1;Klotter\n" * 2000
    monkeypatch.setattr(csv_text, "MOST_ROWS", 2000)
    assert read_file(content, "fil.csv").rows.height == 2000
    with pytest.raises(FileRefusedError, match="more than 2000 rows"):
        read_file(content + b"2026-01-01 10:00;59.3;14.1;Klotter\n", "fil.csv")
    monkeypatch.setattr(csv_text, "MOST_CELLS", 7999)
    with pytest.raises(FileRefusedError, match="more than 7999 cells"):
        read_file(content, "fil.csv")


def test_a_text_file_whose_rows_would_take_all_memory(monkeypatch):
    """Text is read where the program runs, so its rows are weighed as those of a workbook are."""
    content = HEADER + b"2026-01-01 10:00;59.3;14.1;Klotter\n" * 60_000
    assert read_file(content, "fil.csv").rows.height == 60_000
    monkeypatch.setattr(csv_text, "MOST_BYTES", 1024**2)
    with pytest.raises(FileRefusedError, match="more than 1 MB in memory"):
        read_file(content, "fil.csv")


@pytest.mark.parametrize("sign", ["x", "å", "€", "😀"])
def test_of_a_line_longer_than_any_that_is_read_no_more_than_its_begin_is_looked_at(sign):
    """It is rejected as one row, wherever a letter of it would be cut, and the rows around it are taken."""
    row = b"2026-01-01 10:00;59.3;14.1;Klotter\n"
    long = row[:27] + (sign * (3 * CHUNK // len(sign.encode()))).encode() + b"\n"
    content = HEADER + row + long + row
    assert max(len(piece) for piece, _ in DecodedText(content, "UTF-8").pieces(CHUNK)) <= CHUNK
    table = read_file(content, "fil.csv")
    assert (table.rows.height, table.encoding) == (2, "UTF-8")
    assert [(reject.row, reject.reason) for reject in table.rejects] == [(3, UnreadableReason.TOO_LONG)]
    assert (table.lines.total, table.lines.rejected) == (4, 1)


@pytest.mark.slow
def test_the_process_that_reads_a_file_loads_nothing_that_it_does_without():
    """It starts for every workbook, so what it loads is waited for each time."""
    said = "import sys, est.reports.files.sandbox_worker; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", said], stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT)
    modules = set(loaded.stdout.split())
    assert "polars" in modules
    assert modules & {"numpy", "scipy", "pyproj", "h3", "shapely", "duckdb", "pyarrow", "est.store"} == set()
