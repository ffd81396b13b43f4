"""A bar while something is worked out that takes more than a moment, and an answer that is kept all the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st


class Bar:
    """A progress bar that is drawn when it first moves. For a kept answer all bars are one: they do not change it."""

    def __init__(self, place: Any, words: str) -> None:  # noqa: ANN401 (Streamlit's elements have no public type)
        self._place, self._words = place, words

    def __call__(self, share: float) -> None:
        """Move the bar to the share that is done; once it was taken away nothing is drawn."""
        if self._place is not None:
            self._place.progress(min(1.0, max(0.0, share)), self._words)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Bar)

    def __hash__(self) -> int:
        return hash(Bar)

    def gone(self) -> None:
        """Take the bar away, for good."""
        self._place.empty()
        self._place = None


@contextmanager
def waiting(words: str) -> Iterator[Bar]:
    """Give a bar with these words, and take it away at the end of the block."""
    bar = Bar(st.empty(), words)
    try:
        yield bar
    finally:
        bar.gone()
