"""The paper on the architecture says what the code is: its rooms in their order, its wings, and who applies what."""

import importlib
import pkgutil
import re

import est
from est.actions import APPLYING
from est.store.changes import applied_actions
from tests.sources import ROOT
from tests.test_architecture import BESIDE, ROOMS, WINGS

PAPER = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")


def table(heading: str) -> list[list[str]]:
    """Return the cells of the table whose heading row begins so."""
    lines = PAPER.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith(f"| {heading} |"))
    rows = []
    for line in lines[first + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
    return rows


def test_the_rooms_are_named_in_their_order():
    """A room that is added, moved or taken away changes the paper; one that is planned is not in it yet."""
    there = {path.name.removesuffix(".py") for path in (ROOT / "est").iterdir()} | {"app", "pages"}
    code = [{room for room in rooms if room in there} for rooms in ROOMS]
    paper = [
        {part.removeprefix("est/").removesuffix("/").removesuffix(".py") for part in re.findall(r"`([^`]+)`", row[0])}
        for row in table("room")
    ]
    assert paper == [rooms for rooms in code if rooms]
    assert {"terminal"} <= set(BESIDE)


def test_the_wings_are_named_in_their_order():
    """From above to below, those on one level side by side."""
    for hall, wings in WINGS.items():
        said = next(row[1] for row in table("room") + wings_table() if row[0] == f"`est/{hall}`" and "→" in row[1])
        levels = [set(re.findall(r"`([^`]+)`", level)) for level in said.split("→")]
        assert levels == [set(level) for level in wings]


def wings_table() -> list[list[str]]:
    """Return the second table that begins with a room."""
    lines = PAPER[PAPER.index("Two rooms have wings") :].splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `est/")]


def test_every_action_is_listed_with_the_module_that_applies_it():
    """Whoever wonders what can happen to a store reads it there."""
    for module in pkgutil.walk_packages(est.__path__, "est."):
        if not module.name.startswith(("est.ui", "est.root")):
            importlib.import_module(module.name)
    code = {
        (f"`{name}`", f"`{where.replace('.', '/')}.py`")
        for name, where in applied_actions().items()
        if where[:4] == "est."
    }
    assert {(row[0], row[1]) for row in table("action")} == code


def test_a_server_knows_every_action_that_another_may_have_carried_out():
    """What is not loaded cannot be applied again."""
    there = set(re.findall(r"\| `(est/[^`]+)\.py` \|$", PAPER, re.MULTILINE))
    assert {module.__name__.replace(".", "/") for module in APPLYING} == there
