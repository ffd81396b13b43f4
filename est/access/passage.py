"""What the gate before the web server tells the pages behind it: that a visitor came through, in which session, and to
which municipality.

It travels as headers of the request. What a client sends under these names is taken away by the gate, and `PASSAGE` is
known inside this process alone: pages that are served without the gate let nobody in.
"""

import json
import secrets
from collections.abc import Mapping
from urllib.parse import quote, unquote

PASSAGE = secrets.token_urlsafe(32)
PASSAGE_HEADER = "x-est-passage"
SESSION_HEADER = "x-est-session"
MUNICIPALITY_HEADER = "x-est-municipality"
CHOICES_HEADER = "x-est-municipalities"
OWN_HEADERS = (PASSAGE_HEADER, SESSION_HEADER, MUNICIPALITY_HEADER, CHOICES_HEADER)


def passage_headers(
    session: str | None, municipality: str = "", choices: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the headers of a request that came through the gate: in a session or in none, to one of several
    municipalities or to the only one, and, as name → what it is called, which ones its visitor may choose.
    """
    told = {PASSAGE_HEADER: PASSAGE} | ({SESSION_HEADER: session} if session else {})
    if municipality:
        told[MUNICIPALITY_HEADER] = municipality
    if choices:
        told[CHOICES_HEADER] = quote(json.dumps(dict(choices)))
    return told


def passed(headers: Mapping[str, str]) -> bool:
    """Tell whether a request came through the gate of this process."""
    found = _lowered(headers).get(PASSAGE_HEADER, "")
    return secrets.compare_digest(found.encode(), PASSAGE.encode())


def session_of(headers: Mapping[str, str]) -> str | None:
    """Return the identity of the session in which a request that came through the gate was made, or None."""
    return _lowered(headers).get(SESSION_HEADER)


def municipality_of(headers: Mapping[str, str]) -> str:
    """Return to which of several municipalities a request came through the gate; "" where there is only one."""
    return _lowered(headers).get(MUNICIPALITY_HEADER, "")


def choices_of(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the municipalities that who came through the gate may choose: name → what it is called."""
    found = _lowered(headers).get(CHOICES_HEADER)
    return dict(json.loads(unquote(found))) if found else {}


def _lowered(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
