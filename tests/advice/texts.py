"""The advice in the program's texts about what is sent in: every text of these modules that tells what to do."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from tests.sources import ROOT, nodes, tree

# where what is sent in is read, placed, stored, undone, entered, or refused
SOURCES = (
    "est/reports",
    "est/space/address_register.py",
    "est/space/address_texts.py",
    "est/space/addresses.py",
    "est/space/area.py",
    "est/space/borders.py",
    "est/space/feature_files.py",
    "est/space/geopackage.py",
    "est/space/grids.py",
    "est/space/outlines.py",
    "est/space/place_files.py",
    "est/space/places.py",
    "est/municipality/organisations.py",
    "est/municipality/defaults.py",
    "est/access/tokens.py",
    "est/terminal/import_.py",
    "est/terminal/import_summary.py",
    "est/terminal/import_comparison.py",
    "est/terminal/addresses.py",
    "est/terminal/places.py",
    "est/terminal/area.py",
    "est/terminal/inbox_desk.py",
    "est/terminal/batch_requests.py",
    "est/terminal/undo.py",
    "est/terminal/organisation.py",
)
_VERBS = (
    "add|ask|call|check|choose|close|confirm|convert|copy|cut|delete|divide|drop|export|fill|give|import|join|keep|leave|let|load|look"
    "|make|map|mend|move|name|open|put|remove|rename|replace|restore|revoke|save|say|see|send|separate|set|show|simplify"
    "|shorten|split|take|try|undo|unpack|update|use|wait|write"
)
# a verb that begins a sentence, or stands after what joins two of them, and whatever is to be typed
_ADVICE = re.compile(
    rf"(?:^\s*|[.:;?] |, or |, and |: |\u201d |\}} )(?:or )?(?:{_VERBS})\b(?! it happen)|(?<!\w)--[a-z]"
    rf"|\bif [^.;]*, (?:{_VERBS})\b"
    r"|`est |\best [a-z]+ [A-Z{]|must be|with est ",
    re.IGNORECASE,
)
_NO_TEXT = re.compile(r"(?:UPDATE|DELETE|SELECT|INSERT|import) ")


def advice() -> dict[str, str]:
    """Return text → module of every text that tells its reader what to do; f-strings with `{}` for their values.

    Those that only a page says, as a terminal prints something else, are in `page_advice`.
    """
    shown = page_advice()
    return {text: module for text, module in _all_advice().items() if text not in shown}


def refusals() -> dict[str, str]:
    """Return text → module of every sentence with which a file, a mapping or a choice is refused, or asked about.

    It is raised, or handed to what refuses.
    """
    held = {file: nodes(tree(file)) for file in _files()}
    named = {
        node.targets[0].id: node.value
        for inside in held.values()
        for node in inside
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    found: dict[str, str] = {}
    for file, inside in held.items():
        for node in inside:
            refuses = isinstance(node, ast.Raise) or (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _REFUSING
            )
            for text in _said(node, named) if refuses else ():
                if _is_sentence(text):
                    found.setdefault(text, file.relative_to(ROOT).as_posix())
    return found


_REFUSING = ("refusal", "ChildRefusedError", "UnsettledFileError")


def _said(node: ast.AST, named: dict[str, ast.expr]) -> list[str]:
    """Return the messages within a statement, those that it names too."""
    texts = []
    for inner in ast.walk(node):
        told = named.get(inner.id) if isinstance(inner, ast.Name) else inner
        if isinstance(told, ast.Call) and isinstance(told.func, ast.Name) and told.func.id == "N_":
            texts += _strings(told)
    return texts


@cache
def page_advice() -> frozenset[str]:
    """Return the texts in whose place a terminal prints something else, `typed`."""
    texts = {path: path.read_text("utf-8") for path in sorted((ROOT / "est").rglob("*.py"))}
    shown: set[str] = set()
    names: set[str] = set()
    for node in _nodes(path for path, text in texts.items() if "typed=" in text):
        if isinstance(node, ast.Call) and node.args and any(one.arg == "typed" for one in node.keywords):
            first = node.args[0]
            names |= {first.id} if isinstance(first, ast.Name) else set()
            shown |= set(_strings(first))
    for node in _nodes(path for path, text in texts.items() if any(name in text for name in names)):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id in names:
            shown |= set(_strings(node.value))
    return frozenset(shown)


def _nodes(paths: Iterable[Path]) -> Iterator[ast.AST]:
    return (node for path in paths for node in nodes(tree(path)))


def _strings(tree: ast.AST) -> list[str]:
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def tells_what_to_do(text: str) -> bool:
    """Return whether a text tells its reader what to do."""
    return _ADVICE.search(text) is not None


def _files() -> list[Path]:
    paths = [ROOT / source for source in SOURCES]
    return [file for path in paths for file in ([path] if path.suffix else sorted(path.rglob("*.py")))]


@cache
def _all_advice() -> dict[str, str]:
    found: dict[str, str] = {}
    for file in _files():
        for text in _texts(tree(file)):
            if _is_sentence(text) and tells_what_to_do(text):
                found.setdefault(text, file.relative_to(ROOT).as_posix())
    return found


def _is_sentence(text: str) -> bool:
    return len(text) > 20 and text.rstrip().endswith((".", "csv", "}", "-")) and not _NO_TEXT.match(text)


def _texts(tree: ast.Module) -> list[str]:
    """Return the texts of a module that are shown: no docstrings, and nothing of what argparse prints as help."""
    skipped: set[int] = set()
    for node in nodes(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            skipped |= {id(first.value) for first in node.body if isinstance(first, ast.Expr)}
        if isinstance(node, ast.FunctionDef) and node.name == "add":
            skipped |= {id(inner) for inner in ast.walk(node)}
    texts = []
    for node in nodes(tree):
        if id(node) in skipped or not isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp):
            continue
        text = _text(node)
        if text is not None:
            texts.append(text)
            skipped |= {id(inner) for inner in ast.walk(node)} if not isinstance(node, ast.Constant) else set()
    return texts


def _text(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def pattern_of(text: str) -> re.Pattern[str]:
    """Return what a text becomes when its values are filled in."""
    parts = re.split(r"\{[^{}]*\}", text.strip())
    return re.compile(".*".join(re.escape(part) for part in parts), re.DOTALL)
