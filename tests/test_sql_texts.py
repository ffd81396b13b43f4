"""No text from outside reaches a statement: what is put into one is a text of ours, wherever it comes from.

Values are always bound. Names of tables, columns and conditions are put into statements as text, and this follows each
of them back through assignments, loops, arguments and what functions return, until it is a constant of the program.
That is why `S608` and bandit's `B608`, which see only that a text is put together, are passed over.
"""

import ast
import re
from collections import defaultdict
from functools import cache

import pytest

from tests.sources import FILES, name, tree

STATEMENT = re.compile(
    r"\b(SELECT|INSERT INTO|UPDATE|DELETE|FROM|WHERE|JOIN|CREATE|DROP|ALTER|ATTACH|COPY|ORDER BY|GROUP BY|AND|OR)\b"
)
CONSTANT = re.compile(r"_{0,2}[A-Z][A-Z0-9_]*")
NUMBERS = {"int", "float", "bool"}
"""What parameters of these types hold is no text."""

# file, expression: why it is no text from outside, where it cannot be followed
_RECORDS = "of a VersionedRecords, which modules make with names written there"
_FIELDS = "names of the registry of fields"
_KEYS = "the keys of a dictionary that is written there"
_QUOTED = "quoted, each quote within doubled"
_VISITOR = "tables of VIEWS, conditions written there around UUIDs and members of an enumeration"
KNOWN = {
    ("est/access/views.py", "columns[table]"): _VISITOR,
    ("est/access/views.py", "condition"): _VISITOR,
    ("est/access/views.py", "conditions['batches']"): _VISITOR,
    ("est/access/views.py", "table"): _VISITOR,
    ("est/access/views.py", "mine"): _QUOTED,
    ("est/store/coming_store.py", "name"): _VISITOR,
    ("est/store/table_versions.py", "table"): _VISITOR,
    ("est/store/table_versions.py", "view"): _VISITOR,
    ("est/meetings/minutes.py", "records.table"): _RECORDS,
    ("est/store/versions.py", "self._columns"): _RECORDS,
    ("est/store/versions.py", "self.table"): _RECORDS,
    ("est/store/versions.py", "setting"): _RECORDS,
    ("est/picture/counts.py", "field.column"): _FIELDS,
    ("est/reports/batches/versions.py", "columns.items()"): _FIELDS,
    ("est/reports/batches/batch.py", "', '.join(values)"): _KEYS,
    ("est/reports/entries/commands.py", "', '.join(values)"): _KEYS,
    ("est/space/geopackage.py", "_quoted(table)"): _QUOTED,
    ("est/store/backup.py", "str(target.absolute()).replace(chr(39), chr(39) * 2)"): _QUOTED,
    ("est/store/former.py", "str(unfinished.absolute()).replace(chr(39), chr(39) * 2)"): _QUOTED,
    ("est/store/connection.py", "target.replace(chr(39), chr(39) * 2)"): _QUOTED,
    ("est/store/changes.py", "columns"): _QUOTED,
    ("est/store/readability.py", "named"): _QUOTED,
    ("est/municipality/defaults.py", "change.frames.items()"): "tables that `prepare_store` names in the same module",
    ("est/reports/batches/batch.py", "columns"): "of a frame that the table has just taken",
    ("est/store/fingerprints.py", "table"): "a table that DuckDB names as the store's",
    ("est/store/erasure.py", "field"): "refused where TEXTS does not have it",
    ("est/store/erasure.py", "table"): "of TEXTS",
}


class Sources:
    """The modules of the program, with their functions by name and the calls of each."""

    def __init__(self):
        self.trees, self.functions, self.calls, self.constants = {}, defaultdict(list), defaultdict(list), {}
        self.enums, self.homes = set(), {}
        for path in FILES:
            self.trees[name(path)] = tree(path)
            self._look(name(path), tree(path), [])

    def _look(self, name, node, inside):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef):
                self.homes[child] = name
                self.functions[child.name].append((name, child))
                self._look(name, child, [*inside, child])
                continue
            if isinstance(child, ast.ClassDef):
                self.functions[child.name].append((name, child))
                if any("Enum" in ast.unparse(base) for base in child.bases):
                    self.enums.add(child.name)
                self._look(name, child, [*inside, child])
                continue
            if isinstance(child, ast.Call):
                called = child.func.attr if isinstance(child.func, ast.Attribute) else getattr(child.func, "id", "")
                self.calls[called].append((name, child, inside))
            self._look(name, child, inside)


def meant(file, name, home):
    """Tell whether a name in a file is that of another file, by where it was imported from, or is its own."""
    return file == home or imported(file).get(name) == home


