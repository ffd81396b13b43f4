"""A real Chromium before a real `est serve`, each started once and stopped by name of its own process."""

import os
import random
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import duckdb
import polars as pl
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from est.hotspots.register import commands as hotspots
from est.hotspots.register.commands import NoteKind
from est.hotspots.register.hotspot import Hotspot
from est.identity import new_id
from est.measures import Measure, add_measure
from est.measures.causes.cause import Cause, CauseBox, CauseStatus, Evidence, EvidenceSource
from est.measures.causes.commands import add_cause
from est.meetings.commands import add_meeting
from est.meetings.meeting import Meeting
from est.meetings.point import MeetingPoint, PointKind
from est.meetings.subscriptions import subscribe
from est.municipality.defaults import prepare_store
from est.municipality.settings import write_setting
from est.picture.saved_views import SavedView, add_view
from est.picture.selection import Selection
from est.space.area import set_study_area
from est.space.places import add_places, set_districts
from est.store import Change, Store, applies, open_store
from tests.browser.looking import (
    HTML,
    MARKDOWN,
    MARKED,
    PATIENCE,
    ROOT,
    Server,
    Visit,
    fresh_page,
    new_context,
    visit_page,
)
from tests.stores import organisation_ids, put

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "no Chromium on this machine: install Debian's or Ubuntu's package `chromium`, or Google Chrome, so that one of "
    f"{', '.join(NAMES)} is found on the PATH"
)
# of the program around the page: what Playwright itself turns off, which this list replaces, and after it what is drawn
# anew, by a process of its own, below the line of the address of every page
UNUSED = (
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,"
    "LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,"
    "OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch,"
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup"
)
expect.set_options(timeout=PATIENCE)

QUIET = "8908b56666fffff"  # a cell with a few reports: each of their weeks is a part that a visit opens


def free_port() -> int:
    """Return a port that nobody listens on, below those that a machine gives to whoever asks for any."""
    for port in random.sample(range(20_000, 32_000), 100):
        with socket.socket() as asked, suppress(OSError):
            asked.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


@contextmanager
def serving(store: Path, port: int = 0, patience: float = 90, **environment: str) -> Iterator[Server]:
    """Serve a store until the end of the block; the server has answered, within so many seconds, when it begins."""
    command = [sys.executable, "-m", "est", "serve", "--store", str(store)]
    with started(command, ROOT, os.environ | environment, port=port, patience=patience) as server:
        yield server


@contextmanager
def started(
    command: list[str],
    folder: Path,
    environment: Mapping[str, str],
    said: IO[str] | None = None,
    port: int = 0,
    patience: float = 90,
) -> Iterator[Server]:
    """Serve by a command in a folder, on this or any free port, until the end of the block; it has answered by then."""
    port = port or free_port()
    process = subprocess.Popen([*command, "--port", str(port)], cwd=folder, env=environment, stdout=said, text=True)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(f"{url}/est/ready", process, patience)
        yield Server(url, process)
    finally:
        process.terminate()
        process.wait(20)


