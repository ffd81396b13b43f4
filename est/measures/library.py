"""The library of measures: what is known to work, by mechanism, each entry with its source."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from uuid import UUID

from est.errors import LibraryError
from est.measures.terms import MeasureKind, Mechanism
from est.store import Store
from est.store.versions import Fields, Records, Version
from est.text import N_, Translator

ADD, EDIT, FILL = "add to the library", "edit the library", "fill the library"

ENTRY_NAMES = {
    "title": N_("Title"),
    "kind": N_("Kind"),
    "mechanism": N_("Mechanism"),
    "works": N_("What is known"),
    "source": N_("Source"),
    "active": N_("Shown"),
    "learned_from": N_("Learned from"),
}

LONGEST_TITLE = 200
LONGEST_TEXT = 2_000


@dataclass(frozen=True)
class LibraryEntry:
    """An entry as somebody wants it; LibraryError when something is missing or too long.

    `works` is what is known, `source` where that comes from. One that is not `active` is kept and not offered.
    `learned_from` is the identity of the measure the group learned it from.
    """

    title: str
    kind: MeasureKind
    mechanism: Mechanism
    works: str
    source: str
    active: bool = True
    learned_from: str | None = None

    def __post_init__(self) -> None:
        """Check what can be checked without a store."""
        if not self.title.strip() or not self.works.strip():
            raise LibraryError(N_("Write what the measure is called and what is known of it."))
        if not self.source.strip():
            raise LibraryError(N_("Say where the knowledge comes from: a publication, or your own measure."))
        if len(self.title) > LONGEST_TITLE or max(len(self.works), len(self.source)) > LONGEST_TEXT:
            raise LibraryError(N_("The text is too long: a title has at most 200 characters and other texts 2 000."))

    def to_fields(self) -> Fields:
        """Return every field as text, empty where nothing is said; the form in which the log keeps it."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: str(value or "") for name, value in said.items()} | {"active": "1" if self.active else ""}

    @classmethod
    def from_fields(cls, written: Mapping[str, str]) -> "LibraryEntry":
        """Return the entry that was `to_fields`."""
        return cls(
            title=written["title"],
            kind=MeasureKind(written["kind"]),
            mechanism=Mechanism(written["mechanism"]),
            works=written["works"],
            source=written["source"],
            active=bool(written["active"]),
            learned_from=written["learned_from"] or None,
        )

    def in_language(self, words: Translator) -> "LibraryEntry":
        """Return the entry with what came with the program in the language; what the group wrote stands as it is."""
        title, works, source = map(words.data_text, (self.title, self.works, self.source))
        return replace(self, title=title, works=works, source=source)


@dataclass(frozen=True)
class RecordedEntry:
    """An entry as it stands in the store. `identity` is a UUID as text."""

    identity: str
    version: int
    entry: LibraryEntry


LIBRARY = Records(
    "measure_library",
    tuple(field.name for field in fields(LibraryEntry)),
    LibraryEntry.from_fields,
    (ADD, EDIT, FILL),
    N_("There is no entry {identity} in the library of measures. Choose one of the list."),
    unsaid={"active": False},
)


def library_entries(store: Store) -> tuple[RecordedEntry, ...]:
    """Return every entry: by mechanism, what the group learned itself first, then by title."""
    order = list(Mechanism)
    found = [RecordedEntry(*row) for row in LIBRARY.all(store)]
    return tuple(
        sorted(
            found,
            key=lambda one: (
                order.index(one.entry.mechanism),
                one.entry.learned_from is None,
                one.entry.title.casefold(),
                one.identity,
            ),
        )
    )


def get_library_entry(store: Store, identity: UUID) -> tuple[LibraryEntry, int]:
    """Return one entry and its version; NotFoundError when it is not in the store."""
    return LIBRARY.get(store, identity)


def library_entry_versions(store: Store, identity: UUID) -> tuple[Version, ...]:
    """Return every version of an entry, oldest first."""
    return LIBRARY.versions(store, identity)
