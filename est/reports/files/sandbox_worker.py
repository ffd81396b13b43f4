"""The child process that reads workbooks and Parquet: `sandbox.py` starts it. Bytes in by standard input, rows out.

It answers with one line of JSON, facts or a refusal, and then the rows as an Arrow stream.
"""
# not measured: the process may write no file, and so none that tells which of these lines were run

import io
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import polars as pl

from est.reports.files.header import unique_names
from est.reports.files.plain_columns import plain_frame
from est.reports.files.sheets import NOTHING, SHEET_READERS, ChildRefusedError, demand_bearable
from est.reports.files.table import MOST_BYTES, MOST_ROWS, TOO_HEAVY, TOO_MANY_ROWS
from est.reports.files.workbook import MOST_COLUMNS
from est.text import N_

_NO_COLUMNS = N_("It has no columns. Send a file whose columns hold the reports.")
_WIDE = N_("It has more than {most} columns. Send only those that are needed.")
_NO_MAP = N_("It is no GeoJSON, GeoPackage or PMTiles that can be read. Export the layers again as one of these.")
_RESIDENT = "/proc/self/statm"


def main(arguments: list[str]) -> None:
    """Read standard input with the reader named first, within the seconds and bytes named next; what comes after those
    is the reader's own.
    """
    reader, seconds, memory, *own = arguments[0], int(arguments[1]), int(arguments[2]), *arguments[3:]
    _limit(seconds, memory)
    content = sys.stdin.buffer.read()
    out = sys.stdout.buffer
    try:
        facts, rows = _READERS[reader](content, *own)
        if rows.height > MOST_ROWS:
            raise ChildRefusedError(TOO_MANY_ROWS, most=MOST_ROWS)
        if rows.estimated_size() > MOST_BYTES:
            raise ChildRefusedError(TOO_HEAVY, most=MOST_BYTES // 1024**2)
    except ChildRefusedError as refused:
        out.write(json.dumps({"refused": refused.pattern, "values": refused.values}).encode() + b"\n")
    else:
        out.write(json.dumps(facts).encode() + b"\n")
        rows.write_ipc_stream(out)
    out.flush()
    # all is said: threads of the readers that have not come to an end abort a process that ends as usual, and a good
    # file would be taken for a damaged one
    os._exit(0)


def _limit(seconds: int, memory: int) -> None:
    """Let the system end this process when it takes more; Windows has only the waiting parent."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 (Windows has no such module)

    resource.setrlimit(resource.RLIMIT_AS, (3 * memory, 3 * memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if os.path.exists(_RESIDENT):
        threading.Thread(target=_watch_memory, args=(memory,), daemon=True).start()


def _watch_memory(most: int) -> None:
    """End the process when it holds more bytes than it may; Linux alone says how many."""
    page = os.sysconf("SC_PAGE_SIZE")
    while True:
        with open(_RESIDENT, "rb") as told:
            if int(told.read().split()[1]) * page > most:
                os._exit(1)
        time.sleep(0.02)


def _parquet(content: bytes) -> tuple[dict[str, Any], pl.DataFrame]:
    import pyarrow as pa  # noqa: PLC0415 (loaded only in the child, after its limits are set)
    import pyarrow.parquet  # noqa: PLC0415

    file = pyarrow.parquet.ParquetFile(io.BytesIO(content))
    rows, columns = file.metadata.num_rows, file.metadata.num_columns
    if not columns:
        raise ChildRefusedError(_NO_COLUMNS)
    if columns > MOST_COLUMNS:
        raise ChildRefusedError(_WIDE, most=MOST_COLUMNS)
    demand_bearable(rows, columns)
    read = file.read(use_threads=False)
    read = read.rename_columns(list(unique_names(read.column_names)))
    nested = [field.name for field in read.schema if pa.types.is_nested(field.type)]
    flat = read.drop_columns(nested)
    table = pl.from_arrow(flat.cast(pa.schema([field.with_type(_known(field.type)) for field in flat.schema])))
    if not isinstance(table, pl.DataFrame):
        raise ChildRefusedError(NOTHING)
    frame, left_out = plain_frame(table)
    return {"left_out": [name for name in read.column_names if name in (*nested, *left_out)]}, frame


def _known(kind: Any) -> Any:  # noqa: ANN401
    """Return the type under which polars reads a column: an instant of any zone, also an unknown one, is in UTC."""
    import pyarrow as pa  # noqa: PLC0415 (see _parquet)

    if pa.types.is_timestamp(kind) and kind.tz:
        return pa.timestamp(kind.unit, "UTC")
    return pa.float64() if pa.types.is_decimal256(kind) else kind


def _map_layers(content: bytes, grid: str = "") -> tuple[dict[str, Any], pl.DataFrame]:
    from est.reports.files.map_layers import read_map_layers  # noqa: PLC0415 (loaded only in the child)
    from est.space.ground_features import sort_features  # noqa: PLC0415 (brings the store with it, rarely needed)

    try:
        read = read_map_layers(content, int(grid) if grid else None)
        found = sort_features(read.rows)
    except (ValueError, TypeError, RuntimeError, RecursionError) as error:
        raise ChildRefusedError(_NO_MAP) from error
    facts = {name: getattr(read, name) for name in ("shapeless", "unreadable", "first", "nowhere", "metres")}
    return facts | {name: getattr(found, name) for name in ("unknown", "said", "small", "many")}, found.features


_READERS: dict[str, Callable[..., tuple[dict[str, Any], pl.DataFrame]]] = {
    **SHEET_READERS,
    "parquet": _parquet,
    "map layers": _map_layers,
}
