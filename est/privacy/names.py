"""Names of persons, by lists of the common ones and by the words around them, in the normal form of a text.

Streets, churches, schools and shops have names of persons too: what a word for a place follows, or is part of, is one.
Nothing here is sure.
"""

import re
from collections.abc import Iterator

from est.privacy.family_parts import is_arabic_part
from est.privacy.findings import Finding, PersonalData
from est.privacy.lone_names import (
    FEWEST_SMALL,
    goes_on,
    is_lone_family,
    is_lone_given,
    is_small_name,
    is_who_acts,
    names_a_thing,
    stands_at_a_place,
)
from est.privacy.name_lists import family_names, given_names, words_used
from est.privacy.words import Words, is_role

_GAP = 3  # signs between two words of one name
_LONGEST_NAME = 4
_AFTER_INITIAL = re.compile(r"\.(?= |$|,|\))")


def find_names(words: Words) -> Iterator[Finding]:
    """Yield the names of persons in the words of a normal text."""
    text, place = words.text, 0
    while place < len(words.found):
        if words.is_saint(place) or words.is_saint(place + 1):  # the saint, or the `t` before
            place += 1
            continue
        last, is_person = _name_from(words, place)
        if not is_person:
            place = last + 1
            continue
        first = place - 1 if words.small(place - 1) in ("von", "af", "van") and words.is_joined(place - 1) else place
        start, end = words.found[first][0], words.found[last][1]
        if len(words.word(last)) == 1 and _AFTER_INITIAL.match(text, end):
            end += 1
        yield Finding(start, end, PersonalData.NAME, sure=False)
        place = last + 1


def _name_from(words: Words, place: int) -> tuple[int, bool]:
    """Return the last word of the name that begins at a word, and whether it is a person's; the word itself if none."""
    if not words.is_capital(place):
        last = _full_name(words, place) if words.is_given(place) else None
        return (
            (place, is_small_name(words, place))
            if last is None
            else (last, not _belongs_to_a_place(words, place, last))
        )
    last = _full_name(words, place)
    if last is None and _is_presented(words, place):
        last = _extended(words, place + 1)
    if last is None and (_introduced(words, place) or _speaks_for_itself(words, place)):
        last = _extended(words, place)
    if last is not None:
        return last, not _belongs_to_a_place(words, place, last)
    if is_lone_given(words, place) or is_lone_family(words, place) or is_who_acts(words, place):
        return _extended(words, place), True
    return place, False


def _full_name(words: Words, place: int) -> int | None:  # noqa: PLR0911 (one rule after another)
    """Return the last word of a name of two words or more, whatever stands around it."""
    following = place + 1
    if words.is_given(place) and words.is_joined(place) and is_arabic_part(words.small(following)):
        return following
    initial = len(words.word(place)) == 1 and words.is_capital(place) and words.is_capital(following)
    if initial and following < len(words.found) and words.gap_after(place) in (" ", ". ", "."):
        if words.is_family_or_theirs(following):
            return following
        dotted = words.gap_after(place) == ". " and words.word(following).istitle() and not words.is_place(following)
        before = words.small(place - 1)
        told = (
            place == 0 or is_role(before) or before in words_used("between") or before in words_used("beside a person")
        )
        return following if dotted and told and before not in words_used("before a place") else None
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
    if words.small(last) in words_used("particle") and words.is_capital(place) and words.is_capital(last + 1):
        return last + 1
    known = words.is_family_or_theirs(last) or words.is_given(last)
    if words.is_capital(place) and words.is_capital(last):
        single = len(words.word(last)) == 1
        if single:
            return None if ordinary or words.word(last) == "I" else last
        within = not words.begins_sentence(place) and words.word(place - 1).islower()
        unknown = (
            (not ordinary or (within and words.word(last).istitle()))
            and not words.word(last).isupper()
            and not words.is_place(last)
        )
        if words.is_place(place - 1) and not is_role(words.small(place - 1)):
            return None
        return last if (known and not (ordinary and words.is_ordinary(last))) or unknown else None
    small = not words.is_capital(place) and not words.is_capital(last)
    sure_family = words.small(last) in family_names() and (not ordinary or words.small(last).endswith("sson"))
    return last if small and sure_family and len(words.word(last)) >= FEWEST_SMALL else None


def _family_first(words: Words, place: int) -> int | None:
    """Return the second word of `Persson, Karin` or `Persson Karin`."""
    if place + 1 >= len(words.found) or not (words.is_capital(place) and words.is_capital(place + 1)):
        return None
    found = words.is_family(place) and words.is_given(place + 1) and words.gap_after(place) in (" ", ", ")
    common = words.small(place) in words_used("ordinary") and not words.small(place).endswith("sson")
    return place + 1 if found and not common and words.small(place + 1) not in words_used("ordinary") else None


