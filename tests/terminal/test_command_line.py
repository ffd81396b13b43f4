"""`est` tells what it can do without loading it, and loads of its commands the one that is asked for."""

import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from est import terminal
from est.__main__ import COMMANDS, main, module
from tests.sources import FILES, imported, name

HEAVY = {"streamlit", "duckdb", "polars", "numpy", "scipy", "sklearn", "pyarrow", "h3", "shapely", "uvicorn"}
SHOWN = "import sys; sys.argv[0] = 'est'; from est.__main__ import main\ntry: main()\nfinally: print(*sys.modules)"


def loaded(*arguments: str) -> set[str]:
    """Return the modules that an interpreter of its own has loaded when a command line has been answered."""
    command = [sys.executable, "-c", SHOWN, *arguments]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1].split())


def commands(modules: set[str]) -> set[str]:
    """Return the commands whose modules are among these."""
    return {command for command in COMMANDS if module(command).__name__ in modules}


@pytest.mark.parametrize("asked", ["--help", "--version"])
def test_help_and_version_load_no_command(asked):
    """Nor anything that a command rests on: who mistypes a word waits for nothing."""
    found = loaded(asked)
    assert commands(found) == set()
    assert found & HEAVY == set()


@pytest.mark.slow
def test_a_commands_help_loads_that_command_alone():
    """And says what the command takes."""
    assert commands(loaded("undo", "--help")) == {"undo"}


@pytest.mark.slow
def test_what_is_seldom_needed_and_takes_long_is_not_waited_for(tmp_path):
    """The server and the flags are there without the distributions, the outline of a municipality without pandas."""
    both = "import sys; from est.__main__ import module\nfor one in 'serve', 'flags': module(one)\nprint(*sys.modules)"
    made = subprocess.run([sys.executable, "-c", both], capture_output=True, text=True, check=True).stdout.split()
    assert commands(set(made)) >= {"serve", "flags"}
    assert "scipy.stats" not in made
    found = loaded("area", "--municipality", "1781", "--store", str(tmp_path / "s"))
    assert found & {"pandas", "pyarrow.dataset"} == set()


@pytest.mark.slow
def test_no_command_imports_another():
    """What two of them need lies below them; only `serve` loads the demo town, when it has none to show."""
    files = {name(path): path for path in FILES if name(path).startswith("est/terminal/")}
    modules = {module(command).__name__ for command in COMMANDS}
    wrong = [f"{file}: {other}" for file, path in files.items() for other in imported(path) & modules]
    assert wrong == []


def test_every_command_is_there_and_every_module_is_a_command():
    """Whatever can be added to a parser and run is in the table, and the other way round."""
    files = {path.stem for path in Path(terminal.__file__).parent.glob("*.py") if "def add(" in path.read_text("utf-8")}
    assert {module(command).__name__.rpartition(".")[2] for command in COMMANDS} == files
    assert all(callable(module(command).run) for command in COMMANDS)


def test_the_help_tells_what_each_command_does(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    said = " ".join(capsys.readouterr().out.split())
    assert [told for told in COMMANDS.values() if told not in said] == []


def test_the_version_is_that_of_the_installed_package(capsys):
    """It is written once, in pyproject.toml."""
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"est {metadata.version('est')}\n"


@pytest.mark.slow
def test_where_est_is_not_installed_there_is_no_version(tmp_path):
    """Not a guess: a checkout that was never installed is of no version."""
    shutil.copytree(Path(terminal.__file__).parents[1], tmp_path / "est", ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-S", "-m", "est", "--version"]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "est is not installed here" in ended.stderr


def test_a_word_that_is_no_command_is_told_with_those_there_are(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["imprt", "file.csv"])
    assert ended.value.code == 2
    assert "'import'" in capsys.readouterr().err
