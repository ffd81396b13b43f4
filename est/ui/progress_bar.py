"""A progress bar for what takes more than a moment."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

from est.progress import RemainingTime
from est.text import Translator

T = TypeVar("T")
DRAWN_EVERY = 0.3  # seconds
A_MOMENT = 2.0  # seconds that nobody minds
WORTH_SAYING = 5.0  # seconds that are left


class ProgressBar:
    """A progress bar, drawn when it first moves. All bars are equal: none is part of the key of a cached answer.

    With a translator it says how long it still takes, where that is more than a few seconds.
    """

    def __init__(
        self,
        place: Any,  # noqa: ANN401 (Streamlit's elements have no public type)
        words: str,
        translator: Translator | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._place, self._words, self._translator = place, words, translator
        self._remaining = RemainingTime(clock)
        self._drawn = -1.0

    @property
    def spent(self) -> float:
        """How many seconds it has been there."""
        return self._remaining.spent

    def __call__(self, share: float) -> None:
        """Move the bar to the share that is done; once it is removed nothing is drawn."""
        left, now = self._remaining.seconds_left(share), self._remaining.spent
        if self._place is None or (0 <= self._drawn > now - DRAWN_EVERY and share < 1):
            return
        self._drawn = now
        self._place.progress(min(1.0, max(0.0, share)), self._words + self._left_words(left))

    def _left_words(self, left: float | None) -> str:
        if self._translator is None or left is None or left < WORTH_SAYING:
            return ""
        if left < 90:  # nobody can tell better than by tens
            return ", " + self._translator.gettext("about {n} seconds left").format(n=max(10, round(left / 10) * 10))
        return ", " + self._translator.gettext("about {n} minutes left").format(n=round(left / 60))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ProgressBar)

    def __hash__(self) -> int:
        return hash(ProgressBar)

    def remove(self) -> None:
        """Remove the bar, for good."""
        self._place.empty()
        self._place = None


class MovingOn:
    """Moves a bar, and once it has been there for a moment draws something beside it, such as the way to end it."""

    def __init__(self, bar: ProgressBar, draw: Callable[[], None]) -> None:
        self._bar, self._draw, self._drawn = bar, draw, False

    def __call__(self, share: float) -> None:
        """Hear the share that is done."""
        self._bar(share)
        if not self._drawn and self._bar.spent > A_MOMENT:
            self._drawn = True
            self._draw()


@contextmanager
def progress_bar(words: str, translator: Translator | None = None) -> Iterator[ProgressBar]:
    """Yield a bar with these words, and remove it at the end of the block."""
    bar = ProgressBar(st.empty(), words, translator)
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
