"""A click on any map that moves chooses the cell under it, also where several maps each hold a cell of their own."""

from types import SimpleNamespace
from typing import Any

import pytest

from est.ui.situation import cell_selection
from est.ui.situation.cell_selection import clicks_on, toggle_cell

LEFT, RIGHT, LAYER = "left", "right", "cells"
FIRST, SECOND = "8808b5662bfffff", "8808b56663fffff"


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """What the session and the address hold, in place of Streamlit's own."""
    held = SimpleNamespace(session_state={}, query_params={})
    monkeypatch.setattr(cell_selection, "st", held)
    return held


def tell(browser: SimpleNamespace, widget: str, cell: str | None) -> None:
    """Let a map tell which cell the browser holds as chosen on it."""
    callback = clicks_on(widget, LAYER)
    objects: dict[str, Any] = {LAYER: [{"cell": cell}]} if cell else {}
    browser.session_state[widget] = {"selection": {"objects": objects}}
    callback()


def chosen(browser: SimpleNamespace) -> str | None:
    return browser.query_params.get("cell")


def test_a_click_chooses_and_a_second_one_lets_go(browser: SimpleNamespace) -> None:
    """What a map tells once more, as its numbers have changed, is no click."""
    tell(browser, LEFT, FIRST)
    assert chosen(browser) == FIRST
    toggle_cell(FIRST, SECOND)
    tell(browser, LEFT, FIRST)
    assert chosen(browser) == SECOND
    toggle_cell(SECOND, SECOND)
    assert chosen(browser) is None
    tell(browser, LEFT, SECOND)
    tell(browser, LEFT, None)
    assert chosen(browser) is None


def test_a_cell_that_a_map_holds_is_chosen_again_after_another_one(browser: SimpleNamespace) -> None:
    """On that map the browser lets go of it: it holds it still from before."""
    tell(browser, LEFT, FIRST)
    tell(browser, RIGHT, SECOND)
    assert chosen(browser) == SECOND
    tell(browser, LEFT, FIRST)  # with other numbers
    assert chosen(browser) == SECOND
    tell(browser, LEFT, None)
    assert chosen(browser) == FIRST


def test_a_map_that_comes_anew_holds_nothing(browser: SimpleNamespace) -> None:
    """A cell that was clicked on the map before is chosen by a click on this one."""
    tell(browser, LEFT, FIRST)
    toggle_cell(FIRST, FIRST)
    del browser.session_state[LEFT]  # as Streamlit does, once the page shows another map in its place
    tell(browser, LEFT, FIRST)
    assert chosen(browser) == FIRST
