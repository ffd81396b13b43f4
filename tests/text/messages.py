"""Every message in the code, found as the translators' tools find them."""

from pathlib import Path

from babel.messages.extract import extract_from_file

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {"_": None, "N_": None, "gettext": None, "translate": None, "ngettext": (1, 2)}


def sources() -> list[Path]:
    """Return every file that may say something on screen."""
    return [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py")), *sorted((ROOT / "est").rglob("*.py"))]


def messages() -> dict[str | tuple[str, str], str]:
    """Return each message (or pair of singular and plural) in the code, with one place where it stands."""
    found: dict[str | tuple[str, str], str] = {}
    for path in sources():
        for line, message, _comments, _context in extract_from_file("python", path, keywords=KEYWORDS):
            if message and (isinstance(message, tuple) or message.strip()):
                found.setdefault(message, f"{path.relative_to(ROOT)}:{line}")
    return found
