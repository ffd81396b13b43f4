"""Minutes as a document: locked with their hash and addenda, or as a draft that says it is one."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from est.documents.document import Block, Bullets, Document, Heading, Paragraph
from est.meetings.minutes_text import minutes_lines
from est.meetings.queries import LockedMinutes
from est.text import Translator


def minutes_document(
    content: Mapping[str, Any], locked: LockedMinutes | None, words: Translator, happened: Sequence[str] = ()
) -> Document:
    """Return the document of minutes; `locked` is None for those that are not locked yet.

    `happened` is what the frozen picture of the meeting says in brief, for a reader who was not there.
    """
    _ = words.gettext
    title = _("Minutes, {day}").format(day=content["held"])
    foot = _("Internal to the working group: functions and places, never persons.")
    if locked is None:
        foot = " ".join([_("Draft: the minutes are not approved."), foot])
    else:
        told = _("Approved by {functions}, locked {moment}, hash {hash}.").format(
            functions=locked.approved_by, moment=words.moment(locked.locked), hash=locked.hash[:12]
        )
        foot = f"{told} {foot}"
    return Document(title, words.language, foot, tuple(_blocks(content, locked, words, happened)))


def _blocks(
    content: Mapping[str, Any], locked: LockedMinutes | None, words: Translator, happened: Sequence[str]
) -> Iterator[Block]:
    _ = words.gettext
    if locked is not None and locked.erased:
        yield Paragraph(_("A text was erased from these minutes for good, after they were locked."))
    for number, (heading, lines) in enumerate(minutes_lines(content, words)):
        yield Heading(heading)
        yield Bullets(lines)
        if number == 0 and happened:  # after who met and when
            yield Heading(_("What has happened"))
            yield Bullets(happened)
    if locked is None:
        return
    yield Heading(_("Approved"))
    yield Paragraph(
        _("Approved by {functions} and locked {moment}. Hash {hash}.").format(
            functions=locked.approved_by, moment=words.moment(locked.locked), hash=locked.hash
        )
    )
    if locked.addenda.height:
        yield Heading(_("Addenda"))
        text = _("Addendum of {moment}, approved by {functions}: {wording}")
        yield Bullets(
            [
                text.format(moment=words.moment(written), functions=who, wording=wording)
                for wording, who, written in locked.addenda.select("wording", "approved_by", "written").rows()
            ]
        )
