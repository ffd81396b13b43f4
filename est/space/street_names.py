"""Which street of the register a written name means: by its letters, as an abbreviation, or with one typing error.

A name is compared without capitals, accents, blanks and signs. What two streets could be is asked and never guessed.
"""

import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHOWN = 3  # nearest names that are told
_LONGEST_SHORT = 2  # letters of an abbreviation that may be taken for a typing error
_CLOSE = 2  # changed letters within which a street may be meant, where another is one letter away
_APART = 2  # so many changed letters more to the next street, and a single typing error is one
_SHORTEST = 5  # letters of a name in which a typing error can be told from another name
_FIRST = {
    "n": ("norra",), "s": ("sodra", "sankt", "sankta"), "v": ("vastra",), "o": ("ostra",), "st": ("stora", "sankt"),
    "sta": ("sankta",), "l": ("lilla",), "ll": ("lilla",), "g": ("gamla",), "gla": ("gamla",), "gml": ("gamla",),
    "ny": ("nya",), "nr": ("norra",), "sd": ("sodra",),
}  # fmt: skip
_LAST = {
    "g": ("gatan", "gata"), "gt": ("gatan",), "gat": ("gatan",), "gata": ("gatan",), "gatan": ("gata",),
    "v": ("vagen", "vag"), "vg": ("vagen", "vag"), "vag": ("vagen",), "vagen": ("vag",), "gr": ("grand", "granden"),
    "grd": ("grand", "granden"), "grand": ("granden",), "granden": ("grand",), "st": ("stigen", "stig"),
    "stg": ("stigen",), "stig": ("stigen",), "stigen": ("stig",), "pl": ("plats", "platsen", "plan"),
    "plats": ("platsen",), "t": ("torg", "torget"), "tg": ("torg", "torget"), "torg": ("torget",), "torget": ("torg",),
    "all": ("allen", "alle"), "alle": ("allen",), "a": ("alle", "allen"), "esp": ("esplanaden",), "l": ("leden", "led"),
    "str": ("straket", "strand"), "b": ("backen", "backe"), "backe": ("backen",), "backen": ("backe",),
    "gang": ("gangen",), "gangen": ("gang",), "led": ("leden",), "leden": ("led",), "plan": ("planen",),
    "planen": ("plan",),
}  # fmt: skip
_ENDINGS = (
    "gatan", "gata", "vagen", "vag", "granden", "grand", "stigen", "stig", "platsen", "plats", "torget",
    "torg", "allen",
    "backen", "backe", "gangen", "gang", "leden", "led", "planen", "plan", "angen", "stranden", "strand", "parken",
    "kajen", "bron", "hojden", "kullen", "berget", "dalen", "esplanaden", "straket", "ringen",
)  # fmt: skip
_SIGNS = re.compile(r"[^a-z0-9]+")
_SPELLED = (("aa", "a"), ("ae", "a"), ("oe", "o"))  # å, ä and ö as they are spelled without a Swedish keyboard


@dataclass(frozen=True)
class Street:
    """One street of the register; a name may stand in several towns of a municipality."""

    name: str
    town: str = ""


@dataclass(frozen=True)
class StreetMatch:
    """The street that is meant, or those that may be; `mended` where one letter was read as another.

    `nearest` are those whose names come nearest where none is meant. `doubtful` candidates are of another name than
    what is written, so that the town behind does not settle which is meant.
    """

    street: Street | None = None
    candidates: tuple[Street, ...] = ()
    nearest: tuple[Street, ...] = ()
    mended: bool = False
    doubtful: bool = False


def fold_name(text: str) -> str:
    """Return a name in small letters without accents, on one line, its words parted by single blanks."""
    saints = re.sub(r"\bs:t", "sankt", text.casefold())
    plain = "".join(c for c in unicodedata.normalize("NFD", saints) if not unicodedata.combining(c))
    return _SIGNS.sub(" ", plain.replace("æ", "a").replace("ø", "o")).strip()


def _joined(text: str) -> str:
    return fold_name(text).replace(" ", "")


