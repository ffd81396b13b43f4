"""What the papers and the code say of each other is so: cited sections, links, paths, commands, settings."""

import fnmatch
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from est.__main__ import main
from tests.papers import PAPERS, anchors, blocks, headings, links, prose, sections
from tests.sources import ROOT, name

README, METHOD, OPERATIONS = ROOT / "README.md", ROOT / "docs/method.md", ROOT / "docs/operations.md"
FOLDERS = ("est", "pages", "tests", ".streamlit", ".github", ".ci", "data")
WRITTEN = {".py", ".md", ".toml", ".yml", ".yaml", ".js", ".po"}
CITING = [
    *PAPERS,
    *(ROOT / file for file in ("app.py", "Makefile", "pyproject.toml", ".ci/run")),
    *(path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*")) if path.suffix in WRITTEN),
]
NUMBER = r"\d+(?:\.\d+)*"
CITATION = re.compile(rf"(?<![\w/.-])((?:[\w.-]+/)*[\w.-]+\.md)\b(?:,? sections? ({NUMBER}(?:(?:,| and) {NUMBER})*))?")
IN_DOCS = re.compile(r"(?<![\w/.-])docs/[\w.-]*\w(?![\w/])")
OWN_SECTION = re.compile(rf"(?<!\d\d\d\d, )\bsections? ({NUMBER}(?:(?:,| and) {NUMBER})*)")  # not of a book of a year
PATH = re.compile(rf"(?<![\w/.-])((?:{'|'.join(map(re.escape, (*FOLDERS, 'docs')))})/[\w./*-]*[\w*])")


def joined(text: str) -> str:
    """Return a text with its lines joined, comments' signs left out: a citation may be broken over two lines."""
    return re.sub(r"\s*\n[ \t]*(?:#+ )?", " ", text)


def unknown(text: str, folder: Path) -> list[str]:
    """Return the citations of a text that lead nowhere; papers lie in the folder, or under the root."""
    wrong = []
    for file, numbers in CITATION.findall(joined(text)):
        paper = next((place / file for place in (folder, ROOT) if (place / file).is_file()), None)
        if paper is None or not set(re.findall(NUMBER, numbers)) <= sections(paper):
            wrong.append(f"{file} {numbers}".strip())
    return wrong + [path for path in IN_DOCS.findall(joined(text)) if not (ROOT / path).exists()]


@pytest.mark.slow
def test_every_citation_of_a_paper_leads_to_a_place_that_exists():
    """The paper is there, and so is the section."""
    wrong = {name(path): found for path in CITING if (found := unknown(path.read_text("utf-8"), path.parent))}
    assert wrong == {}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("the exact test (docs" + "/method.md, section 4.1)", 0),
        ("# as docs" + "/method.md,\n    # sections 8.3 and 8.4, say", 0),
        ("by docs" + "/method.md, section 99", 1),
        ("by docs" + "/method.md,\n# sections 1 and 99", 1),
        ("by Method" + ".md, section 1", 1),
        ("see docs" + "/nowhere.txt", 1),
    ],
)
def test_a_citation_that_leads_nowhere_is_found(text, wrong):
    """Also where it is broken over two lines of a comment."""
    assert len(unknown(text, ROOT)) == wrong


def test_the_method_s_sections_are_numbered_in_order_and_its_own_references_hold():
    """Nothing is skipped, and "section 8.4" within the paper is a section of it."""
    numbers = [found[1] for heading in headings(METHOD) if (found := re.match(rf"({NUMBER})\.? ", heading))]
    parts = [tuple(map(int, number.split("."))) for number in numbers]
    assert parts == sorted(set(parts))
    assert [part[0] for part in parts if len(part) == 1] == list(range(1, parts[-1][0] + 1))
    said = {number for group in OWN_SECTION.findall(joined(prose(METHOD))) for number in re.findall(NUMBER, group)}
    assert said
    assert said <= sections(METHOD)


@pytest.mark.parametrize("paper", PAPERS, ids=name)
def test_every_link_within_the_repository_leads_somewhere(paper):
    """To a file that is there, and to a heading of it where it names one."""
    wrong = [
        f"{file.relative_to(ROOT)}#{anchor}"
        for file, anchor in links(paper)
        if not file.exists() or (anchor and anchor not in anchors(file))
    ]
    assert wrong == []


