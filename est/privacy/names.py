"""Names of persons, by lists of the common ones and by the words around them, in the normal form of a text.

Streets, churches, schools and shops have names of persons too: what a word for a place follows, or is part of, is one.
Nothing here is sure.
"""

import re
from collections.abc import Iterator

from est.privacy.findings import Finding, PersonalData
from est.privacy.name_lists import family_names, given_names, words_used

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_AGE = re.compile(r" ?(?:\(|, ?)(?:ca |cirka )?\d{1,3}(?: ?år\b|\))")
FAMILY_ENDS = (
    "sson",
    "qvist",
    "kvist",
    "ström",
    "gren",
    "lund",
    "berg",
    "stedt",
    "dahl",
    "ović",
    "ovic",
    "ević",
    "zadeh",
    "oğlu",
    "escu",
    "dottir",
)
FEWEST_SMALL = 4  # letters of a family name that is known in small letters
_GAP = 3  # signs between two words of one name
_LONGEST_NAME = 4


class _Words:
    """The words of a text, asked about by their place; one before the first and after the last is empty."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found = [(one.start(), one.end(), one[0]) for one in _WORD.finditer(text)]

    def word(self, place: int) -> str:
        return self.found[place][2] if 0 <= place < len(self.found) else ""

    def small(self, place: int) -> str:
        return self.word(place).casefold()

    def between(self, place: int) -> str:
        """Return what stands between a word and the next one."""
        after = self.found[place + 1][0] if place + 1 < len(self.found) else len(self.text)
        return self.text[self.found[place][1] : after]

    def is_capital(self, place: int) -> bool:
        return self.word(place)[:1].isupper()

    def is_given(self, place: int) -> bool:
        parts = self.small(place).split("-")
        known = given_names()
        return self.small(place) in known or all(part in known for part in parts)

    def is_family(self, place: int) -> bool:
        small = self.small(place)
        parts = small.split("-")
        return all(part in family_names() or (len(part) > 6 and part.endswith(FAMILY_ENDS)) for part in parts)

    def is_place(self, place: int) -> bool:
        """Tell whether a word says of itself that it is a place."""
        small = self.small(place)
        bare = small if small in family_names() or not small.endswith("s") else small[:-1]
        ends = tuple(words_used("end of a place"))
        return {small, bare} & words_used("place") != set() or small.endswith(ends) or bare.endswith(ends)

    def is_joined(self, place: int) -> bool:
        """Tell whether a word and the next may be one name."""
        return place + 1 < len(self.found) and self.between(place) == " "


def find_names(text: str) -> Iterator[Finding]:
    """Yield the names of persons in a normal text."""
    words = _Words(text)
    place = 0
    while place < len(words.found):
        last = _name_from(words, place)
        if last is None:
            place += 1
            continue
        start, end = words.found[place][0], words.found[last][1]
        if re.match(r"\.(?= |$|,|\))", text[end:]) and len(words.word(last)) == 1:
            end += 1
        yield Finding(start, end, PersonalData.NAME, sure=False)
        place = last + 1


def _name_from(words: _Words, place: int) -> int | None:
    """Return the last word of the name that begins at a word, None where none does."""
    last = _full_name(words, place)
    if last is None and _is_presented(words, place):
        last = _extended(words, place + 1)
    if last is None and (_introduced(words, place) or _speaks_for_itself(words, place)):
        last = _extended(words, place)
    if last is None or _belongs_to_a_place(words, place, last):
        return None
    return last


def _full_name(words: _Words, place: int) -> int | None:
    """Return the last word of a name of two words or more, whatever stands around it."""
    following = place + 1
    initial = len(words.word(place)) == 1 and words.is_capital(place) and words.is_capital(following)
    if initial and following < len(words.found) and words.between(place) in (" ", ". ", "."):
        return following if words.is_family(following) else None
    if not words.is_joined(place):
        return _family_first(words, place)
    if not words.is_given(place):
        return _family_first(words, place)
    ordinary = words.small(place) in words_used("ordinary")
    last = following
    while (
        last - place < _LONGEST_NAME and words.is_given(last) and words.is_joined(last) and words.is_capital(last + 1)
    ):
        last += 1
    known = words.is_family(last) or words.is_given(last)
    if words.is_capital(place) and words.is_capital(last):
        single = len(words.word(last)) == 1
        if single:
            return None if ordinary or words.word(last) == "I" else last
        unknown = not ordinary and not words.word(last).isupper() and not words.is_place(last)
        return last if (known and not (ordinary and words.small(last) in words_used("ordinary"))) or unknown else None
    small = not words.is_capital(place) and not words.is_capital(last)
    sure_family = words.small(last) in family_names() and (not ordinary or words.small(last).endswith("sson"))
    return last if small and sure_family and len(words.word(last)) >= FEWEST_SMALL else None


def _family_first(words: _Words, place: int) -> int | None:
    """Return the second word of `Persson, Karin` or `Persson Karin`."""
    if place + 1 >= len(words.found) or not (words.is_capital(place) and words.is_capital(place + 1)):
        return None
    found = words.is_family(place) and words.is_given(place + 1) and words.between(place) in (" ", ", ")
    common = words.small(place) in words_used("ordinary") and not words.small(place).endswith("sson")
    return place + 1 if found and not common and words.small(place + 1) not in words_used("ordinary") else None


def _introduced(words: _Words, place: int) -> bool:
    """Tell whether the words before one say that it names a person."""
    if place == 0 or not words.is_capital(place) or len(words.word(place)) < 2 or words.is_place(place):
        return False
    before, gap = words.small(place - 1), words.between(place - 1)
    if before in words_used("particle") and place > 1:  # familjen von Essen
        before, gap = words.small(place - 2), words.between(place - 2)
    if len(gap) > _GAP or "." in gap:
        return False
    known = words.is_given(place) or words.is_family(place)
    if before in words_used("title") or (
        before in ("honom", "henne", "sig", "dem") and words.small(place - 2).startswith("kalla")
    ):
        return gap == " "
    if before in words_used("anybody"):
        return gap in (" ", ": ")
    nearest = place - 1
    if before in words_used("between") and place > 1 and len(words.between(place - 2)) <= _GAP:
        nearest = place - 2
    if words.small(nearest) in words_used("group") and words.small(place + 1) in ("och", "o", "samt"):
        known = known or words.is_given(place + 2)
    if words.small(nearest) in words_used("before a name") - words_used("office"):
        known = known or (words.word(place).istitle() and _does_something(words, place))
    return known and words.small(nearest) in words_used("group") | words_used("before a name")


def _does_something(words: _Words, place: int) -> bool:
    """Tell whether the next word says what a person does, or did."""
    after = words.small(place + 1)
    return (
        words.between(place) == " "
        and after in words_used("after a name")
        and after not in words_used("before a place")
    )


def _is_presented(words: _Words, place: int) -> bool:
    """Tell whether two words in capitals stand behind a person's calling, or what was done with a person."""
    following = place + 1
    initial = len(words.word(place)) == 1 and words.between(place) == ". "
    if place == 0 or words.between(place - 1) not in (" ", ": ") or not (initial or words.is_joined(place)):
        return False
    if words.small(place - 1) not in words_used("before a name") | words_used("before a full name"):
        return False
    if any(words.is_place(one) or not words.word(one).istitle() for one in (place, following)):
        return False
    return words.small(place - 1) not in words_used("office") | words_used("between")