def wait_for(url: str, process: subprocess.Popen[str] | subprocess.Popen[bytes], seconds: float = 90) -> None:
    """Wait until a server answers at an address."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert process.poll() is None, f"est serve ended with status {process.returncode}"
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{url} did not answer within {seconds} s")


CORNERS = [[14.07, 59.287], [14.14, 59.287], [14.14, 59.324], [14.07, 59.324], [14.07, 59.287]]
OUTLINE = {"type": "Polygon", "coordinates": [CORNERS]}  # of all the reports; without one nothing is flagged


def fill(path: Path) -> None:
    """Make a store of a small town: 400 reports of half a year, with names that are markup, and two districts."""
    now = datetime(2026, 3, 2, 12)
    with open_store(path) as store:
        prepare_store(store, "test", now)
        write_setting(store, "demo", "1", "test", now)
        organisations = organisation_ids(store)
        moments = pl.datetime_range(datetime(2025, 9, 1), datetime(2026, 2, 28, 23), "650m", eager=True)
        count = moments.len()
        put(
            store,
            pl.DataFrame(
                {
                    "starts": moments,
                    "organisation": [organisations[i % 6] for i in range(count)],
                    "category": [("SKA", "FOR", "PLA", "NAR")[i % 4] for i in range(count)],
                    "place": [(HTML, MARKDOWN, "Södra torget")[i % 3] for i in range(count)],
                    "description": [HTML] * count,
                    # a third of them at one square, the others spread over the town
                    "lat": [59.3057 + (i % 3 > 0) * ((i % 40) - 20) * 7e-4 for i in range(count)],
                    "lng": [14.1050 + (i % 3 > 0) * ((i % 37) - 18) * 1.5e-3 for i in range(count)],
                }
            ),
        )
        set_study_area(store, OUTLINE, "test", now)
        _name_with_markup(store, now)


def _name_with_markup(store: Store, now: datetime) -> None:
    """Give a category, an organisation, a district, a place and a measure names that a browser could run."""
    organisation = organisation_ids(store)[0]
    store.apply(Change("test", now, "name with markup", new_id(), {"organisation": organisation}))
    ring = [[14.09, 59.29], [14.12, 59.29], [14.12, 59.32], [14.09, 59.32], [14.09, 59.29]]
    feature = {"type": "Feature", "properties": {"name": HTML}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    set_districts(store, {"type": "FeatureCollection", "features": [feature]}, "test", now)
    add_places(store, pl.DataFrame({"name": [HTML], "lat": [59.3057], "lng": [14.105]}), "test", now)
    hotspot = str(hotspots.add_hotspot(store, Hotspot(HTML, (QUIET,), place=MARKDOWN), "test", now, MARKED))
    hotspots.write_note(store, MARKED, NoteKind.DECISION, date(2026, 2, 1), MARKDOWN, "test", now)
    seen = Evidence(EvidenceSource.OBSERVATION, date(2026, 2, 1), HTML)
    add_cause(store, Cause(hotspot, CauseBox.ACTORS, MARKDOWN, CauseStatus.REJECTED, (seen,)), "test", now)
    view = add_view(store, SavedView(HTML, "karta", Selection(date(2026, 1, 1), date(2026, 2, 1))), "test", now)
    add_view(store, SavedView(MARKDOWN, "karta", Selection(date(2026, 1, 1), date(2026, 2, 1))), "test", now)
    subscribe(store, organisation, str(view), "test", now)
    add_measure(store, Measure(HTML, organisation, place=MARKDOWN, due=date(2026, 1, 1)), "test", now, MARKED)
    meeting = new_id()
    points = [
        MeetingPoint(str(meeting), PointKind.HOTSPOT, 1, HTML, basis=MARKDOWN, hotspot=str(MARKED)),
        MeetingPoint(str(meeting), PointKind.OTHER, 2, MARKDOWN),
    ]
    add_meeting(store, Meeting(date(2026, 3, 9), ("Kommunpolis",), focus=(HTML,)), points, "test", now, meeting)


@applies("name with markup")
def _name(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    cursor.execute("UPDATE categories SET name = ? WHERE code = 'SKA'", [HTML])
    cursor.execute("UPDATE categories SET name = ? WHERE code = 'FOR'", [MARKDOWN])
    cursor.execute("UPDATE organisations SET name = ? WHERE id = ?", [HTML, change.payload["organisation"]])


@pytest.hookimpl(tryfirst=True)  # before xdist looks for groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the visits to one process and what else is asked of the one server to another.

    Every page is visited once then, not once in each process, and so much fewer servers and browsers are started.
    """
    for item in items:
        used = item.fixturenames if isinstance(item, pytest.Function) else ()
        if {"visited", "server"} & set(used) and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group("visits" if "visited" in used else "pages"))


def launched(playwright: Playwright) -> Browser:
    """Return the Chromium of this machine, started; the program ends with a sentence where there is none."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        sys.exit(MISSING)
    return playwright.chromium.launch(executable_path=path, args=["--no-sandbox", f"--disable-features={UNUSED}"])


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not any(map(shutil.which, NAMES)):
        if os.environ.get("EST_BROWSER_REQUIRED"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        browser = launched(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def reader(chromium: Browser) -> Iterator[BrowserContext]:
    """The browser of whoever needs none of their own: to load the program's scripts anew takes as long as a page."""
    context = new_context(chromium)
    yield context
    context.close()


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a store that nobody has open, to be copied."""
    path = tmp_path_factory.mktemp("town") / "est.duckdb"
    fill(path)
    return path


@pytest.fixture(scope="session")
def server(chromium: Browser, town: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    own = tmp_path_factory.mktemp("served") / "est.duckdb"
    own.write_bytes(town.read_bytes())
    with serving(own) as running:
        yield running


@pytest.fixture(scope="session")
def changing(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose store tests change: a study area and a place. Each leaves no batch and nothing waiting."""
    path, now = tmp_path_factory.mktemp("changing") / "est.duckdb", datetime(2026, 3, 1)
    with open_store(path) as store:
        prepare_store(store, "test", now)
        set_study_area(store, OUTLINE, "test", now)
        add_places(store, pl.DataFrame({"name": ["Södra torget"], "lat": [59.3057], "lng": [14.105]}), "test", now)
    with serving(path) as running:
        yield running


@pytest.fixture(scope="session")
def visited() -> dict[str, Visit]:
    """The pages that were visited so far."""
    return {}


@pytest.fixture
def visit(reader: BrowserContext, server: Server, visited: dict[str, Visit], path: str) -> Visit:
    """The page that a test asks about, visited once with all its parts opened."""
    if path not in visited:
        with fresh_page(reader) as page:
            visited[path] = visit_page(page, server, path)
    return visited[path]


@pytest.fixture
def contexts(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Each call opens a browser of its own, as another person has it; what is given describes their device."""
    opened: list[BrowserContext] = []

    def another(**device: Any) -> BrowserContext:
        opened.append(new_context(chromium, **device))
        return opened[-1]

    yield another
    for context in opened:
        context.close()


@pytest.fixture
def page(reader: BrowserContext, request: pytest.FixtureRequest) -> Iterator[Page]:
    failed = request.session.testsfailed
    with fresh_page(reader) as one:
        yield one
        if request.session.testsfailed > failed:
            one.close()  # nobody knows how it was left
