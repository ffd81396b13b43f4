"""Charts on screen, each with its table, and what a click on one does."""

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
import streamlit as st

from est.charts import ADDED, Spec
from est.picture.selection import Selection
from est.ui.deck_view import reader_palette
from est.ui.downloads import download, download_cells, download_picture
from est.ui.drawer import drawer
from est.ui.enter import Visitor
from est.ui.legible_chart import legible
from est.ui.picture_address import chart_apart
from est.ui.picture_caption import picture_caption
from est.ui.tables import draw_table, localise_columns
from est.ui.window import printing

MOST_ON_PAPER = (
    400  # rows of a chart's table, as of a year's days or a town's cells: of more the chart and the files tell
)


def draw_chart(spec: Spec, key: str, clicked: Callable[[Any, bool], None] | None = None) -> None:
    """Draw a chart. `clicked`, a callback, gets the chosen value of the chart's field, and whether it is one more.

    The chart's choices are `click_choices` of its field. The key must change with what the chart shows, or an old click
    stays.
    """
    spec = chart_apart(legible(spec, reader_palette()))
    if "data" in spec:  # a chart of several parts has data in each of them
        # as a frame, the values cost a tenth of what a list of dictionaries does; all of them tell a column's type, as
        # the first hundred may be whole numbers and the next one not
        spec = spec | {"data": {"values": pl.DataFrame(spec["data"]["values"], infer_schema_length=None)}}
    if clicked is None or "params" not in spec:
        st.vega_lite_chart(spec, key=key)
        return
    name = spec["params"][0]["name"]

    def on_select() -> None:
        chosen = st.session_state[key]["selection"]
        for choice, more in ((name + ADDED, True), (name, False)):
            for point in (chosen.get(choice) or [])[:1]:
                clicked(point[name], more)
                return

    st.vega_lite_chart(spec, key=key, on_select=on_select, selection_mode=[name, name + ADDED])


@st.fragment
def draw_table_twin(
    visitor: Visitor,
    frame: pl.DataFrame,
    name: str,
    names: Mapping[str, str],
    written: Mapping[str, Callable[[float], str]] | None = None,
    key: str | None = None,
    *,
    pictures: Mapping[str, Callable[[], Spec]] | None = None,
    selection: Selection | None = None,
    pictured: Mapping[str, Selection] | None = None,
    layer: str | None = None,
    label: str | None = None,
) -> None:
    """Offer the chart's numbers as a table, and with the chart to take out; closed, it costs nothing.

    `pictures` are the charts by their title, made when they are wanted; their headings name the `selection`, or the one
    that is `pictured` by that title. With a `layer`, its name, rows that have a `cell` can be taken to a map program.

    `written` is that of `draw_table`; other numbers with decimals follow the language of the reader. A `key` each
    where there are several of one name, and a `label` where there are several of one chart.
    """
    key = key or name
    if printing() and frame.height > MOST_ON_PAPER:
        say_left_out(visitor, frame.height)
        return
    label = label or visitor.translator.gettext("The same as a table, and to download")
    with drawer(label, f"twin {key}") as area:
        if area.open:
            broken = (name for name in names if frame.schema[name].is_float() and name not in (written or {}))
            draw_table(frame, names, alt=name, columns=localise_columns(names, broken), written=written)
            download(visitor, frame, name, names, key=f"download {key}", selection=selection)
            for title, made in (pictures or {}).items():
                seen = (pictured or {}).get(title, selection)
                heading = picture_caption(visitor, seen, title)
                download_picture(visitor, made, frame, heading, f"picture {key} {title}", selection=seen)
            if layer:
                about = picture_caption(visitor, selection, name)
                download_cells(visitor, frame, names, layer, about, selection=selection)


def say_left_out(visitor: Visitor, rows: int) -> None:
    """Draw, on paper, that a table of so many rows is too long for it, and where it is."""
    words = visitor.translator
    text = words.gettext("The numbers are in a table of {rows} rows, which is on the screen and in its files.")
    st.caption(text.format(rows=words.number(rows)))
