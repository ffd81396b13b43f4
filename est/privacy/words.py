"""The words of a text, asked about by their place: what each may name, by the lists and by how it ends."""

import re
from functools import cache, cached_property, lru_cache

from est.privacy.name_lists import family_names, given_names, words_used
from est.privacy.named_things import find_named_things, is_month, is_rate

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
FAMILY_ENDS = (
    "sson", "qvist", "kvist", "quist", "ström", "gren", "lund", "berg", "stedt", "dahl", "ović", "ovic", "ević", "evic",
    "zadeh", "oğlu", "oglu", "escu", "dottir", "blad", "blom", "löf", "lööf", "roth", "feldt", "crantz", "krantz",
    "sköld", "hjelm", "holm", "fors", "elius", "enius", "wicz", "czyk", "enko", "chuk", "inen", "iani", "pour", "nova",
    "kova", "anov", "enov", "ikov", "lkov",
)  # fmt: skip
_STOP = re.compile('[.!?:\n•–"”“]')
_SHORTEST_OF_AN_END = 7
# churches, squares and schools are called after saints; `st` in small letters counts pieces
_SAINT = re.compile(r"(?<![\w:])(?:(?i:s[:.] ?ta?|sankta?)|St)\.? $")
_LONGEST_SAINT = len(" sankta. ")
_REMEMBERED = 1 << 14  # words whose answer is kept
# two parts of which many family names are made; what is made of them may be a place too
_MADE = re.compile(
    r"(?:lind|hall|berg|ek|björk|gran|alm|asp|hag|sand|strand|sjö|ström|holm|häll|hell|hed|ny|norr?|nord|söder"
    r"|öst(?:er)?"
    r"|väs?t(?:er)?|west(?:er)?|lund|dal|dahl|fors|stål|silf?ver|gyllen|rosen?|blom|lö[fv]|kvarn|skog|mel|[vw]ik"
    r"|[vw]ah?l?l"
    r"|öhr|hög|lilje|hammar|häger|[eä]ng|tör?n|torn|sund|stor|roos|kjell|käll|hj[ea]lm|fager|fahl|grön|gull|hult|fred"
    r"|bäck|cron|kron|edl?|elm|elf|flod|frö|hjort|horn|jä?ern|kind|kling|lager|land|lid|ljung|lönn|malm|mark|mo"
    r"|myr|näs"
    r"|od|pil|ring|rud|ryd|rönn|seger|sköld|sten|stjern|svan|sved|tall|tegel|thor|tid|zetter|åker|ås|åh|öd|ö)s?"
    r"(?:bergh?|ström|gren|[qk]vist|quist|lund|dah?l|man|mark|stedt|blad|blom|lö[fv]|löö[fv]|roth?|fors|holm"
    r"|[vw]all|[vw]ik"
    r"|lindh?|ås|bäck|beck|sten|stam|sjö|bom|dén|lin|ell|én|hult|borg|rud|feldt?|hjelm|k?c?rantz|crona|sköld|gård"
    r"|ander)"
)
_AFTER_ENDS = ("berg", "borg", "by", "dal", "fors", "holm", "hov", "lund", "torp", "vik")  # of places, behind an s
ROLE_ENDS = (
    "are", "aren", "chef", "chefen", "vakt", "vakten", "sköterska", "sköterskan", "biträde", "biträdet", "assistent",
    "assistenten", "inspektör", "inspektören", "pedagog", "pedagogen", "tekniker", "teknikern", "konsulent", "terapeut",
    "terapeuten", "ombud", "ombudet", "mamma", "mamman", "pappa", "pappan", "syster", "systern", "bror", "brodern",
    "polis", "polisen", "personen", "värd", "värden", "värdinna", "värdinnan", "kompis", "kompisen", "mannen",
    "kvinnan",
)  # fmt: skip


@cache
def _place_ends() -> tuple[str, ...]:
    return tuple(words_used("end of a place"))


@cache
def _no_persons() -> frozenset[str]:
    return words_used("place") | words_used("organisation") | words_used("locality")


@lru_cache(_REMEMBERED)
def is_family_name(small: str) -> bool:
    """Tell whether a word in small letters is a family name: a known one, or one that ends or is made as many are."""
    known = family_names()
    return all(
        part in known
        or (len(part) >= _SHORTEST_OF_AN_END and part.endswith(FAMILY_ENDS) and not _is_called_after(part))
        or _MADE.fullmatch(part) is not None
        for part in small.split("-")
    )


def _is_called_after(small: str) -> bool:
    """Tell whether a word is a place that is called after somebody: `ludvigsberg`, `johannesberg`, `eriksdal`."""
    return any(
        small.endswith(end) and (small[: -len(end)] in given_names() or small[: -len(end) - 1] in given_names())
        for end in _AFTER_ENDS
        if small.endswith(f"s{end}")
    )


