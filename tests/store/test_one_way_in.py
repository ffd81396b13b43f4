"""Nothing writes to a store but the functions that apply an action, and those are reached by `Store.apply` alone."""

import ast
import re
from functools import cache

import pytest

from tests.sources import FILES, name, nodes, tree

WRITING = re.compile(
    r"\b(INSERT\s+INTO|INSERT\s+OR|UPDATE\s+\S+\s+SET|DELETE\s+FROM|TRUNCATE|MERGE\s+INTO\s+\w+\s+USING|COPY\s+\w+\s+(FROM|TO)"
    r"|(CREATE|DROP|ALTER)\s+(OR\s+REPLACE\s+)?(TEMP\w*\s+)?(TABLE|VIEW|SCHEMA|INDEX|SEQUENCE|MACRO|TYPE)"
    r"|ATTACH\s+'|DETACH\s+\S+\s*$|VACUUM\b|CHECKPOINT\b)",
    re.IGNORECASE,
)
# the store's own: it opens and migrates, holds `insert` and `put_version`, and lists and takes the migrations
OWN = tuple(f"est/store/{own}.py" for own in ("database", "changes", "versions", "migrations", "shown_cells"))
OTHERS = [path for path in FILES if name(path) not in OWN]
INWARD = ("_connection", "_cursor", "_writing")  # of a store; a cursor got by them would be one that may write


def sql_in(node: ast.AST) -> str:
    """Return the text of a string or of the fixed parts of a formatted one."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
    return ""


@cache
def functions(module: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in nodes(module) if isinstance(node, ast.FunctionDef)]


def is_action(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(mark, ast.Call) and getattr(mark.func, "id", "") == "applies" for mark in function.decorator_list
    )


def names_called(function: ast.AST) -> set[str]:
    return {
        getattr(node.func, "id", getattr(node.func, "attr", ""))
        for node in nodes(function)
        if isinstance(node, ast.Call)
    }


def writing_functions(module: ast.Module) -> list[ast.FunctionDef]:
    """Return the functions that hold a writing statement or put a frame or a record into a table."""
    told = docstrings(module)
    found = []
    for function in functions(module):
        held = nodes(function)
        statements = any(WRITING.search(sql) for node in held if node not in told and (sql := sql_in(node)))
        inserts = any(
            isinstance(node, ast.Call)
            and (getattr(node.func, "id", "") == "insert_rows" or getattr(node.func, "attr", "") == "put_version")
            for node in held
        )
        if statements or inserts:
            found.append(function)
    return found


def docstrings(module: ast.Module) -> set[ast.AST]:
    """Return the nodes that are the first text of a module, a class or a function."""
    return {
        node.body[0].value
        for node in nodes(module)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }


def reached_from_actions(module: ast.Module) -> set[str]:
    """Return the functions of a module that only its applying functions call, however far down."""
    every = {function.name: function for function in functions(module)}
    called = {name: names_called(function) for name, function in every.items()}
    callers = {name: {other for other in every if other != name and name in called[other]} for name in every}
    allowed = {name for name, function in every.items() if is_action(function)}
    while more := {name for name in set(every) - allowed if callers[name] and callers[name] <= allowed}:
        allowed |= more
    return allowed


def test_only_applying_functions_write():
    wrong = {}
    for path in OTHERS:
        writing = {function.name for function in writing_functions(tree(path))}
        if outside := writing - reached_from_actions(tree(path)):
            wrong[name(path)] = outside
    assert wrong == {}


def test_no_statement_stands_outside_every_function():
    loose = []
    for path in OTHERS:
        inside = {node for function in functions(tree(path)) for node in nodes(function)}
        outside = (sql_in(node) for node in nodes(tree(path)) if node not in inside)
        loose += [f"{name(path)}: {sql}" for sql in outside if sql and WRITING.search(sql)]
    assert loose == []


def test_no_applying_function_is_called_by_name():
    """The store's lock, transaction and log row come with `Store.apply`; a direct call would miss all three."""
    for path in FILES:
        applying = {function.name for function in functions(tree(path)) if is_action(function)}
        assert applying & names_called(tree(path)) == set(), name(path)


def test_no_other_room_takes_a_cursor_that_may_write():
    """Those that `Store.asking` gives are read-only, and the one that may write is given by `Store.apply` alone."""
    for path in OTHERS:
        reached = {node.attr for node in nodes(tree(path)) if isinstance(node, ast.Attribute)} & set(INWARD)
        assert reached == set(), name(path)


def test_duckdb_is_opened_in_one_place_only():
    openers = [
        name(path)
        for path in FILES
        if any(
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "connect"
            and getattr(node.func.value, "id", "") == "duckdb"
            for node in nodes(tree(path))
        )
    ]
    assert openers == ["est/store/database.py"]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("def f(c):\n    c.execute('DELETE FROM log')", {"f"}),
        ("def f(c):\n    c.execute(f'UPDATE {t} SET a = 1')", {"f"}),
        ("def f(c):\n    c.execute('delete from log')", {"f"}),
        ("def f(c):\n    c.execute('CHECKPOINT est')", {"f"}),
        ("def f(c):\n    insert_rows(c, 'log', rows)", {"f"}),
        ("@applies('x')\ndef f(c, change):\n    g(c)\ndef g(c):\n    c.execute('INSERT INTO log')", set()),
        (
            "@applies('x')\ndef f(c, change):\n    g(c)\ndef g(c):\n    insert_rows(c, 'a', b)\ndef h(c):\n    g(c)",
            {"g"},
        ),
        ("def f(c):\n    KIND.put_version(c, change, identity, payload)", {"f"}),
        ("def f(c):\n    c.execute('SELECT 1')", set()),
    ],
)
def test_the_search_finds_what_it_should(code, found):
    module = ast.parse(code)
    assert {function.name for function in writing_functions(module)} - reached_from_actions(module) == found
