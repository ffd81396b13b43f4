"""What can go wrong, one small class a situation. A message says what is wrong, what it got, what to do."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from est.sentences import Sentence


class EstError(Exception):
    """Something a user can understand and act on, in English as `str(error)` and in any language by `in_language`.

    `raise AreaError(N_("{name} is not JSON."), name=name)`: a text for the translators, and the values that go into
    its `{names}`. A value that is to be translated too is a `Sentence`; any other is shown as it is.
    """

    def __init__(self, text: str = "", /, **values: object) -> None:
        super().__init__(text if isinstance(text, Sentence) else Sentence(text, **values))

    def in_language(self, translate: Callable[[str], str]) -> str:
        """Return what the error says in the language of `translate`, its values in it."""
        sentence: Sentence = self.args[0]
        return sentence.in_language(translate)


class StoreBusyError(EstError):
    """The store is open in another process; one process owns the file."""


class StoreTooNewError(EstError):
    """The store was written by a later version of the program."""


class StoreDamagedError(EstError):
    """What lies in the store is not what was put there."""


class StoreMemoryError(EstError):
    """A question needs more memory than the database may use; nothing else is the worse for it."""


class StoreUnreachableError(EstError):
    """The database that keeps the changes does not answer; what was to be changed is as it was, or that is said."""


class WorkerEndedError(EstError):
    """The process that worked on something ended before it was done; nothing was changed."""


class StoreNotEmptyError(EstError):
    """The store holds what must not be mixed with what was about to be put there."""


class UnknownActionError(EstError):
    """A change names an action that no room applies."""


class PersonalDataError(EstError):
    """A text that was to be kept holds personal data; nothing was stored. `rewritten` is the text without it."""

    def __init__(self, text: str = "", /, rewritten: str = "", **values: object) -> None:
        super().__init__(text, **values)
        self.rewritten = rewritten


class UnsureTextError(PersonalDataError):
    """A text that was to be kept may be about a person; nothing was stored until who wrote `written` says it is not."""

    def __init__(self, text: str = "", /, rewritten: str = "", written: str = "", **values: object) -> None:
        super().__init__(text, rewritten, **values)
        self.written = written


class FileRefusedError(EstError):
    """A whole file cannot be taken, and nothing of it was stored."""


class UnaccountedLinesError(EstError):
    """Lines of a file went missing on the way, which must never happen; nothing of it was stored."""


class SameFileError(FileRefusedError):
    """The very same file is already in the store."""

    @property
    def batch(self) -> UUID:
        """The batch that has it."""
        return UUID(str(self.args[0].values["batch"]))


class ReportsChangedError(FileRefusedError):
    """Reports of an organisation have changed since a file was compared with them; nothing of it was stored."""


class UnsettledFileError(FileRefusedError):
    """Something of a file could be either, and nobody has said which it is; nothing of it was stored."""


class CentroidsError(FileRefusedError):
    """The points of a file stand for whole areas, and nobody has confirmed that it is to be taken so."""


class MappingError(EstError):
    """The columns of a file are not, or wrongly, tied to the fields of a report."""


class NotFoundError(EstError):
    """What was asked for by its name or identity is not in the store."""


class AlreadyThereError(EstError):
    """What was to be added is in the store already; nothing was changed."""


class EditedByOtherError(EstError):
    """Somebody else changed the same thing in the meantime; nothing was overwritten.

    `who` and `when` tell of the last change, `version` what an edit must now start from, and `differs` each field
    with what is stored and what was wanted, in that order.
    """

    def __init__(
        self,
        text: str,
        /,
        *,
        who: str = "",
        when: datetime | None = None,
        version: int = 0,
        differs: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:
        super().__init__(text)
        self.who = who
        self.when = when
        self.version = version
        self.differs = dict(differs or {})


class NotAllowedError(EstError):
    """Who asks has a role that does not allow it; nothing was done."""


class AccountError(EstError):
    """An account cannot be given, changed or bound as asked."""


class SignInRefusedError(EstError):
    """Somebody whom the identity provider knows does not come in."""


class UnknownPersonError(SignInRefusedError):
    """Somebody whom nobody has added wants to come in."""


class EntryError(EstError):
    """A report that somebody entered or corrected lacks something, or says something that cannot be."""


class MeasureError(EstError):
    """A measure lacks what every measure has, or says something that cannot be; `field` names where it is said."""

    def __init__(self, text: str = "", /, field: str = "", **values: object) -> None:
        super().__init__(text, **values)
        self.field = field


class DesignError(EstError):
    """The design of a follow-up lacks something, contradicts itself, or there is none to evaluate by."""


class HotspotError(EstError):
    """A recorded hotspot lacks what every one has, or says something that cannot be."""


class CauseError(EstError):
    """A cause lacks what every cause has, or says something that cannot be."""


class LibraryError(EstError):
    """An entry of the library of measures lacks what every entry has, or says something that cannot be."""


class VocabularyError(EstError):
    """A category, subcategory or organisation lacks what every one has, or is one already."""


class SettingError(EstError):
    """A setting has a value the program cannot use."""


class SelectionError(EstError):
    """A filter holds a value that means nothing."""


class ViewError(EstError):
    """A saved view lacks what every one has."""


class AreaError(EstError):
    """An outline or a layer is not the GeoJSON it should be."""


class TooLittleHistoryError(EstError):
    """There is too little history to tell how good a forecast would have been."""


class ServingError(EstError):
    """The dashboard cannot be served as asked."""


class PictureError(EstError):
    """A situation picture cannot be made, frozen or opened as asked."""


class MeetingError(EstError):
    """A meeting, a point of it, its minutes or a task lacks what every one has, or cannot be changed any more."""


class MailError(EstError):
    """A mail server, an address, a letter or a message lacks what every one has, or cannot be changed as asked."""


class DocumentError(EstError):
    """A document cannot be made of what it was to hold."""
