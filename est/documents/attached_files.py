"""The files that go with a letter: a frozen picture as PDF, a saved view as PDF and as a table (CSV)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from est.documents.pdf_file import write_pdf
from est.documents.picture_document import picture_document
from est.documents.view_document import view_document, view_frame
from est.mail.attachments import AttachedFile
from est.meetings.situation.queries import open_picture, picture_before
from est.store import Store
from est.store.exports import round_figures, to_csv
from est.text import Translator, translator

PDF, CSV = "application/pdf", "text/csv"


def attached_files(store: Store, content: Mapping[str, Any]) -> Sequence[AttachedFile]:
    """Return the files of what is attached to a letter (`post_subscriptions`).

    A picture is what it is now: a text that was erased since the letter was written is gone from it. Raises
    PictureError and NotFoundError where it cannot be opened, DocumentError where it cannot be set.
    """
    words = translator(str(content["language"]))
    if "picture" in content:
        return (_picture_file(store, str(content["picture"]), words),)
    view = content["view"]
    name, made = _file_name(view["name"], words), datetime.fromisoformat(view["made"])
    return (
        AttachedFile(f"{name}.pdf", PDF, write_pdf(view_document(view, words), made)),
        AttachedFile(f"{name}.csv", CSV, to_csv(round_figures(view_frame(view, words)), words.language)),
    )


def _picture_file(store: Store, identity: str, words: Translator) -> AttachedFile:
    picture = open_picture(store, identity)
    document = picture_document(picture, picture_before(store, picture), words)
    moment = picture.frozen or datetime.fromisoformat(picture.content["made"])
    return AttachedFile(f"lagesbild {picture.period.name}.pdf", PDF, write_pdf(document, moment))


def _file_name(name: str, words: Translator) -> str:
    """Return a name as that of a file: letters, digits and spaces alone."""
    kept = "".join(sign if sign.isalnum() or sign in " -" else " " for sign in name)
    return " ".join(kept.split()) or words.gettext("View")
