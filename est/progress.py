"""How far a long piece of work has come, for those who wait for it."""

from collections.abc import Callable

Progress = Callable[[float], None]
"""Hears the share (0-1) that is done."""


def ignore_progress(share: float) -> None:
    """Hear how far it has come, and do nothing."""
