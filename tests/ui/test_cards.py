"""On a phone a row is a card: on paper a row of text."""

from datetime import date, datetime

import polars as pl
import streamlit as st

from est.text import translator
from est.ui.cards import card_rows, naming_column


def test_a_row_is_a_card_in_the_reader_s_form():
    """Numbers, days, shares and yes or no are written as everywhere; a course of a year has no line."""
    frame = pl.DataFrame(
        {
            "name": ["Torget", None],
            "count": [1234.0, 2.5],
            "share": [0.257, None],
            "lat": [59.30571, 59.0],
            "day": [date(2026, 3, 1), None],
            "when": [datetime(2026, 3, 1, 9, 5), None],
            "told": [True, False],
            "course": [[1.0, 2.0], [3.0, 4.0]],
        }
    )
    columns = {
        "share": st.column_config.NumberColumn("Andel", format="percent"),
        "lat": st.column_config.NumberColumn("Latitud", format="%.3f"),
    }
    headings = {name: name.capitalize() for name in frame.columns}
    signed = {"count": lambda value: translator("sv").signed(value, 1)}
    (full, sparse) = card_rows(frame, headings, columns, {}, translator("sv"))
    assert full == [
        ("Name", "Torget"),
        ("Count", "1\xa0234"),
        ("Share", "26 %"),
        ("Lat", "59,306"),
        ("Day", "2026-03-01"),
        ("When", "2026-03-01 09:05"),
        ("Told", "ja"),
    ]
    assert [name for name, words in sparse if words] == ["Count", "Lat", "Told"]
    assert [words for _, words in sparse if words] == ["2,5", "59,000", "nej"]
    assert card_rows(frame, headings, columns, signed, translator("sv"))[1][1] == ("Count", "+2,5")


def test_a_card_is_called_by_words_that_every_row_has():
    """A number or a day names nothing, and a flag that few cells have names few."""
    frame = pl.DataFrame(
        {"course": [[1.0], [2.0]], "priority": [1, 2], "flag": ["tydlig", None], "name": ["Torget", "Parken"]}
    )
    assert naming_column(frame) == 2  # of what is told: a course of a year has no line
    assert naming_column(frame.select("priority")) == 0
