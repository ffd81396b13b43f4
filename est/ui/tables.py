"""Tables on screen. What people wrote is shown as the text it is: no Markdown, no link, no formula."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import polars as pl
import streamlit as st

_SIGN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$&^=/])")
_ADDRESS = re.compile(r"(https?|www)(?=[:.])|(@)(?=\w)", re.IGNORECASE)
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")  # signs that turn the direction of all that follows them
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")  # but those that hold a number together
_SHORTCODE = re.compile(r":(?=[\w+\-/]*:|\w+\[)")


def plain_text(text: object) -> str:
    """Return a text for a place that Streamlit reads as Markdown (a label, `st.write`), so that it shows as written.

    Every sign of Markdown is escaped. A colon that could begin an emoji, an icon or a colour gets an invisible word
    joiner after it, and so does what begins an address, which becomes a link without any sign. What would turn the
    direction of the writing is left out.
    """
    bare = _ADDRESS.sub("\\g<0>\u2060", _SPACES.sub(" ", _TURNING.sub("", str(text))))
    harmless = _SHORTCODE.sub(":\u2060", bare)
    return _SIGN.sub(r"\\\1", harmless)


def draw_table(
    frame: pl.DataFrame,
    names: Mapping[str, str] | None = None,
    *,
    alt: str | None = None,
    height: int | None = None,
    columns: Mapping[str, Any] | None = None,
    written: Mapping[str, Callable[[float], str]] | None = None,
) -> None:
    """Show a frame as a table with the columns of `names`, in its order and with its headings (all, if left out).

    `alt` describes the table to those who do not see it. `columns` are Streamlit column settings by frame column.
    `written` gives how the numbers of a column are written where no such setting can; they are sorted as numbers still.
    An export goes through `est.ui.download`; the table's own is switched off.
    """
    shown = frame.select(*names) if names else frame
    settings: dict[str, Any] = dict(columns or {})
    for name, kind in shown.schema.items():
        settings.setdefault(name, _column((names or {}).get(name, name), kind))
    st.dataframe(
        shown.to_pandas().style.format(dict(written), na_rep="") if written else shown,
        hide_index=True,
        column_config=settings,
        height=height if height is not None else ("content" if shown.height <= 15 else "auto"),
        alt=alt,
        placeholder="",
    )


def _column(heading: str, kind: pl.DataType) -> Any:  # noqa: ANN401 (Streamlit's column settings have no common type)
    if kind == pl.Date:
        return st.column_config.DateColumn(heading, format="YYYY-MM-DD")
    if kind == pl.Datetime:
        return st.column_config.DatetimeColumn(heading, format="YYYY-MM-DD HH:mm")
    return heading


def round_numbers(frame: pl.DataFrame, decimals: Mapping[str, int]) -> pl.DataFrame:
    """Return the frame with these columns at so many decimals, as they are to be seen."""
    return frame.with_columns(pl.col(name).round(places) for name, places in decimals.items())


def localise_columns(names: Mapping[str, str], columns: Iterable[str]) -> dict[str, Any]:
    """Return Streamlit column settings that write these numbers as the reader's language does."""
    return {name: st.column_config.NumberColumn(names[name], format="localized") for name in columns}
