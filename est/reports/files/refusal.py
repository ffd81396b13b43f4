"""The error that says that a whole file was not taken, and why."""

from est.errors import FileRefusedError
from est.sentences import Sentence
from est.text import N_


def refusal(file: str, why: str, **values: object) -> FileRefusedError:
    """Return the error that says that a file was not taken and why: a pattern and its values."""
    first = Sentence(N_("The file “{file}” was not taken."), file=file)
    return FileRefusedError("{first} {why}", first=first, why=Sentence(why, **values))
