"""What keeps a reader who hears a PDF from it, as far as its tags tell: the checks of PDF/UA-1 that a library can make.

The numbers are those of the Matterhorn Protocol 1.1, which lists how a file fails PDF/UA-1. What needs an eye (whether
an alternative text is right, whether the order is that of reading) is not among them.
"""

import io
from collections.abc import Iterator
from typing import Any

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, NumberObject

STANDARD = {
    "Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index", "NonStruct", "P", "H",
    *(f"H{level}" for level in range(1, 7)), "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "THead", "TBody",
    "TFoot", "Span", "Quote", "Note", "Reference", "Code", "Link", "Annot", "Figure", "Formula", "Form",
}  # fmt: skip


def faults_of(pdf: bytes) -> list[str]:
    """Return what is lacking, a sentence a fault; none for a file in which nothing was found."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    root: Any = reader.trailer["/Root"]
    return [*_file_faults(reader, root), *_tree_faults(root), *_page_faults(reader)]


def _file_faults(reader: pypdf.PdfReader, root: Any) -> Iterator[str]:
    metadata = root["/Metadata"].get_data() if "/Metadata" in root else b""
    if b"pdfuaid" not in metadata:
        yield "06-002: the metadata do not say that it is PDF/UA"
    if b"dc:title" not in metadata or not (reader.metadata and reader.metadata.title):
        yield "06-003: no title"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "07-001: the title is not what the window shows"
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "06-001: not said to be tagged"
    if not root.get("/Lang"):
        yield "11-006: no language"
    for font in _fonts(reader):
        if not any(f"/FontFile{kind}" in font for kind in ("", "2", "3")):
            yield f"31-009: the font {font.get('/FontName')} is not embedded"


def _fonts(reader: pypdf.PdfReader) -> Iterator[Any]:
    for page in reader.pages:
        resources: Any = page["/Resources"]
        for held in resources.get("/Font", {}).values():
            font = held.get_object()
            for below in font.get("/DescendantFonts", [font]):
                yield below.get_object()["/FontDescriptor"].get_object()


def _tree_faults(root: Any) -> Iterator[str]:
    if "/StructTreeRoot" not in root:
        yield "01-005: no tree of tags"
        return
    tree = root["/StructTreeRoot"]
    roles = {name: str(role) for name, role in tree.get("/RoleMap", {}).items()}
    elements = list(_elements(tree["/K"]))
    levels = []
    for path in elements:
        element = path[-1]
        kind = str(element["/S"])
        name = roles.get(kind, kind).removeprefix("/")
        if name not in STANDARD:
            yield f"02-001: {kind} is no tag that a reader knows"
        if name == "Figure" and not (element.get("/Alt") or element.get("/ActualText")):
            yield "13-004: a figure without an alternative text"
        if name == "TH" and not _scope(element):
            yield "15-003: a heading of a table that does not say what it heads"
        if name == "Table" and not any(p[-1]["/S"] == "/TH" for p in elements if element in p):
            yield "15-001: a table without headings"
        if name == "LI" and str(path[-2]["/S"]) != "/L":
            yield "09-005: an item outside a list"
        if name in ("TH", "TD") and str(path[-2]["/S"]) != "/TR":
            yield "09-004: a cell outside a row"
        if name[0] == "H" and name[1:].isdigit():
            levels.append(int(name[1:]))
    if not levels:
        yield "14-002: no heading"
    yield from (
        f"14-003: a heading {now} after one of {before}"
        for before, now in zip([0, *levels], levels, strict=False)
        if now > before + 1
    )


def _elements(kids: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield each element with those above it."""
    found = kids.get_object()
    if isinstance(found, ArrayObject):
        for kid in found:
            yield from _elements(kid, above)
    elif isinstance(found, DictionaryObject) and "/S" in found:
        path = (*above, found)
        yield path
        if "/K" in found and not isinstance(found["/K"], NumberObject):
            yield from _elements(found["/K"], path)


def _scope(element: Any) -> str:
    held = element.get("/A", [])
    found = held if isinstance(held, ArrayObject) else [held]
    return next((str(one.get_object()["/Scope"]) for one in found if "/Scope" in one.get_object()), "")


def _page_faults(reader: pypdf.PdfReader) -> Iterator[str]:
    for number, page in enumerate(reader.pages, 1):
        if "/StructParents" not in page:
            yield f"01-003: what stands on page {number} is not tied to the tags"
        depth = 0
        for operands, operator in page.get_contents().operations:
            depth += {b"BDC": 1, b"BMC": 1, b"EMC": -1}.get(operator, 0)
            if operator in (b"Tj", b"TJ", b"Do", b"S", b"f") and depth < 1:
                yield f"01-003: on page {number} is neither tagged nor an artifact: {operator!r} {operands!r:.40}"
                break
