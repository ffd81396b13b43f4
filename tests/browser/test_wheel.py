"""The wheel holds all that the program is made of, and serves it from an empty folder of an empty environment."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from est.__main__ import NOTHING_DONE
from tests.browser.conftest import started
from tests.browser.looking import ROOT, Server, opened
from tests.conftest import DemoTown

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo town"), pytest.mark.long]  # made once, as that is

UNPACKED = (".*", "build", "tests", "*.duckdb*", "layers", "__pycache__", "*.egg-info")  # of no use to the builder
OURS = ("PYTHON", "EST_", "STREAMLIT_", "COV")  # variables that speak to this environment, not to a new one
LOOSE = '[client]\nallowedOrigins = ["https://elsewhere.example"]\n[server]\nbaseUrlPath = "elsewhere"\n'


@dataclass(frozen=True)
class Installed:
    """An environment that holds the wheel, an empty folder to stand in, and the home of who stands there."""

    programs: Path
    folder: Path
    environment: dict[str, str]

    def run(self, *command: str) -> str:
        """Return what a program of the environment says on its standard output."""
        program = str(self.programs / command[0])
        done = subprocess.run(
            [program, *command[1:]],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built of a copy: what an earlier build left beside the sources must not get into it."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT, folder / "source", ignore=shutil.ignore_patterns(*UNPACKED))
    shutil.copytree(ROOT / ".streamlit", folder / "source" / ".streamlit")
    build = ["wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(folder), str(folder / "source")]
    subprocess.run([sys.executable, "-m", "pip", "--quiet", *build], check=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in an environment of its own, which borrows the packages it needs from this one, but not est."""
    place = tmp_path_factory.mktemp("installed")
    venv.create(place / "environment")
    programs = place / "environment" / ("Scripts" if sys.platform == "win32" else "bin")
    install = ["--python", str(programs / "python"), "install", "--no-deps", "--no-index", str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", "--quiet", *install], check=True)
    (place / "home" / ".streamlit").mkdir(parents=True)
    (place / "home" / ".streamlit" / "config.toml").write_text(LOOSE)
    (place / "folder").mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    homes = {"HOME": str(place / "home"), "XDG_DATA_HOME": str(place / "home" / "data")}
    found = Installed(programs, place / "folder", kept | homes)
    # of the folder that is borrowed from, Python reads the packages and not the .pth by which this est is found
    own = found.run("python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    (Path(own) / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    return found


@pytest.fixture(scope="module")
def store(installed: Installed, demo_town: DemoTown) -> Path:
    """A store with the demo town, which `est demo` comes upon where nobody said where it should lie."""
    path = Path(installed.run("python", "-c", "from est.settings import Settings; print(Settings().store)").strip())
    path.parent.mkdir(parents=True)
    demo_town.copy(path)
    command = [str(installed.programs / "est"), "demo"]
    done = subprocess.run(
        command, cwd=installed.folder, env=installed.environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == NOTHING_DONE
    assert f"The store {path} holds 1500 reports" in done.stderr
    return path


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of what the server says."""
    return tmp_path_factory.mktemp("said") / "output.txt"


@pytest.fixture(scope="module")
def dashboard(installed: Installed, store: Path, said: Path) -> Iterator[Server]:
    command = [str(installed.programs / "est"), "serve"]
    with said.open("w") as output, started(command, installed.folder, installed.environment, output) as server:
        yield server


def test_it_holds_the_package_and_what_stands_beside_it_and_nothing_else(wheel: Path):
    """App, pages, default data and the server's settings lie in est/root as they lie here; no store, no test."""
    expected = {path.relative_to(ROOT) for path in (ROOT / "est").rglob("*.*") if "__pycache__" not in path.parts}
    beside = [
        ROOT / "app.py",
        ROOT / ".streamlit" / "config.toml",
        *ROOT.glob("pages/*/*.py"),
        *ROOT.glob("data/*.csv"),
    ]
    beside += (ROOT / "data" / "demo").iterdir()
    expected |= {Path("est", "root", path.relative_to(ROOT)) for path in beside}
    with zipfile.ZipFile(wheel) as packed:
        found = {Path(name) for name in packed.namelist() if ".dist-info/" not in name}
    assert found == expected


def test_installed_it_is_the_wheel_that_answers(installed: Installed):
    """By the command, and by `python -m est`, with the version of pyproject.toml."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    file = Path(installed.run("python", "-c", "import est; print(est.__file__)").strip())
    assert file.is_relative_to(installed.programs.parent)
    assert installed.run("est", "--version") == f"est {version}\n"
    assert installed.run("python", "-m", "est", "--version") == f"est {version}\n"


def test_the_store_lies_in_the_users_folder_and_nothing_where_one_stands(installed: Installed, store: Path):
    """So that the program finds it again from any other folder."""
    assert store.is_file()
    assert store.is_relative_to(installed.environment["HOME"])
    assert list(installed.folder.iterdir()) == []


def test_the_demo_town_is_made_of_what_came_with_the_wheel(installed: Installed):
    """Its reports are drawn over the ground that is read from there."""
    reads = "from est.demo import assembly as a; print(a.demo_reports().height, len(a.DEMO_GROUND.read_bytes()) > 1000)"
    assert installed.run("python", "-c", reads) == "1500 True\n"


def test_the_server_says_where_the_store_lies(dashboard: Server, store: Path, said: Path):
    """On the line with its address."""
    assert f"{dashboard.url.rpartition(':')[2]}, with the store {store}." in said.read_text()


def test_it_answers_in_swedish_and_by_its_own_settings(dashboard: Server):
    """Not by those of the user's home, which would put the page elsewhere and let another site in."""
    with urllib.request.urlopen(f"{dashboard.url}/", timeout=10) as answer:
        assert answer.status == 200
        assert '<html lang="sv"' in answer.read().decode()
    with urllib.request.urlopen(f"{dashboard.url}/_stcore/host-config", timeout=10) as answer:
        assert json.load(answer)["allowedOrigins"] == []


@pytest.mark.browser
def test_a_page_opens_with_the_demo_town(dashboard: Server, page: Page):
    """The overview and the map, each with what it takes from the wheel."""
    for path, heading in (("", "Översikt"), ("karta", "Karta")):
        opened(page, f"{dashboard.url}/{path}")
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        assert "Påhittade uppgifter" in page.inner_text("[data-testid=stApp]")
        assert page.locator("[data-testid=stException]").count() == 0
