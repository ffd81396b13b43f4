"""Signs that a form of file cannot show, such as an emoji in a text font: a box replaces them, and the file says so."""

from collections.abc import Collection
from dataclasses import fields, is_dataclass, replace
from typing import Any

from est.documents.document import Document, Paragraph
from est.text import N_, translator

BOX = "□"
TOLD = N_("□ stands for a sign that this file cannot show. The program shows it.")


def with_boxes(document: Document, lacking: Collection[str]) -> Document:
    """Return a document with a box in place of each of these signs, and a sentence at its end where there was one."""
    boxed: Document = _boxed(document, str.maketrans(dict.fromkeys(lacking, BOX)))
    if boxed == document:
        return document
    told = Paragraph(translator(document.language).gettext(TOLD), small=True)
    return replace(boxed, blocks=(*(one for one in boxed.blocks if one != told), told))


def _boxed(value: Any, boxes: dict[int, str]) -> Any:  # noqa: ANN401 (each part of a document, as it came)
    if isinstance(value, str):
        return value.translate(boxes)
    if isinstance(value, list | tuple):
        return type(value)(_boxed(one, boxes) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: _boxed(getattr(value, one.name), boxes) for one in fields(value)})
    return value
