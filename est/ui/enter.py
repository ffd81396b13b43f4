"""Entering a page: who the visitor is, what they may do, and with that the store; the notice over invented data."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Concatenate, ParamSpec, TypeVar

import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import get_script_run_ctx

from est.access.passage import passed, session_of
from est.access.permissions import COMMON, Actor, Resource, Role, allowed
from est.access.sign_in import session_of_id
from est.access.views import visible_store
from est.municipality.defaults import store_timezone
from est.municipality.reference_lists import organisation_names
from est.municipality.settings import read_settings
from est.picture.municipality_rates import MunicipalityRates, last_year
from est.store import AskingStore, Store
from est.text import N_, Translator
from est.ui.cache import AnswerCache
from est.ui.former_widgets import forget_former_widgets
from est.ui.language import page_translator
from est.ui.menu import name_addresses
from est.ui.messages import cleared_texts
from est.ui.other_municipalities import compared_rates, end_everywhere
from est.ui.pages import MenuPage
from est.ui.store_resource import shared_store, store_now, timezone_now

P = ParamSpec("P")
T = TypeVar("T")

LOCAL_USER = "lokal"
LOGOUT = "auth/logout"
"""Where the gate takes the cookie away, from any page."""

NOT_SERVED = N_("This page is opened by `est serve` alone. Start the program with it.")
ENDED = N_("You are signed out. Load the page anew to sign in.")


@dataclass(frozen=True)
class Visitor:
    """Who is looking at this page, with the store as they see it."""

    store: Store
    actor: Actor
    translator: Translator
    answers: AnswerCache

    @property
    def user(self) -> str:
        """The account, as the log names it."""
        return self.actor.name

    @property
    def language(self) -> str:
        """The code of the page's language, such as `sv`."""
        return self.translator.language

    @property
    def organisations(self) -> dict[str, str]:
        """How organisations whose names are other ones in the language of the page are called: name → name."""
        return self.answer(organisation_names, self.language)

    def may(self, action: str, resource: Resource = COMMON) -> bool:
        """Tell whether the visitor is allowed an action."""
        return allowed(self.actor, action, resource)

    def now(self) -> datetime:
        """Return the present moment as wall-clock time of the municipality."""
        return timezone_now(self.answer(store_timezone))

    def compared_rates(self) -> tuple[MunicipalityRates, ...]:
        """Return the rates of the last twelve whole months in each municipality whose situation the visitor may see."""
        return compared_rates(session_of(st.context.headers), last_year(self.now().date()))

    def answer(self, question: Callable[Concatenate[Store, P], T], *arguments: P.args, **named: P.kwargs) -> T:
        """Return `question(store, ...)`, kept until what it asks of the store changes. The arguments must be hashable.

        What it returns depends on the arguments and on what it asks, and on nothing else.
        """
        asked: tuple[Hashable, ...] = (*arguments, *sorted(named.items()))
        key = (question.__module__, question.__qualname__, asked)

        def ask(store: Store) -> T:
            return question(store, *arguments, **named)

        return self.answers.get(self.store, key, lambda: ask(self.store), ask)

    def keep_answer(self, key: Hashable, work: Callable[[], T]) -> T:
        """Return what `work` gives, kept by this key for all who see the same of the store until it changes."""
        return self.answers.get(self.store, key, work)


def present_actor() -> Actor:
    """Return who asks. Says in one sentence why nobody is let in, and stops the page, otherwise."""
    headers = st.context.headers
    if not passed(headers):
        name_addresses()
        st.error(page_translator().gettext(NOT_SERVED))
        st.stop()
    session = session_of(headers)
    if session is None:
        return Actor(LOCAL_USER, Role.OWNER)
    store, _ = shared_store()
    found = session_of_id(store, session, utc_now())
    if found is None:
        st.error(page_translator().gettext(ENDED))
        st.stop()
    return found.actor


def enter(page: MenuPage) -> Visitor:
    """Return the visitor of a page, if they are allowed its action; otherwise say so and stop the page."""
    actor = present_actor()
    if not allowed(actor, page.action):
        st.error(page_translator().gettext("Your role does not open this page. Ask the administrator if you need it."))
        st.stop()
    store, answers = shared_store()
    answers.begin()
    forget_former_widgets()
    store.refresh()  # so that a page holds every change that was made before it, on whichever server
    # asked of the whole store and kept for it: which words are seen changes with the store alone
    seen = answers.get(store, ("visible store", actor), lambda: visible_store(store, actor))
    return Visitor(AskingStore(seen, cleared_texts()), actor, page_translator(), answers)


def draw_sign_out(actor: Actor) -> None:
    """Say who is signed in, beside the menu, with the button that ends the session; nothing where nobody signs in."""
    session = session_of(st.context.headers)
    if session is None:
        return
    _ = page_translator().gettext
    with st.sidebar:
        st.caption(_("Signed in as"))
        st.text(actor.name)
        st.button(_("Sign out"), on_click=_sign_out, args=(session,), key="sign out")


def _sign_out(session: str) -> None:
    end_everywhere(session)
    context = get_script_run_ctx()
    if context is not None:
        # as `st.logout` does, but from the page where the browser is: the program may lie below a path that only the
        # web server knows
        way = ForwardMsg()
        way.auth_redirect.url = LOGOUT
        context.enqueue(way)


def utc_now() -> datetime:
    """Return the present moment as UTC, as sessions are timed."""
    return datetime.now(UTC).replace(tzinfo=None)


def draw_banner() -> None:
    """Say above every page when what is shown was invented, and since when nothing new is heard where that is so."""
    store, answers = shared_store()
    store.refresh()
    if store.silence is not None:
        heard = store_now(store) - timedelta(seconds=store.silence)
        text = page_translator().gettext(
            "This server has heard nothing from the database since {time}. What is shown is as it was then, and "
            "nothing can be changed here until it hears from it again."
        )
        st.warning(text.format(time=f"{heard:%H:%M}"))
    settings = answers.get(store, "settled", lambda: read_settings(store))
    if settings.get("demo") == "1":
        with st.container(key="invented"):
            st.warning(page_translator().gettext("Invented data: this town's reports were made up to try the program."))
