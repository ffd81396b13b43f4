"""What the gate before the web server tells the pages behind it: that a visitor came through, and in which session.

It travels as headers of the request. What a client sends under these names is taken away by the gate, and `PASSAGE` is
known inside this process alone: pages that are served without the gate let nobody in.
"""

import secrets
from collections.abc import Mapping

PASSAGE = secrets.token_urlsafe(32)
PASSAGE_HEADER = "x-est-passage"
SESSION_HEADER = "x-est-session"
OWN_HEADERS = (PASSAGE_HEADER, SESSION_HEADER)


def passage_headers(session: str | None) -> dict[str, str]:
    """Return the headers of a request that came through the gate, in a session or in none."""
    return {PASSAGE_HEADER: PASSAGE} | ({SESSION_HEADER: session} if session else {})


def passed(headers: Mapping[str, str]) -> bool:
    """Tell whether a request came through the gate of this process."""
    found = {name.lower(): value for name, value in headers.items()}.get(PASSAGE_HEADER, "")
    return secrets.compare_digest(found.encode(), PASSAGE.encode())


def session_of(headers: Mapping[str, str]) -> str | None:
    """Return the identity of the session in which a request that came through the gate was made, or None."""
    return {name.lower(): value for name, value in headers.items()}.get(SESSION_HEADER)
