"""What of a family name follows a name in small letters: `Omar al-khatib`, `Eva von essen`, `Sara k.`."""

import re

from est.privacy.name_lists import family_names, words_used
from est.privacy.words import Words

_ARABIC = ("al-", "el-", "ul-", "ad-", "as-", "ash-", "abu-", "ibn-", "bin-", "ben-")
# what is run by electricity begins with one of them too
_ELECTRIC = re.compile(
    r"el-(?:s[kp]|cykl?|bil|mop|nät|bol|avb|verk|cent|led|kab|fel|stol|brand|arb|tek|instal|ele|motor|mät|driv|buss|park"
    r"|räk|pris|kost|del|kontakt|hus|chok|stöt|tillsyn|vägg|häng|gräs|rull|longb|skoter|fordon)"
)
_ALWAYS = frozenset(("von", "af", "van", "bin", "ibn", "abu", "di", "della"))
_AMBIGUOUS = frozenset(("de", "da", "la", "le", "du", "ben", "el", "al", "dos", "del"))
"""Which are words as well: what follows must be a family name that is known, or have a capital letter."""
# before a full stop or at an end; within a sentence some letters are short for a word
_INITIAL = re.compile(
    r" ([a-zåäö])(?:\.(?![\w]|[ ]?\d| (?:ex|fl|ö|d)\b)|(?=$|[,)\n!?])|(?<=[bcghjklnrwz])(?= [^\W\d]))", re.IGNORECASE
)
_NO_INITIAL = frozenset("iåöoe")
_FEWEST = 3


def end_of_name(words: Words, last: int, end: int) -> int:
    """Return where a name ends whose last known word is at `last` and ends at `end`, with what follows in small."""
    following = last + 1
    small = words.small(following) if words.is_joined(last) and words.text[end : end + 1] == " " else ""
    if is_arabic_part(small):
        return words.found[following][1]
    if len(small) == 1:
        initial = _INITIAL.match(words.text, end)
        return initial.end() if initial is not None and small not in _NO_INITIAL else end
    name = words.small(following + 1)
    if len(name) < _FEWEST or not words.is_joined(following):
        return end
    told = words.is_capital(following + 1) or (name in family_names() and name not in words_used("ordinary"))
    if (small in _ALWAYS) or (told and small in _AMBIGUOUS):
        return words.found[following + 1][1]
    return end


def is_arabic_part(small: str) -> bool:
    """Tell whether a word in small letters is a family name behind an article, as `al-khatib` is."""
    first = small.partition("-")[0]
    return f"{first}-" in _ARABIC and len(small) > len(first) + _FEWEST and _ELECTRIC.match(small) is None
