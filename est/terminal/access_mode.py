"""The three ways in, of which a setting chooses one: this machine alone, an identity provider, or a proxy's word.

What is wrong with the configuration is said before anything is served, one sentence a fault.
"""

import importlib.util
import ipaddress
import secrets
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from est.errors import ServingError

SHORTEST_SECRET = 32  # characters; as many random ones cannot be guessed
CALLBACK = "/oauth2callback"
_NEEDED = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
_PACKAGES = ("authlib", "httpx2")


@dataclass(frozen=True)
class LocalMode:
    """This machine alone, one user. With a token only who has read the printed address comes in."""

    token: str | None = None


@dataclass(frozen=True)
class ProviderClient:
    """As whom the program is known to a provider: where the provider describes itself, and the way back from it."""

    metadata_url: str
    client_id: str
    redirect_uri: str


@dataclass(frozen=True)
class ProviderMode:
    """People sign in at an OpenID Connect provider; with `unverified` also where it says not if it knows them.

    With a `client` whoever signs out here is signed out at the provider as well, where it has a way to do so.
    """

    secure: bool
    unverified: bool = False
    client: ProviderClient | None = None


@dataclass(frozen=True)
class ProxyMode:
    """A proxy has signed people in, and says who asks: in these headers, with a secret that it shares with us."""

    secret: str = field(repr=False)
    user_header: str = "x-est-user"
    subject_header: str | None = None
    secret_header: str = "x-est-proxy-secret"  # noqa: S105 (the name of a header, not what it holds)
    secure: bool = True


Mode = LocalMode | ProviderMode | ProxyMode


def is_loopback(address: str) -> bool:
    """Tell whether an address can be reached from this machine only."""
    try:
        return address == "localhost" or ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def require_readable(where: Path) -> None:
    """Raise ServingError for a file of secrets that is there and cannot be read, which Streamlit passes over."""
    try:
        if where.is_file():
            tomllib.loads(where.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        why = (
            error.strerror
            if isinstance(error, OSError)
            else error
            if isinstance(error, tomllib.TOMLDecodeError)
            else ""
        )
        raise ServingError(f"{where} cannot be read as TOML in UTF-8{f': {why}' if why else ''}. Mend it.") from error


def access_mode(chosen: str, address: str, found: Mapping[str, Any], where: Path, *, token: bool = False) -> Mode:
    """Return the way in that was chosen, as the secrets in the file `where` configure it.

    Raises ServingError with every fault of them.
    """
    faults = [*_faults(chosen, address, found, where, token=token)]
    if faults:
        raise ServingError("\n".join(faults))
    if chosen == "oidc":
        given, settled = found["auth"], found.get("access", {})
        redirect = str(given["redirect_uri"])
        client = ProviderClient(str(given["server_metadata_url"]), str(given["client_id"]), redirect)
        return ProviderMode(
            urlsplit(redirect).scheme == "https",
            bool(settled.get("trust_unverified_email", False)),
            client if settled.get("sign_out_at_provider", True) else None,
        )
    if chosen == "proxy":
        given = found["proxy"]
        names = {name: str(given[name]).lower() for name in ("user_header", "subject_header") if name in given}
        return ProxyMode(str(given["secret"]), **names, secure=bool(given.get("https", True)))
    return LocalMode(secrets.token_urlsafe(24) if token else None)


def _faults(chosen: str, address: str, found: Mapping[str, Any], where: Path, *, token: bool) -> Iterator[str]:
    """Yield what keeps a way in from being served, a sentence each."""
    if "roles" in found:
        yield (
            f"[roles] in {where} is no longer read: who may sign in is kept in the store. Add each of them with "
            "`est user add EMAIL --role ROLE --organisation NAME`, and take [roles] out."
        )
    if token and chosen != "local":
        yield "--token is for EST_ACCESS=local; elsewhere people sign in."
    if chosen in ("oidc", "proxy") and where.suffix != ".toml":
        yield f"EST_SECRETS is {where}, which is not read: the name of the file ends in .toml."
    elif chosen == "oidc":
        yield from _provider_faults(found.get("auth"), where)
    elif chosen == "proxy":
        yield from _proxy_faults(found.get("proxy"), where)
    elif not is_loopback(address):
        yield (
            f"The address {address} is open to others, and no identity provider is configured: whoever came would be "
            f"administrator. Leave --address out to serve this machine alone, or set EST_ACCESS=oidc and write "
            f"{where} with [auth] ({', '.join(_NEEDED)} of the municipality's OpenID Connect provider), or "
            "EST_ACCESS=proxy with [proxy] (secret)."
        )
    else:
        for part, mode in (("auth", "oidc"), ("proxy", "proxy")):
            if part in found:
                yield (
                    f"{where} holds [{part}], but without EST_ACCESS={mode} nobody would be asked to sign in. Set "
                    f"it, or take [{part}] out."
                )


def _provider_faults(given: Mapping[str, Any] | None, where: Path) -> Iterator[str]:
    missing = [name for name in _PACKAGES if importlib.util.find_spec(name) is None]
    if missing:
        yield f"Signing in needs {' and '.join(missing)}, which requirements.lock names: install est anew."
    if given is None:
        yield f"EST_ACCESS is oidc, but {where} has no [auth]. Write it with {', '.join(_NEEDED)}."
        return
    for name in _NEEDED:
        if not isinstance(given.get(name), str) or not str(given[name]).strip():
            yield f"[auth] lacks {name}: write it into {where}."
    redirect, metadata = str(given.get("redirect_uri", "")), str(given.get("server_metadata_url", ""))
    if redirect and not (is_address(redirect) and urlsplit(redirect).path.endswith(CALLBACK)):
        yield (
            f"redirect_uri must be the program's own address with {CALLBACK} after it, as "
            f"https://est.example.se{CALLBACK}, not {redirect!r}; http is for localhost alone."
        )
    if metadata and not is_address(metadata):
        yield f"server_metadata_url must begin with https://, not be {metadata!r}; http is for localhost alone."
    secret = given.get("cookie_secret")
    if isinstance(secret, str) and secret.strip():
        yield from _secret_faults("cookie_secret", secret)


def _proxy_faults(given: Mapping[str, Any] | None, where: Path) -> Iterator[str]:
    if given is None or not isinstance(given.get("secret"), str):
        yield f"EST_ACCESS is proxy, but {where} has no [proxy] with a secret that the proxy sends along."
        return
    yield from _secret_faults("secret", given["secret"])
    unknown = set(given) - {"secret", "user_header", "subject_header", "https"}
    if unknown:
        yield (
            f"[proxy] holds {', '.join(sorted(unknown))}, which means nothing; it takes secret, user_header, "
            "subject_header and https."
        )


def _secret_faults(name: str, secret: str) -> Iterator[str]:
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < SHORTEST_SECRET // 4:
        yield (
            f"{name} can be guessed: it has {len(secret)} characters and {len(set(secret))} different ones. Make one "
            "with `python -c 'import secrets; print(secrets.token_urlsafe(32))'`."
        )


def is_address(text: str) -> bool:
    """Tell whether a text is an address of HTTPS, or of this machine."""
    parts = urlsplit(text)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
    )
