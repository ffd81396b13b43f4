"""A document as PDF/UA: tagged, with alternative texts, in black and white, drawings as lines. Set by typst."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from est.documents.document import Bullets, Document, Drawing, FigureTable, Heading, Paragraph
from est.documents.unshown_signs import BOX, with_boxes
from est.errors import DocumentError
from est.text import N_, translator

# how the engine tells of them
LACKING = re.compile(r'the text `"(.*)"` could not be displayed', re.DOTALL)
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
FORM = Path(__file__).with_name("document.typ")
EVEN = 10  # columns, from which all are of one width
LONG = 24  # characters from which a column takes its share of the width instead of what it needs


def write_pdf(document: Document, made: datetime) -> bytes:
    """Return a document as PDF/UA-1; DocumentError when the engine refuses it.

    `made` is the moment that the file carries, so that the same document is the same file. Signs that the engine's
    fonts do not have stand as a box.
    """
    while True:
        try:
            return _compiled(
                FORM.read_bytes(),
                sys_inputs={"document": json.dumps(_values(document), ensure_ascii=False)},
                pdf_standards="ua-1",
                timestamp=made.replace(tzinfo=UTC),  # a wall-clock time; the file asks for a zone
            )
        except _SignsLackingError as error:
            shown = with_boxes(document, error.signs)
            if shown == document:
                raise
            document = shown


def draw_png(drawing: Drawing, dots: float = 200.0) -> bytes:
    """Return a drawing as PNG, for files that hold no lines; DocumentError when the engine refuses it."""
    source = '#set page(width: 160mm, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'
    return _compiled(source.encode(), sys_inputs={"svg": drawing.svg}, format="png", ppi=dots)


def _compiled(source: bytes, **settings: Any) -> bytes:  # noqa: ANN401 (those of the engine)
    """Return what the engine makes of a source. It is fetched here, so that a program without it does all else."""
    try:
        import typst  # noqa: PLC0415
    except ImportError as error:
        raise DocumentError(
            N_(
                "What sets documents as PDF (the package typst) is not installed or does not start here. Nothing is "
                "lost: take it as Word instead, and install the program anew."
            )
        ) from error
    try:
        # the same on every machine, with the fonts that the engine brings
        made: bytes = typst.compile(source, ignore_system_fonts=True, **settings)
    except typst.TypstError as error:
        refused = N_("The document could not be set as PDF ({reason}). Nothing is lost: take it as Word instead.")
        lacking = LACKING.search(error.message)
        if lacking:
            raise _SignsLackingError(refused, ESCAPED.sub(_sign, lacking[1]), error.message) from error
        raise DocumentError(refused, reason=error.message) from error
    return made


class _SignsLackingError(DocumentError):
    """The fonts do not have these signs."""

    def __init__(self, refused: str, signs: str, reason: str) -> None:
        super().__init__(refused, reason=reason)
        self.signs = frozenset(signs) - {BOX}


def _sign(escaped: re.Match[str]) -> str:
    return chr(int(escaped[1], 16))


def _values(document: Document) -> dict[str, Any]:
    return {
        "title": document.title,
        "language": document.language,
        "foot": document.foot,
        "page-text": translator(document.language).gettext("Page {page} of {pages}"),
        "blocks": [_block(block) for block in document.blocks],
    }


def _block(block: object) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "text": block.text, "level": block.level}
        case Paragraph():
            return {"kind": "paragraph", "text": block.text, "small": block.small}
        case Bullets():
            return {"kind": "bullets", "items": list(block.items), "numbered": block.numbered}
        case FigureTable():
            return {
                "kind": "table",
                "caption": block.caption,
                "headings": list(block.headings),
                "rows": [list(row) for row in block.rows],
                "numbers": sorted(block.numbers),
                "widths": _widths(block),
            }
        case Drawing():
            return {
                "kind": "drawing",
                "svg": block.svg,
                "alt": block.alt,
                "caption": block.caption,
                "width": block.width,
            }
    raise TypeError(f"A document holds no {type(block).__name__}.")


def _widths(table: FigureTable) -> list[int]:
    """Return the share of the width that each column takes; 0 takes what it needs.

    Columns of long texts share the width by the length of the longest; where there are none, the longest column of
    texts takes what is left, and of many columns all but the first are of one width.
    """
    texts = [column for column in range(len(table.headings)) if column not in table.numbers]
    longest = {column: max((len(row[column]) for row in table.rows), default=0) for column in texts}
    if len(table.headings) > EVEN:
        return [0, *[1] * (len(table.headings) - 1)]
    widths = {column: round(length / LONG) for column, length in longest.items() if length >= LONG}
    if not widths and texts:
        widths = {max(texts, key=lambda column: longest[column]): 1}
    return [max(1, widths[column]) if column in widths else 0 for column in range(len(table.headings))]
