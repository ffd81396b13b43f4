"""A frame that is shown never takes the first hundred rows for all of them."""

import ast

import polars as pl
import pytest
import streamlit as st

from est.ui import chart_view
from tests.sources import FILES, name, nodes, tree

ROOMS = ("est/ui", "est/charts", "est/maps")


def _typed(call: ast.Call) -> bool:
    """Whether a call of pl.DataFrame says its columns' types, or looks at all rows for them."""
    given = {word.arg: word.value for word in call.keywords}
    if "infer_schema_length" in given:
        return ast.unparse(given["infer_schema_length"]) == "None"
    # a list of names has no types; a dictionary, or a call that makes one, has
    return "schema" in given and not isinstance(given["schema"], ast.List | ast.Tuple)


@pytest.mark.slow
def test_every_frame_of_rows_has_types_or_is_read_whole():
    """Columns (a dictionary of lists) are read whole by polars itself."""
    wrong = [
        f"{name(path)}:{node.lineno}"
        for path in FILES
        if name(path).startswith(ROOMS)
        for node in nodes(tree(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "pl.DataFrame"
        and node.args
        and not isinstance(node.args[0], ast.Dict | ast.BinOp)
        and not _typed(node)
    ]
    assert wrong == []


@pytest.mark.parametrize("later", [1.5, None])
def test_a_chart_whose_first_rows_are_whole_numbers_is_drawn(later, monkeypatch):
    """A hundred and twenty weeks of whole counts, then a half one: as of the weeks of a long follow-up."""
    drawn = []
    monkeypatch.setattr(st, "vega_lite_chart", lambda spec, **_given: drawn.append(spec))
    values = [{"count": 1, "expected": None}] * 120 + [{"count": later, "expected": 0.4}]
    chart_view.draw_chart({"data": {"values": values}}, "weeks")
    frame = drawn[0]["data"]["values"]
    assert isinstance(frame, pl.DataFrame)
    assert frame["count"][-1] == later
    assert frame["expected"][-1] == 0.4
