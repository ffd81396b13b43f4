"""What goes with a letter: kept as content, made into files when it is sent, and within what a mailbox takes."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from est.errors import EstError
from est.store import Store
from est.text import translator

MEGABYTE = 1_000_000
LARGEST = 5 * MEGABYTE  # of all files of a message; on the way they grow by a third, and many servers take ten
Content = Mapping[str, Any]


@dataclass(frozen=True)
class AttachedFile:
    """A file of a message: `kind` is its media type, such as application/pdf."""

    name: str
    kind: str
    held: bytes


Attach = Callable[[Store, Content], Sequence[AttachedFile]]
"""What makes the files of an attachment; EstError where it cannot."""


def all_attachments(store: Store) -> dict[str, Content]:
    """Return letter → what goes with it, of those that have any."""
    return {
        letter: json.loads(content)
        for letter, content in store.ask("SELECT id::VARCHAR AS id, content FROM attachments").rows()
    }


def fitting_files(store: Store, content: Content, attach: Attach) -> tuple[tuple[AttachedFile, ...], tuple[str, ...]]:
    """Return the files that go with a message, and a sentence for each that does not: too large, or not to be made."""
    _ = translator(str(content["language"])).gettext
    try:
        made = attach(store, content)
    except EstError as error:
        return (), (_("What belongs to it could not be attached: {reason}").format(reason=error.in_language(_)),)
    files: list[AttachedFile] = []
    told: list[str] = []
    for one in made:
        if sum(len(file.held) for file in (*files, one)) <= LARGEST:
            files.append(one)
            continue
        text = _(
            "{file} is not attached: it has {size} MB, and at most {most} MB go by mail. Take it from the dashboard."
        )
        number = translator(str(content["language"])).number
        sizes = {"size": number(len(one.held) / MEGABYTE, 1), "most": number(LARGEST / MEGABYTE)}
        told.append(text.format(file=one.name, **sizes))
    return tuple(files), tuple(told)
