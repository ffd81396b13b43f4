"""A page opens to whom the table allows its action, with the store as they see it; nobody comes past the gate."""

import sys

import polars as pl
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from est.access.passage import PASSAGE_HEADER, passage_headers
from est.access.permissions import Actor, Role
from est.access.views import visible_store
from est.store import Store
from est.text import translator
from est.ui.cache import AnswerCache
from est.ui.enter import Visitor
from est.ui.pages import MENU, first_page
from tests.stores import NOW, put


@pytest.mark.slow
def test_an_answer_is_never_given_to_who_sees_something_else(store, police):
    """A question is asked anew for another role or organisation, and once for all who see the same of what is asked."""
    answers, asked = AnswerCache(), []
    put(store, pl.DataFrame({"starts": [NOW], "organisation": [police]}))

    def seen_by(table: str, name: str, role: Role, organisation: str | None = None) -> int:
        actor = Actor(name, role, organisation)
        visitor = Visitor(visible_store(store, actor), actor, translator("sv"), answers)

        def rows(seen: Store, of: str) -> int:
            asked.append(name)
            return seen.ask(f"SELECT count(*) FROM {of}").item()

        return visitor.answer(rows, table)

    assert seen_by("reports", "anna", Role.OWNER) == 1
    assert seen_by("reports", "bo", Role.REPORTER, police) == 1
    assert seen_by("reports", "cilla", Role.REPORTER, police) == 1
    assert seen_by("reports", "david", Role.REPORTER, None) == 0
    assert seen_by("reports", "eva", Role.COORDINATOR) == seen_by("reports", "finn", Role.MEMBER, police) == 1
    assert asked == ["anna", "bo", "david"]
    assert seen_by("log", "anna", Role.OWNER) > 0
    assert [seen_by("log", name, Role.REPORTER, of) for name, of in (("bo", police), ("david", None))] == [0, 0]
    assert asked[3:] == ["anna", "bo"]


def let_in() -> None:
    import streamlit as st

    from est.ui.enter import enter
    from est.ui.pages import SETTINGS

    enter(SETTINGS)
    st.write("came in")


@pytest.fixture
def visit(tmp_path, monkeypatch):
    """Run a page for coordinators with these headers, and return what it says and refuses."""
    monkeypatch.setenv("EST_STORE", str(tmp_path / "s"))
    st.cache_resource.clear()

    def run(headers=None):
        found = passage_headers(None) if headers is None else headers
        monkeypatch.setattr(type(st.context), "headers", property(lambda _: found))
        tested = AppTest.from_function(let_in, default_timeout=30).run()
        assert not tested.exception
        return [part.value for part in tested.markdown], [part.value for part in tested.error]

    yield run
    st.cache_resource.clear()


@pytest.mark.slow
def test_a_page_is_not_opened_to_a_role_without_it(visit, monkeypatch):
    """A member is told, and sees nothing of the page."""
    entering = sys.modules["est.ui.enter"]  # the package gives this name to the function
    monkeypatch.setattr(entering, "present_actor", lambda: Actor("anna", Role.MEMBER))
    shown, refused = visit()
    assert shown == []
    assert "Med din roll kan du inte öppna den här sidan" in refused[0]
    monkeypatch.setattr(entering, "present_actor", lambda: Actor("anna", Role.COORDINATOR))
    assert visit() == (["came in"], [])


@pytest.mark.parametrize("headers", [{}, {PASSAGE_HEADER: ""}, {PASSAGE_HEADER: "guessed"}, {"Host": "localhost:8501"}])
def test_nobody_comes_past_the_gate(visit, headers):
    """Pages that Streamlit serves by itself say one sentence, whoever asks and from wherever."""
    shown, refused = visit(headers)
    assert shown == []
    assert len(refused) == 1
    assert "est serve" in refused[0]


@pytest.mark.slow
def test_a_session_that_is_not_in_the_store_opens_nothing(visit):
    """One that was ended, or never was."""
    shown, refused = visit(passage_headers("00000000-0000-7000-8000-000000000001"))
    assert shown == []
    assert "utloggad" in refused[0]


@pytest.mark.parametrize(
    ("role", "address"),
    [
        (Role.REPORTER, "ny-rapport"),
        (Role.MEMBER, "oversikt"),
        (Role.COORDINATOR, "oversikt"),
        (Role.ADMINISTRATOR, "anvandare"),
        (Role.OWNER, "oversikt"),
    ],
)
def test_every_role_begins_at_a_page_of_its_own(role, address):
    """None is left before a page that it may not open."""
    from est.access.permissions import allowed

    actor = Actor("anna", role, "x")
    first = first_page(lambda action: allowed(actor, action))
    assert first.address == address
    assert any(first in pages for pages in MENU.values())


def test_a_page_that_opens_has_begun(visit, monkeypatch):
    """So that it has its turn before those that begin later."""
    begun = []
    monkeypatch.setattr(AnswerCache, "begin", lambda _answers: begun.append("page"))
    visit()
    assert begun == ["page"]
