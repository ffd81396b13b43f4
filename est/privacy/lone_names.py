"""Names of persons that stand alone, by the words around them: `hos Rune`, `Perssons hund`, `vakt Ekström ringde`.

What a word for a place, a shop or a house stands before, or a word for being at a place, names that.
"""

import re

from est.privacy.name_lists import family_names, given_names, words_used
from est.privacy.words import Words, is_role

FEWEST_SMALL = 4  # letters of a name that is known in small letters
SMALL_FAMILY_ENDS = ("sson", "qvist", "kvist", "ström", "gren")
_AGE = re.compile(r" ?(?:\(|, ?)(?:ca |cirka )?\d{1,3}(?: ?år\b|\))")
_AT_A_DOOR = re.compile(
    r",? (?:på|i|vid) (?:dörr\w*|brevlåd\w*|bv\b|nb\b|nedre|bottenv\w*|vån\w*|plan \d|\w+ (?:våningen|trappan)"
    r"|lgh|trappa|uppgång|port"
    r"|nr \d|nummer \d|ettan|tvåan|trean|fyran|femman)",
    re.IGNORECASE,
)
_AFTER_A_DWELLING = re.compile(
    r"(?:\blgh|\blägenhet(?:en)?|\brum|\bdörr"
    r"|\btr)[ .:]{0,2}\w{0,4}[,:]? $",
    re.IGNORECASE,
)
_LONGEST_DWELLING = 20


def is_lone_given(words: Words, place: int) -> bool:  # noqa: PLR0911 (one rule after another)
    """Tell whether a given name in a capital letter, without a family name, stands for a person."""
    text, (_, end, _word) = words.text, words.found[place]
    theirs = words.small(place)[:-1] in given_names() and words.small(place).endswith("s")
    if not words.is_capital(place) or not (words.is_given(place) or theirs):
        return False
    if words.is_given(place) and _AGE.match(text, end):
        return True
    before, after, gap = words.small(place - 1), words.small(place + 1), words.gap_after(place - 1)
    if (
        words.small(place) in words_used("organisation")
        or names_a_thing(words, place)
        or stands_at_a_place(words, place)
        or goes_on(words, place)
    ):
        return False
    if not words.is_given(place):  # theirs: something of theirs follows
        stem = words.small(place)[:-1]
        plain = stem not in words_used("ordinary") and words.is_joined(place) and words.word(place + 1).islower()
        return plain and (after in words_used("kin") or stem not in words_used("ordinary in small letters"))
    if before in words_used("beside a person") and gap in (" ", ": ", ", "):
        return True
    if words.is_ordinary(place):
        told = before == "till" or is_role(before)
        told = told or (before in words_used("between") and before not in words_used("before a place"))
        return told and gap == " " and not words.is_capital(place - 1) and before not in ("om", "från", "som", "är")
    if not words.begins_sentence(place):
        return True
    # as a first word it may be another one: what follows tells
    if after in words_used("person verb") | words_used("after a name") and words.is_joined(place):
        return after not in words_used("ordinary")
    shown = not words.is_joined(place) or words.word(place + 1).islower()
    return shown and words.small(place) not in words_used("ordinary in small letters")


def is_lone_family(words: Words, place: int) -> bool:  # noqa: PLR0911 (one rule after another)
    """Tell whether a family name in a capital letter, without a given name, stands for a person or a household."""
    if not words.is_capital(place) or len(words.word(place)) < FEWEST_SMALL or not words.is_family_or_theirs(place):
        return False
    if stands_at_a_place(words, place) or goes_on(words, place) or names_a_thing(words, place):
        return False
    small, before, after = words.small(place), words.small(place - 1), words.small(place + 1)
    known = small in family_names() or small.removesuffix("s") in family_names()
    if small.removesuffix("s").endswith("sson") and len(small) > len("sson") + 1:
        return True
    if before in words_used("beside a person"):
        return True
    if _AT_A_DOOR.match(words.text, words.found[place][1]):
        return True
    start = words.found[place][0]
    if _AFTER_A_DWELLING.search(words.text, max(0, start - _LONGEST_DWELLING), start):
        return True
    if small in words_used("ordinary"):
        return False
    if not known:
        return words.is_joined(place) and after in words_used("what people do") and not words.is_place(place)
    if not words.begins_sentence(place):
        return words.word(place - 1).islower()
    if small.endswith("s") and small not in family_names():
        return words.is_joined(place) and words.word(place + 1).islower()
    return after in words_used("person verb") and words.is_joined(place)


