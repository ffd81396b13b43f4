"""Every command that a paper shows in a `console` block is run, and prints what stands under it.

How a block is written (CONTRIBUTING.md says it to those who write one):

- `$ ` begins a command: `est` by whatever path, or `cp`. What stands under it, until the next one, is what it prints on
  both streams. Nothing under it means that this is not shown. A refusal (status 2) is shown, or there is none.
- `...` stands for what differs from run to run, on a line of its own for any number of lines.
- An identity (UUID) stands for the one that the program gives when it is first shown, from there on.
- The commands of a paper run in their order, in an empty folder, on a store that they make themselves. A block
  marked `csv NAME` is a file of that name in it.
- `est serve` is started, asked whether it is well, and stopped. `est demo` has been run once for all tests, which takes
  a while: the town that it made is copied.
- Blocks marked `bash`, and files that are shown with their path, are done by `tests/deployment/fresh_machine.py`.
- Blocks marked `sh` are run by `.ci/run`, which would run itself without end if the tests did it.
"""

import contextlib
import io
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath

import pytest
from _pytest.mark import ParameterSet

from est.__main__ import NOTHING_DONE, main
from tests.conftest import DemoTown
from tests.deployment.fresh_machine import PAPER as SERVER
from tests.deployment.fresh_machine import SECTIONS, sections
from tests.papers import PAPERS, blocks
from tests.sources import ROOT, name

IDENTITY = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"
SHOWN_ONLY = ("toml", "text")  # what a reader writes or sees elsewhere, and no command
FILES = ("toml", "ini", "nginx")  # with a path: of the machine that tests/deployment/fresh_machine.py makes
SECONDS = 60  # that the dashboard may take to start on a busy machine


def commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """Give every command of a block with the lines that it prints."""
    shown: list[str] = []
    command: str | None = None
    for line in text.splitlines():
        if line.startswith("$ "):
            if command is not None:
                yield command, shown
            command, shown = line[2:], []
        else:
            assert command is not None, f"a line before any command: {line}"
            shown.append(line)
    if command is not None:
        yield command, shown


def pattern(shown: list[str], known: dict[str, str]) -> tuple[re.Pattern[str], list[str]]:
    """Return what the shown lines match, and the identities in them that are not known yet, in order."""
    fresh: list[str] = []

    def part(text: str) -> str:
        if text == "...":
            return ".*?"
        if not re.fullmatch(IDENTITY, text):
            return re.escape(text)
        if text in known:
            return known[text]
        if text in fresh:
            return f"(?P=identity{fresh.index(text)})"
        fresh.append(text)
        return f"(?P<identity{len(fresh) - 1}>{IDENTITY})"

    lines = [
        "(?:.*\n)*?" if line == "..." else "".join(map(part, re.split(rf"(\.\.\.|{IDENTITY})", line))) + "\n"
        for line in shown
    ]
    return re.compile("".join(lines)), fresh


def real(command: str, known: dict[str, str]) -> str:
    """Return a command with the identities that the program gave for those that are shown."""
    return re.sub(IDENTITY, lambda shown: known.get(shown[0], shown[0]), command)


def run(words: list[str], demo_town: Callable[[], DemoTown]) -> tuple[int, str]:
    """Run a command of a paper; return its exit status and all that it printed."""
    program = PurePath(words[0]).name
    if program == "cp":
        shutil.copyfile(*words[1:])
        return 0, ""
    assert program == "est", f"only est and cp are run, not {words[0]}"
    if words[1] == "serve":
        return serve(words[1:]), ""
    if words[1:3] == ["demo", "--store"]:
        return 0, demo_town().copy(Path(words[3]))
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            status = main(words[1:])
        except SystemExit as stopped:
            status = int(stopped.code or 0)
    return status, printed.getvalue()


