"""Taking out what is seen: tables as CSV and Excel that run nothing, charts and maps as pictures; each in the log."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
import streamlit as st

from est.access.made_files import file_mark, make_for
from est.access.passage import session_of
from est.charts.caption import Caption, with_caption
from est.charts.picture import chart_png, chart_svg
from est.picture.selection import Selection
from est.space.cell_files import cells_to_geojson, cells_to_geopackage
from est.store.exports import log_export, to_csv
from est.store.workbook import to_workbook
from est.text import Translator
from est.text.decimals import rounded_column
from est.ui.enter import Visitor
from est.ui.picture_caption import picture_caption
from est.ui.store_resource import page_municipality
from est.ui.tables import COUNTED

PART_DECIMALS = 4  # of the parts of reports in a file
WRITTEN = ("description", "on_the_spot")
"""The columns of reports in which people write."""

MIMES = {
    "csv": "text/csv",
    "json": "application/json",
    "ics": "text/calendar",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "svg": "image/svg+xml",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
}


def offer_download(
    visitor: Visitor,
    label: str,
    file: str,
    logged: tuple[str, pl.DataFrame],
    made: Callable[[], bytes],
    key: str,
    disabled: bool = False,
    words: bool = False,
) -> None:
    """Offer a file; it is made, and `logged` by name and rows, when the button is pressed, not when it is drawn.

    `words` tells whether what people wrote in reports is in it.
    """

    mark = file_mark(page_municipality(), session_of(st.context.headers))

    def make() -> bytes:
        make_for(mark)
        held = made()
        log_export(visitor.store, *logged, visitor.user, visitor.now(), words=words)  # only what leaves
        return held

    mime = MIMES[file.rpartition(".")[2]]
    st.download_button(label, make, file_name=file, mime=mime, key=key, on_click="ignore", disabled=disabled)


def download_json(visitor: Visitor, values: Mapping[str, object], name: str, label: str, key: str) -> None:
    """Offer values as `name`.json."""
    logged = (f"{name}.json", pl.DataFrame({name: [1]}))
    offer_download(
        visitor, label, logged[0], logged, lambda: json.dumps(values, ensure_ascii=False, indent=2).encode(), key
    )


def download(
    visitor: Visitor,
    frame: pl.DataFrame,
    name: str,
    names: Mapping[str, str] | None = None,
    key: str | None = None,
    heading: Caption | None = None,
    selection: Selection | None = None,
) -> None:
    """Offer the frame as `name`.csv and `name`.xlsx, with the columns and headings of `names` (all, if left out).

    Counts of reports are the whole numbers of the page, as `counts_of_file` says. The workbook has a second sheet with
    the `heading`: its name, the `selection`, source and day, if left out.
    """
    _ = visitor.translator.gettext
    shown = counts_of_file(frame, names or {}, visitor.translator)
    words = any(frame[name].drop_nulls().len() for name in WRITTEN if name in (names or frame.columns))
    key = key or f"download {name}"

    def about() -> tuple[str, ...]:
        said = heading or picture_caption(visitor, selection, name)
        return said.title, *said.lines

    with st.container(horizontal=True):
        offer_download(
            visitor,
            _("Download as CSV"),
            f"{name}.csv",
            (name, shown),
            lambda: to_csv(shown, visitor.language),
            key,
            disabled=frame.is_empty(),
            words=words,
        )
        offer_download(
            visitor,
            _("Excel"),
            f"{name}.xlsx",
            (f"{name}.xlsx", shown),
            lambda: to_workbook(shown, name, about(), _("About this file")),
            f"{key} excel",
            disabled=frame.is_empty(),
            words=words,
        )


def counts_of_file(frame: pl.DataFrame, names: Mapping[str, str], translator: Translator) -> pl.DataFrame:
    """Return the columns of `names` (all, if left out) by their headings, with counts of reports as the page has them.

    Where reports of a span of time count by their part, each such column is followed by one that has the parts too.
    """
    columns = []
    for column, kind in frame.select(*(names or frame.columns)).schema.items():
        heading = names.get(column, column)
        if column not in COUNTED or not kind.is_float():
            columns.append(pl.col(column).alias(heading))
            continue
        whole = rounded_column(pl.col(column))
        columns.append(whole.cast(pl.Int64).alias(heading))
        parts = rounded_column(pl.col(column), PART_DECIMALS)
        if frame.select((parts != whole).any()).item():
            columns.append(parts.alias(translator.gettext("{heading}, with parts").format(heading=heading)))
    return frame.select(columns)


def download_picture(
    visitor: Visitor, made: Callable[[], dict[str, Any]], frame: pl.DataFrame, heading: Caption, key: str
) -> None:
    """Offer a chart as PNG and SVG under its heading. `frame` is what it shows, for the log."""
    ways: dict[str, Callable[[dict[str, Any]], bytes]] = {"png": chart_png, "svg": chart_svg}
    with st.container(horizontal=True):
        for ending, write in ways.items():
            file = f"{heading.title}.{ending}"
            offer_download(
                visitor,
                f"{heading.title} ({ending.upper()})",
                file,
                (file, frame),
                lambda write=write: write(with_caption(made(), heading)),  # type: ignore[misc]  # the way of this turn
                f"{key} {ending}",
                disabled=frame.is_empty(),
            )


def download_cells(visitor: Visitor, frame: pl.DataFrame, name: str, heading: Caption) -> None:
    """Offer rows [cell text, ...] as layers for a map program, described by the heading."""
    about = (heading.title, *heading.lines)
    ways: dict[str, Callable[[], bytes]] = {
        "geojson": lambda: cells_to_geojson(frame, about),
        "gpkg": lambda: cells_to_geopackage(frame, name, about),
    }
    with st.container(horizontal=True):
        for ending, label in (("geojson", "GeoJSON"), ("gpkg", "GeoPackage")):
            file = f"{name}.{ending}"
            offer_download(visitor, label, file, (file, frame), ways[ending], f"download {file}", frame.is_empty())
