"""Sentences for a reader that keep their pattern and their values, so that a page can say them in its language."""

from collections.abc import Callable, Mapping


class Sentence(str):
    """An English sentence, filled in. `pattern` is the text before the `values` were put in; translate that.

    A sentence without values stands as it is, braces and all. Where what is to be done differs, `typed` is the pattern
    of what a terminal prints, in English: the sentence as text. `pattern` is then what a page says.
    """

    __slots__ = ("pattern", "values")
    pattern: str
    values: Mapping[str, object]

    def __new__(cls, pattern: str, /, *, typed: object = "", **values: object) -> "Sentence":
        """Return the pattern with its `{names}` replaced by the values."""
        text = str(typed) or pattern
        sentence = super().__new__(cls, text.format(**values) if values else text)
        sentence.pattern = pattern
        sentence.values = values
        return sentence

    def in_language(self, translate: Callable[[str], str]) -> str:
        """Return the sentence in the language of `translate`; sentences among its values too."""
        values = {
            name: value.in_language(translate) if isinstance(value, Sentence) else value
            for name, value in self.values.items()
        }
        return translate(self.pattern).format(**values) if values else translate(self.pattern)