def _introduced(words: Words, place: int) -> bool:  # noqa: PLR0911 (one rule after another)
    """Tell whether the words before one say that it names a person."""
    if place == 0 or not words.is_capital(place) or len(words.word(place)) < 2 or words.is_place(place):
        return False
    before, gap = words.small(place - 1), words.gap_after(place - 1)
    if before in words_used("particle") and place > 1:  # familjen von Essen
        before, gap = words.small(place - 2), words.gap_after(place - 2)
    if len(gap) > _GAP or "." in gap:
        return False
    known = words.is_given(place) or words.is_family(place)
    if before in words_used("title") or (
        before in ("honom", "henne", "sig", "dem") and words.small(place - 2).startswith("kalla")
    ):
        return gap == " "
    if names_a_thing(words, place):
        return False
    if before in words_used("anybody"):
        return gap in (" ", ": ")
    nearest = place - 1
    if before in words_used("between") and place > 1 and len(words.gap_after(place - 2)) <= _GAP:
        nearest = place - 2
    if words.small(nearest) in words_used("group") and words.small(place + 1) in ("och", "o", "samt"):
        known = known or words.is_given(place + 2)
    near = words.small(nearest)
    if (near in words_used("before a name") and near not in words_used("office")) or is_role(near):
        known = known or (words.word(place).istitle() and _does_something(words, place))
    if known and (words.small(nearest) in words_used("group") or words.small(nearest) in words_used("before a name")):
        return True
    role = is_role(before) and not words.is_capital(place - 2) and before not in words_used("office")
    told = before in words_used("beside a person") or role
    return told and gap == " " and _is_nobody_else(words, place)


def _is_nobody_else(words: Words, place: int) -> bool:
    """Tell whether a capital word after what persons are called can hardly be a firm, a place or an abbreviation."""
    word = words.word(place)
    if not word.istitle() or words.is_place(place) or words.is_place(place + 1):
        return False
    return not goes_on(words, place) or words.is_given(place)


def _does_something(words: Words, place: int) -> bool:
    """Tell whether the next word says what a person does, or did."""
    after = words.small(place + 1)
    return (
        words.gap_after(place) == " "
        and after in words_used("after a name")
        and after not in words_used("before a place")
    )


def _is_presented(words: Words, place: int) -> bool:
    """Tell whether two words in capitals stand behind a person's calling, or what was done with a person."""
    following = place + 1
    initial = len(words.word(place)) == 1 and words.gap_after(place) == ". "
    if place == 0 or words.gap_after(place - 1) not in (" ", ": ") or not (initial or words.is_joined(place)):
        return False
    before = words.small(place - 1)
    if not (before in words_used("before a name") or before in words_used("before a full name") or is_role(before)):
        return False
    if any(words.is_place(one) or not words.word(one).istitle() for one in (place, following)):
        return False
    return before not in words_used("office") and before not in words_used("between")


def _speaks_for_itself(words: Words, place: int) -> bool:
    """Tell whether what comes after a given name says that it names a person: an age, what they did, their kin."""
    if not words.is_capital(place) or stands_at_a_place(words, place):
        return False
    if words.small(place - 1) in words_used("before a place"):
        return False
    after, gap = words.small(place + 1), words.gap_after(place)
    if words.is_given(place):
        together = after in ("och", "o", "samt") and words.is_given(place + 2) and words.is_capital(place + 2)
        at_home = after == "i" and words.small(place + 2) in words_used("home")
        if (together and words.word(place + 3).islower()) or at_home:
            return True
        if words.small(place) not in words_used("ordinary"):
            return after in words_used("after a name") and gap == " " and words.word(place + 1).islower()
    bare = words.small(place).removesuffix("s")
    return gap == " " and after in words_used("kin") and bare in given_names() and bare != words.small(place)


def _extended(words: Words, place: int) -> int:
    """Return the last word of a name that begins here: more names after it, also after an `och`."""
    last = place
    while last + 1 < len(words.found):
        joined = words.is_joined(last) and words.is_capital(last + 1)
        if (
            joined
            and (words.is_given(last + 1) or words.is_family_or_theirs(last + 1) or len(words.word(last + 1)) == 1)
        ) or (words.gap_after(last) in (" / ", "/") and words.is_capital(last + 1) and words.word(last + 1).istitle()):
            last += 1
        elif (
            words.small(last + 1) in ("och", "o", "samt")
            and words.is_capital(last + 2)
            and (words.is_given(last + 2) or words.is_family_or_theirs(last + 2))
            and words.is_joined(last)
        ):
            last += 2
        else:
            break
    return last


def _belongs_to_a_place(words: Words, place: int, last: int) -> bool:  # noqa: PLR0911 (one rule after another)
    """Tell whether a name is that of a place, by the word before it, after it, or at its end."""
    person = words.small(place - 1) in words_used("between") and words.small(place - 2) in words_used("before a name")
    initial = last > place and len(words.word(last)) == 1
    named = words.is_family_or_theirs(last) or person or initial or words.small(place - 1) == "till"
    if words.small(place - 1) in words_used("before a place") and not named:
        return True
    if words.small(place - 1) in ("kv", "kvarteret", "villa"):
        return True
    if any(
        len(words.word(one)) > 1 and words.is_place(one) and not words.is_family(one) for one in range(place, last + 1)
    ):
        return True
    if last > place and _is_public(words, place, last):
        return True
    following = last + 1
    if not words.is_joined(last) or not words.is_place(following):
        return False
    if last > place and words.is_address(following):
        return False  # who lives there
    return last == place or words.small(last).endswith("s") or words.small(following) not in words_used("no place")


def _is_public(words: Words, place: int, last: int) -> bool:
    """Tell whether a full name is that of somebody streets, songs and goods are called after, or stands after such."""
    name = f"{words.small(place)} {words.small(last)}"
    if name in words_used("public") or name.removesuffix("s") in words_used("public"):
        return True
    before = words.small(place - 1)
    return before in words_used("business") and words.is_joined(place - 1) and not is_role(before)
