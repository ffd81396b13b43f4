"""Small answers of the gate, and what it reads of a request."""

from starlette.types import Scope, Send

from est.terminal.doors import Headers, values_of


async def answer(send: Send, status: int, headers: list[tuple[str, str]], body: bytes = b"") -> None:
    """Send a whole answer."""
    pairs = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    if status != 204:
        pairs.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})


def cookie_of(headers: Headers, name: str) -> str | None:
    """Return the value of a cookie of a request; None where it has none, or more than one of the name."""
    jars = []
    for text in values_of(headers, "cookie"):
        jars += [part.strip().partition("=")[2] for part in text.split(";") if part.strip().partition("=")[0] == name]
    return jars[0] if len(jars) == 1 else None


def query_of(scope: Scope) -> str:
    """Return what stands after the path of a request, with its question mark."""
    query = scope["query_string"].decode("latin-1")
    return f"?{query}" if query else ""
