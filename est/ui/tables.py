"""Tables on screen. What people wrote is shown as the text it is: no Markdown, no link, no formula."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from typing import Any, Literal

import polars as pl
import streamlit as st

from est.picture.spoken_counts import expected_text
from est.text.decimals import rounded_column
from est.text.no_break import keep_together
from est.ui.cards import MOST_CARDS, Card, card_rows, naming_column, number_text
from est.ui.column_widths import HANDLE, column_widths, row_height
from est.ui.language import _, page_translator
from est.ui.open_row import OpenRow
from est.ui.page_table import MOST_ROWS, draw_page_table
from est.ui.screen import fit_window
from est.ui.window import on_phone, printing

_SIGN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$&^=/])")
_ADDRESS = re.compile(r"(https?|www)(?=[:.])|(@)(?=\w)", re.IGNORECASE)
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")  # signs that turn the direction of all that follows them
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")  # but those that hold a number together
_SHORTCODE = re.compile(r":(?=[\w+\-/]*:|\w+\[)")
COUNTED = frozenset(
    {"count", "cohort", "reports", "before", "after", "now", "a_period"}
)  # columns of reports, wherever they stand
EXPECTED = "expected"
ROW = 35  # pixels of a row of a table in which no text breaks, and of the heading
PRESSED = "opens-"  # how the key of a table begins whose rows are pressed: known to terminal/tables.js
JUST_PRESSED = "row just pressed"  # the key of the table in which a row was pressed since the last run, and which


def plain_text(text: object) -> str:
    """Return a text for a place that Streamlit reads as Markdown (a label, `st.write`), so that it shows as written.

    Every sign of Markdown is escaped. A colon that could begin an emoji, an icon or a colour gets an invisible word
    joiner after it, and so does what begins an address, which becomes a link without any sign. What would turn the
    direction of the writing is left out.
    """
    bare = _ADDRESS.sub("\\g<0>\u2060", _SPACES.sub(" ", _TURNING.sub("", str(text))))
    harmless = _SHORTCODE.sub(":\u2060", bare)
    return _SIGN.sub(r"\\\1", harmless)


def title_text(text: object) -> str:
    """Return `plain_text` for a title: its hour ranges, periods and numbers with units stay on one line."""
    return plain_text(keep_together(str(text)))


def draw_table(
    frame: pl.DataFrame,
    names: Mapping[str, str] | None = None,
    *,
    alt: str | None = None,
    height: int | None = None,
    columns: Mapping[str, Any] | None = None,
    written: Mapping[str, Callable[[float], str]] | None = None,
    opened: Callable[[int], None] | None = None,
    unfolded: OpenRow | None = None,
    key: str | None = None,
    share: float = 1.0,
) -> None:
    """Show a frame as a table with the columns of `names`, in its order and with its headings (all, if left out).

    `alt` describes the table to those who do not see it. `columns` are Streamlit column settings by frame column.
    `written` gives how the numbers of a column are written where no such setting can; they are sorted as numbers still.
    `opened` is called with the number of a row that is pressed; the table then needs a `key`. `unfolded` draws what
    belongs to a row below the table, or in its card, from one press to the next. Counts of reports are whole, as
    `_whole_reports` says. No column is out of sight in a part of the page that has this `share` of its width: texts
    break within their rows instead. An export goes through `est.ui.download`; the table's own is switched off.
    """
    shown = frame[[*names]] if names else frame  # columns alone need no plan
    shown, written = _whole_reports(shown, written or {})
    headings = {name: (names or {}).get(name, name) for name in shown.columns}
    if printing():
        draw_page_table(shown, headings, columns or {}, written, page_translator(), alt=alt or "", paper=True)
        return
    if on_phone() and shown.height <= MOST_CARDS:
        cards = card_rows(shown, headings, columns or {}, written, page_translator())
        _draw_cards(cards, naming_column(shown), opened, unfolded, key or "")
        return
    if shown.height <= MOST_ROWS:
        draw = partial(
            draw_page_table, shown, headings, columns or {}, written, page_translator(), alt=alt or "", height=height
        )
        if unfolded is None:
            draw(opened=opened, unfolded=None, key=key if opened else None)
            return
        with st.container(key=f"{PRESSED}{unfolded.widget}"):
            draw(opened=None, unfolded=unfolded, key=None)
        _draw_below(shown, headings, columns or {}, written, unfolded)
        return
    settings: dict[str, Any] = {name: setting for name, setting in (columns or {}).items() if name not in written}
    for name, kind in shown.schema.items():
        settings.setdefault(name, _column(headings[name], kind))
    room = fit_window(share=share).width - (HANDLE if opened or unfolded else 0)
    settings, high = _in_sight(shown, headings, settings, written, room)
    choosing: dict[str, Any] = {}
    if unfolded:
        choosing = unfolded.selection()
    elif opened and key:
        choosing = {"key": key, "selection_mode": "single-row", "on_select": partial(_keep_pressed, key)}
    if written:
        written = _plain_numbers(shown, columns or {}) | dict(written)
    drawn = partial(
        st.dataframe,
        shown.to_pandas().style.format(dict(written), na_rep="") if written else shown,
        hide_index=True,
        column_config=settings,
        height=table_height(shown.height, height, high),
        row_height=high,
        alt=alt,
        placeholder="",
        **choosing,
    )
    if not choosing:
        drawn()
        return
    with st.container(key=f"{PRESSED}{choosing['key']}"):
        drawn()
    if unfolded:
        _draw_below(shown, headings, columns or {}, written, unfolded)
    pressed = st.session_state.get(JUST_PRESSED)
    if opened and pressed and pressed[0] == key:
        del st.session_state[JUST_PRESSED]
        opened(pressed[1])


def _draw_below(
    shown: pl.DataFrame,
    headings: Mapping[str, str],
    columns: Mapping[str, Any],
    written: Mapping[str, Callable[[float], str]],
    unfolded: OpenRow,
) -> None:
    """Draw what belongs to the row that is open, under the name by which a card of it would be called."""
    rows, naming = card_rows(shown, headings, columns, written, page_translator()), naming_column(shown)
    called = [plain_text(row[naming][1]) for row in rows]
    unfolded.draw_below(dict(zip(unfolded.identities, called, strict=True)))


def table_height(rows: int, most: int | None, high: int | None) -> int | Literal["content", "auto"]:
    """Return how high a table of so many rows is: no higher than they are, and no higher than asked for."""
    if most is None:
        return "content" if rows <= 15 else "auto"
    return "content" if (rows + 1) * (high or ROW) < most else most


def _whole_reports(
    shown: pl.DataFrame, written: Mapping[str, Callable[[float], str]]
) -> tuple[pl.DataFrame, Mapping[str, Callable[[float], str]]]:
    """Return the frame with its counts of reports as whole numbers, and how an expected one is written.

    A report of a span of time counts by its part within the chosen hours. The parts are in the files, beside the same
    whole numbers; on a page they would only ask what half a report is.
    """
    parts = {name for name, kind in shown.schema.items() if kind.is_float()} - written.keys()
    if parts & COUNTED:
        shown = shown.with_columns(rounded_column(pl.col(name)) for name in parts & COUNTED)
    told = partial(expected_text, translator=page_translator())
    return shown, {**written, **dict.fromkeys(parts & {EXPECTED}, told)}


def _plain_numbers(shown: pl.DataFrame, columns: Mapping[str, Any]) -> dict[str, Callable[[float], str]]:
    """Return how the numbers of columns without settings are written where others of the table have a form of theirs.

    pandas, which writes those, would write 4.000000 here, also for a whole number in a column that is empty somewhere.
    """
    write = cache(partial(number_text, form=None, translator=page_translator()))
    return {name: write for name, kind in shown.schema.items() if kind.is_numeric() and name not in columns}


def _in_sight(
    shown: pl.DataFrame,
    headings: Mapping[str, str],
    settings: dict[str, Any],
    written: Mapping[str, Callable[[float], str]],
    room: int,
) -> tuple[dict[str, Any], int | None]:
    """Return the settings with widths for the columns, and the height of a row, where they would not all have room."""
    fixed = {name: one["width"] for name, one in settings.items() if isinstance(one, dict) and one.get("width")}
    rows = card_rows(shown.head(MOST_CARDS), headings, settings, written, page_translator())
    said = {heading: [heading, *(text for row in rows for name, text in row if name == heading)]
            for heading in headings.values()}  # fmt: skip
    texts = {name: said[heading] for name, heading in headings.items()}
    widths = column_widths(texts, room, {name: wide for name, wide in fixed.items() if isinstance(wide, int)})
    if not widths:
        return settings, None
    narrowed = {
        name: one | {"width": widths[name]}
        if isinstance(one, dict)
        else st.column_config.Column(one, width=widths[name])
        for name, one in settings.items()
    }
    values = {name: said[heading][1:] for name, heading in headings.items()}
    return narrowed, row_height(values, widths) if shown.height <= MOST_CARDS else None


def _draw_cards(
    cards: list[Card], naming: int, opened: Callable[[int], None] | None, unfolded: OpenRow | None, key: str
) -> None:
    """Draw the cards under the part that names each, with a button to what it stands for where there is more of it."""
    for number, card in enumerate(cards):
        (_name, heading), lines = card[naming], card[:naming] + card[naming + 1 :]
        with st.container(border=True, gap="xxsmall"):
            st.markdown(f"**{plain_text(heading)}**")
            told = [f"{plain_text(name)}: {plain_text(text)}" for name, text in lines if text]
            if told:
                st.markdown(" · ".join(told))
            if opened and st.button(_("Open"), key=f"card {key} {number}"):
                opened(number)
            if unfolded:
                unfolded.draw_in_card(unfolded.identities[number])


def _keep_pressed(key: str) -> None:
    """Keep which row was pressed. One that is pressed again is no longer ticked, and is meant all the same."""
    before = f"{key} pressed before"
    rows = st.session_state[key]["selection"]["rows"]
    row = rows[0] if rows else st.session_state.get(before)
    if row is not None:
        st.session_state[JUST_PRESSED] = (key, row)
        st.session_state[before] = row


def _column(heading: str, kind: pl.DataType) -> Any:  # noqa: ANN401 (Streamlit's column settings have no common type)
    if kind == pl.Date:
        return st.column_config.DateColumn(heading, format="YYYY-MM-DD")
    if kind == pl.Datetime:
        return st.column_config.DatetimeColumn(heading, format="YYYY-MM-DD HH:mm")
    return heading


def round_numbers(frame: pl.DataFrame, decimals: Mapping[str, int]) -> pl.DataFrame:
    """Return the frame with these columns at so many decimals, as they are to be seen."""
    return frame.with_columns(rounded_column(pl.col(name), places) for name, places in decimals.items())


def localise_columns(names: Mapping[str, str], columns: Iterable[str]) -> dict[str, Any]:
    """Return Streamlit column settings that write these numbers as the reader's language does."""
    return {name: st.column_config.NumberColumn(names[name], format="localized") for name in columns}
