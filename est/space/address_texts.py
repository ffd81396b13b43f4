"""An address as people write it, taken apart: street, number and letter, and what stands around them."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_AT = r"utanför|utanfor|framför|framfor|på|i|adress|adr"
_NEAR = (
    r"vid|nära|nara|intill|invid|bredvid|bakom|mittemot|mitt emot|i höjd med|i hojd med|i närheten av|i narheten av|"
    r"strax|omkring|runt"
)
_PREFIX = re.compile(rf"^(?:(?P<near>{_NEAR})|(?:{_AT}))[\s.:]+", re.IGNORECASE)
_CORNER = re.compile(
    r"^(?:i\s+)?(?:korsningen|korsning|hörnet|hornet|hörnan|hornan|hörn|horn)\s+(?:av\s+)?", re.IGNORECASE
)
_BETWEEN = re.compile(r"\s*(?:/|&|\+)\s*|\s+(?:-|–|x|och|o|mot|vid)\s+", re.IGNORECASE)
_POSTCODE = re.compile(r"(?<!\d)(?:se?-?\s?)?([1-9]\d{2})\s?(\d{2})(?!\d)", re.IGNORECASE)
# not of a property, which is named so: Norrby 3:14
_NUMBER = re.compile(r"(?:\b(?:nr|no|nummer)\.?\s*)?(?<![\d:])(\d{1,4})(?!\d|\s*:\s*\d)", re.IGNORECASE)
_LETTER = re.compile(
    r"(?:(?P<close>[a-zåäö])(?![\wåäö])|\s+(?P<apart>[a-zåäö])(?=$|\s*[,;.]|\s+(?:lgh|tr|port|nb|vån|van|ua|\d)))",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*[-–/]\s*\d")


@dataclass(frozen=True)
class AddressText:
    """One reading of a text: a street with or without a number, its letter in capitals, and what tells the town.

    `near` says that the address is only near by, or a stretch of a street.
    """

    street: str
    number: int | None = None
    letter: str = ""
    behind: str = ""
    postcode: str = ""
    near: bool = False


def plain_address(text: str) -> tuple[str, bool]:
    """Return a text without brackets and without the words in front, and whether these say that it is only near by."""
    whole = " ".join(_BRACKETS.sub(" ", unicodedata.normalize("NFC", text)).split()).strip(" ,;.-–")
    near = False
    while found := _PREFIX.match(whole):
        near = near or found["near"] is not None
        whole = whole[found.end() :]
    return whole, near


def address_readings(text: str) -> Iterator[AddressText]:
    """Yield the ways to read a text as an address, the likeliest first: what stands before the first comma, and then
    its other parts; with the first number, and then the others, as some streets have a number in their names.
    """
    whole, near = plain_address(text)
    parts = [part.strip() for part in re.split(r"[,;\n]", whole) if part.strip()]
    for place, part in enumerate(parts):
        others = " ".join(parts[:place] + parts[place + 1 :])
        yield from _readings_of_part(part, others, near)


def _readings_of_part(part: str, others: str, near: bool) -> Iterator[AddressText]:
    numbers = list(_NUMBER.finditer(part))
    code = _postcode(part, numbers[0].end() if numbers else 0) or _postcode(others, 0)
    for found in numbers:
        street, rest = part[: found.start()].strip(" .,-"), part[found.end() :]
        if not street:
            continue
        letter = _LETTER.match(rest)
        stretch = _RANGE.match(rest) is not None
        yield AddressText(
            street,
            int(found[1]),
            (letter["close"] or letter["apart"]).upper() if letter else "",
            f"{rest[letter.end() :] if letter else rest} {others}".strip(),
            code,
            near or stretch,
        )
    street = _POSTCODE.sub(" ", part).strip(" .,-")
    if street and not re.search(r"\d\s*$", street):
        yield AddressText(street, None, "", others, code, near)


def _postcode(text: str, first: int) -> str:
    """Return the digits of a postcode behind a place of a text, "" when it has none."""
    found = _POSTCODE.search(text, first)
    return found[1] + found[2] if found else ""


def house_of(text: str) -> str:
    """Return a text without what stands behind the number of the house, such as a flat; whole when it has no number."""
    for reading in address_readings(text):
        if reading.number is not None:
            return f"{reading.street} {reading.number}{reading.letter}"
    return text


def crossing_streets(text: str) -> tuple[str, str] | None:
    """Return the two streets of a crossing as they are written, without their numbers, or None when it is none."""
    whole, _ = plain_address(text)
    pair = _BETWEEN.split(_CORNER.sub("", whole.split(",")[0]), maxsplit=1)
    if len(pair) != 2:
        return None
    first, second = (_NUMBER.sub("", part).strip(" .,-") for part in pair)
    return (first, second) if first and second else None