@pytest.mark.parametrize("paper", PAPERS, ids=name)
def test_every_path_that_a_paper_names_is_there(paper):
    """Or is one of those that git is told to leave alone, as they are made where the program runs."""
    left_alone = [line.rstrip("/") for line in (ROOT / ".gitignore").read_text("utf-8").splitlines()]
    wrong = [
        path
        for path in PATH.findall(prose(paper))
        if not any(fnmatch.fnmatch(path, pattern) or path.startswith(pattern + "/") for pattern in left_alone)
        and not any(ROOT.glob(path))
    ]
    assert wrong == []


def test_the_readme_is_short_and_begins_with_the_two_commands():
    """`.ci/run` reads the first two blocks marked `sh` and runs what stands there."""
    assert len(README.read_text("utf-8").splitlines()) <= 150
    assert [block.text for block in blocks(README) if block.language == "sh"][:2] == ["make run\n", "make test\n"]


def test_every_make_target_that_a_paper_names_is_in_the_makefile():
    """Whether in a block or in a sentence."""
    targets = set(re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE))
    said = {target for paper in PAPERS for target in re.findall(r"\bmake ([a-z][\w-]*)`", prose(paper))}
    for paper in PAPERS:
        for block in (block for block in blocks(paper) if block.language == "sh"):
            for line in block.text.splitlines():
                assert re.fullmatch(r"make [a-z][\w-]*", line), f"{name(paper)}:{block.line}: {line}"
                said.add(line.removeprefix("make "))
    assert {"run", "test"} <= said <= targets


def test_the_lines_for_windows_take_the_steps_of_the_makefile():
    """An environment, the packages of the lock, the program itself, and then the dashboard."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    rules = dict(re.findall(r"^(\S+):[^\n=]*\n((?:\t[^\n]+\n)+)", makefile, flags=re.MULTILINE))
    steps = [
        line.strip().partition("|| ")[2] or line.strip()
        for line in (rules["$(VENV)/.installed"] + rules["run"]).splitlines()
    ]
    quiet = {"--quiet", "--disable-pip-version-check"}
    unix = [
        [
            word.replace("$(BIN)/", "").replace("$(PYTHON)", "py").replace("$(VENV)", ".venv")
            for word in shlex.split(step)
        ]
        for step in steps
        if not step.startswith("touch ")
    ]
    (block,) = (block for block in blocks(README) if block.language == "bat")
    windows = [line.replace(".venv\\Scripts\\", "").split() for line in re.split(r" && |\n", block.text.strip())]
    assert windows == [[word for word in step if word not in quiet] for step in unix]


@pytest.mark.slow
def test_the_table_of_commands_names_every_command_and_no_option_that_is_not_there(capsys: pytest.CaptureFixture[str]):
    """Its first column beside what `est --help` and `est COMMAND --help` say."""

    def helped(*words: str) -> str:
        with pytest.raises(SystemExit):
            main([*words, "--help"])
        return capsys.readouterr().out

    table = prose(OPERATIONS).partition("| command | what it does |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| (`.+?`) \| ", table, flags=re.MULTILINE)
    told: dict[str, set[str]] = {}
    for row in rows:
        for command, options in re.findall(r"`est (\w+)([^`]*)`", row):
            told.setdefault(command, set()).update(re.findall(r"--[a-z-]+", options))
    assert set(re.findall(r"^    ([a-z]+)\b", helped(), flags=re.MULTILINE)) == set(told)
    # a backup becomes the store that --to names, and what is moved has two
    own: dict[str, set[str]] = {"restore": set(), "move": {"--cache"}}
    for command, options in told.items():
        known = set(re.findall(r"(--[a-z-]+)", helped(command).partition("options:")[2]))
        assert options | {"--help"} | own.get(command, {"--store", "--schema", "--cache"}) == known, command


@pytest.mark.slow
def test_the_table_of_settings_names_every_variable_that_is_read():
    """What the program reads of its environment, no more and no less."""
    table = prose(OPERATIONS).partition("| variable |")[2].partition("\n\n")[0]
    read = {
        found
        for path in (ROOT / "est").rglob("*.py")
        for found in re.findall(r"\bEST_[A-Z_]*[A-Z]\b", path.read_text("utf-8"))
    }
    assert set(re.findall(r"^\| `(EST_[A-Z_]+)`", table, flags=re.MULTILINE)) == read


@pytest.mark.slow
def test_the_forms_for_issues_are_valid_and_warn_of_personal_data():
    """One that is not valid is left out without a word."""
    forms = [ROOT / ".github/ISSUE_TEMPLATE" / file for file in ("bug.yml", "idea.yml")]
    checked = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.github-issue-forms",
        *map(str, forms),
    ]
    subprocess.run(checked, check=True, capture_output=True)
    assert all("No personal data" in form.read_text("utf-8") for form in forms)