def serve(words: list[str]) -> int:
    """Start the dashboard in a process of its own, since it does not end by itself; stop it when it says it is well."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "EST_PORT": str(port), "PYTHONPATH": path}
    with subprocess.Popen([sys.executable, "-m", "est", *words], env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            end = time.monotonic() + SECONDS
            while server.poll() is None and time.monotonic() < end:
                with contextlib.suppress(OSError):
                    return int(urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health").status != 200)
                time.sleep(0.1)
        finally:
            server.terminate()
    return 1


@pytest.fixture
def folder(tmp_path: Path, monkeypatch) -> Path:
    """An empty folder to work in, with no setting of whoever runs the tests."""
    for setting in [variable for variable in os.environ if variable.startswith("EST_")]:
        monkeypatch.delenv(setting)
    monkeypatch.setenv("EST_STORE", str(tmp_path / "est.duckdb"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def with_commands() -> Iterator[ParameterSet]:
    """Give each paper that shows commands; one with the demo town goes where it is made."""
    for paper in PAPERS:
        texts = [block.text for block in blocks(paper) if block.language == "console"]
        town = any("est demo " in text for text in texts)
        if texts:
            yield pytest.param(paper, marks=[pytest.mark.xdist_group("demo town")] if town else [])


@pytest.mark.slow
@pytest.mark.parametrize("paper", list(with_commands()), ids=name)
@pytest.mark.long
def test_what_a_paper_shows_is_what_the_program_says(paper, folder, request):
    """Command by command, each on what those before it left."""
    known: dict[str, str] = {}
    for block in blocks(paper):
        if block.language == "csv":
            (folder / block.name).write_text(block.text, encoding="utf-8")
        if block.language != "console":
            continue
        for command, shown in commands(block.text):
            status, printed = run(shlex.split(real(command, known)), lambda: request.getfixturevalue("demo_town"))
            place = f"{name(paper)}:{block.line}: {command}"
            assert status < NOTHING_DONE or shown, f"{place}\n{printed}"
            if not shown:
                continue
            wanted, fresh = pattern(shown, known)
            found = wanted.fullmatch(printed)
            assert found, f"{place}\nprinted\n{printed}and not\n" + "\n".join(shown)
            known |= {identity: found[f"identity{number}"] for number, identity in enumerate(fresh)}


@pytest.mark.parametrize("paper", PAPERS, ids=name)
def test_no_block_of_a_paper_is_left_unchecked(paper):
    """Each is run, compared with the Makefile, or holds no command."""
    for block in blocks(paper):
        place = f"{name(paper)}:{block.line}"
        if block.language == "bash" or block.name.startswith("/"):
            assert paper == SERVER, place  # the one that is followed on a machine of its own
            assert block.language == "bash" or block.language in FILES, place
            continue
        assert block.language in ("console", "sh", "bat", "csv", *SHOWN_ONLY), place
        assert bool(block.name) is (block.language == "csv"), place


def test_nothing_of_the_server_s_paper_is_left_out_on_the_machine():
    """What is marked as done there stands in one of the parts that are."""
    assert tuple(sections(SERVER)) == SECTIONS


def test_the_same_identity_is_the_same_and_what_differs_is_seen():
    """A pattern matches what is shown and nothing else."""
    one, other, third = (f"01a2223{digit}-9058-793b-8000-0000cc09815f" for digit in "678")
    wanted, fresh = pattern([f"took {one} at ...", "...", f"undo {one}"], {})
    assert fresh == [one]
    assert wanted.fullmatch(f"took {other} at 12:00\nand\nmore\nundo {other}\n")
    assert wanted.fullmatch(f"took {other} at 12:00\nundo {other}\n")
    assert not wanted.fullmatch(f"took {other} at 12:00\nundo {third}\n")
    assert not wanted.fullmatch(f"took {other} at 12:00\nundo {other}\nand more\n")
    assert not pattern([f"undo {one}"], {one: other})[0].fullmatch(f"undo {third}\n")
