"""A file from outside to a table of rows, with every row that cannot be read named. Files are hostile until read."""

from hashlib import sha256

from est.progress import Progress, ignore_progress
from est.reports.files.csv_text import read_csv
from est.reports.files.excel import read_excel
from est.reports.files.json_rows import read_json
from est.reports.files.parquet import read_parquet
from est.reports.files.refusal import refusal
from est.reports.files.sniffing import sniff_kind
from est.reports.files.table import Table
from est.text import N_

MOST_BYTES = 256 * 1024 * 1024  # as much as the rows of a table may take in memory


LARGE = 2**20  # bytes: reading them takes a moment


def read_file(content: bytes, file: str, progress: Progress = ignore_progress) -> Table:
    """Return the table in a CSV, Excel, Parquet or JSON file. `progress` gets the share done, from 0 to 1.

    FileRefusedError says what the file is instead, or why nothing of it can be read, and what to do.
    """
    if len(content) > MOST_BYTES:
        raise refusal(file, N_("It is larger than {most} MB. Send it in parts."), most=MOST_BYTES // 1024**2)
    kind = sniff_kind(content, file)
    content_hash = sha256(content).hexdigest()
    if kind == "excel":
        return read_excel(content, file, content_hash, progress)
    if kind == "json":
        return read_json(content, file, content_hash, progress)
    if kind == "parquet":
        return read_parquet(content, file, content_hash, progress)
    return read_csv(content, file, content_hash, progress)
