"""What a reader should know about a file although nothing of it was turned away."""

from collections.abc import Callable
from dataclasses import dataclass

from est.sentences import Sentence

LONGEST_SHOWN = 40  # letters of a word in a sentence


@dataclass(frozen=True)
class Notice:
    """A sentence with the values that go into its `{names}`; a strong one asks for the reader's attention.

    `typed` is what a terminal prints instead, where what is to be done there differs.
    """

    text: str
    values: tuple[tuple[str, object], ...] = ()
    strong: bool = False
    typed: str = ""

    @classmethod
    def from_text(cls, text: str) -> "Notice":
        """Return a notice that says what a text says, with its values apart when it has some."""
        return cls(text.pattern, tuple(text.values.items())) if isinstance(text, Sentence) else cls(text)

    def sentence(self, translate: Callable[[str], str] | None = None) -> str:
        """Return the sentence in the language of `translate`, filled in; without one, as a terminal prints it."""
        text = translate(self.text) if translate else self.typed or self.text
        return text.format(**dict(self.values)) if self.values else text


def shorten_word(word: str) -> str:
    """Return a word as a sentence shows it, a long one without its end."""
    return word if len(word) <= LONGEST_SHOWN else word[: LONGEST_SHOWN - 1] + "…"
