"""What people are called on the net, beside the service or with an `@`, in the normal form of a text.

It names a person as a name does. Nothing here is sure.
"""

import re
from collections.abc import Iterator

from est.privacy.findings import Finding, PersonalData

_HANDLE = re.compile(r"(?!\A@[\w.]+\Z)(?<![\w.@+\-])@(?=[\w.]*[^\W\d_])[\w.]{2,30}\w")
_SERVICE = re.compile(
    r"\b(?:insta\w*|snap\w*|tik-?tok\w*|facebook\w*|fb|kik|telegram\w*|discord\w*|twitter\w*|x-konto\w*"
    r"|youtube\w*|twitch\w*"
    r"|användarnamn\w*|användaren|användare|nick\w*|alias|profil(?:en)?|konto(?:t|n)?|signatur(?:en)?|roblox\w*"
    r"|steam\w*|gamertag\w*)\b"
    r"[^\n.!?]{0,25}?(?<![\w.@])(@?(?=[^\W\d_])(?:[^\W_]{1,20}[._]){1,4}\w{1,20}"
    r"|@?(?=[^\W\d_])[^\W\d_]{2,20}[\-#]?\d{1,6}[^\W_]{0,10})(?![\w@.]*@)(?!\w)"
    r"|\b(?:användarnamn\w*|användaren|användare|nick\w*|alias|snap|insta|gamertag\w*)(?: är"
    r"| heter|:)? [\"'“”]([\w.\-]{3,30})[\"'“”]",
    re.IGNORECASE,
)
_ON_A_SERVICE = re.compile(
    r"(?<![\w.@])(@?(?=\w*[^\W\d_])(?:\w{0,20}[_.]\w{1,20}|[^\W_]{2,20}[\-#]?\d{1,6}))(?= (?:på|i|via) (?:sin )?"
    r"(?:insta|snap|tik-?tok|facebook|fb\b|kik\b|telegram|discord|twitter|youtube|twitch|roblox|steam))"
    r"|(?<![\w.@])([^\W\d_]{2,20}#\d{4})(?!\w)",
    re.IGNORECASE,
)
_MAYBE = re.compile(
    "[@#]|insta|snap|tiktok|tik-tok|facebook|fb|kik|telegram|discord|twitter|x-konto|youtube|twitch|användar|nick|alias"
    "|profil|konto|signatur|roblox|steam|gamertag"
)
"""Without one of these, looked for in small letters in a third of the time, there is none."""
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|jpe?g|png|mp4|se|com|nu|org|net|eu|txt)$", re.IGNORECASE)


def find_handles(text: str) -> Iterator[Finding]:
    """Yield the names that persons use on the net in a normal text."""
    if not _MAYBE.search(text.casefold()):
        return
    for found in _HANDLE.finditer(text):
        yield Finding(found.start(), found.end(), PersonalData.NAME, sure=False)
    for found in _ON_A_SERVICE.finditer(text):
        yield Finding(found.start(), found.end(), PersonalData.NAME, sure=False)
    for found in _SERVICE.finditer(text):
        group = 1 if found[1] else 2
        if not _FILE.search(found[group]):
            yield Finding(found.start(group), found.end(group), PersonalData.NAME, sure=False)
