"""A text that people wrote shows as it was written, in a table as in a label."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from est.ui.page_table import MOST_ROWS
from est.ui.tables import plain_text, table_height


@pytest.mark.parametrize(
    ("written", "escaped"),
    [
        ("Södra torget", "Södra torget"),
        ("<b>x</b>", r"\<b\>x\<\/b\>"),
        ("![](http://x/y.png)", "\\!\\[\\]\\(http\u2060:\\/\\/x\\/y\\.png\\)"),
        ("www.x.se a@b.se", "www\u2060\\.x\\.se a@\u2060b\\.se"),
        ("a\n# b", r"a \# b"),
        ("q\u00a0=\u00a01\u00a0200\t\n x", "q\u00a0\\=\u00a01\u00a0200 x"),
        (":material/home: :smile:", ":\u2060material\\/home: :\u2060smile:"),
        ("18:30", "18:30"),
        ("07_\u202egpj.csv \u2066x", r"07\_gpj\.csv x"),
        ("$x$ | y", r"\$x\$ \| y"),
    ],
)
def test_every_sign_of_markdown_is_escaped(written, escaped):
    """No image is fetched, no heading made, no icon drawn, and no address made a link."""
    assert plain_text(written) == escaped


def test_a_written_number_is_shown_as_written_and_stays_a_number():
    """Differences have a true minus, 0 has no sign, and the column is sorted by size."""
    (table,) = drawn(differences)
    columns = {column["name"]: column for column in table["columns"]}
    assert columns["difference"]["values"] == [22.0, -4.5, 0.0]
    assert columns["difference"]["texts"] == ["+22", "−4,5", "0"]
    # and the numbers beside it as everywhere, whole ones too where some are missing
    assert columns["old"]["texts"] == ["6", "1\xa0234,5", "0"]
    assert columns["rank"]["texts"] == ["4", "", "1"]
    assert columns["name"]["kind"] == "text"
    assert "values" not in columns["name"]


def test_a_table_of_many_rows_draws_only_those_in_sight():
    """It is a grid of Streamlit's, and one of fewer rows a table of the page."""
    assert not AppTest.from_function(many, args=(MOST_ROWS,)).run().dataframe
    (grid,) = AppTest.from_function(many, args=(MOST_ROWS + 1,)).run().dataframe
    assert grid.value.shape == (MOST_ROWS + 1, 1)


def test_days_courses_and_shares_are_sorted_and_drawn_by_their_values():
    """A day is sorted as one however it is written, and a share is drawn as a part of the largest."""
    (table,) = drawn(kinds)
    day, course, part = table["columns"]
    assert (day["kind"], day["values"], day["texts"]) == (
        "text",
        ["2026-03-02T22:40:00", None],
        ["2026-03-02 22:40", ""],
    )
    assert (course["kind"], course["values"]) == ("course", [[1.0, 2.33], []])
    assert (part["kind"], part["values"], part["most"]) == ("share", [3.0, 1.0], 4)
    assert part["help"] == "of all"
    assert not table["opens"]


def drawn(page: Callable[[], None]) -> list[dict[str, Any]]:
    """Return what the browser gets of each table that a page draws."""
    return [json.loads(one.proto.json) for one in AppTest.from_function(page).run().get("bidi_component")]


def many(rows: int):
    """Draw a table of so many rows."""
    import polars as pl

    from est.ui.tables import draw_table

    draw_table(pl.DataFrame({"name": ["a"] * rows}))


def kinds():
    """Draw a table of a moment, a course and a share, one of each missing."""
    from datetime import datetime

    import polars as pl
    import streamlit as st

    from est.ui.tables import draw_table

    frame = pl.DataFrame(
        {"day": [datetime(2026, 3, 2, 22, 40), None], "course": [[1.0, 2.3333], None], "share": [3.0, 1.0]}
    )
    bar = st.column_config.ProgressColumn("Share", help="of all", min_value=0, max_value=4)
    draw_table(frame, columns={"course": st.column_config.LineChartColumn("Course"), "share": bar})


def differences():
    """Draw a table of three differences, as a page does."""
    import polars as pl

    from est.text import translator
    from est.ui.tables import draw_table

    frame = pl.DataFrame(
        {"name": ["a", "b", "c"], "difference": [22.0, -4.5, 0.0], "old": [6.0, 1234.5, 0.0], "rank": [4, None, 1]}
    )
    draw_table(frame, written={"difference": lambda value: translator("sv").signed(value, 1)})


@pytest.mark.parametrize(
    ("rows", "most", "high", "expected"),
    [
        (2, None, None, "content"),
        (16, None, None, "auto"),
        (2, 600, None, "content"),
        (40, 600, None, 600),
        (8, 600, 70, 600),
    ],
)
def test_a_table_is_no_higher_than_its_rows(rows, most, high, expected):
    """A list of two rows has no empty ones below them, and a long one is moved within its height."""
    assert table_height(rows, most, high) == expected