def is_who_acts(words: Words, place: int) -> bool:
    """Tell whether a capital word that is on no list stands within a sentence, before what people alone do."""
    if words.begins_sentence(place) or not words.word(place).istitle() or len(words.word(place)) < FEWEST_SMALL - 1:
        return False
    if not words.word(place - 1).islower() or words.gap_after(place - 1) != " " or words.is_place(place):
        return False
    acts = words.is_joined(place) and words.small(place + 1) in words_used("what people do")
    return acts and not stands_at_a_place(words, place)


def is_small_name(words: Words, place: int) -> bool:  # noqa: PLR0911 (one rule after another)
    """Tell whether a word in small letters is a name: a family's that is no word, a given one where persons are."""
    small, text, (start, end, word) = words.small(place), words.text, words.found[place]
    if not (small in family_names() or small in given_names() or (small.endswith("s") and small[:-1] in given_names())):
        return False
    if not word.islower() or len(word) < FEWEST_SMALL or (start and text[start - 1] != " "):
        return False
    before = words.small(place - 1)
    if before in words_used("before a place") or words.is_place(place + 1) or before in words_used("business"):
        return False
    if small.removesuffix("s") in given_names() and small.endswith("s") and words.small(place + 1) in words_used("kin"):
        return small.removesuffix("s") not in words_used("ordinary")
    if small in family_names():
        return small.endswith(SMALL_FAMILY_ENDS) and small not in SMALL_FAMILY_ENDS
    if small not in given_names() or small in words_used("ordinary") or text[end : end + 1] not in (" ", ""):
        return False
    if start and before in words_used("beside a person"):
        return True
    if small in words_used("ordinary in small letters"):
        return False
    return (start > 0 and is_role(before)) or words.small(place + 1) in words_used("person verb")


def stands_at_a_place(words: Words, place: int) -> bool:
    """Tell whether the word before one says that it is a place, a shop, a thing; `till` alone does not say so."""
    before = words.small(place - 1)
    if not words.is_joined(place - 1):
        return False
    if before in words_used("business") or words.is_place(place - 1):
        return not is_role(before)
    return before != "till" and before in words_used("before a place")


def names_a_thing(words: Words, place: int) -> bool:
    """Tell whether it is a house, a boat or a dog that is said to be called so."""
    named = words.small(place - 2)
    if words.small(place - 1) == "s" and words.text.endswith(("M/S ", "m/s "), 0, words.found[place][0]):
        return True
    return words.small(place - 1) in words_used("anybody") and (
        named in words_used("business") or named in ("den", "det") or words.is_place(place - 2)
    )


def goes_on(words: Words, place: int) -> bool:
    """Tell whether a name goes on in a word that is no name, as that of a street, a firm or a team does."""
    following = place + 1
    if words.text[words.found[place][1] : words.found[place][1] + 3] in (" & ", " Ab", " AB"):
        return True
    if not words.is_joined(place):
        return False
    if words.word(place).isupper() and words.word(following).isupper() and len(words.word(place)) > 1:
        return words.is_place(following)  # a text in capitals
    if words.is_capital(following):
        known = words.is_given(following) or words.is_family_or_theirs(following) or len(words.word(following)) == 1
        return not (known or words.is_address(following) or is_role(words.small(following)))
    named_after = words.small(place).endswith("s") or words.small(following) not in words_used("no place")
    return words.is_place(following) and named_after
