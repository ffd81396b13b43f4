"""Entering a page: who the visitor is, what they may do, and with that the store; the notice over invented data."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Concatenate, ParamSpec, TypeVar

import streamlit as st

from est.municipality.reference_lists import organisation_names
from est.municipality.settings import read_settings
from est.store import Store
from est.text import N_, Translator
from est.ui.cache import AnswerCache
from est.ui.language import page_translator
from est.ui.store_resource import shared_store, store_now

P = ParamSpec("P")
T = TypeVar("T")

LOCAL_USER = "lokal"
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
FORWARDED = ("x-forwarded-for", "x-forwarded-host", "forwarded", "x-real-ip")


class Role(IntEnum):
    """What a visitor may do; each role may do all that those before it may."""

    REPORTER = 1
    MEMBER = 2
    COORDINATOR = 3
    ADMINISTRATOR = 4


@dataclass(frozen=True)
class Visitor:
    """Who is looking at this page, with the store that their role opens."""

    store: Store
    user: str
    role: Role
    translator: Translator
    answers: AnswerCache

    @property
    def language(self) -> str:
        """The code of the page's language, such as `sv`."""
        return self.translator.language

    @property
    def scope(self) -> str:
        """Whose rows the visitor sees; part of the key of every kept answer."""
        return self.role.name

    @property
    def organisations(self) -> dict[str, str]:
        """How organisations whose names are other ones in the language of the page are called: name → name."""
        return self.answer(organisation_names, self.language)

    def may(self, role: Role) -> bool:
        """Tell whether the visitor has the role or one above it."""
        return self.role >= role

    def now(self) -> datetime:
        """Return the present moment as wall-clock time of the municipality."""
        return store_now(self.store)

    def answer(self, question: Callable[Concatenate[Store, P], T], *arguments: P.args, **named: P.kwargs) -> T:
        """Return `question(store, ...)`, kept until the store changes. The arguments must be hashable."""
        asked: tuple[Hashable, ...] = (*arguments, *sorted(named.items()))
        key = (question.__module__, question.__qualname__, asked, self.scope, self.store.version)
        return self.answers.get(key, lambda: question(self.store, *arguments, **named))


def is_local(address: str | None, headers: Mapping[str, str]) -> bool:
    """Tell whether a request comes from a browser on this machine, straight and by a local name.

    `address` is None for the machine itself. A name other than the machine's own (a page elsewhere that has turned
    its name to 127.0.0.1) or a proxy in between is not local.
    """
    names = {name.lower(): value for name, value in headers.items()}
    host = names.get("host", "localhost")
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    return address in (None, "127.0.0.1", "::1") and name in LOCAL_HOSTS and not any(map(names.get, FORWARDED))


def provider_configured() -> bool:
    """Tell whether Streamlit's secrets name an identity provider."""
    return st.secrets.load_if_toml_exists() and "auth" in st.secrets


def role_of(email: str | None, roles: Mapping[str, str]) -> Role | None:
    """Return the role that the secrets' `[roles]` give an e-mail address, or None. Letters' case does not matter."""
    given = {address.strip().lower(): name.strip().upper() for address, name in roles.items()}
    name = given.get((email or "").strip().lower(), "")
    return Role.__members__.get(name)


def signed_in() -> tuple[str, Role]:
    """Return the visitor's name and role. Draws the sign-in, or why there is none, and stops the page otherwise."""
    _ = page_translator().gettext
    if not provider_configured():
        if not is_local(st.context.ip_address, st.context.headers):
            st.error(_(NOT_LOCAL))
            st.stop()
        return LOCAL_USER, Role.ADMINISTRATOR
    if not st.user.is_logged_in:
        st.title(_("Sign in"))
        st.write(_("The reports are for the working group. Sign in with the municipality's account."))
        st.button(_("Sign in"), on_click=st.login, type="primary")
        st.stop()
    email = str(st.user.get("email") or "")
    role = role_of(email, st.secrets.get("roles", {}))
    if role is None:
        st.error(_("Your account has no role here. Ask the coordinator to give your e-mail address one."))
        st.button(_("Sign out"), on_click=st.logout)
        st.stop()
    return email, role


NOT_LOCAL = N_(
    "Without an identity provider this program serves one user, on the machine it runs on. "
    "Configure [auth] and [roles] in secrets.toml to let others in."
)


def enter(role: Role) -> Visitor:
    """Return the visitor with the store, if they have the role; otherwise say what is missing and stop the page."""
    user, has = signed_in()
    if has < role:
        st.error(page_translator().gettext("Your role does not open this page. Ask the coordinator if you need it."))
        st.stop()
    store, answers = shared_store()
    return Visitor(store, user, has, page_translator(), answers)


def draw_banner() -> None:
    """Say above every page when what is shown was invented."""
    store, answers = shared_store()
    settings = answers.get(("settled", store.version), lambda: read_settings(store))
    if settings.get("demo") == "1":
        st.warning(page_translator().gettext("Invented data: this town's reports were made up to try the program."))
