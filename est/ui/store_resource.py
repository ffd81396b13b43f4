"""The open store of the municipality that a page is of, one in this process, and the answers it has given.

A page comes at the store of its own municipality alone: that to which its request came through the gate.
"""

import atexit
import os
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st

from est.access.passage import municipality_of
from est.errors import NotFoundError
from est.home import served_homes
from est.measures.library_commands import fill_library
from est.municipality.defaults import TIMEZONE, prepare_store, store_timezone
from est.reports.arrivals.inbox_folder import InboxFolder
from est.settings import Settings
from est.store import Store
from est.store.coming_store import ComingStore
from est.stores import process_store
from est.text import N_
from est.ui.cache import AnswerCache


@st.cache_resource(show_spinner=False)
def opened_store(municipality: str) -> tuple[Store, AnswerCache]:
    """Return a municipality's store, opened and filled with the defaults once per process, and its cache of answers.

    It is for `shared_store` and for `est/ui/other_municipalities.py`, and for no page.
    """
    settings = Settings.from_environment(os.environ)
    settings = settings.of_municipality(municipality) if municipality else settings
    store = process_store(settings.store, settings)
    atexit.register(partial(store.close))
    prepare_store(store, "est", timezone_now(TIMEZONE))
    fill_library(store, "est", timezone_now(TIMEZONE))
    answers = AnswerCache()
    store.foresight = lambda cursor, tables: answers.foresee(ComingStore(store, cursor, tables))
    return store, answers


def shared_store() -> tuple[Store, AnswerCache]:
    """Return the store of the page's municipality in EST_STORE, and the answers that are kept of it alone.

    Raises NotFoundError where there are several and the request came to none of them.
    """
    return opened_store(page_municipality())


def page_municipality() -> str:
    """Return which of the municipalities of EST_STORE a page is of; "" where there is one, as `shared_store`."""
    served = served_homes(Settings.from_environment(os.environ).homes)
    if "" in served:
        return ""
    name = municipality_of(st.context.headers)
    if name not in served:
        raise NotFoundError(N_("This page is of no municipality. Choose one at the first address of the program."))
    return name


def page_settings() -> Settings:
    """Return the settings, with the store of the page's municipality alone."""
    settings = Settings.from_environment(os.environ)
    name = page_municipality()
    return settings.of_municipality(name) if name else settings


def shared_inbox() -> InboxFolder:
    """Return the folder of the files that come by themselves to the store of the page's municipality."""
    settings = page_settings()
    return InboxFolder(settings.inbox_of(settings.store))


def timezone_now(timezone: str) -> datetime:
    """Return the present moment as wall-clock time of the zone, to the second."""
    return datetime.now(ZoneInfo(timezone)).replace(tzinfo=None, microsecond=0)


def store_now(store: Store) -> datetime:
    """Return the present moment as wall-clock time of the store's municipality."""
    return timezone_now(store_timezone(store))
