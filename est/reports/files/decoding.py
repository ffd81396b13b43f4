"""Bytes to lines of text: UTF-8, UTF-16, Windows-1252, Mac Roman and DOS (850), each line by itself.

A line is UTF-8 when it is valid UTF-8. Otherwise it is taken in the one-byte encoding in which all its letters are
likely in Swedish text. A line that looks like damaged UTF-8, or like nothing known, is `Broken`: never guessed.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from est.reports.files.refusal import refusal
from est.reports.files.table import UnreadableReason, shorten_value
from est.text import N_

LONGEST_LINE = 1_000_000
CHUNK = 4 * 1024 * 1024  # bytes: more characters than the longest line has, in whatever encoding
_SEPARATOR = "\u2028".encode()
_SAMPLE = 20_000  # lines that are not UTF-8 from which the order of the one-byte encodings is decided


@dataclass(frozen=True)
class BrokenText:
    """A physical line that has no text: why, and what can be shown of it."""

    reason: UnreadableReason
    text: str


Line = str | BrokenText

_NOT_ASCII = re.compile(rb"[^\x00-\x7f]+")


@dataclass(frozen=True)
class Charset:
    """A one-byte encoding: its å, ä and ö, the bytes that Swedish text may hold, and what it does not.

    `unlikely` are sequences of bytes above 127; `inside` are `signs`, such as quotation marks, inside a word.
    """

    name: str
    codec: str
    swedish: bytes
    likely: bytes
    unlikely: re.Pattern[bytes]
    signs: re.Pattern[bytes]
    inside: re.Pattern[bytes]

    def may_be(self, line: bytes) -> bool:
        """Return whether every byte of the line is likely in this encoding, alone and beside its neighbours."""
        if line.translate(None, self.likely):
            return False
        runs = b" ".join(set(_NOT_ASCII.findall(line)))  # a text has few different ones
        return not self.unlikely.search(runs) and not (self.signs.search(runs) and self.inside.search(line))

    def score(self, lines: bytes) -> int:
        """Return how many å, ä and ö stand inside words, were the lines in this encoding."""
        return len(re.findall(rb"(?<=[A-Za-z])[" + re.escape(self.swedish) + rb"](?=[A-Za-z])", lines))


def _bytes(text: str) -> bytes:
    return bytes(range(128)) + bytes.fromhex(text)


# sequences that are whole or cut UTF-8 (“â€”, a byte order mark, a surrogate, an overlong form, an emoji)
_UTF8_LIKE = (
    rb"[\xc2\xc3][\x80-\xbf]|\xe2[\x80-\x82]|\xef[\xbb\xbf]|[\xe0-\xef][\x80-\xbf]{2}|\xf0[\x90-\xbf]"
    rb"|[\xf1-\xf4][\x80-\xbf]{2}|[\xc0\xc1][\x80-\xbf]|\xed[\xa0-\xbf]|\xe0[\x80-\x9f]"
)
WINDOWS = Charset(
    "Windows-1252",
    "cp1252",
    b"\xe5\xe4\xf6\xc5\xc4\xd6",
    _bytes("8082848591929394959697998a8e9a9ea0a3a7a9abadaeb0b1b2b3b4b5b7bbbcbdbe c0c1")
    + bytes(code for code in range(0xC4, 0x100)),
    re.compile(_UTF8_LIKE),
    re.compile(rb"[\x80\x84\x8a\x8e\x93\x94]"),
    re.compile(rb"[A-Za-z][\x84\x93\x94][A-Za-z]|[a-z][\x80\x8a\x8e]"),
)
MAC = Charset(
    "Mac Roman",
    "mac_roman",
    b"\x8c\x8a\x9a\x81\x80\x85",
    bytes(range(0xA0)) + _bytes("a1a4a5a7a8a9abaeafb1b5bebfc7c8c9cad0d1d2d3d4d5dbe1")[128:],
    re.compile(rb"\xe1[\x80-\xbf]{2}"),
    re.compile(rb"[\xd2\xe1]"),
    re.compile(rb"[A-Za-z][\xd2\xe1][A-Za-z]"),
)
DOS = Charset(
    "DOS (850)",
    "cp850",
    b"\x86\x84\x94\x8f\x8e\x99",
    _bytes("808182838485868788898a8b8c8d8e8f909192939495969799 9a9b9d f5f8ff"),
    re.compile(rb"[\xf5\xf8]{2}"),
    re.compile(rb"[\xf5\xf8]"),
    re.compile(rb"[A-Za-z][\xf5\xf8][A-Za-z]"),
)
_CHARSETS = (WINDOWS, MAC, DOS)

# Å, Ä, Ö, É or Ü before a typographic sign in Windows-1252 is at the same time valid UTF-8
_BOTH = re.compile(rb"(?:[\xc4\xc5\xc9\xd6\xdc][\x80-\xa0\xab\xb4\xbb])+")
_UTF8_PAIR = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class DecodedText:
    """The bytes of a text file without byte order mark, and the encodings its lines may have besides UTF-8."""

    body: bytes
    name: str
    charsets: tuple[Charset, ...] = ()

    def count_lines(self) -> int:
        """Return the number of physical lines, ended by CR, LF or CRLF; the last one may lack its end."""
        ends = self.body.count(b"\n") + self.body.count(b"\r") - self.body.count(b"\r\n")
        return ends + (not self.body.endswith((b"\n", b"\r")) and bool(self.body))

    def chunks(self, size: int = CHUNK) -> Iterator[tuple[list[Line], bool, int]]:
        """Give the lines some megabytes at a time: the lines, whether all are plain, and the bytes read so far.

        Plain lines are whole and hold no quotation mark.
        """
        for piece, read in self.pieces(size):
            yield *self._lines(piece), read

    def pieces(self, size: int) -> Iterator[tuple[bytes, int]]:
        """Give the bytes in pieces of about this size, each ending with a line end, and where each ends.

        Of a line that is longer than any that is read, its begin stands for the whole: it takes no memory.
        """
        start, longest = 0, max(size, CHUNK)
        while start < len(self.body):
            end = self._cut(start, size)
            yield self.body[start : end if end - start <= longest else self._letter(start + longest)], end
            start = end

    def _letter(self, place: int) -> int:
        """Return where the letter begins of which a byte stands at a place, were the text UTF-8."""
        return next((first for first in range(place, place - 4, -1) if self.body[first] & 0xC0 != 0x80), place)

    def _cut(self, start: int, size: int) -> int:
        end = start + size
        if end >= len(self.body):
            return len(self.body)
        last = max(self.body.rfind(b"\n", start, end), self.body.rfind(b"\r", start, end))
        if last < 0:
            later = [place for mark in (b"\n", b"\r") if (place := self.body.find(mark, end)) >= 0]
            if not later:
                return len(self.body)
            last = min(later)
        return last + (2 if self.body[last : last + 2] == b"\r\n" else 1)

    def _lines(self, piece: bytes) -> tuple[list[Line], bool]:
        text = self._at_once(piece)
        if text is None:
            lines = [self._line(line) for line in piece.splitlines()]
            return lines, b'"' not in piece and all(type(line) is str for line in lines)
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        whole = text.split("\n")
        if not whole[-1]:
            whole.pop()
        if _CONTROL.search(text) or len(max(whole, key=len)) > LONGEST_LINE:
            checked = [_checked(line) for line in whole]
            return checked, '"' not in text and all(type(line) is str for line in checked)
        return list[Line](whole), '"' not in text

    def _at_once(self, piece: bytes) -> str | None:
        """Return the text of many lines of which every one is in the same encoding; None when that is not sure."""
        if _is_utf8(piece):
            either = self.charsets and any(_BOTH.fullmatch(run) for run in set(_NOT_ASCII.findall(piece)))
            return None if either else piece.decode()
        if self.charsets and self.charsets[0].may_be(piece) and not _UTF8_PAIR.search(piece):
            return piece.decode(self.charsets[0].codec)  # no line of it is UTF-8
        return None

    def _line(self, line: bytes) -> Line:
        if line.isascii():
            return _checked(line.decode("ascii"))
        try:
            text = line.decode()
        except UnicodeDecodeError:
            for charset in self.charsets:
                if charset.may_be(line):
                    return _checked(line.decode(charset.codec))
            return BrokenText(UnreadableReason.BROKEN_TEXT, shorten_value(line.decode("utf-8", "backslashreplace")))
        if self.charsets and all(_BOTH.fullmatch(run) for run in _NOT_ASCII.findall(line)):
            return BrokenText(UnreadableReason.BROKEN_TEXT, shorten_value(text))
        return _checked(text)


def _checked(line: str) -> Line:
    if len(line) > LONGEST_LINE:
        return BrokenText(UnreadableReason.TOO_LONG, shorten_value(line))
    return BrokenText(UnreadableReason.CONTROL, shorten_value(line)) if _CONTROL.search(line) else line


def decode_text(content: bytes, file: str) -> DecodedText:
    """Return the text of a file, its encoding recognised by byte order mark or by its bytes; line ends are kept.

    FileRefusedError for UTF-32, which no program exports, and for a text that is one line and should be many.
    """
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise refusal(file, N_("It is in UTF-32, which is not read. Save it as UTF-8."))
    if content.startswith(codecs.BOM_UTF8):
        return _one_byte(content[3:], "UTF-8")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        if 0 not in content[2:65_536]:  # every line end, digit and delimiter of UTF-16 has a zero byte
            raise refusal(file, N_("It begins as UTF-16 does but is written otherwise. Save it again as CSV (UTF-8)."))
        return _wide(content[2:], "utf-16-le" if content[0] == 0xFF else "utf-16-be")
    if codec := _without_mark(content[:65_536]):
        return _wide(content, codec)
    if _SEPARATOR in content and b"\n" not in content and b"\r" not in content:
        raise refusal(file, N_("Its lines do not end as lines do (but with U+2028). Save it with ordinary line ends."))
    return _one_byte(content, "UTF-8")


def _without_mark(sample: bytes) -> str | None:
    """Return the UTF-16 whose high bytes are zero, as they are in Western text; None when it is not UTF-16."""
    pairs = len(sample) // 2
    if pairs < 4:
        return None
    even, odd = sample[0 : 2 * pairs : 2].count(0), sample[1 : 2 * pairs : 2].count(0)
    if odd > 0.7 * pairs and even < 0.05 * pairs:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 * pairs and odd < 0.05 * pairs else None


def _wide(body: bytes, codec: str) -> DecodedText:
    """Return the text as UTF-8 bytes; what was broken in UTF-16 is broken there too."""
    decoder = codecs.getincrementaldecoder(codec)("surrogatepass")
    even = len(body) - len(body) % 2
    pieces = [
        decoder.decode(body[start : min(start + CHUNK, even)], start + CHUNK >= even).encode("utf-8", "surrogatepass")
        for start in range(0, even, CHUNK)
    ]
    if len(body) % 2:
        pieces.append(b"\xed\xbf\xbf")  # half a character at the end: a lone surrogate, so that its line is broken
    return DecodedText(b"".join(pieces), "UTF-16")


def _one_byte(body: bytes, name: str) -> DecodedText:
    """Return the text with the one-byte encodings of the lines that are not UTF-8, the likeliest first."""
    sample: list[bytes] = []
    for piece, _ in DecodedText(body, name).pieces(CHUNK):
        if not _is_utf8(piece):
            sample += [line for line in piece.splitlines() if not _is_utf8(line)][: _SAMPLE - len(sample)]
        if len(sample) >= _SAMPLE:
            break
    if not sample:
        return DecodedText(body, name)
    joined = b"\n".join(sample)
    ordered = sorted(_CHARSETS, key=lambda charset: -charset.score(joined))
    known = [charset.name for charset in ordered if any(charset.may_be(line) for line in sample)]
    return DecodedText(body, known[0] if known else name, tuple(ordered))


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