@cache
def imported(file):
    """Return each imported name with the file of its module."""
    found = {}
    for node in ast.walk(sources().trees[file]):
        if isinstance(node, ast.ImportFrom):
            module = (node.module or "").replace(".", "/")
            package = f"{module}/__init__.py"
            for one in node.names:
                handed_on = imported(package).get(one.name) if package in sources().trees and package != file else None
                found[one.asname or one.name] = handed_on or f"{module}.py"
    return found


@cache
def sources():
    return Sources()


class Following:
    """Whether an expression is a text of ours; `open` holds what is being followed, so that a circle ends."""

    def __init__(self):
        self.open = set()

    def ours(self, file, inside, node):
        mark = (file, id(node))
        if mark in self.open:
            return True
        self.open.add(mark)
        try:
            return (file, ast.unparse(node)) in KNOWN or self._ours(file, inside, node)
        finally:
            self.open.discard(mark)

    def _ours(self, file, inside, node):  # noqa: PLR0911, PLR0912 (a row a kind of expression)
        def every(nodes):
            return all(self.ours(file, inside, one) for one in nodes if one is not None)

        match node:
            case ast.Constant():
                return True
            case ast.JoinedStr(values=parts):
                return every(parts)
            case ast.FormattedValue(value=value):
                return self.ours(file, inside, value)
            case ast.BinOp(left=left, right=right):
                return every((left, right))
            case ast.IfExp(body=body, orelse=other):
                return every((body, other))
            case ast.BoolOp(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
                return every(parts)
            case ast.Dict(keys=keys, values=parts):
                return every([*keys, *parts])
            case ast.Starred(value=value) | ast.Subscript(value=value) | ast.NamedExpr(value=value):
                return self.ours(file, inside, value)
            case ast.GeneratorExp(elt=element) | ast.ListComp(elt=element) | ast.SetComp(elt=element):
                return self.ours(file, [*inside, node], element)
            case ast.DictComp(key=key, value=value):
                return all(self.ours(file, [*inside, node], one) for one in (key, value))
            case ast.Attribute(value=value, attr=attribute):
                return self._attribute(file, inside, value, attribute)
            case ast.Call():
                return self._call(file, inside, node)
            case ast.Name(id=name):
                return self._name(file, inside, name)
        return False

    def _attribute(self, file, inside, value, attribute):
        if CONSTANT.fullmatch(attribute):
            return True
        if attribute == "value":
            return self.ours(file, inside, value) or self._type(inside, value) in sources().enums
        return False

    def _type(self, inside, node):
        if isinstance(node, ast.Name):
            for scope in reversed(inside):
                if isinstance(scope, ast.FunctionDef):
                    for one in (*scope.args.posonlyargs, *scope.args.args, *scope.args.kwonlyargs):
                        if one.arg == node.id and one.annotation is not None:
                            return ast.unparse(one.annotation)
        return None

    def _call(self, file, inside, node):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in ("join", "items", "keys", "values", "replace", "format", "removeprefix", "lower", "split"):
            own = isinstance(node.func, ast.Attribute) and self.ours(file, inside, node.func.value)
            return own and all(self.ours(file, inside, one) for one in node.args)
        if called in (
            "list",
            "tuple",
            "sorted",
            "set",
            "frozenset",
            "zip",
            "enumerate",
            "reversed",
            "dict",
            "str",
            "range",
            "repr",
        ):
            return all(self.ours(file, inside, one) for one in node.args)
        if called in ("len", "int", "index", "total_seconds"):
            return True
        found = [
            one
            for one in sources().functions.get(called, ())
            if isinstance(one[1], ast.FunctionDef)
            and (isinstance(node.func, ast.Attribute) or meant(file, called, one[0]))
        ]
        return bool(found) and all(self._returns(*one) for one in found)

    def _returns(self, file, function):
        returned = [one for one in ast.walk(function) if isinstance(one, ast.Return) and one.value is not None]
        texts = [one.value.elts[0] if isinstance(one.value, ast.Tuple) else one.value for one in returned]
        return bool(texts) and all(self.ours(file, [function], one) for one in texts)

    def _name(self, file, inside, name):
        if CONSTANT.fullmatch(name):
            return True
        for place in range(len(inside) - 1, -1, -1):
            scope = inside[place]
            found = list(bindings(scope, name))
            outer = inside[: place + 1]
            if found:
                return all(self.ours(file, outer, one) for one in found)
            if isinstance(scope, ast.FunctionDef) and name in parameters(scope):
                return self._argument(scope, name, inside[:place])
        if name in sources().enums:
            return True
        found = list(bindings(sources().trees[file], name))
        return bool(found) and all(self.ours(file, [], one) for one in found)

    def _argument(self, function, name, around):
        kind = parameters(function)[name]
        if kind in NUMBERS or kind in sources().enums:
            return True
        method = bool(around) and isinstance(around[-1], ast.ClassDef)
        called = around[-1].name if method and function.name == "__init__" else function.name
        arguments = function.args
        places = [one.arg for one in (*arguments.posonlyargs, *arguments.args)]
        if method:
            places = places[1:]
        defaults = dict(zip(reversed(places), reversed(arguments.defaults), strict=False))
        given = []
        for file, call, inside in sources().calls.get(called, ()):
            if not (method and isinstance(call.func, ast.Attribute)) and not meant(
                file, called, sources().homes.get(function)
            ):
                continue
            by_name = {one.arg: one.value for one in call.keywords}
            if name in by_name:
                given.append((file, inside, by_name[name]))
            elif name in places and len(call.args) > places.index(name):
                given.append((file, inside, call.args[places.index(name)]))
            elif name not in defaults and name not in [one.arg for one in arguments.kwonlyargs]:
                return False
        return bool(given or name in defaults) and all(self.ours(*one) for one in given)


def parameters(function):
    """Return each parameter with its annotation."""
    every = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
    return {one.arg: ast.unparse(one.annotation) if one.annotation else "" for one in every}


def bindings(scope, name):
    """Yield what a name is bound to within a function, a module or a comprehension."""
    if isinstance(scope, ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp):
        for one in scope.generators:
            if name in targets(one.target):
                yield from each_of(one.target, one.iter, name)
        return
    stack = list(ast.iter_child_nodes(scope))
    while stack:
        node = stack.pop()
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            continue
        stack += ast.iter_child_nodes(node)
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.NamedExpr) and node.value is not None:
            goals = node.targets if isinstance(node, ast.Assign) else [node.target]
            for goal in goals:
                if name in targets(goal):
                    yield part_of(goal, node.value, name)
        elif isinstance(node, ast.For) and name in targets(node.target):
            yield from each_of(node.target, node.iter, name)


