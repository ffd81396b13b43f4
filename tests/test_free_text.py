"""What people wrote is in no address, no tooltip, no map, no chart and no file name, whatever page they look at."""

import ast

import pytest

from est.reports.fields.registry import FIELDS
from est.store.erasure import TEXTS
from tests.sources import FILES, name, tree

WRITTEN = {field.column for field in FIELDS if field.written and field.column in ("description", "on_the_spot")}
WORDS = WRITTEN | {"reference", "wording", "note", "lesson", "outcome", "deviation", "decision"}
DAYS = (
    "locked.content['held']",
    "content['held']",
    "picture.content['period']['name']",
    "span_label(monday, 'week', words)",
)  # the day of a meeting, the name of a period
WITHOUT = ("est/maps/", "est/charts/", "est/ui/query_params.py", "est/ui/links.py", "est/ui/hotspot_links.py")


def test_the_words_that_are_looked_for_are_those_that_people_write():
    """A column that is renamed is looked for under its new name."""
    assert {"description", "on_the_spot"} == WRITTEN
    assert {word for columns in TEXTS.values() for word in columns} >= WORDS - WRITTEN - {"reference"}


@pytest.mark.parametrize("place", WITHOUT)
def test_nothing_that_is_drawn_or_addressed_knows_of_a_column_of_words(place):
    """What has no such column cannot show it: tooltips and drawings get frames by the names of their columns."""
    files = [path for path in FILES if name(path).startswith(place)]
    assert files
    # the keys of Vega-Lite, of which `description` is the alternative text, are no columns
    keys = {id(key) for path in files for one in ast.walk(tree(path)) if isinstance(one, ast.Dict) for key in one.keys}
    named = {
        (name(path), node.value)
        for path in files
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and node.value in WORDS and id(node) not in keys
    }
    assert named == set()


def functions():
    """Yield each function with the path it stands in."""
    for path in FILES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef):
                yield path, node


@pytest.mark.slow
def test_the_name_of_a_file_that_is_offered_is_the_program_s_own():
    """A text of the code, translated or not; where a function is handed the name, it is handed such a one."""
    handed = {"download": (2, "name"), "download_json": (2, "name"), "offer_download": (2, "file")}
    known = dict(handed)
    wrong = []
    while handed:
        found = {}
        for path, function in functions():
            parameters = [one.arg for one in (*function.args.args, *function.args.kwonlyargs)]
            for call in ast.walk(function):
                if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in handed):
                    continue
                place, keyword = handed[call.func.id]
                by_name = [one.value for one in call.keywords if one.arg == keyword]
                value = by_name[0] if by_name else call.args[place] if len(call.args) > place else None
                if value is None or name(path) == "est/ui/downloads.py":
                    continue
                passed: set[str] = set()
                if not is_own(value, function, passed):
                    wrong.append(f"{name(path)}:{call.lineno}")
                for one in passed:
                    found[function.name] = (parameters.index(one), one)
        handed = {called: where for called, where in found.items() if called not in known}
        known |= handed
    assert wrong == []


def is_own(value: ast.expr, function: ast.FunctionDef, passed: set[str]) -> bool:
    """Tell whether an expression is a text of the code, translated or not, such texts put together, a day or a period,
    or a variable of the function that is nothing else. A parameter is `passed`: whoever calls is looked at."""
    if isinstance(value, ast.BinOp):
        return is_own(value.left, function, passed) and is_own(value.right, function, passed)
    if isinstance(value, ast.JoinedStr):
        parts = [one.value if isinstance(one, ast.FormattedValue) else one for one in value.values]
        return all(ast.unparse(one) in DAYS or is_own(one, function, passed) for one in parts)
    if isinstance(value, ast.Call):
        named = isinstance(value.func, ast.Name) and value.func.id == "_"
        return named and all(isinstance(one, ast.Constant) for one in value.args)
    if isinstance(value, ast.Name):
        given = [*assigned(value.id, function)]
        if not given and value.id in [one.arg for one in (*function.args.args, *function.args.kwonlyargs)]:
            passed.add(value.id)
            return True
        return bool(given) and all(is_own(one, function, passed) for one in given)
    return isinstance(value, ast.Constant)


def assigned(variable: str, function: ast.FunctionDef):
    """Yield what is assigned to a variable in a function, alone or as one of several, or in turn in a loop."""
    pairs: list[tuple[ast.expr, ast.expr]] = []
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            pairs += [(target, node.value) for target in node.targets]
        elif isinstance(node, ast.For) and isinstance(node.iter, ast.Tuple):
            pairs += [(node.target, one) for one in node.iter.elts]
    for target, value in pairs:
        parts = [(target, value)]
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            parts = list(zip(target.elts, value.elts, strict=True))
        for one, part in parts:
            if isinstance(one, ast.Name) and one.id == variable:
                yield part
