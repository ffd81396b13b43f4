"""Nothing writes to a store but the functions that apply an action, and those are reached by `Store.apply` alone.

What they call may write too, in their own module or in another, where nothing else calls it.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

import pytest

from tests.sources import FILES, name, nodes, tree

WRITING = re.compile(
    r"\b(INSERT\s+INTO|INSERT\s+OR|UPDATE\s+\S+\s+SET|DELETE\s+FROM|TRUNCATE|MERGE\s+INTO\s+\w+\s+USING|COPY\s+\w+\s+(FROM|TO)\b"
    r"|(CREATE|DROP|ALTER)\s+(OR\s+REPLACE\s+)?(TEMP\w*\s+)?(TABLE|VIEW|SCHEMA|INDEX|SEQUENCE|MACRO|TYPE)"
    r"|ATTACH\s+'|DETACH\s+\S+\s*$|VACUUM\b|CHECKPOINT\b)",
    re.IGNORECASE,
)
# the store's own: it opens, migrates and numbers its log, holds `insert` and `put_version`, lists and takes the
# migrations, makes views of the tables that go with a cursor or a question, copies them for a backup or in the store's
# own place, and writes who is signed in, without history; and the tables in PostgreSQL of servers that share a store
OWN = tuple(
    f"est/store/{own}.py"
    for own in (
        "connection", "database", "former", "chain", "changes", "versions", "migrations", "shown_cells",
        "upgrade", "clock_changes", "scope", "table_versions", "coming_store", "sessions", "backup", "compaction",
        "journal/following_store", "journal/shared_store", "journal/journal", "journal/tables", "journal/sessions",
        "journal/snapshots", "journal/follower", "journal/comparison", "journal/transfer",
    )
)  # fmt: skip
OTHERS = [path for path in FILES if name(path) not in OWN]
INWARD = (
    "_connection",
    "_cursor",
    "_writing",
    "_noting",
    "noting",
)  # of a store; a cursor got by them would be one that may write


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


Function = tuple[str, str]  # the path of a module, and a function's name in it, or "" for what stands outside all


def of_another(modules: dict[str, ast.Module], path: str) -> tuple[dict[str, Function], set[str]]:
    """Return the functions that a module takes from others, by its names for them, and the modules it takes whole."""
    taken, whole = {}, set()
    for node in nodes(modules[path]):
        if isinstance(node, ast.Import):
            whole |= {file_of(modules, alias.name) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                taken[alias.asname or alias.name] = (file_of(modules, node.module), alias.name)
                whole.add(file_of(modules, f"{node.module}.{alias.name}"))
    return taken, whole - {""}


def file_of(modules: dict[str, ast.Module], dotted: str) -> str:
    """Return the path of a module of ours, "" for any other."""
    base = dotted.replace(".", "/")
    return next((path for path in (f"{base}.py", f"{base}/__init__.py") if path in modules), "")


def mentions(modules: dict[str, ast.Module]) -> Iterator[tuple[Function, Function]]:
    """Give who mentions which function: whoever names it may call it, or hand it to somebody who does."""
    own = {path: {function.name for function in functions(module)} for path, module in modules.items()}
    others = {path: of_another(modules, path) for path in modules}

    def defined(path: str, word: str) -> Function:
        """Follow a name through the modules that only pass it on."""
        while path and word not in own[path] and word in others[path][0]:
            path, word = others[path][0][word]
        return path, word

    for path, module in modules.items():
        inside = {part for function in functions(module) for part in nodes(function)}
        parts = [(function.name, nodes(function)) for function in functions(module)]
        for holder, held in [*parts, ("", [node for node in nodes(module) if node not in inside])]:
            for node in held:
                if isinstance(node, ast.Name):
                    yield (path, holder), defined(path, node.id)
                elif isinstance(node, ast.Attribute):
                    for module_path in {path} | others[path][1]:
                        yield (path, holder), defined(module_path, node.attr)


def reached_from_actions(modules: dict[str, ast.Module]) -> set[Function]:
    """Return the functions that only applying functions mention, in whatever module, however far down."""
    every = defaultdict(list)
    for path, module in modules.items():
        for function in functions(module):
            every[path, function.name].append(function)
    callers = defaultdict(set)
    for caller, called in mentions(modules):
        if called in every and called != caller:
            callers[called].add(caller)
    allowed = {function for function, found in every.items() if all(map(is_action, found))}
    while more := {function for function in set(every) - allowed if callers[function] and callers[function] <= allowed}:
        allowed |= more
    return allowed


@pytest.mark.slow
def test_only_applying_functions_write():
    writing = {(name(path), function.name) for path in OTHERS for function in writing_functions(tree(path))}
    assert writing - reached_from_actions({name(path): tree(path) for path in FILES}) == set()


@pytest.mark.slow
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


@pytest.mark.slow
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
    assert openers == ["est/store/connection.py"]


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
    allowed = {function for _, function in reached_from_actions({"a.py": module})}
    assert {function.name for function in writing_functions(module)} - allowed == found


WRITER = "def w(c):\n    c.execute('DELETE FROM log')"
APPLIED = "from {module} import {word}\n@applies('x')\ndef f(c, change):\n    {called}(c)"


@pytest.mark.parametrize(
    ("others", "allowed"),
    [
        ({"est/b.py": APPLIED.format(module="est.a", word="w", called="w")}, True),
        ({"est/b.py": APPLIED.format(module="est.a", word="w as v", called="v")}, True),
        ({"est/b.py": APPLIED.format(module="est", word="a", called="a.w")}, True),
        (
            {
                "est/__init__.py": "from est.a import w",
                "est/b.py": APPLIED.format(module="est", word="w", called="w"),
            },
            True,
        ),
        ({"est/b.py": "def w(c):\n    pass\n@applies('x')\ndef f(c, change):\n    w(c)"}, False),
        ({"est/b.py": "from est.a import w\ndef f(c):\n    w(c)"}, False),
    ],
)
@pytest.mark.parametrize(
    "besides",
    [
        "",
        "from est.a import w\ndef g(c):\n    w(c)",
        "from est.a import w as v\ndef g(c):\n    v(c)",
        "from est import a\ndef g(c):\n    a.w(c)",
        "import est.a\ndef g(c):\n    est.a.w(c)",
        "def g(c):\n    from est.a import w\n    w(c)",
        "from est.a import w\ndef g(pool, c):\n    pool.submit(w, c)",
        "from est.a import w\nw(cursor)",
        "from est.a import w\nKEPT = {'w': w}",
    ],
)
def test_a_writing_function_of_another_module_is_left_to_applying_functions(others, allowed, besides):
    """Whoever else mentions it, by whatever name, takes the leave away."""
    texts = {"est/a.py": WRITER, "est/c.py": besides, **others}
    reached = reached_from_actions({path: ast.parse(text) for path, text in texts.items()})
    assert (("est/a.py", "w") in reached) is (allowed and not besides)
