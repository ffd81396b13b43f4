"""What is taken out opens as text in a spreadsheet, and the log says who took it."""

from datetime import datetime

import polars as pl
import pytest

from est.store.exports import log_export, neutralise_formulas, round_figures, to_csv


@pytest.mark.parametrize("text", ["=1+1", "+46", "-2", "@SUM(A1)", "\t=1", " =1", "\r=1", "＝1+1", "\u200b=1"])
def test_a_formula_becomes_text(text):
    """An apostrophe stands before what a spreadsheet would run."""
    assert neutralise_formulas(pl.DataFrame({"a": [text, "torg", None]}))["a"].to_list() == ["'" + text, "torg", None]


def test_a_number_stays_a_number_and_a_heading_is_neutralised_too():
    """Minus two as a number is no formula."""
    frame = neutralise_formulas(pl.DataFrame({"=cmd": [-2], "b": ["x"]}))
    assert frame.columns == ["'=cmd", "b"]
    assert frame["'=cmd"].to_list() == [-2]


@pytest.mark.parametrize("heading", ["=1+1", "+46", "-2", "@SUM(A1)", "\t=1", " =1", "\r=1"])
def test_a_heading_that_is_a_formula_becomes_text(heading):
    """What a spreadsheet would run is neutralised in a heading as in a cell, and other headings stay."""
    assert neutralise_formulas(pl.DataFrame({heading: ["torg"], "a=b": ["x"]})).columns == ["'" + heading, "a=b"]


def test_swedish_spreadsheets_get_semicolons_and_decimal_commas():
    """A point would make 1.5 the first of May."""
    frame = pl.DataFrame({"när": [datetime(2026, 3, 1, 18, 5)], "antal": [1.5], "aktörer": [["a", "b"]]})
    assert to_csv(frame).decode("utf-8-sig") == "när;antal;aktörer\n2026-03-01 18:05;1,5;a, b\n"
    assert to_csv(frame, "en").decode("utf-8-sig") == 'när,antal,aktörer\n2026-03-01 18:05,1.5,"a, b"\n'


def test_a_broken_number_has_as_many_digits_as_say_something():
    """Degrees six decimals, a tenth of a metre; a probability keeps its first digits however small it is."""
    frame = pl.DataFrame(
        {"lat": [59.30571234567], "expected": [8.0957446808510634], "p": [0.000123456], "count": [3], "none": [None]}
    )
    assert round_figures(frame).row(0) == (59.305712, 8.1, 0.0001235, 3, None)
    assert round_figures(pl.DataFrame({"a": [-0.66666666, -1234.56789, 5.32e-37, float("inf")]}))["a"].to_list() == [
        -0.6667, -1234.57, 5.32e-37, float("inf")
    ]  # fmt: skip


@pytest.mark.slow
def test_the_log_says_who_took_out_what(bare_store):
    """Name of the table, number of rows and the columns."""
    with bare_store as store:
        log_export(store, "karta", pl.DataFrame({"cell": ["a", "b"]}), "anna", datetime(2026, 3, 1, 18, 5))
        row = store.ask("SELECT who, logged, action, payload FROM log").row(0, named=True)
    assert (row["who"], row["action"]) == ("anna", "export")
    assert row["payload"] == '{"name": "karta", "rows": 2, "columns": ["cell"], "words": false}'