@lru_cache(_REMEMBERED)
def is_place_name(small: str) -> bool:
    """Tell whether a word in small letters says of itself that it is a place, or somebody's house, shop or office."""
    last = small.rsplit("-", 1)[-1]
    bare = last if last in family_names() or not last.endswith("s") else last[:-1]
    if last in _no_persons() or bare in _no_persons() or small in _no_persons():
        return True
    if last not in family_names() and bare not in family_names() and (_is_called_after(last) or _is_called_after(bare)):
        return True
    return last.endswith(_place_ends()) and not is_family_name(last)


@lru_cache(_REMEMBERED)
def is_role(small: str) -> bool:
    """Tell whether a word in small letters is what a person is to others: a trade, an office, kin."""
    if small in words_used("role"):
        return True
    return small.endswith(ROLE_ENDS) and not small.endswith(tuple(words_used("not a role")))


class Words:
    """The words of a text, asked about by their place; one before the first and after the last is empty."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found = [(one.start(), one.end(), one[0]) for one in _WORD.finditer(text)]
        self._small = [word.casefold() for _, _, word in self.found]

    def word(self, place: int) -> str:
        """Return a word, as it is written."""
        return self.found[place][2] if 0 <= place < len(self.found) else ""

    def small(self, place: int) -> str:
        """Return a word in small letters."""
        return self._small[place] if 0 <= place < len(self._small) else ""

    def gap_after(self, place: int) -> str:
        """Return what stands between a word and the next one, or the text's beginning and the first."""
        if place < 0:
            return self.text[: self.found[0][0]]
        after = self.found[place + 1][0] if place + 1 < len(self.found) else len(self.text)
        return self.text[self.found[place][1] : after]

    def is_capital(self, place: int) -> bool:
        """Tell whether a word begins with a capital letter."""
        return self.word(place)[:1].isupper()

    def is_given(self, place: int) -> bool:
        """Tell whether a word is a given name, or two joined by a dash."""
        small, known = self.small(place), given_names()
        return small in known or ("-" in small and all(part in known for part in small.split("-")))

    def is_family(self, place: int) -> bool:
        """Tell whether a word is a family name."""
        return is_family_name(self.small(place))

    def is_family_or_theirs(self, place: int) -> bool:
        """Tell whether a word is a family name, also where something is said to be theirs (`Perssons hund`)."""
        small = self.small(place)
        return is_family_name(small) or (small.endswith("s") and is_family_name(small[:-1]))

    def is_ordinary(self, place: int) -> bool:
        """Tell whether a name is a word, or begins many names of places, as well."""
        return self.small(place) in words_used("ordinary")

    def is_place(self, place: int) -> bool:
        """Tell whether a word says of itself that it is a place."""
        return is_place_name(self.small(place))

    def is_saint(self, place: int) -> bool:
        """Tell whether a word is a saint's name, by what stands before it: `S:t`, `S:ta`, `Sankt`, `Sankta` or `St`."""
        if not 0 <= place < len(self.found):
            return False
        start = self.found[place][0]
        return _SAINT.search(self.text, max(0, start - _LONGEST_SAINT), start) is not None

    def is_nobody(self, place: int) -> bool:
        """Tell whether a word names no person, whatever the lists say: a boat, a month, the `per` of a rate."""
        if not 0 <= place < len(self.found):
            return False
        start, end, _ = self.found[place]
        if start in self._things:
            return True
        small = self._small[place]
        if self.small(place - 1) == "per" and is_rate("per", self.text, self.found[place - 1][1]):
            return True  # in capitals a day is a Dag
        return is_rate(small, self.text, end) or is_month(small, self.text, start, end)

    @cached_property
    def _things(self) -> set[int]:
        return {place for span in find_named_things(self.text) for place in range(*span)}

    def is_joined(self, place: int) -> bool:
        """Tell whether a word and the next may be one name."""
        if place < 0 or place + 1 >= len(self.found):
            return False
        end = self.found[place][1]
        return self.found[place + 1][0] == end + 1 and self.text[end] == " "

    def is_address(self, place: int) -> bool:
        """Tell whether a word is a street of its own, with a number behind it."""
        return self.is_capital(place) and self.is_place(place) and self.gap_after(place)[:2].lstrip().isdigit()

    def begins_sentence(self, place: int) -> bool:
        """Tell whether a word stands where any word has a capital."""
        if place == 0:
            return True
        end, start = self.found[place - 1][1], self.found[place][0]
        return start - end > 1 and _STOP.search(self.text, end, start) is not None
