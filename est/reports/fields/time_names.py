"""What the name of a column of times says in parts: of what it is the time, and whether it is when that began or ended.

`Brottsdatum fr o m`, `Gärningstid slut` and `incident end date` are of three parts, and so are their like in any order.
"""

import re

_WHAT = r"(?:brotts?|brottets|garnings?|handelse(?:n|ns)?|incident(?:en|ens)?|skade|event|crime|offen[cs]e|occurrence)"
_KIND = r"(?:datum|dag|tid(?:punkt)?|klockslag|date|datetime|time(?:stamp)?)"
_FROM = r"(?:fran|from|fr|start|starts|started|borjan|borjade|begin|began|first)"
_TO = r"(?:till|to|slut|end|ends|ended|last)"
_TOLD = (
    r"(?:anmal(?:an|d|t|nings?)|inskri(?:vnings?|ven|vet)|registr(?:erings?|erad|erat)|inkom(?:men|met)?"
    r"|mottag(?:en|et|nings?)|uppratta[dt]|skapa(?:d|t|nde)|(?:in)?rapport(?:erad|erat|erings?)?"
    r"|created|reported|received|registered|submitted|logged|report)"
)
_CLOCK = r"(?:kl|klockan)"  # which says the kind where it is of a start or an end
_AND = r"(?:och|and|at|lokal|local)"
_LIMITS = (("fr o m", "fran"), ("f o m", "fran"), ("fom", "fran"), ("t o m", "till"), ("tom", "till"))
_GLUED = re.compile(rf"^({_WHAT}|{_FROM}|{_TO}|{_TOLD})({_KIND})$")
_PARTS = {
    "what": re.compile(_WHAT),
    "kind": re.compile(_KIND),
    "from": re.compile(_FROM),
    "to": re.compile(_TO),
    "told": re.compile(_TOLD),
    "clock": re.compile(_CLOCK),
    "and": re.compile(_AND),
}


def field_of_time_name(name: str) -> str | None:
    """Return start, end or reported for a name, in plain letters, whose every word is a part of that; else None.

    It has to say what kind of time it is, and of what, or whether it is of the start or the end.
    """
    for limit, word in _LIMITS:
        name = re.sub(rf"\b{limit}\b", word, name)
    words = [part for word in name.split() for part in (_GLUED.findall(word) or [(word,)])[0]]
    parts = {next((part for part, pattern in _PARTS.items() if pattern.fullmatch(word)), None) for word in words}
    if None in parts or not ("kind" in parts or (parts & {"what", "clock"} and parts & {"from", "to"})):
        return None
    if "told" in parts:
        return None if parts & {"what", "from", "to"} else "reported"
    if {"from", "to"} <= parts or not parts & {"what", "from", "to"}:
        return None
    return "end" if "to" in parts else "start"
