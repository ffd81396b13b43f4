"""What a reader should know about a file although nothing of it was turned away."""

from collections.abc import Callable
from dataclasses import dataclass

from est.sentences import Sentence


@dataclass(frozen=True)
class Notice:
    """A sentence with the values that go into its `{names}`; a strong one asks for the reader's attention."""

    text: str
    values: tuple[tuple[str, object], ...] = ()
    strong: bool = False

    @classmethod
    def of(cls, text: str) -> "Notice":
        """Return a notice that says what a text says, with its values apart when it has some."""
        return cls(text.pattern, tuple(text.values.items())) if isinstance(text, Sentence) else cls(text)

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """Return the sentence in the language of `translate`, filled in."""
        text = translate(self.text)
        return text.format(**dict(self.values)) if self.values else text