def _speaks_for_itself(words: _Words, place: int) -> bool:
    """Tell whether what comes after a given name says that it names a person: an age, what they did, their kin."""
    if not words.is_capital(place):
        return False
    text, (_, end, _word) = words.text, words.found[place]
    if words.is_given(place) and _AGE.match(text, end):
        return True
    if words.small(place - 1) in words_used("before a place"):
        return False
    after, gap = words.small(place + 1), words.between(place)
    if words.is_given(place):
        together = after in ("och", "o", "samt") and words.is_given(place + 2) and words.is_capital(place + 2)
        at_home = after == "i" and words.small(place + 2) in words_used("home")
        if (together and words.word(place + 3).islower()) or at_home or _stands_alone(words, place):
            return True
        if words.small(place) not in words_used("ordinary"):
            return after in words_used("after a name") and gap == " " and words.word(place + 1).islower()
    bare = words.small(place).removesuffix("s")
    return gap == " " and after in words_used("kin") and bare in given_names() and bare != words.small(place)


def _stands_alone(words: _Words, place: int) -> bool:
    """Tell whether a given name that is no word stands in the middle of a sentence, with small letters around."""
    if words.small(place) in words_used("ordinary") or place == 0:
        return False
    before, gap, after = words.word(place - 1), words.between(place - 1), words.word(place + 1)
    return before.islower() and gap == " " and not (after[:1].isupper() and words.is_joined(place))


def _extended(words: _Words, place: int) -> int:
    """Return the last word of a name that begins here: more names after it, also after an `och`."""
    last = place
    while last + 1 < len(words.found):
        joined = words.is_joined(last) and words.is_capital(last + 1)
        if joined and (words.is_given(last + 1) or words.is_family(last + 1) or len(words.word(last + 1)) == 1):
            last += 1
        elif (
            words.small(last + 1) in ("och", "o", "samt")
            and words.is_capital(last + 2)
            and words.is_given(last + 2)
            and words.is_joined(last)
        ):
            last += 2
        else:
            break
    return last


def _belongs_to_a_place(words: _Words, place: int, last: int) -> bool:
    """Tell whether a name is that of a place, by the word before it, after it, or at its end."""
    person = words.small(place - 1) in words_used("between") and words.small(place - 2) in words_used("before a name")
    initial = last > place and len(words.word(last)) == 1
    if words.small(place - 1) in words_used("before a place") and not (words.is_family(last) or person or initial):
        return True
    if words.small(place - 1) in ("sankt", "sankta", "s:t", "kv", "kvarteret", "villa") or words.text[
        : words.found[place][0]
    ].endswith(("S:t ", "S:ta ")):
        return True
    if any(words.is_place(one) and not words.is_family(one) for one in range(place, last + 1)):
        return True
    return last + 1 < len(words.found) and words.between(last) == " " and words.is_place(last + 1)
