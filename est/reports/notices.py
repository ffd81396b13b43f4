"""What a reader should know about a file although nothing of it was turned away."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Notice:
    """A sentence with the values that go into its `{names}`; a strong one asks for the reader's attention."""

    text: str
    values: tuple[tuple[str, object], ...] = ()
    strong: bool = False

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """Return the sentence in the language of `translate`, filled in."""
        text = translate(self.text)
        return text.format(**dict(self.values)) if self.values else text
