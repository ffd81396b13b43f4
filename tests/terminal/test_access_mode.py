"""The way in is chosen by a setting, and whatever is wrong with its configuration is said before anything is served."""

from pathlib import Path
from typing import Any

import pytest

from est.errors import ServingError, SettingError
from est.settings import Settings
from est.terminal.access_mode import (
    LocalMode,
    ProviderClient,
    ProviderMode,
    ProxyMode,
    access_mode,
    is_loopback,
    require_readable,
)

WHERE = Path("secrets.toml")
SECRET = "0123456789abcdefghijklmnopqrstuv"
AUTH = {
    "redirect_uri": "https://est.kommun.example/oauth2callback",
    "cookie_secret": SECRET,
    "client_id": "est",
    "client_secret": "s",
    "server_metadata_url": "https://idp.kommun.example/.well-known/openid-configuration",
}


def faults(chosen: str, found: dict[str, Any], address: str = "127.0.0.1", token: bool = False) -> list[str]:
    """Return the sentences that a configuration is refused with, a line each."""
    with pytest.raises(ServingError) as refused:
        access_mode(chosen, address, found, WHERE, token=token)
    return str(refused.value).splitlines()


@pytest.mark.parametrize(("chosen", "found"), [("oidc", {"auth": AUTH}), ("proxy", {"proxy": {"secret": SECRET}})])
def test_secrets_in_a_file_of_another_name_are_said_not_to_be_read(chosen, found):
    """Streamlit takes them for a folder; a secret of a container has no ending by itself."""
    with pytest.raises(ServingError, match="/run/secrets/est, which is not read: the name of the file ends in"):
        access_mode(chosen, "127.0.0.1", found, Path("/run/secrets/est"))
    assert access_mode(chosen, "127.0.0.1", found, Path("/run/secrets/est.toml"))


@pytest.mark.parametrize("content", [b"[auth\n", b'[proxy]\nsecret = "\xe5"\n'])
def test_secrets_that_cannot_be_read_are_one_sentence(tmp_path, content):
    """Passed over they would be none: a sign-in that somebody configured would not be asked for. What they hold is not
    said."""
    where = tmp_path / "secrets.toml"
    require_readable(where)
    where.write_bytes(content)
    with pytest.raises(ServingError, match=r"secrets\.toml cannot be read as TOML in UTF-8.*Mend it\.$"):
        require_readable(where)
    where.write_text('[proxy]\nsecret = "å"\n', encoding="utf-8")
    require_readable(where)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "localhost", "127.0.0.2"])
def test_the_machine_itself_is_served(address):
    """By any of its own names, with nothing configured."""
    assert is_loopback(address)
    assert access_mode("local", address, {}, WHERE) == LocalMode()


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.7", "est.kommun.se"])
def test_any_other_address_is_refused_without_sign_in(address):
    """The sentence says what to configure."""
    (sentence,) = faults("local", {}, address)
    assert "EST_ACCESS=oidc" in sentence
    assert "[auth]" in sentence


@pytest.mark.parametrize("chosen", ["open", "", "OIDC"])
def test_a_word_that_is_no_way_in_is_refused(chosen):
    """Nothing is guessed."""
    with pytest.raises(SettingError, match="local, oidc, proxy"):
        Settings.from_environment({"EST_ACCESS": chosen})


def test_a_sound_configuration_is_taken():
    """Of a provider and of a proxy; http is for this machine alone."""
    client = ProviderClient(AUTH["server_metadata_url"], "est", AUTH["redirect_uri"])
    assert access_mode("oidc", "0.0.0.0", {"auth": AUTH}, WHERE) == ProviderMode(secure=True, client=client)
    local = AUTH | {"redirect_uri": "http://localhost:8501/oauth2callback"}
    assert not getattr(access_mode("oidc", "127.0.0.1", {"auth": local}, WHERE), "secure")  # noqa: B009 (of one mode only)
    trusting = {"auth": AUTH, "access": {"trust_unverified_email": True, "sign_out_at_provider": False}}
    assert access_mode("oidc", "0.0.0.0", trusting, WHERE) == ProviderMode(secure=True, unverified=True)
    assert access_mode("proxy", "10.0.0.5", {"proxy": {"secret": SECRET}}, WHERE) == ProxyMode(SECRET)
    named = {"secret": SECRET, "user_header": "OIDC_Claim_Email", "subject_header": "OIDC_Claim_Sub", "https": False}
    proxy = ProxyMode(SECRET, "oidc_claim_email", "oidc_claim_sub", secure=False)
    assert access_mode("proxy", "10.0.0.5", {"proxy": named}, WHERE) == proxy
    assert SECRET not in repr(proxy)


@pytest.mark.parametrize("name", AUTH)
def test_each_thing_that_a_provider_needs_is_named_when_it_is_missing(name):
    """Left out, empty or not a text."""
    for wrong in ({}, {name: ""}, {name: 7}):
        kept = {other: value for other, value in AUTH.items() if other != name} | wrong
        found = faults("oidc", {"auth": kept})
        assert any(f"lacks {name}" in sentence for sentence in found)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"cookie_secret": "short"}, "cookie_secret can be guessed"),
        ({"cookie_secret": "a" * 64}, "cookie_secret can be guessed"),
        ({"redirect_uri": "https://est.kommun.example/"}, "redirect_uri must be"),
        ({"redirect_uri": "http://est.kommun.example/oauth2callback"}, "redirect_uri must be"),
        ({"redirect_uri": "/oauth2callback"}, "redirect_uri must be"),
        ({"server_metadata_url": "http://idp.example/x"}, "server_metadata_url must begin"),
    ],
)
def test_what_is_wrong_with_a_provider_is_one_sentence(change, told):
    """No more, and with the name of what to mend."""
    (sentence,) = faults("oidc", {"auth": AUTH | change})
    assert sentence.startswith(told)


def test_every_fault_is_told_at_once():
    """Whoever configures mends them all before the next start."""
    found = {"auth": AUTH | {"client_id": "", "cookie_secret": "x"}, "roles": {"a@b.se": "king"}}
    assert len(faults("oidc", found, token=True)) == 4
    assert len(faults("oidc", {})) == 1
    assert len(faults("proxy", {})) == 1
    assert len(faults("proxy", {"proxy": {"secret": "short", "header": "x"}})) == 2


def test_roles_in_a_file_are_not_passed_over():
    """They were read from there before, and whoever counts on them is told where they are now."""
    (sentence,) = faults("local", {"roles": {"anna@kommun.example": "administrator"}})
    assert "est user add" in sentence


@pytest.mark.parametrize("part", ["auth", "proxy"])
def test_who_configured_a_sign_in_is_not_served_without_one(part):
    """A setting that was forgotten would make whoever comes administrator."""
    (sentence,) = faults("local", {part: {}})
    assert "EST_ACCESS" in sentence


def test_a_token_is_made_when_it_is_asked_for():
    """A new one each time, too long to be guessed."""
    one, other = (access_mode("local", "localhost", {}, WHERE, token=True) for _ in range(2))
    assert isinstance(one, LocalMode)
    assert one != other
    assert len(one.token) >= 32
