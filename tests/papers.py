"""The papers of the repository, for the tests that hold them to the program: headings, links and fenced blocks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.sources import ROOT

PAPERS = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *(paper for folder in ("data", "tests") for paper in sorted((ROOT / folder).rglob("README.md"))),
]

_FENCE = re.compile(r"^```(\w*)(?: +(\S+))?$")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, what stands after that (a file's name), its text, and the line it begins on."""

    language: str
    name: str
    text: str
    line: int


@cache
def _parted(path: Path) -> tuple[tuple[Block, ...], str]:
    """Return the fenced blocks of a paper, and the rest of it."""
    blocks, prose, held = list[Block](), list[str](), list[str]()
    opened: tuple[str, str, int] | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        fence = _FENCE.match(line)
        if opened is None and fence:
            opened = (fence[1], fence[2] or "", number)
        elif opened is not None and line == "```":
            blocks.append(Block(opened[0], opened[1], "".join(f"{text}\n" for text in held), opened[2]))
            opened, held = None, []
        else:
            (prose if opened is None else held).append(line)
    assert opened is None, f"{path.name}: the block of line {opened} has no end"
    return tuple(blocks), "\n".join(prose)


def blocks(path: Path) -> tuple[Block, ...]:
    return _parted(path)[0]


def prose(path: Path) -> str:
    """Return a paper without its fenced blocks."""
    return _parted(path)[1]


def headings(path: Path) -> list[str]:
    return re.findall(r"^#+ (.+)$", prose(path), flags=re.MULTILINE)


def sections(path: Path) -> set[str]:
    """Return the numbers of a paper's numbered headings, as "4" and "4.2"."""
    return {found[1] for heading in headings(path) if (found := re.match(r"(\d+(?:\.\d+)*)\.? ", heading))}


def anchors(path: Path) -> set[str]:
    """Return the anchors that a paper's headings get on the web: small letters, no punctuation, spaces as hyphens."""
    found: dict[str, int] = {}
    for heading in headings(path):
        anchor = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        found[anchor] = found.get(anchor, 0) + 1
    again = {f"{anchor}-{number}" for anchor, times in found.items() for number in range(1, times)}
    return set(found) | again


def links(path: Path) -> Iterator[tuple[Path, str]]:
    """Give the file and the anchor (or "") of every link of a paper that stays in the repository."""
    for target in _LINK.findall(re.sub(r"`[^`\n]+`", "", prose(path))):
        if not re.match(r"[a-z]+:", target):
            file, _, anchor = target.partition("#")
            yield (path.parent / file).resolve() if file else path, anchor
