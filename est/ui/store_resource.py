"""The one open store of this process, and the answers it has given."""

import atexit
import os
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st

from est.measures.library_commands import fill_library
from est.municipality.defaults import TIMEZONE, prepare_store, store_timezone
from est.reports.arrivals.inbox_folder import InboxFolder
from est.settings import Settings
from est.store import Store
from est.stores import process_store
from est.ui.cache import AnswerCache


@st.cache_resource(show_spinner=False)
def shared_store() -> tuple[Store, AnswerCache]:
    """Return the store of EST_STORE, opened and filled with the defaults once per process, and its cache of answers."""
    settings = Settings.from_environment(os.environ)
    store = process_store(settings.store, settings)
    atexit.register(partial(store.close))
    prepare_store(store, "est", timezone_now(TIMEZONE))
    fill_library(store, "est", timezone_now(TIMEZONE))
    return store, AnswerCache()


def shared_inbox() -> InboxFolder:
    """Return the folder of the files that come by themselves to the store of EST_STORE."""
    settings = Settings.from_environment(os.environ)
    return InboxFolder(settings.inbox_of(settings.store))


def timezone_now(timezone: str) -> datetime:
    """Return the present moment as wall-clock time of the zone, to the second."""
    return datetime.now(ZoneInfo(timezone)).replace(tzinfo=None, microsecond=0)


def store_now(store: Store) -> datetime:
    """Return the present moment as wall-clock time of the store's municipality."""
    return timezone_now(store_timezone(store))
