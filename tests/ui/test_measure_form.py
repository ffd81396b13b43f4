"""A form of a measure that is sent with several faults says all of them at once, each at its field."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from est.measures import MeasureState
from est.settings import Settings
from est.stores import process_store
from tests.stores import copy_store

pytestmark = pytest.mark.slow


def form() -> None:
    """Draw the form of a new measure."""
    import os

    import streamlit as st

    from est.access.permissions import Actor, Role
    from est.settings import Settings
    from est.stores import process_store
    from est.text import translator
    from est.ui.cache import AnswerCache
    from est.ui.enter import Visitor
    from est.ui.measures.choices import measure_choices
    from est.ui.measures.measure_form import StartingValues, measure_form

    settings = Settings.from_environment(os.environ)
    store = process_store(settings.store, settings)
    visitor = Visitor(store, Actor("anna", Role.OWNER), translator("sv"), AnswerCache())
    sent = measure_form(visitor, "new", measure_choices(visitor, ()), StartingValues())
    st.text(f"sent: {sent}")


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The form, over a store that holds the defaults."""
    copy_store(tmp_path / "est.duckdb")
    monkeypatch.setenv("EST_STORE", str(tmp_path / "est.duckdb"))
    yield AppTest.from_function(form, default_timeout=60).run()
    settings = Settings.from_environment({"EST_STORE": str(tmp_path / "est.duckdb")})
    process_store(settings.store, settings).close()


def sent(page: AppTest) -> list[str]:
    """Press Save, and return what is said in red."""
    next(one for one in page.button if one.label == "Spara").click().run()
    assert not page.exception
    return [one.value.replace("\\", "") for one in page.error]


def test_all_that_is_missing_is_said_at_once(page: AppTest):
    """Title, organisation and place of a new measure, whether or not the first of them is there."""
    first = sent(page)
    assert [text.partition(".")[0] for text in first[:-1]] == [
        "Åtgärden saknar rubrik", "Ingen är ansvarig", "Åtgärden saknar plats"
    ]  # fmt: skip
    next(one for one in page.text_input if one.label.startswith("Rubrik")).set_value("Bättre ljus")
    assert sent(page) == first[1:]
    assert page.text[0].value == "sent: None"


def test_what_a_state_asks_for_is_said_beside_what_is_missing(page: AppTest):
    """A measure that is decided needs a day of follow-up too."""
    proposed = set(sent(page))
    page.session_state["new state"] = str(MeasureState.DECIDED)
    assert set(sent(page)) > proposed
