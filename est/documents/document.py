"""A document as a value: headings, paragraphs, lists, tables and drawings, whatever file it becomes."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Heading:
    """A heading; 1 is the largest below the title."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """Some sentences."""

    text: str
    small: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list of sentences, with numbers where others refer to them."""

    items: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True)
class FigureTable:
    """A table with its caption; `numbers` are the columns (from 0) that hold numbers."""

    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Drawing:
    """A drawing of lines (SVG) with a text for those who do not see it, a caption, and its share of the width."""

    svg: str
    alt: str
    caption: str = ""
    width: float = 1.0


Block = Heading | Paragraph | Bullets | FigureTable | Drawing


@dataclass(frozen=True)
class Document:
    """A document: its title, what stands at the foot of every page, and its parts in order."""

    title: str
    language: str
    foot: str
    blocks: Sequence[Block] = field(default_factory=tuple)
