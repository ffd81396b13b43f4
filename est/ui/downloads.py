"""Taking a table out: the very rows that are seen, as a CSV that no spreadsheet runs, written into the log."""

import json
from collections.abc import Mapping

import polars as pl
import streamlit as st

from est.reports.exports import log_export, to_csv
from est.ui.enter import Visitor


def download_json(visitor: Visitor, values: Mapping[str, object], name: str, label: str, key: str) -> None:
    """Offer values as `name`.json, made and logged when the button is pressed, as `download` does."""

    def make() -> bytes:
        log_export(visitor.store, f"{name}.json", pl.DataFrame({name: [1]}), visitor.user, visitor.now())
        return json.dumps(values, ensure_ascii=False, indent=2).encode()

    st.download_button(label, make, file_name=f"{name}.json", mime="application/json", key=key, on_click="ignore")


def download(
    visitor: Visitor, frame: pl.DataFrame, name: str, names: Mapping[str, str] | None = None, key: str | None = None
) -> None:
    """Offer the frame as `name`.csv, with the columns and headings of `names` (all, if left out).

    The file is made, and the log written, when the button is pressed, not when the page is drawn.
    """
    shown = frame.select(*names).rename(dict(names)) if names else frame

    def make() -> bytes:
        log_export(visitor.store, name, shown, visitor.user, visitor.now())
        return to_csv(shown, visitor.language)

    st.download_button(
        visitor.translator.gettext("Download as CSV"),
        make,
        file_name=f"{name}.csv",
        mime="text/csv",
        key=key or f"download {name}",
        on_click="ignore",
        disabled=frame.is_empty(),
    )
