"""Old Excel workbooks (.xls): what their sheets hide and which cells are merged, read from their records.

[MS-CFB] is the file within the file, [MS-XLS] the records in it, both by Microsoft.
"""

import struct
from collections.abc import Iterator

from est.reports.files.sheet_layout import MOST_MERGED, SheetLayout

OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FREE = 0xFFFFFFFA  # this and above are marks, not sectors
_ROW, _COLUMNS, _MERGED, _SHEET, _LOCK, _BEGIN, _END = 0x0208, 0x007D, 0x00E5, 0x0085, 0x002F, 0x0809, 0x000A
_CELLS = (0x0006, 0x00BD, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E)  # formulas, numbers, texts, truths
_BIFF8 = 0x0600


class OldWorkbook:
    """The file within the file: its streams by name. ValueError when it is damaged."""

    def __init__(self, content: bytes) -> None:
        """Read the directory."""
        try:
            self._open(content)
        except (struct.error, IndexError) as error:
            raise ValueError("damaged") from error

    def _open(self, content: bytes) -> None:
        self._content = content
        self._sector = 1 << min(struct.unpack_from("<H", content, 30)[0], 16)
        count, directory, cutoff, first_mini = (struct.unpack_from("<I", content, at)[0] for at in (44, 48, 56, 60))
        heads = list(struct.unpack_from("<109I", content, 76))
        following = struct.unpack_from("<I", content, 68)[0]
        seen = 0
        while following < _FREE and seen * self._sector < len(content):
            part = struct.unpack(f"<{self._sector // 4}I", self._at(following))
            heads, following, seen = heads + list(part[:-1]), part[-1], seen + 1
        table = b"".join(self._at(head) for head in heads[:count] if head < _FREE)
        self._next = struct.unpack(f"<{len(table) // 4}I", table)
        self._cutoff = cutoff
        entries = self._chain(directory)
        self._entries: dict[str, tuple[int, int]] = {}
        for at in range(0, len(entries) - 127, 128):
            length, first, size = (struct.unpack_from(form, entries, at + where)[0] for form, where in
                                   (("<H", 64), ("<I", 116), ("<I", 120)))  # fmt: skip
            name = entries[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            self._entries.setdefault(name, (first, size))
        mini = self._chain(first_mini)
        self._next_mini = struct.unpack(f"<{len(mini) // 4}I", mini)
        self._minis = self._chain(self._entries.get("Root Entry", (_FREE, 0))[0])

    def names(self) -> set[str]:
        """Return the names of the streams."""
        return set(self._entries)

    def stream(self, name: str) -> bytes:
        """Return a stream's bytes."""
        first, size = self._entries[name]
        if size >= self._cutoff:
            return self._chain(first)[:size]
        parts: list[bytes] = []
        seen = 0
        while first < _FREE and seen <= len(self._next_mini):
            parts.append(self._minis[first * 64 : first * 64 + 64])
            first, seen = self._next_mini[first] if first < len(self._next_mini) else _FREE, seen + 1
        return b"".join(parts)[:size]

    def _at(self, sector: int) -> bytes:
        begin = (sector + 1) * self._sector
        return self._content[begin : begin + self._sector].ljust(self._sector, b"\0")

    def _chain(self, sector: int) -> bytes:
        parts: list[bytes] = []
        while sector < len(self._next) and len(parts) <= len(self._next):
            parts.append(self._at(sector))
            sector = self._next[sector]
        return b"".join(parts)


def read_old_layout(stream: bytes, sheet: str) -> SheetLayout:
    """Return the layout of a sheet of a workbook's stream; nothing where it has no such sheet."""
    begin = next((place for place, name in _sheets(stream) if name == sheet), None)
    if begin is None:
        return SheetLayout()
    hidden: list[int] = []
    merged: list[tuple[int, int, int]] = []
    columns: set[int] = set()
    first_filled: int | None = None
    for kind, body in _records(stream, begin):
        if kind == _ROW and len(body) >= 14 and body[12] & 0x20:
            hidden.append(struct.unpack_from("<H", body)[0] + 1)
        elif kind in _CELLS and len(body) >= 4:
            column = struct.unpack_from("<H", body, 2)[0]
            first_filled = column if first_filled is None else min(first_filled, column)
        elif kind == _COLUMNS and len(body) >= 10 and body[8] & 0x01:
            first, last = struct.unpack_from("<2H", body)
            columns |= set(range(first, last + 1))
        elif kind == _MERGED:
            for first, last, column, _ in struct.iter_unpack("<4H", body[2 : 2 + (len(body) - 2) // 8 * 8]):
                if last > first:
                    merged.append((column, first + 1, last + 1))
    layout = SheetLayout(tuple(hidden), tuple(merged) if len(merged) <= MOST_MERGED else (), frozenset(columns))
    return layout.counted_from(first_filled)


def is_locked(stream: bytes) -> bool:
    """Return whether a workbook's stream is under a password."""
    return any(kind == _LOCK for kind, _ in _records(stream, 0))


def _sheets(stream: bytes) -> Iterator[tuple[int, str]]:
    """Yield the place and the name of each sheet."""
    newer = True
    for kind, body in _records(stream, 0):
        if kind == _BEGIN and len(body) >= 2:
            newer = struct.unpack_from("<H", body)[0] == _BIFF8
        elif kind == _SHEET and len(body) >= 8:
            wide = newer and body[7] & 1
            text = body[8:] if newer else body[7:]
            name = text.decode("utf-16-le" if wide else "latin-1", "replace")
            yield struct.unpack_from("<I", body)[0], name[: body[6]]


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """Yield the kind and the body of each record from a place to the end of its part."""
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        yield kind, stream[place + 4 : place + 4 + length]
        if kind == _END:
            return
        place += 4 + length
