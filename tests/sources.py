"""The program's own files, each parsed once, for the tests that read the code itself."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILES = [ROOT / "app.py", *sorted((ROOT / "est").rglob("*.py")), *sorted((ROOT / "pages").rglob("*.py"))]
PAGES = [path for path in FILES if path.is_relative_to(ROOT / "pages")]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def nodes(module: ast.AST) -> tuple[ast.AST, ...]:
    """Return a module, or a part of one, and all that it holds."""
    return tuple(ast.walk(module))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> set[str]:
    """Return the modules a file imports, wherever in it, with what is imported from the package itself as modules."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{name(path)}: imports are written in full"
            found.add(node.module)
            if node.module == "est":
                found |= {f"est.{alias.name}" for alias in node.names}
    return found