@dataclass(frozen=True)
class StreetNames:
    """The streets of a register, to be found by what people write."""

    streets: tuple[Street, ...]
    _found: dict[str, StreetMatch] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def _by_key(self) -> dict[str, list[Street]]:
        known: dict[str, list[Street]] = defaultdict(list)
        for street in self.streets:
            known[_joined(street.name)].append(street)
        return dict(known)

    @cached_property
    def _keys(self) -> list[str]:
        return list(self._by_key)

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(filter(None, map(_stem, self._by_key)))

    def find(self, written: str) -> StreetMatch:
        """Return what a written name means, in whichever town."""
        if written not in self._found:
            self._found[written] = self._find(written)
        return self._found[written]

    def _find(self, written: str) -> StreetMatch:
        key = _joined(written)
        if not key:
            return StreetMatch()
        for keys in ([key], list(_variants(written)), [_spelled_out(key)]):
            hits = list(dict.fromkeys(street for one in keys for street in self._by_key.get(one, ())))
            if hits:
                return _settled(written, hits)
        parts = [street for other in self._keys if _is_part(key, other) for street in self._by_key[other]]
        if parts:
            return StreetMatch(candidates=tuple(parts[: 2 * SHOWN]), doubtful=True)
        return self._nearly(key)

    def _nearly(self, key: str) -> StreetMatch:
        """Return the street that a name with one typing error means, the ones it may mean, or the nearest names."""
        found = process.extract(key, self._keys, scorer=OSA.distance, score_cutoff=1 + _APART, limit=2 * SHOWN)
        near = sorted((int(away), other) for other, away, _ in found)
        close = [(away, other) for away, other in near if away <= _CLOSE]
        if not close or close[0][0] > 1:
            order = process.extract(key, self._keys, scorer=OSA.normalized_similarity, limit=SHOWN)
            return StreetMatch(nearest=tuple(self._by_key[other][0] for other, _, _ in order))
        away, best = close[0]
        next_away = near[1][0] if len(near) > 1 else 2 + _APART
        streets = [street for _, other in close for street in self._by_key[other]]
        error = (
            away == 1
            and next_away >= away + _APART
            and len(key) >= _SHORTEST
            and key[0] == best[0]
            # else it is another name, which has an ending of its own
            and (_stem(key) == _stem(best) or _stem(key) not in self._stems)
            and not _is_another_word(_stem(key), _stem(best))
            and not _is_another_kind(key, best)
            and not _may_be_short(key, best)
        )
        if error and len(self._by_key[best]) == 1:
            return StreetMatch(street=self._by_key[best][0], mended=True)
        return StreetMatch(candidates=tuple(streets), mended=error, doubtful=not error)


def _settled(written: str, hits: Sequence[Street]) -> StreetMatch:
    """Return the one of the streets that is written so, å, ä and ö included; else all that it may be."""
    if len({street.name for street in hits}) > 1:
        hits = [street for street in hits if _spelled_alike(street.name, written)] or hits
    return StreetMatch(street=hits[0]) if len(hits) == 1 else StreetMatch(candidates=tuple(hits))


def _spelled_alike(name: str, written: str) -> bool:
    """Return whether a name has å, ä and ö where it is written with them, as far as the two run together."""
    for own, other in zip(_letters(name), _letters(written), strict=False):
        if fold_name(own) != fold_name(other):
            return True
        if own != other:
            return False
    return True


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", unicodedata.normalize("NFC", text.casefold()))


def _variants(written: str) -> Iterator[str]:
    """Yield what an abbreviated name may be in full."""
    words = fold_name(written).split()
    firsts: Iterable[str] = (words[0], *_FIRST.get(words[0], ())) if len(words) > 1 else (words[0],)
    for first in firsts:
        whole = first + "".join(words[1:])
        yield whole
        for short, full in itertools.chain.from_iterable(zip(itertools.repeat(s), f) for s, f in _LAST.items()):
            if whole.endswith(short) and len(whole) > len(short):
                yield whole[: -len(short)] + full


def _spelled_out(key: str) -> str:
    for spelled, letter in _SPELLED:
        key = key.replace(spelled, letter)
    return key


def _is_part(key: str, other: str) -> bool:
    """Return whether a street is called so with a word in front: Norra Kungsgatan for Kungsgatan."""
    return len(key) > _SHORTEST and other.endswith(key) and other[: -len(key)] in _WORDS_IN_FRONT


_WORDS_IN_FRONT = frozenset(word for words in _FIRST.values() for word in words)


def _is_another_word(stem: str, other: str) -> bool:
    """Return whether two short stems differ by a letter, as words do that mean different things: lind and lund."""
    return len(stem) == len(other) <= _SHORTEST and sorted(stem) != sorted(other)


def _is_another_kind(key: str, other: str) -> bool:
    """Return whether two names differ in what kind of street they are: a gång and an äng of the same word."""
    one, two = (_stem(name) for name in (key, other))
    return bool(one) and one == two and key[len(one) :][:4] != other[len(two) :][:4]


def _may_be_short(key: str, other: str) -> bool:
    """Return whether a name may end with an abbreviation which another street does not: Ekbackev. is no Ekbacken."""
    shorts = (short for short in _LAST if len(short) <= _LONGEST_SHORT and key.endswith(short))
    return any(other.startswith(key[: -len(short)]) and not other.endswith(short) for short in shorts)


def _stem(key: str) -> str:
    """Return a name without its ending, nothing when it has none."""
    return next((key[: -len(ending)] for ending in _ENDINGS if key.endswith(ending)), "")
