"""Who may come in: a browser of this machine as the local user; with an identity provider, those who have a role."""

import pytest

from est.ui.enter import Role, is_local, role_of


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
