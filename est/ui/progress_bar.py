"""A progress bar for what takes more than a moment."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

T = TypeVar("T")


class ProgressBar:
    """A progress bar, drawn when it first moves. All bars are equal: none is part of the key of a cached answer."""

    def __init__(self, place: Any, words: str) -> None:  # noqa: ANN401 (Streamlit's elements have no public type)
        self._place, self._words = place, words

    def __call__(self, share: float) -> None:
        """Move the bar to the share that is done; once it is removed nothing is drawn."""
        if self._place is not None:
            self._place.progress(min(1.0, max(0.0, share)), self._words)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ProgressBar)

    def __hash__(self) -> int:
        return hash(ProgressBar)

    def remove(self) -> None:
        """Remove the bar, for good."""
        self._place.empty()
        self._place = None


@contextmanager
def progress_bar(words: str) -> Iterator[ProgressBar]:
    """Yield a bar with these words, and remove it at the end of the block."""
    bar = ProgressBar(st.empty(), words)
    try:
        yield bar
    finally:
        bar.remove()


def run_undisturbed(work: Callable[[], T]) -> T:
    """Return what `work` gives, which may move a bar. A click elsewhere on the page waits until then.

    Streamlit ends a run at the next thing it draws when the page was clicked in the meantime; half of a change would be
    taken back then. In a thread of its own drawing never ends anything.
    """
    context = get_script_run_ctx()

    def begin() -> None:
        add_script_run_ctx(ctx=context)

    with ThreadPoolExecutor(1, "undisturbed", begin) as thread:
        return thread.submit(work).result()
