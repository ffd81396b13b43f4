"""JSON files to tables: a list of objects, one within objects, an object a line, or the features of a GeoJSON."""

import json
import re
from collections.abc import Iterator
from typing import Any

import polars as pl

from est.progress import Progress, ignore_progress
from est.reports.files.geojson_features import APPROXIMATE, CENTRES, PRECISION, feature_row
from est.reports.files.header import unique_names
from est.reports.files.refusal import refusal
from est.reports.files.table import (
    MOST_CELLS,
    MOST_ROWS,
    NO_ROWS,
    ROW,
    TOO_MANY_CELLS,
    TOO_MANY_ROWS,
    Reject,
    Table,
    UnreadableReason,
    shorten_value,
)
from est.sentences import Sentence
from est.space.grids import GRIDS, Grid
from est.text import N_

MOST_JSON_BYTES = 32 * 1024 * 1024  # as objects it takes some twelve times as much memory
DEEPEST = 4  # objects within objects that become columns
_PAIR = (("lat", "latitude"), ("lon", "lng", "long", "longitude"))  # the names of the numbers of a point

_BROKEN = N_("It is JSON that cannot be read: line {line}, column {column}. Export it again.")
_EPSG = re.compile(r"EPSG:{1,2}(?:[\d.]*:)?(\d+)$", re.IGNORECASE)
_DEGREES = ("4326", "4258", "4619")
_OTHER_SYSTEM = N_("It says that its points are in {system}. Save it in WGS 84 or SWEREF 99.")
_NO_TABLE = N_("It is JSON without a list of objects, so it is no table. Save the table as CSV or .xlsx.")


def read_json(content: bytes, file: str, content_hash: str, progress: Progress = ignore_progress) -> Table:
    """Return the table in a JSON file, every value as text; its first row is row 2, as it would be below a header.

    The point of a GeoJSON feature stands in the column `geometry`. FileRefusedError when it holds no list of objects.
    """
    if len(content) > MOST_JSON_BYTES:
        raise refusal(
            file, N_("It is JSON of more than {most} MB. Save it as CSV or Parquet."), most=MOST_JSON_BYTES // 1024**2
        )
    try:
        document = _document(content.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise refusal(file, _BROKEN, line=error.lineno, column=error.colno) from error
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        raise refusal(file, _NO_TABLE) from error
    progress(0.5)
    records = _records(document, _told_grid(document, file))
    if records is None:
        raise refusal(file, _NO_TABLE)
    if len(records) > MOST_ROWS:
        raise refusal(file, TOO_MANY_ROWS, most=MOST_ROWS)
    flat = [dict(_flattened(record)) if isinstance(record, dict) else None for record in records]
    columns = list(dict.fromkeys(name for row in flat if row for name in row))
    if len(columns) * len(flat) > MOST_CELLS:
        raise refusal(file, TOO_MANY_CELLS, most=MOST_CELLS)
    names = unique_names(columns)
    held = [(number, row) for number, row in enumerate(flat, 2) if row]
    texts = {
        name: pl.Series(name, [row.get(column) for _, row in held], dtype=pl.String)
        for column, name in zip(columns, names, strict=True)
    }
    rows = pl.DataFrame([pl.Series(ROW, [number for number, _ in held], dtype=pl.UInt32), *texts.values()])
    rejects = tuple(
        Reject(number, None, shorten_value(json.dumps(record, ensure_ascii=False)[:1000]), UnreadableReason.NO_OBJECT)
        for number, (record, row) in enumerate(zip(records, flat, strict=True), 2)
        if not row
    )
    progress(1.0)
    notices: tuple[str, ...] = (Sentence(NO_ROWS),) if rows.is_empty() else ()
    if PRECISION in columns:
        spread = sum(row[PRECISION] is not None for _, row in held if PRECISION in row)
        notices += (Sentence(CENTRES, count=spread, all=len(held), most=APPROXIMATE),)
    return Table(file, "json", names, True, rows, rejects, None, notices, content_hash, "utf-8")


def _document(text: str) -> Any:  # noqa: ANN401 (what JSON holds)
    """Return what a text holds: one JSON, or as a list what stands in its lines when each is an object."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        if error.msg != "Extra data":
            raise
        lines = [line for line in text.splitlines() if line.strip()]
        if not all(line.lstrip().startswith("{") and line.rstrip().endswith("}") for line in lines):
            raise
        return [_line(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]


def _line(number: int, line: str) -> Any:  # noqa: ANN401 (what JSON holds)
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        raise json.JSONDecodeError(error.msg, "\n" * (number - 1) + line, number - 1 + error.pos) from error


def _told_grid(document: Any, file: str) -> Grid | None:  # noqa: ANN401 (what JSON holds)
    """Return the grid that the old member `crs` names; None for degrees, and for none. FileRefusedError for others."""
    system = document.get("crs") if isinstance(document, dict) else None
    properties = system.get("properties") if isinstance(system, dict) else None
    name = str(properties.get("name") or "") if isinstance(properties, dict) else ""
    code = _EPSG.search(name)
    if not name or name.upper().endswith("CRS84") or (code and code[1] in _DEGREES):
        return None
    if code and int(code[1]) in GRIDS:
        return GRIDS[int(code[1])]
    raise refusal(file, _OTHER_SYSTEM, system=shorten_value(name))


def _records(document: Any, grid: Grid | None) -> list[Any] | None:  # noqa: ANN401 (what JSON holds)
    """Return the list of objects in a document: itself, or the longest one within its objects."""
    if isinstance(document, dict):
        lists = list(_lists(document))
        if not lists:
            return None
        document = max(lists, key=len)
        if all(isinstance(record, dict) and record.get("type") == "Feature" for record in document):
            return [feature_row(record, grid) for record in document]
    return document if isinstance(document, list) and any(isinstance(x, dict) for x in document) else None


def _lists(document: dict[str, Any], depth: int = 1) -> Iterator[list[Any]]:
    """Yield the lists of objects that the members of an object hold; what is nearer comes first."""
    for part in document.values():
        if isinstance(part, list) and any(isinstance(x, dict) for x in part):
            yield part
    for part in document.values():
        if isinstance(part, dict) and depth < DEEPEST:
            yield from _lists(part, depth + 1)


def _flattened(record: dict[str, Any], before: str = "", depth: int = 1) -> Iterator[tuple[str, str | None]]:
    """Yield the columns of an object and their texts; those of an object within have its name in front.

    A list of one is what it holds, as the fields of a form are kept (`"values": {"place": [{"lat": 59.3, …}]}`).
    """
    for name, held in record.items():
        value = _point(held[0]) if isinstance(held, list) and len(held) == 1 else held
        if isinstance(value, dict) and depth < DEEPEST:
            yield from _flattened(value, f"{before}{name}.", depth + 1)
        else:
            yield f"{before}{name}", _text(value)


def _point(value: Any) -> Any:  # noqa: ANN401 (what JSON holds)
    """Return an object that is a latitude and a longitude as one text; anything else as it is."""
    if not isinstance(value, dict) or len(value) != len(_PAIR):
        return value
    numbers = [next((value[name] for name in names if name in value), None) for names in _PAIR]
    return ", ".join(map(str, numbers)) if all(isinstance(one, int | float | str) for one in numbers) else value


def _text(value: Any) -> str | None:  # noqa: ANN401 (what JSON holds)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return json.dumps(value, ensure_ascii=False)
