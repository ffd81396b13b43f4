"""Files that pages make to be fetched, such as downloads: each is marked with the municipality of the page.

Streamlit names a file by what is in it and gives it to whoever asks for that name. With the mark in the name the gate
sees whose it is, and gives it to nobody who asks below another municipality.
"""

from contextvars import ContextVar

_MAKING: ContextVar[str] = ContextVar("municipality whose file is made", default="")


def make_for(municipality: str) -> None:
    """Say for which municipality the files are that are made from here on, in this thread or task; "" for the only one.

    A file that is made when its button is pressed is made outside its page, in a context of its own.
    """
    _MAKING.set(municipality)


def maker() -> str:
    """Return for which municipality a file is that is being made here."""
    return _MAKING.get()


def marked_name(municipality: str, name: str) -> str:
    """Return the name of a file with the mark of a municipality, which has no `-` in its own name."""
    return f"{municipality}-{name}" if municipality else name


def is_marked(name: str, municipality: str) -> bool:
    """Tell whether a file of this name was made for a municipality; every file was for the only one."""
    return not municipality or name.startswith(f"{municipality}-")
