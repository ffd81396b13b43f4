"""The threads in which pages are drawn: the program ends when they have ended, and never in their midst.

Python takes the ground from under a thread that still runs when the program ends; if that is within DuckDB, the program
is aborted (`terminate called`), with what was being closed half closed.
"""

import os
import sys
import threading
import time
from collections.abc import Iterable
from typing import NoReturn

from est.store import Store

DRAWING = "ScriptRunner.scriptThread"
"""What Streamlit calls them. It has told them to stop, which they do as soon as they show something more."""


def await_pages(seconds: float) -> bool:
    """Return whether every page that was being drawn is done with, after so many seconds at most."""
    end = time.monotonic() + seconds
    drawing = [thread for thread in threading.enumerate() if thread.name == DRAWING]
    for thread in drawing:
        thread.join(max(0.0, end - time.monotonic()))
    return not any(thread.is_alive() for thread in drawing)


def leave(stores: Iterable[Store]) -> NoReturn:
    """End the program with status 0 while pages are being drawn, past Python's own way out."""
    for store in stores:
        store.end_changes()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(0)
