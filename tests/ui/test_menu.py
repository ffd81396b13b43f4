"""The menu is made once a session, and anew in another language and for another role."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from est.ui.menu import unknown_address


def menu() -> None:
    import json

    import streamlit as st

    from est.access.permissions import Actor, Role
    from est.ui import choose_language
    from est.ui.menu import menu_pages
    from tests.sources import ROOT

    choose_language()
    actor = Actor("anna", Role[st.query_params.get("role", "MEMBER")])
    pages = [page for section in menu_pages(ROOT, actor).values() for page in section]
    shown = [page.title for page in pages if page.visibility == "visible"]
    st.text(json.dumps([[id(page) for page in pages], shown]))


def seen(tested: AppTest) -> tuple[list[int], list[str]]:
    ids, shown = json.loads(tested.text[0].value)
    return ids, shown


def test_the_menu_is_made_anew_for_another_language_and_another_role_alone() -> None:
    """Else a page's title, or one that may not be opened, would stay in it."""
    tested = AppTest.from_function(menu, default_timeout=30).run()
    first, shown = seen(tested)
    assert "Översikt" in shown
    assert "Inställningar" not in shown
    assert seen(tested.run()) == (first, shown)
    tested.query_params["lang"] = "en"
    english = seen(tested.run())
    assert "Overview" in english[1]
    tested.query_params["role"] = "COORDINATOR"
    coordinator = seen(tested.run())
    assert "Settings" in coordinator[1]
    assert first != english[0] != coordinator[0]


@pytest.mark.parametrize(
    ("url", "unknown"),
    [
        ("http://localhost:8501/", ""),
        ("https://example.com/est/kommun/", ""),
        ("https://example.com/est/kommun/karta?from=2026-01-01", ""),
        ("https://example.com/est/kommun/finns-inte?x=/karta", "finns-inte"),
        ("http://localhost:8501/%C3%A5", "å"),
        ("", ""),
    ],
)
def test_an_address_is_known_by_its_last_part(url, unknown):
    """Whatever path the web server serves the program below."""
    assert unknown_address(url) == unknown
