"""The only page that visitors who are not signed in see, whichever address they open."""

from html import escape
from urllib.parse import quote

from est.text import N_, translator

SIGN_IN = N_("Sign in")
INVITATION = N_("The reports are for the working group. Sign in with the municipality's account.")

PAGE_HEADERS = {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
}
_STYLE = (
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1.5rem;color:#0b0f14;"
    "background:#fff}h1{font-size:1.75rem}a{display:inline-block;margin-top:1rem;padding:.6rem 1.2rem;color:#fff;"
    "background:#0b5394;border-radius:.25rem}ul{list-style:none;padding:0}li a{display:block}"
    ".told{border-left:.25rem solid #a61c00;padding-left:.75rem}"
    "@media(prefers-color-scheme:dark){body{color:#e8edf2;background:#141a21}}"
)


def sign_in_page(language: str, told: str = "", link: str = "") -> bytes:
    """Return the page in a language: what is `told`, a sentence in that language, and the link to sign in, if any."""
    _ = translator(language).gettext
    sign_in, invitation = escape(_(SIGN_IN)), escape(_(INVITATION))
    way_in = f'<p>{invitation}</p><a href="{escape(link)}">{sign_in}</a>' if link else ""
    return framed_page(language, _(SIGN_IN) if link else "EST", told, way_in)


def framed_page(language: str, title: str, told: str, parts: str) -> bytes:
    """Return a page of the program that needs no script: its title, what is `told`, and parts of HTML."""
    said = f'<p class="told" role="alert">{escape(told)}</p>' if told else ""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>EST: {escape(title)}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><main><h1>{escape(title)}</h1>{said}{parts}</main></body></html>"
    ).encode()


def way_up(path: str) -> str:
    """Return the way from an address to the root of the program, which may lie below a path of a proxy's."""
    return "../" * (path.count("/") - 1) or "./"


def sign_in_link(path: str, query: str) -> str:
    """Return the link from an address to the sign-in that leads back to it."""
    return f"{way_up(path)}est/sign-in?next={quote(path + ('?' + query if query else ''), safe='')}"


def safe_return(wanted: str) -> str:
    """Return an address of the program itself, from its root: the one that is wanted, or the first page."""
    if not wanted.startswith("/") or wanted.startswith("//") or not wanted.isprintable() or "\\" in wanted:
        return "./"
    return "." + wanted
