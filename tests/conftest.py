"""What the tests of several rooms begin with."""

import os

# Read once, when polars is loaded. Each process of the tests has enough to do: threads beneath, for frames of a few
# rows, take a tenth more of processor for an import. The order of groups is no less by chance with one.
os.environ.setdefault("POLARS_MAX_THREADS", "1")

# isort: split
import est  # noqa: F401 (before numpy is loaded: says how many threads it has)

# isort: split
import contextlib
import gc
import io
from collections.abc import Generator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import local_script_runner

from est.__main__ import main
from est.identity import new_id
from est.store.chain import head_path
from tests.stores import prepared_store

LONGEST_NAME = 60  # bytes of a value that a test is called by

# Every AppTest reads the papers of all installed packages to look for components, which takes as long as our pages do.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)

# It also asks a thousand times a second whether the page is done, and each time the page has to stand still for it.
asked_until_done = local_script_runner.require_widgets_deltas


def waited_for(runner: local_script_runner.LocalScriptRunner, timeout: float = 3) -> None:
    """Sleep until the script of a page has ended, then see whether it did."""
    assert runner._script_thread is not None
    runner._script_thread.join(timeout)
    asked_until_done(runner, timeout)


local_script_runner.require_widgets_deltas = waited_for


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage while the tests are read, nor later in what is there by then, which stays."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(20_000)  # of the program's parsed code, too, which some tests hold
        gc.enable()


@pytest.hookimpl(tryfirst=True)  # before the tests are dealt out by group
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests together that a module makes something for, and those of the demo town: it is made once then.

    So are those that read the program's code, which is parsed once then. With `--no-loadscope-reorder` the groups and
    then the single tests are dealt out in this order.
    """
    for item in items:
        if item.get_closest_marker("xdist_group"):
            continue
        definitions = getattr(item, "_fixtureinfo").name2fixturedefs.values()  # noqa: B009 (private, but as old as pytest)
        homes = [found.baseid for several in definitions for found in several if found.scope in ("module", "session")]
        own = [home for home in homes if home.startswith("tests/") and not home.startswith("tests/browser")]
        own[:0] = ["demo town"] * ("demo_town" in getattr(item, "fixturenames", ()))
        own[:0] = ["sources"] * reads_sources(getattr(item, "module", None))
        if own:
            item.add_marker(pytest.mark.xdist_group(own[0]))
    # what takes longest first, so that no core is idle at the end while another has a whole group before it
    items.sort(key=_place_in_line)


LONGEST = ("pages", "sign-in", "visits", "demo town", "changing", "sources")  # the first of them, in this order


def _place_in_line(item: pytest.Item) -> tuple[int, bool, bool]:
    """Return whether a test is of one of the longest groups, of the others that use a browser, or slow by itself."""
    group = item.get_closest_marker("xdist_group")
    place = len(LONGEST) + (item.get_closest_marker("browser") is None)
    place = LONGEST.index(group.args[0]) if group and group.args[0] in LONGEST else place
    return place, group is None, item.get_closest_marker("slow") is None


@cache
def reads_sources(module: ModuleType | None) -> bool:
    """Tell whether a module of tests uses the parsed code of the program."""
    return any(getattr(value, "__module__", "") == "tests.sources" for value in vars(module or pytest).values())


@pytest.fixture(scope="session", autouse=True)
def unnamed_words():
    """Whatever a test asks, what people wrote is read by its name alone: on that hangs who is handed what is kept."""
    from tests.masked_columns import LookedAt, watch

    with pytest.MonkeyPatch.context() as patch:
        watch(patch, LookedAt())
        yield


@pytest.fixture
def store():
    """A store in memory with the default categories and organisations, and none but this test's."""
    with prepared_store() as opened:
        yield opened


@pytest.fixture
def police(store) -> str:
    """The identity of one organisation."""
    return str(store.ask("SELECT id FROM organisations WHERE name = 'Polisen'").item())


class DemoTown(NamedTuple):
    """The file of a store that nobody has open, and what the command said that made it."""

    path: Path
    said: str

    def copy(self, path: Path) -> str:
        """Put the town into a file, as the command leaves it, and return what it says of one that it made there."""
        path.write_bytes(self.path.read_bytes())
        head_path(path).write_bytes(head_path(self.path).read_bytes())
        return self.said.replace(str(self.path), str(path))


@pytest.fixture(scope="session")
def demo_town(tmp_path_factory) -> DemoTown:
    """The demo town as `est demo` makes it, which takes a while; to be copied."""
    path, said = tmp_path_factory.mktemp("demo") / "demo.duckdb", io.StringIO()
    with contextlib.redirect_stdout(said):
        assert main(["demo", "--store", str(path)]) == 0
    return DemoTown(path, said.getvalue())


@pytest.fixture(scope="session")
def cluster():
    """A PostgreSQL of the tests' own, one for each process of the tests."""
    from tests.postgres import running_cluster

    with running_cluster() as running:
        yield running


@pytest.fixture
def shared_home(cluster):
    """A schema of it that no other test has."""
    from tests.postgres import schema_of

    return schema_of(cluster, f"m{new_id().hex}")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Return the argument's name for a whole file: it may hold the second it was made in, and workers collect apart."""
    return argname if isinstance(val, bytes) and len(val) > LONGEST_NAME else None
