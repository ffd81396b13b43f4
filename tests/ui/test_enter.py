"""Who may come in: a browser of this machine as the local user; with an identity provider, those who have a role."""

import sys

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from est.store import Store
from est.text import translator
from est.ui.cache import AnswerCache
from est.ui.enter import Role, Visitor, is_local, role_of


@pytest.mark.parametrize(
    ("address", "headers", "local"),
    [
        (None, {"Host": "localhost:8501"}, True),
        (None, {"Host": "127.0.0.1:8501"}, True),
        ("::1", {"host": "[::1]:8501"}, True),
        (None, {}, True),
        ("192.168.1.7", {"Host": "localhost:8501"}, False),
        (None, {"Host": "evil.example:8501"}, False),
        (None, {"Host": "localhost:8501", "X-Forwarded-For": "10.0.0.9"}, False),
    ],
)
def test_only_a_browser_of_this_machine_is_local(address, headers, local):
    """A machine elsewhere, a name elsewhere that points here, and a proxy in between are not."""
    assert is_local(address, headers) is local


def test_a_role_is_given_by_the_address_whatever_its_letters():
    """Who has no row, or a row with a word that is no role, has no role."""
    roles = {"Anna@Kommun.se": "coordinator", "b@kommun.se": "king"}
    assert role_of("anna@kommun.SE", roles) is Role.COORDINATOR
    assert role_of("b@kommun.se", roles) is None
    assert role_of(None, roles) is None


def test_each_role_may_do_what_those_before_it_may():
    """reporter < member < coordinator < administrator."""
    assert list(Role) == sorted(Role)
    assert [role.name for role in Role] == ["REPORTER", "MEMBER", "COORDINATOR", "ADMINISTRATOR"]


def test_an_answer_is_never_given_to_who_may_see_something_else(store):
    """A question that looks at who asks is answered anew for another role, from the same answers."""
    answers, asked = AnswerCache(), []

    def seen_by(name: str, role: Role) -> str:
        visitor = Visitor(store, name, role, translator("sv"), answers)

        def rows(_store: Store, of: str) -> str:
            asked.append(name)
            return f"{of} for {visitor.role.name}"

        return visitor.answer(rows, "reports")

    assert seen_by("anna", Role.ADMINISTRATOR) == "reports for ADMINISTRATOR"
    assert seen_by("bo", Role.MEMBER) == "reports for MEMBER"
    assert seen_by("cilla", Role.MEMBER) == "reports for MEMBER"
    assert asked == ["anna", "bo"]


def let_in() -> None:
    import streamlit as st

    from est.ui.enter import Role, enter

    enter(Role.COORDINATOR)
    st.write("came in")


@pytest.fixture
def visit(tmp_path, monkeypatch):
    """Run a page that asks for a coordinator, and return what it says and refuses."""
    monkeypatch.setenv("EST_STORE", str(tmp_path / "s"))
    st.cache_resource.clear()

    def run(address="127.0.0.1"):
        monkeypatch.setattr(type(st.context), "ip_address", property(lambda _: address))
        tested = AppTest.from_function(let_in, default_timeout=30).run()
        assert not tested.exception
        return [part.value for part in tested.markdown], [part.value for part in tested.error]

    yield run
    st.cache_resource.clear()


def test_a_page_is_not_opened_to_a_role_below_its_own(visit, monkeypatch):
    """A member is told, and sees nothing of the page."""
    entering = sys.modules["est.ui.enter"]  # the package gives this name to the function
    monkeypatch.setattr(entering, "signed_in", lambda: ("anna", Role.MEMBER))
    shown, refused = visit()
    assert shown == []
    assert "Din roll öppnar inte den här sidan" in refused[0]
    monkeypatch.setattr(entering, "signed_in", lambda: ("anna", Role.ADMINISTRATOR))
    assert visit() == (["came in"], [])


def test_without_an_identity_provider_nobody_from_elsewhere_comes_in(visit):
    """Not even when the program was reached all the same."""
    assert visit() == (["came in"], [])
    shown, refused = visit("192.168.1.7")
    assert shown == []
    assert "[auth]" in refused[0]
