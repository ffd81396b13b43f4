"""Sentences for a reader that keep their pattern and their values, so that a page can say them in its language."""

from collections.abc import Callable, Mapping

from est.errors import FileRefusedError
from est.text import N_


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
        """Return the sentence in the language of `translate`; sentences inside it too."""
        values = {name: said(value, translate) for name, value in self.values.items()}
        return translate(self.pattern).format(**values)


def said(text: object, translate: Callable[[str], str]) -> object:
    """Return a sentence in the language of `translate`, and anything else as it is."""
    return text.said(translate) if isinstance(text, Sentence) else text


def refused(file: str, why: str, **values: object) -> FileRefusedError:
    """Return the error that says that a file was not taken and why: a pattern and its values."""
    first = Sentence(N_("The file “{file}” was not taken."), file=file)
    return FileRefusedError(Sentence("{first} {why}", first=first, why=Sentence(why, **values)))


def error_said(error: Exception, translate: Callable[[str], str]) -> str:
    """Return what an error says, in the language of `translate`."""
    return str(said(error.args[0], translate)) if error.args else str(error)