def each_of(target, looped, name):
    """Yield what a name is in each round of a loop: its place alone, where the rounds are written out."""
    if not isinstance(target, ast.Tuple) or not isinstance(looped, ast.Tuple | ast.List):
        yield looped
        return
    place = [one.id if isinstance(one, ast.Name) else "" for one in target.elts].index(name)
    for one in looped.elts:
        yield one.elts[place] if isinstance(one, ast.Tuple) else one


def part_of(goal, value, name):
    """Return what a name gets of a value, where both are written out side by side, else the value."""
    if not (isinstance(goal, ast.Tuple) and isinstance(value, ast.Tuple)):
        return value
    return value.elts[[one.id if isinstance(one, ast.Name) else "" for one in goal.elts].index(name)]


def targets(goal):
    return {one.id for one in ast.walk(goal) if isinstance(one, ast.Name)}


def statements():
    """Yield file and parts of each text that is put together and reads as SQL."""
    for file, parsed in sources().trees.items():
        for node in ast.walk(parsed):
            if isinstance(node, ast.JoinedStr):
                words = " ".join(str(one.value) for one in node.values if isinstance(one, ast.Constant))
                if STATEMENT.search(words):
                    yield file, [one.value for one in node.values if isinstance(one, ast.FormattedValue)]


@pytest.mark.slow
def test_what_is_put_into_a_statement_is_a_text_of_ours():
    """Each is followed back to constants, or is known with its reason."""
    found = [(file, part) for file, parts in statements() for part in parts]
    foreign = {
        (file, ast.unparse(part)) for file, part in found if not Following().ours(file, scopes(file, part), part)
    }
    assert sorted(foreign) == []
    assert len(found) > 150


def test_a_text_from_outside_would_be_found():
    """What a person writes, a file's name or an address is no text of ours."""
    outside = ast.parse("def ask(store, name):\n    store.ask(f'SELECT 1 FROM reports WHERE file = {name}')\n")
    part = next(one.value for one in ast.walk(outside) if isinstance(one, ast.FormattedValue))
    assert not Following().ours("est/store/log.py", [outside.body[0]], part)


def test_what_is_known_is_still_there():
    """An exemption goes with what it exempts."""
    texts = {
        (file, ast.unparse(node))
        for file in {file for file, _ in KNOWN}
        for node in parents(file)
        if isinstance(node, ast.expr)
    }
    assert sorted(set(KNOWN) - texts) == []


def scopes(file, part):
    """Return the functions and comprehensions around a part."""
    path = parents(file)
    found, node = [], part
    while node in path:
        node = path[node]
        if isinstance(
            node, ast.FunctionDef | ast.ClassDef | ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp
        ):
            found.append(node)
    return found[::-1]


@cache
def parents(file):
    tree = sources().trees[file]
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
