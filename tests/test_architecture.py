"""Imports point down the list of rooms only, Streamlit stays in its room, and a page asks who is there first."""

import ast
from pathlib import Path

import pytest

from tests.sources import FILES, PAGES, ROOT, imported, name, tree

# from the top down: a room imports only from rooms below it, or from its own. Rooms on one line may not import each
# other.
ROOMS = (
    ("app", "pages"),
    ("ui",),
    ("documents", "log"),
    ("maps", "charts"),
    ("demo",),
    ("stores",),
    ("actions",),
    ("meetings",),
    ("measures",),
    ("hotspots",),
    ("picture",),
    ("reports",),
    ("space",),
    ("mail",),
    ("municipality",),
    ("access",),
    ("store",),
    ("privacy",),
    ("statistics",),
    ("clock",),
    ("settings", "worker_process"),
    ("text", "home"),
    ("errors", "identity"),
    ("sentences", "progress", "installation", "right_of_way"),
)
# the same inside the rooms that have wings
WINGS = {
    "reports": (
        ("arrivals", "entries", "merges"),
        ("batches",),
        ("rows", "columns"),
        ("values",),
        ("files",),
        ("fields",),
    ),
    "hotspots": (("surveillance",), ("register",), ("forecasting",), ("evolution",), ("detection",)),
}
BESIDE = ("terminal", "__main__")  # stand beside ui: may import everything but ui, and nobody imports them
LEVEL = {room: level for level, rooms in enumerate(ROOMS) for room in rooms}

MAY_IMPORT_STREAMLIT = (
    "app.py",
    "est/ui",
    "pages",
    "est/terminal/serve.py",
    "est/terminal/configuration.py",
    "est/terminal/dashboard.py",
    "est/terminal/drain.py",
    "est/terminal/provider.py",
    "est/terminal/service_log.py",
    "est/terminal/warm_up.py",
)
NEVER_IN_PAGES = ("duckdb", "polars", "h3", "sklearn", "numpy", "scipy", "pyarrow", "pydeck", "altair")


def room(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[1] if parts[0] == "est" and len(parts) > 1 else parts[0]


def test_every_room_is_known():
    """A new room gets its place in the list before it gets its code."""
    rooms = {room(path) for path in FILES} - {"__init__"}
    assert rooms - set(LEVEL) - set(BESIDE) == set()


@pytest.mark.slow
def test_imports_point_down():
    """What is below knows nothing of what is above."""
    wrong = []
    for path in FILES:
        own = room(path)
        for module in imported(path):
            if not module.startswith("est.") or (other := module.split(".")[1]) == own:
                continue
            if other == "ui" if own in BESIDE else other in BESIDE or LEVEL[other] <= LEVEL[own]:
                wrong.append(f"{name(path)}: {module}")
    assert wrong == []


@pytest.mark.parametrize("hall", WINGS)
@pytest.mark.slow
def test_wings_import_in_one_direction(hall):
    """A wing imports from the wings below it, or from its own; every module of the room lies in one."""
    level = {wing: number for number, wings in enumerate(WINGS[hall]) for wing in wings}
    wrong = []
    for path in FILES:
        parts = path.relative_to(ROOT).parts
        if parts[:2] != ("est", hall) or parts == ("est", hall, "__init__.py"):
            continue
        assert parts[2] in level, name(path)
        for module in imported(path):
            if module.startswith(f"est.{hall}.") and (wing := module.split(".")[2]) != parts[2]:
                wrong += [f"{name(path)}: {module}"] * (level[wing] <= level[parts[2]])
    assert wrong == []


@pytest.mark.slow
def test_streamlit_stays_in_its_room():
    """Everything below the screen runs in a notebook, a test and a terminal alike."""
    outside = [path for path in FILES if not name(path).startswith(MAY_IMPORT_STREAMLIT)]
    wrong = [name(path) for path in outside if any(module.split(".")[0] == "streamlit" for module in imported(path))]
    assert wrong == []


@pytest.mark.parametrize("path", PAGES, ids=name)
class TestPage:
    """A page is a title, a selection, questions, an empty state and drawing."""

    def test_it_lies_one_folder_below_pages(self, path):
        """Streamlit runs a script that lies directly in `pages/` without running app.py at all."""
        assert len(path.relative_to(ROOT / "pages").parts) == 2

    def test_it_asks_who_is_there(self, path):
        """The store comes from `enter` and from nowhere else."""
        calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
        assert any(isinstance(call.func, ast.Name) and call.func.id == "enter" for call in calls)
        assert "open_store" not in path.read_text(encoding="utf-8")

    def test_it_imports_from_est_and_streamlit_alone(self, path):
        """Numbers and frames are made below."""
        modules = {module.split(".")[0] for module in imported(path)}
        assert modules & set(NEVER_IN_PAGES) == set()
        assert {module for module in imported(path) if module.startswith("est.store.database")} == set()

    def test_it_is_short(self, path):
        """A page that grows has taken over something that belongs below."""
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 100


@pytest.mark.slow
def test_nothing_is_drawn_as_markup():
    """A text of ours that became HTML could hold what somebody wrote."""
    drawing = ("html", "iframe", "line_chart", "bar_chart", "area_chart", "scatter_chart")
    for path, node in ((file, node) for file in FILES for node in ast.walk(tree(file))):
        if isinstance(node, ast.keyword):
            assert node.arg not in ("unsafe_allow_html", "unsafe_allow_javascript"), name(path)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert node.value.id not in ("st", "components") or node.attr not in drawing, f"{name(path)}: {node.attr}"
