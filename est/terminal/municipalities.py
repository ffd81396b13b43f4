"""Several municipalities at one address: each has its pages below its name, and who may see several chooses.

The name is that of its schema, so `https://est.region.se/arvika/karta` is the map of one, and a link says whose it is.
A municipality that is served alone has its pages at the root and needs no name.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from est.access.made_files import is_marked
from est.municipality.settings import municipality_title
from est.store import Store
from est.terminal.sign_in_page import framed_page
from est.text import N_, translator

CHOOSE = N_("Choose a municipality")
NOT_YOURS = N_(
    "There is no municipality at this address that you may see. Ask the administrator of the municipality if you need "
    "it, and sign in again when you have been added."
)
MEDIA = "/media/"


@dataclass(frozen=True)
class Address:
    """Where a request goes: to which municipality ("" where there is one, None for none of several), and to what."""

    municipality: str | None
    path: str
    whole: str

    @property
    def is_bare(self) -> bool:
        """Tell whether it is the name of a municipality without the stroke after it, from which links would miss."""
        return bool(self.municipality) and self.whole == f"/{self.municipality}"

    @property
    def names_another(self) -> bool:
        """Tell whether it names a municipality that is not among them, and not just a page of whichever."""
        return self.municipality is None and "/" in self.whole[1:]

    def is_foreign_file(self, session: str | None) -> bool:
        """Tell whether it is a file that was made on a page of another municipality, or in another session than this
        (`est/access/made_files.py`).
        """
        name = self.path.removeprefix(MEDIA)
        return name != self.path and not is_marked(name, self.municipality or "", session)


def part_address(whole: str, municipalities: Collection[str]) -> Address:
    """Return where a path goes."""
    if "" in municipalities:
        return Address("", whole, whole)
    name, stroke, rest = whole[1:].partition("/")
    if name not in municipalities or "//" in whole or "/." in whole:  # what leads up or around leads nowhere
        return Address(None, whole, whole)
    return Address(name, stroke + rest or "/", whole)


def municipality_titles(stores: Mapping[str, Store]) -> dict[str, str]:
    """Return what municipalities are called: their set names, or else those of their schemas."""
    return {name: municipality_title(store, name) for name, store in stores.items()}


def choice_page(language: str, titles: Mapping[str, str], up: str, rest: str, told: str = "") -> bytes:
    """Return the page that links to each municipality, to the same `rest` of an address in each."""
    links = "".join(
        f'<li><a href="{escape(up + quote(name) + rest)}">{escape(title)}</a></li>'
        for name, title in sorted(titles.items(), key=lambda one: one[1].casefold())
    )
    return framed_page(language, translator(language).gettext(CHOOSE), told, f"<nav><ul>{links}</ul></nav>")
