"""Everything a page can refuse is said in the reader's language, whole, with its values in it."""

import ast
from collections.abc import Iterator

import pytest

from est import errors
from est.errors import AreaError, EstError, SelectionError
from est.sentences import Sentence
from est.space.outlines import municipality_land
from est.text import N_, translator
from tests.sources import FILES, name, nodes, tree

SV, EN = translator("sv").gettext, translator("en").gettext

EXEMPT = {
    "est/terminal/": "printed by a command, in English as all of them",
    "est/home.py:": "said before there is a page, when the program starts",
    "est/stores.py:": "the same",
    "est/settings.py:": "said before there is a page, when the program starts",
    "est/reports/files/refusal.py:refusal": "joins two sentences, both for the translators",
    "est/reports/files/sandbox.py:read_in_sandbox": "hands on the child's own text, marked in sandbox_worker.py",
    "est/reports/files/sniffing.py:sniff_kind": "takes one of the texts that _told_by_bytes gives, all marked",
    "est/measures/transitions.py:refuse_transition": "takes the sentence of a need, all of them marked",
    "est/store/versions.py:require_version": "a page tells the two edits field by field",
    "est/store/versions.py:stored": "takes the text of a kind of record, all of them marked",
    "est/errors.py:": "the classes themselves",
}
ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, EstError)}


def test_a_refusal_is_said_in_swedish_with_its_values():
    """The text is translated before the values are put in; the terminal prints the English one."""
    error = SelectionError(N_("The period must end after it starts; it goes from {start} to {end}."), start=1, end=2)
    assert str(error) == "The period must end after it starts; it goes from 1 to 2."
    assert error.in_language(EN) == str(error)
    assert error.in_language(SV) == "Perioden måste sluta efter att den börjar; den går från 1 till 2."


def test_a_sentence_among_the_values_is_translated_and_what_people_wrote_is_not():
    """A file called Map is not called Karta."""
    with pytest.raises(AreaError) as refused:
        municipality_land("{", Sentence(N_("The study area")))
    assert (
        refused.value.in_language(SV) == "Analysområdet är inte JSON: rad 1, tecken 2. Exportera på nytt som GeoJSON."
    )
    with pytest.raises(AreaError) as refused:
        municipality_land("{", "Map")
    assert refused.value.in_language(SV).startswith("Map är inte JSON")


def test_a_text_without_values_stands_as_it_is():
    """Braces in it are braces."""
    assert str(EstError("a {brace}")) == EstError("a {brace}").in_language(SV) == "a {brace}"
    assert str(EstError()) == ""


@pytest.mark.slow
def test_every_error_is_raised_with_a_text_for_the_translators():
    """An EstError gets its text from N_, or from a constant that does, unless only the terminal can show it."""
    wrong = []
    for path in FILES:
        marked = _marked(tree(path))
        for function, call in _calls(tree(path)):
            place = f"{name(path)}:{function}"
            text = _text(call)
            if text is not None and not place.startswith(tuple(EXEMPT)) and not _is_marked(text, marked):
                wrong.append(f"{place}: {ast.unparse(text)}")
    assert wrong == []


def test_an_untranslated_error_is_found():
    """The test above sees an f-string, a plain text, a name that is not marked, and lets marked ones through."""
    code = """
MARKED, OTHER = N_("a"), "b"
raise AreaError(f"{x}")
raise refused(file, "a text")
raise StoreBusyError(OTHER)
raise AreaError(N_("{x}"), x=1)
raise refused(file, MARKED, x=1)
raise EstError()
"""
    module = ast.parse(code)
    texts = [text for _, call in _calls(module) if (text := _text(call)) is not None]
    assert [_is_marked(text, _marked(module)) for text in texts] == [False, False, False, True, True]


def _calls(module: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call with the name of the function it stands in."""
    inside = {node: function.name for function in _functions(module) for node in nodes(function)}
    yield from ((inside.get(node, ""), node) for node in nodes(module) if isinstance(node, ast.Call))


def _functions(module: ast.Module) -> Iterator[ast.FunctionDef]:
    yield from (node for node in nodes(module) if isinstance(node, ast.FunctionDef))


def _text(call: ast.Call) -> ast.expr | None:
    """Return the text that a call makes an error of, or None when it makes none."""
    called = getattr(call.func, "id", getattr(call.func, "attr", ""))
    texts = call.args[:1] if called in ERRORS else call.args[1:2] if called == "refused" else []
    return next(iter(texts), None)


def _marked(module: ast.Module) -> set[str]:
    """Return the names that a module gives to texts for the translators."""
    found = set()
    for node in nodes(module):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            pairs = [(target, node.value) for target in targets]
            if isinstance(targets[0], ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = list(zip(targets[0].elts, node.value.elts, strict=True))
            found |= {ast.unparse(target) for target, value in pairs if _holds_n(value)}
    return found


def _holds_n(value: ast.expr) -> bool:
    return any(isinstance(node, ast.Call) and getattr(node.func, "id", "") == "N_" for node in nodes(value))


def _is_marked(text: ast.expr, marked: set[str]) -> bool:
    if isinstance(text, ast.Call) and getattr(text.func, "id", "") in ("N_", "Sentence"):
        return _holds_n(text)
    base = text.func.value if isinstance(text, ast.Call) and isinstance(text.func, ast.Attribute) else text
    base = base.value if isinstance(base, ast.Subscript) else base
    return isinstance(base, ast.Name) and base.id in marked


def test_no_page_shows_an_error_but_through_one_function():
    """`str(error)` is the terminal's; a page says `refuse(error)` or `refusal(error)` (ui/telling.py)."""
    wrong = [
        f"{name(path)}:{call.lineno}"
        for path in FILES
        if name(path).startswith(("est/ui/", "pages/", "app.py"))
        for call in nodes(tree(path))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") in ("str", "plain")
        and ast.unparse(call.args[0]) in ("error", "reason", "refused")
    ]
    assert wrong == []
