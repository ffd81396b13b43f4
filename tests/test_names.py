"""Names can be searched for, and say what they name: one class a name, nouns for modules, no bare small words."""

import ast
import re
from collections import defaultdict

from tests.sources import FILES, name, tree

# words of the field that happen to end so; any other module is named for what is in it, not for what is done there
NOUNS = {
    "decoding": "of bytes to text, as in Python's own `codecs`",
    "forecasting": "the discipline: forecasts and their tests",
    "mapping": "which column is which field; the thing, not the act",
    "meeting": "the thing, not the act: when the group meets, and what it then does",
    "ranking": "the order of the flags",
    "ring": "the cells around a place",
    "sniffing": "content sniffing: what kind of file it is by its bytes, as in `csv.Sniffer`",
    "tracking": "object tracking: which place of one week is which of the next",
}

# prepositions, pronouns, numbers and bare participles, which stand on every page and name nothing
SMALL_WORDS = re.compile(
    "about|above|across|after|along|among|any|around|at|before|beside|besides|between|beyond|both|by|done|each|either"
    "|every|few|first|for|found|from|given|gone|held|here|if|in|inside|into|kept|known|left|less|like|look|made|many|more"
    "|moved|near|of|off|on|once|one|other|others|out|outside|over|own|part|parts|put|read|rest|said|same|say|seen|shown"
    "|so|some|such|taken|tell|than|that|then|there|these|this|those|through|till|to|told|two|under|until|up|upon|used"
    "|wanted|what|when|where|which|whole|why|with|within|without|written"
)


def public_definitions(kind):
    """Yield the path and the definition of every public function, or class, at the top of a module."""
    for path in FILES:
        for node in tree(path).body:
            if isinstance(node, kind) and not node.name.startswith("_"):
                yield path, node


def test_no_two_public_classes_have_one_name():
    """A class that is met in a traceback or a search is one class."""
    where = defaultdict(list)
    for path, node in public_definitions(ast.ClassDef):
        where[node.name].append(name(path))
    assert {called: paths for called, paths in where.items() if len(paths) > 1} == {}


def test_no_module_is_called_by_what_is_done_in_it():
    """A gerund or a participle hides what is in a module: `waiting`, `returned`, `judging`."""
    words = {
        (name(path), word.split("_")[-1])
        for path in FILES
        for word in re.findall(r"\w+", name(path).removesuffix(".py").removesuffix("__init__"))
    }
    assert {
        (path, word) for path, word in words if re.search("(ing|ed)$", word.rstrip("_")) and word not in NOUNS
    } == set()
    assert {word for _, word in words} >= set(NOUNS)


def test_no_public_function_or_method_is_called_by_a_small_word():
    """`said`, `told`, `by`, `one` and `part` cannot be searched for. Properties are read like adjectives, and may."""
    wrong = []
    for path, node in public_definitions((ast.FunctionDef, ast.ClassDef)):
        functions = (
            [node]
            if isinstance(node, ast.FunctionDef)
            else [
                part
                for part in node.body
                if isinstance(part, ast.FunctionDef)
                and not any("property" in ast.unparse(decorator) for decorator in part.decorator_list)
            ]
        )
        wrong += [f"{name(path)}: {one.name}" for one in functions if SMALL_WORDS.fullmatch(one.name.rstrip("_"))]
    assert wrong == []
