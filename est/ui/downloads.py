"""Taking a table out: the very rows that are seen, as a CSV that no spreadsheet runs, written into the log."""

import json
from collections.abc import Callable, Mapping

import polars as pl
import streamlit as st

from est.store.exports import log_export, to_csv
from est.ui.enter import Visitor

MIMES = {
    "csv": "text/csv",
    "json": "application/json",
    "ics": "text/calendar",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def offer_download(
    visitor: Visitor,
    label: str,
    file: str,
    logged: tuple[str, pl.DataFrame],
    made: Callable[[], bytes],
    key: str,
    disabled: bool = False,
) -> None:
    """Offer a file; it is made, and `logged` by name and rows, when the button is pressed, not when it is drawn."""

    def make() -> bytes:
        log_export(visitor.store, *logged, visitor.user, visitor.now())
        return made()

    mime = MIMES[file.rpartition(".")[2]]
    st.download_button(label, make, file_name=file, mime=mime, key=key, on_click="ignore", disabled=disabled)


def download_json(visitor: Visitor, values: Mapping[str, object], name: str, label: str, key: str) -> None:
    """Offer values as `name`.json."""
    logged = (f"{name}.json", pl.DataFrame({name: [1]}))
    offer_download(
        visitor, label, logged[0], logged, lambda: json.dumps(values, ensure_ascii=False, indent=2).encode(), key
    )


def download(
    visitor: Visitor, frame: pl.DataFrame, name: str, names: Mapping[str, str] | None = None, key: str | None = None
) -> None:
    """Offer the frame as `name`.csv, with the columns and headings of `names` (all, if left out)."""
    shown = frame.select(*names).rename(dict(names)) if names else frame
    offer_download(
        visitor,
        visitor.translator.gettext("Download as CSV"),
        f"{name}.csv",
        (name, shown),
        lambda: to_csv(shown, visitor.language),
        key or f"download {name}",
        disabled=frame.is_empty(),
    )
