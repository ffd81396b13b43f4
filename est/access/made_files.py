"""Files that pages make to be fetched, such as downloads: each is marked with its page's municipality and session.

Streamlit names a file by what is in it and gives it to whoever asks for that name. With the mark in the name the gate
sees whose it is, and gives it to nobody who asks below another municipality or in another session.
"""

import hmac
from contextvars import ContextVar

from est.access.passage import PASSAGE

_MAKING: ContextVar[str] = ContextVar("mark of what is made", default="")


def file_mark(municipality: str, session: str | None) -> str:
    """Return how the names of files begin that are made for a municipality, "" for the only one, in a session, if any.

    A municipality has no `-` in its name; which session it is cannot be told from the mark.
    """
    told = hmac.new(PASSAGE.encode(), session.encode(), "sha256").hexdigest()[:32] if session else ""
    return "".join(f"{part}-" for part in (municipality, told) if part)


def make_for(mark: str) -> None:
    """Say which mark the files get that are made from here on, in this thread or task.

    A file that is made when its button is pressed is made outside its page, in a context of its own.
    """
    _MAKING.set(mark)


def maker() -> str:
    """Return the mark of a file that is being made here; "" where nobody has said."""
    return _MAKING.get()


def is_marked(name: str, municipality: str, session: str | None) -> bool:
    """Tell whether a file of this name was made for a municipality in a session.

    Every file was for the only one, and for the one user of a machine, who has none.
    """
    return name.startswith(file_mark(municipality, session))
