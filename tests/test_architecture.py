"""Imports point down the list of rooms only, Streamlit stays in its room, and a page asks who is there first."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# from the top down: a room imports only from rooms below it, or from its own. Rooms on one line may not import each
# other.
ROOMS = (
    ("app", "pages"),
    ("ui",),
    ("maps", "charts"),
    ("meetings", "demo"),
    ("measures",),
    ("hotspots",),
    ("picture",),
    ("reports",),
    ("space",),
    ("store",),
    ("statistics",),
    ("clock",),
    ("settings", "text"),
    ("errors", "identity"),
    ("sentences",),
)
BESIDE = ("terminal", "__main__")  # stand beside ui: may import everything but ui, and nobody imports them
LEVEL = {room: level for level, rooms in enumerate(ROOMS) for room in rooms}

MAY_IMPORT_STREAMLIT = ("app.py", "est/ui", "pages", "est/terminal/serve.py", "est/terminal/warming.py")
NEVER_IN_PAGES = ("duckdb", "polars", "h3", "sklearn", "numpy", "scipy", "pyarrow", "pydeck", "altair")

FILES = [ROOT / "app.py", *sorted((ROOT / "est").rglob("*.py")), *sorted((ROOT / "pages").rglob("*.py"))]
PAGES = sorted((ROOT / "pages").rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[1] if parts[0] == "est" and len(parts) > 1 else parts[0]


def imported(path: Path) -> set[str]:
    """Return the modules a file imports, wherever in it, with what is imported from the package itself as modules."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{name(path)}: imports are written in full"
            found.add(node.module)
            if node.module == "est":
                found |= {f"est.{alias.name}" for alias in node.names}
    return found


def test_every_room_is_known():
    """A new room gets its place in the list before it gets its code."""
    rooms = {room(path) for path in FILES} - {"__init__"}
    assert rooms - set(LEVEL) - set(BESIDE) == set()


@pytest.mark.parametrize("path", FILES, ids=name)
def test_imports_point_down(path):
    """What is below knows nothing of what is above."""
    own = room(path)
    wrong = []
    for module in imported(path):
        if not module.startswith("est.") or (other := module.split(".")[1]) == own:
            continue
        if own in BESIDE:
            if other == "ui":
                wrong.append(module)
        elif other in BESIDE or LEVEL[other] <= LEVEL[own]:
            wrong.append(module)
    assert wrong == []


@pytest.mark.parametrize("path", FILES, ids=name)
def test_streamlit_stays_in_its_room(path):
    """Everything below the screen runs in a notebook, a test and a terminal alike."""
    if not name(path).startswith(MAY_IMPORT_STREAMLIT):
        assert {module for module in imported(path) if module.split(".")[0] == "streamlit"} == set()


@pytest.mark.parametrize("path", PAGES, ids=name)
class TestPage:
    """A page is a title, a selection, questions, an empty state and drawing."""

    def test_it_lies_one_folder_below_pages(self, path):
        """Streamlit runs a script that lies directly in `pages/` without running app.py at all."""
        assert len(path.relative_to(ROOT / "pages").parts) == 2

    def test_it_asks_who_is_there(self, path):
        """The store comes from `enter` and from nowhere else."""
        source = path.read_text(encoding="utf-8")
        calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
        assert any(isinstance(call.func, ast.Name) and call.func.id == "enter" for call in calls)
        assert "open_store" not in source

    def test_it_imports_from_est_and_streamlit_alone(self, path):
        """Numbers and frames are made below."""
        modules = {module.split(".")[0] for module in imported(path)}
        assert modules & set(NEVER_IN_PAGES) == set()
        assert {module for module in imported(path) if module.startswith("est.store.opening")} == set()

    def test_it_is_short(self, path):
        """A page that grows has taken over something that belongs below."""
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 100


@pytest.mark.parametrize("path", FILES, ids=name)
def test_nothing_is_drawn_as_markup(path):
    """A text of ours that became HTML could hold what somebody wrote."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.keyword):
            assert node.arg not in ("unsafe_allow_html", "unsafe_allow_javascript"), name(path)
        if isinstance(node, ast.Attribute):
            assert node.attr not in ("html", "iframe", "line_chart", "bar_chart", "area_chart", "scatter_chart") or (
                not isinstance(node.value, ast.Name) or node.value.id not in ("st", "components")
            ), f"{name(path)}: st.{node.attr}"


def test_only_a_change_writes():
    """SQL that writes stands in a function that applies a change, or in the room of the store."""
    writing = ("INSERT ", "UPDATE ", "DELETE ", "CREATE ", "DROP ", "ALTER ")
    wrong = []
    for path in FILES:
        if room(path) == "store" and path.name in ("opening.py", "migrations.py", "changes.py"):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        applied = {
            statement
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef) and (_is_action(function) or _takes_a_cursor(function))
            for statement in ast.walk(function)
        }
        for node in ast.walk(tree):
            if node in applied or not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                continue
            if node.value.lstrip().startswith(writing) and node.value == node.value.strip("\n"):
                wrong.append(f"{name(path)}:{node.lineno}")
    assert wrong == []


def _is_action(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "action"
        for decorator in function.decorator_list
    )


def _takes_a_cursor(function: ast.FunctionDef) -> bool:
    """Tell whether an applying function hands its cursor on: every other cursor is READ ONLY (Store.asking)."""
    return "cursor" in {argument.arg for argument in function.args.args}
