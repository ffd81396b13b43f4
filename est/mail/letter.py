"""A letter to one organisation or one person: written, approved, and then sent or copied."""

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from est.errors import MailError
from est.store.versions import Fields
from est.text import N_

LONGEST_SUBJECT = 200
LONGEST_WORDING = 10_000


class LetterKind(StrEnum):
    """What a letter is."""

    WORD_BACK = "återkoppling"
    REMINDER = "påminnelse"
    SUBSCRIPTION = "prenumeration"

    @property
    def automatic(self) -> bool:
        """Whether the program writes it by itself, so that no answering machine is to answer."""
        return self is not LetterKind.WORD_BACK


LETTER_KIND_NAMES = {
    LetterKind.WORD_BACK: N_("word back"),
    LetterKind.REMINDER: N_("reminder"),
    LetterKind.SUBSCRIPTION: N_("subscription"),
}
FIELD_NAMES = {
    "subject": N_("Subject"),
    "wording": N_("Text"),
    "kind": N_("Kind"),
    "organisation": N_("Organisation"),
    "person": N_("Person"),
    "since": N_("From"),
    "until": N_("Until"),
}


@dataclass(frozen=True)
class Letter:
    """A letter as somebody wants it; MailError when something is missing or too long.

    It tells of what happened from `since` to `until`, which is exclusive. `person` is the account of whoever gets it
    for themselves; then there is no organisation.
    """

    kind: LetterKind
    organisation: str
    subject: str
    wording: str
    since: date | None = None
    until: date | None = None
    person: str = ""

    def __post_init__(self) -> None:
        """Check what can be checked without a store."""
        if not self.subject.strip() or not self.wording.strip():
            raise MailError(N_("A letter has a subject and a text."))
        if "\n" in self.subject or len(self.subject) > LONGEST_SUBJECT or len(self.wording) > LONGEST_WORDING:
            raise MailError(N_("The subject is one line of at most 200 characters, and the text has at most 10 000."))

    def to_fields(self) -> Fields:
        """Return every field as text, empty where nothing is said."""
        return {field.name: str(getattr(self, field.name) or "") for field in fields(self)}

    @classmethod
    def from_fields(cls, written: Fields) -> "Letter":
        """Return the letter that was `to_fields`."""
        return cls(
            LetterKind(written["kind"]),
            written["organisation"],
            written["subject"],
            written["wording"],
            date.fromisoformat(written["since"]) if written["since"] else None,
            date.fromisoformat(written["until"]) if written["until"] else None,
            written.get("person", ""),  # letters of earlier programs are to organisations alone
        )
