"""Names of time zones as people write them beside times: `EST`, `UTC+2`, `Europe/Helsinki`, `svensk tid`."""

import re
import zoneinfo
from dataclasses import dataclass
from functools import cache

OWN = "own"  # the municipality's own clock, whatever its zone is called
_HOURS = {
    "z": 0, "utc": 0, "gmt": 0, "zulu": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "mez": 1, "cest": 2, "mesz": 2,
    "eet": 2, "eest": 3, "msk": 3, "hkt": 8, "sgt": 8, "jst": 9, "kst": 9, "aest": 10,
    "aedt": 11, "nzst": 12, "nzdt": 13, "adt": -3, "edt": -4, "est": -5, "cdt": -5, "mdt": -6, "mst": -7, "pdt": -7,
    "pst": -8, "akdt": -8, "akst": -9, "hst": -10,
}  # fmt: skip
# hours east of Greenwich; what two zones of the world are called (CST, IST, AST) is none of them
_UNSURE = ("cst", "ist", "ast", "sst", "gst", "bdt", "wst", "amt")
_SEASONS = ("cet", "mez", "normaltid", "svensk normaltid", "vintertid", "svensk vintertid", "cest", "mesz", "sommartid",
            "svensk sommartid")  # fmt: skip
MINUTES = {name: hours * 60 for name, hours in _HOURS.items()}
_WORDS = {
    **dict.fromkeys(("svensk tid", "lokal tid", "lokaltid", "lokal", "local time", "local", "svensk", "stockholm",
                     "stockholmstid", "swedish time", "sverige", "sweden"), OWN),
    **dict.fromkeys(("et", "eastern", "eastern time", "us/eastern"), "America/New_York"),
    **dict.fromkeys(("ct", "central time", "us/central"), "America/Chicago"),
    **dict.fromkeys(("mt", "mountain time", "us/mountain"), "America/Denver"),
    **dict.fromkeys(("pt", "pacific", "pacific time", "us/pacific"), "America/Los_Angeles"),
    **dict.fromkeys(("svensk normaltid", "normaltid", "vintertid", "svensk vintertid"), "Etc/GMT-1"),
    **dict.fromkeys(("sommartid", "svensk sommartid"), "Etc/GMT-2"),
    # as Windows and Java call them, in summer too
    **dict.fromkeys(("w. europe standard time", "romance standard time", "central europe standard time",
                     "central european standard time"), "Europe/Berlin"),
    "fle standard time": "Europe/Helsinki", "gmt standard time": "Europe/London", "utc time": "UTC",
}  # fmt: skip
_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?::?00)?", re.IGNORECASE)
# where the name of a column tells a zone: in brackets, behind a blank or a line, or in front in capitals
_IN_BRACKETS = re.compile(r"[(\[]\s*([^()\[\]]+?)\s*[)\]]")
_BEHIND = re.compile(
    r"[\s_,/-]+((?:utc|gmt)\s*[+-]\s*\d{1,2}(?::?00)?|[a-z]{3,4}|[a-z]+/[a-z_]+|svensk tid|lokal tid|local time)$",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"^([A-Z]{3,4}|utc|gmt|cet|cest)[\s_-]+")
_CAMEL = re.compile(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ])")


@dataclass(frozen=True)
class HeaderZone:
    """What the name of a column tells of a zone: the words, the zone (OWN, None where it may be several), the rest."""

    words: str
    zone: str | None
    rest: str

    @property
    def seasonal(self) -> bool:
        """Whether the words are those of half a year in Sweden, and often said of the whole."""
        return self.words.lower() in _SEASONS


def zone_name(text: str) -> str | None:
    """Return the name of the zone that a text tells, OWN for the municipality's, None where it tells none."""
    plain = " ".join(text.lower().split())
    if plain in _HOURS:
        return _east(_HOURS[plain])
    if plain in _WORDS:
        return _WORDS[plain]
    if match := _OFFSET.fullmatch(plain):
        hours = int(match[2])
        return _east(hours if match[1] == "+" else -hours) if hours <= 12 else None
    return _regions().get(plain)


def zone_of_header(header: str) -> HeaderZone | None:
    """Return what the name of a column tells of the zone of its times, None where it tells nothing."""
    for text, pattern in ((header, _IN_BRACKETS), (_CAMEL.sub(" ", header), _BEHIND), (header, _BEFORE)):
        for match in pattern.finditer(text):
            zone = zone_name(match[1])
            rest = f"{text[: match.start()]} {text[match.end() :]}".strip()
            if rest and (zone or match[1].lower() in _UNSURE):
                return HeaderZone(match[1], zone, rest)
    return None


def _east(hours: int) -> str:
    return f"Etc/GMT{'-' if hours > 0 else '+'}{abs(hours)}" if hours else "UTC"  # Etc/GMT-1 lies one hour east


@cache
def _regions() -> dict[str, str]:
    """Return lower case → name of the zones that are called for a place."""
    return {name.lower(): name for name in zoneinfo.available_timezones() if "/" in name}


def region_name(text: str) -> str | None:
    """Return the name of the zone that is called for a place, in whatever capitals."""
    return _regions().get(text.lower())
