"""What belongs to a row is drawn below its table, or in its card, from one press to the next."""

import pytest
from streamlit.testing.v1 import AppTest

from est.ui import tables


def rows() -> None:
    """Draw a table of which each row holds a sentence; the address may name the rows and the open one."""
    import polars as pl
    import streamlit as st

    from est.ui.open_row import OpenRow
    from est.ui.tables import draw_table

    known = st.query_params.get("rows", "ab")
    opened = OpenRow("letter", [*known], lambda one: st.write(f"of {one}"))
    opened.follow_address("open")
    frame = pl.DataFrame({"name": [f"row {one}" for one in known], "number": [*range(len(known))]})
    draw_table(frame, alt="rows", unfolded=opened)


def sentences(tested: AppTest) -> list[str]:
    assert not tested.exception
    return [part.value for part in tested.markdown if part.value.startswith("of ")]


def press(tested: AppTest, label: str, number: int = 0) -> AppTest:
    return [button for button in tested.button if button.label == label][number].click().run()


def test_a_row_is_open_until_it_is_closed_or_gone() -> None:
    """Others that come before it do not close it, and close no other in its place."""
    tested = AppTest.from_function(rows)
    tested.session_state["letter"] = "b"  # its row is pressed
    assert sentences(tested.run()) == ["of b"]
    assert "**row b**" in [part.value for part in tested.markdown]
    tested.query_params["rows"] = "xab"
    assert sentences(tested.run()) == ["of b"]
    assert sentences(press(tested, "Stäng")) == []
    tested.session_state["letter"] = "b"
    tested.query_params["rows"] = "xa"
    assert sentences(tested.run()) == []


def test_the_address_opens_a_row_once_and_names_the_one_that_is_open() -> None:
    """Another row may be opened after that, and what is closed is not named."""
    tested = AppTest.from_function(rows)
    tested.query_params["open"] = "a"
    assert sentences(tested.run()) == ["of a"]
    tested.session_state["letter"] = "b"
    assert sentences(tested.run()) == ["of b"]
    assert tested.query_params["open"] == "b"
    press(tested, "Stäng")
    assert "open" not in tested.query_params
    tested.query_params["open"] = "nobody"
    assert sentences(tested.run()) == []


def test_a_card_opens_in_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a phone each row has a button, and what is opened stands under its own row."""
    monkeypatch.setattr(tables, "on_phone", lambda: True)
    tested = press(AppTest.from_function(rows).run(), "Öppna", 1)
    assert sentences(tested) == ["of b"]
    assert [button.label for button in tested.button] == ["Öppna", "Stäng"]
    assert sentences(press(tested, "Öppna")) == ["of a"]
    assert sentences(press(tested, "Stäng")) == []
