"""Sentences for a reader that keep their pattern and their values, so that a page can say them in its language."""

from collections.abc import Callable, Mapping


class Sentence(str):
    """An English sentence, filled in. `pattern` is the text before the `values` were put in; translate that."""

    __slots__ = ("pattern", "values")
    pattern: str
    values: Mapping[str, object]

    def __new__(cls, pattern: str, **values: object) -> "Sentence":
        """Return the pattern with its `{names}` replaced by the values."""
        sentence = super().__new__(cls, pattern.format(**values))
        sentence.pattern = pattern
        sentence.values = values
        return sentence

    def said(self, translate: Callable[[str], str]) -> str:
        """Return the sentence in the language of `translate`."""
        return translate(self.pattern).format(**self.values)


def said(text: str, translate: Callable[[str], str]) -> str:
    """Return a text in the language of `translate`, whether or not it has values in it."""
    return text.said(translate) if isinstance(text, Sentence) else translate(text)
