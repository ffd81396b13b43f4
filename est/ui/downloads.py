"""Taking out what is seen: tables as CSV and Excel that run nothing, charts and maps as pictures; each in the log."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from est.access.made_files import file_mark, make_for
from est.access.passage import session_of
from est.charts.caption import Caption, with_caption
from est.charts.picture import chart_png, chart_svg
from est.picture.selection import Selection
from est.space.cell_files import cells_to_geojson, cells_to_geopackage
from est.store.exports import log_export, round_figures, to_csv
from est.store.workbook import to_workbook
from est.text import Translator
from est.text.decimals import rounded_column
from est.ui.enter import Visitor
from est.ui.file_name import file_name
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
    name: str,
    ending: str,
    logged: tuple[str, pl.DataFrame],
    made: Callable[[], bytes],
    key: str,
    *,
    disabled: bool = False,
    words: bool = False,
    of: str = "",
    selection: Selection | None = None,
) -> None:
    """Offer a file; it is made, and `logged` by name and rows, when the button is pressed, not when it is drawn.

    It is called what `file_name` makes of its `name`, and what it is `of`. `words` tells whether what people wrote in
    reports is in it.
    """

    mark = file_mark(page_municipality(), session_of(st.context.headers))

    def make() -> bytes:
        make_for(mark)
        held = made()
        log_export(visitor.store, *logged, visitor.user, visitor.now(), words=words)  # only what leaves
        return held

    file = f"{file_name(visitor, name, of, selection)}.{ending}"
    st.download_button(label, make, file_name=file, mime=MIMES[ending], key=key, on_click="ignore", disabled=disabled)


def download_json(
    visitor: Visitor, values: Mapping[str, object], name: str, label: str, key: str, *, of: str = ""
) -> None:
    """Offer values as JSON."""
    logged = (f"{name}.json", pl.DataFrame({name: [1]}))
    held = partial(json.dumps, values, ensure_ascii=False, indent=2)
    offer_download(visitor, label, name, "json", logged, lambda: held().encode(), key, of=of)


def download(
    visitor: Visitor,
    frame: pl.DataFrame,
    name: str,
    names: Mapping[str, str] | None = None,
    key: str | None = None,
    selection: Selection | None = None,
    of: str = "",
    told: tuple[str, ...] = (),
) -> None:
    """Offer the frame as CSV and Excel, with the columns and headings of `names` (all, if left out).

    Both are called by the name, the `selection`, or what else they are `of`, and the day. Their numbers are those of
    `figures_of_file`. The workbook has a second sheet with that same and the source, and with what more is `told` of
    them.
    """
    _ = visitor.translator.gettext
    taken = frame.select(*names) if names else frame
    shown = taken.rename(dict(names or {}))
    words = any(frame[name].drop_nulls().len() for name in WRITTEN if name in (names or frame.columns))
    key = key or f"download {name}"

    def held() -> pl.DataFrame:
        return figures_of_file(taken, names or {}, visitor.translator)

    def about() -> tuple[str, ...]:
        said = picture_caption(visitor, selection, ": ".join(filter(None, (name, of))))
        return said.title, *said.lines, *told

    with st.container(horizontal=True):
        offer_download(
            visitor,
            _("Download as CSV"),
            name,
            "csv",
            (name, shown),
            lambda: to_csv(held(), visitor.language),
            key,
            disabled=frame.is_empty(),
            words=words,
            of=of,
            selection=selection,
        )
        offer_download(
            visitor,
            _("Excel"),
            name,
            "xlsx",
            (f"{name}.xlsx", shown),
            lambda: to_workbook(held(), name, about(), _("About this file")),
            f"{key} excel",
            disabled=frame.is_empty(),
            words=words,
            of=of,
            selection=selection,
        )


def figures_of_file(frame: pl.DataFrame, names: Mapping[str, str], translator: Translator) -> pl.DataFrame:
    """Return the columns by their headings, with counts of reports as the page has them, and others rounded.

    Where reports of a span of time count by their part, each such column is followed by one that has the parts too.
    """
    columns = []
    counts = {column for column, kind in frame.schema.items() if column in COUNTED and kind.is_float()}
    for column in frame.columns:
        heading = names.get(column, column)
        if column not in counts:
            columns.append(pl.col(column).alias(heading))
            continue
        whole = rounded_column(pl.col(column))
        columns.append(whole.cast(pl.Int64).alias(heading))
        parts = rounded_column(pl.col(column), PART_DECIMALS)
        if frame.select((parts != whole).any()).item():
            columns.append(parts.alias(translator.gettext("{heading}, with parts").format(heading=heading)))
    return frame.with_columns(round_figures(frame.drop(counts))).select(columns)


def download_picture(
    visitor: Visitor,
    made: Callable[[], dict[str, Any]],
    frame: pl.DataFrame,
    heading: Caption,
    key: str,
    *,
    selection: Selection | None = None,
) -> None:
    """Offer a chart of a selection as PNG and SVG under its heading. `frame` is what it shows, for the log."""
    ways: dict[str, Callable[[dict[str, Any]], bytes]] = {"png": chart_png, "svg": chart_svg}
    with st.container(horizontal=True):
        for ending, write in ways.items():
            offer_download(
                visitor,
                f"{heading.title} ({ending.upper()})",
                heading.title,
                ending,
                (f"{heading.title}.{ending}", frame),
                lambda write=write: write(with_caption(made(), heading)),  # type: ignore[misc]  # the way of this turn
                f"{key} {ending}",
                disabled=frame.is_empty(),
                selection=selection,
            )


def download_cells(
    visitor: Visitor,
    frame: pl.DataFrame,
    names: Mapping[str, str],
    name: str,
    heading: Caption,
    *,
    selection: Selection | None = None,
) -> None:
    """Offer rows [cell text, ...] with the columns and headings of `names` as layers for a map program, described by
    the heading; their numbers are those of the table's other files.
    """
    about = (heading.title, *heading.lines)
    words = {column: text for column, text in names.items() if column != "cell"}
    taken = frame.select("cell", *words)

    def held() -> pl.DataFrame:
        return figures_of_file(taken, words, visitor.translator)

    ways: dict[str, Callable[[], bytes]] = {
        "geojson": lambda: cells_to_geojson(held(), about),
        "gpkg": lambda: cells_to_geopackage(held(), name, about),
    }
    with st.container(horizontal=True):
        for ending, label in (("geojson", "GeoJSON"), ("gpkg", "GeoPackage")):
            file, empty = f"{name}.{ending}", frame.is_empty()
            offer_download(
                visitor,
                label,
                name,
                ending,
                (file, taken.rename(words)),
                ways[ending],
                f"download {file}",
                disabled=empty,
                selection=selection,
            )
