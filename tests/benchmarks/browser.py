"""Every page in a real Chromium, until it has settled, in turn with a page of Streamlit that holds nothing.

The map is the drawn one. An empty page is loaded for each page that is; for filters and clicks the button of the empty
page is pressed too, as a rerun without a load is what they are.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from est.demo.assembly import build_demo
from est.store import open_store
from est.ui.pages import FIRST, MAP, MENU, OVERVIEW, TRENDS, MenuPage
from tests.benchmarks.measuring import Figure
from tests.benchmarks.pages import LAST, served_empty
from tests.benchmarks.picture import RESOLUTION, filled
from tests.benchmarks.watched_window import Waited, WatchedWindow, middle
from tests.browser.conftest import launched, serving
from tests.browser.looking import Server
from tests.browser.test_map import blue
from tests.stores import NOW

ROUNDS = 5
MOST_SETTLED, MOST_FILTER, MOST_FLAG = 3.0, 2.0, 2.0  # times the empty page
MOST_SENT = 200.0  # kB
WIDE = {"half_lat": 0.0594, "half_lng": 0.1056}  # a town of 2,000 cells
WIDE_REPORTS, WIDE_LAST, MOST_PAINTED = 200_000, date(2025, 11, 30), 1.0  # seconds
FILTERED = {OVERVIEW: MOST_FILTER, TRENDS: MOST_FILTER, MAP: MOST_SETTLED}
NIGHT = "Natt"  # the preset that is pressed for a filter nobody asked for before


def figures() -> Iterator[Figure]:
    """Measure the demo town's pages: first visits, visits, new filters and a click on a flag."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "est.duckdb"
        with open_store(path) as store:
            build_demo(store, "benchmark", NOW)
        browser = launched(playwright)
        with served_empty(Path(folder)) as empty, serving(path, patience=300) as own:
            yield from _first_visits(browser, own)
            bare, window = _on(browser, empty), _on(browser, own)
            bare.open()
            for pages in MENU.values():
                for page in pages:
                    yield from _settled(page, bare, window)
            for number, (page, most) in enumerate(FILTERED.items()):
                # other days for each page: none finds what another has asked for
                yield from _filtered(page, LAST - timedelta(days=number * (ROUNDS + 1)), most, bare, window)
            yield from _flag_clicked(bare, window)
        yield from _wide_map(browser, Path(folder) / "wide.duckdb")
        browser.close()
    yield Figure("browser: load of the machine in the last 15 minutes", round(os.getloadavg()[2], 1), "")


def _on(browser: Browser, server: Server) -> WatchedWindow:
    return WatchedWindow(browser, server.url, server.process.pid)


def _address(page: MenuPage) -> str:
    return "" if page is FIRST else page.address


def _first_visits(browser: Browser, own: Server) -> Iterator[Figure]:
    """Measure the first visit of a fresh server to each page, the map with its ranking before all others."""
    waits: dict[MenuPage, Waited] = {}
    for page in (MAP, *(page for pages in MENU.values() for page in pages if page is not MAP)):
        window = _on(browser, own)  # with nothing fetched yet
        waits[page] = window.open(_address(page))
        window.close()
    ranking = waits.pop(MAP).seconds
    slowest = max(waits, key=lambda page: waits[page].seconds)
    rest = waits[slowest].seconds
    yield Figure(
        "browser first visit: the map with its ranking",
        round(1000 * ranking),
        "ms",
        f"{slowest.address}, the slowest of the rest: {1000 * rest:.0f} ms",
        round(ranking / rest, 2),
        "at most 1 times",
        ranking <= rest,
    )


def _settled(page: MenuPage, bare: WatchedWindow, window: WatchedWindow) -> Iterator[Figure]:
    window.open(_address(page))
    own, empty = _in_turn(lambda _: window.open(_address(page)), bare.open)
    if page is MAP:
        assert blue(window.page) > 0.02, "no cell was drawn"
    yield _beside(f"browser {page.address}: settled", own, empty, "its load", MOST_SETTLED)


def _filtered(page: MenuPage, last: date, most: float, bare: WatchedWindow, window: WatchedWindow) -> Iterator[Figure]:
    """Measure a press of the usual night hours, each time over another period."""

    def filtered(turn: int) -> Waited:
        return _night_pressed(window, page, last - timedelta(days=turn))

    filtered(ROUNDS)
    loads: list[Waited] = []
    own, rerun = _in_turn(filtered, lambda: _pressed(bare, loads))
    assert "hours=night" in window.page.url
    yield _beside(f"browser {page.address}: new filter", own, middle(loads), "its load", most)
    yield _beside(f"browser {page.address}: new filter", own, rerun, "its rerun")
    sent = round(own.sent / 1000, 1)
    yield Figure(
        f"browser {page.address}: sent for a new filter",
        sent,
        "kB",
        target=f"at most {MOST_SENT:g} kB",
        reached=sent <= MOST_SENT,
    )


def _night_pressed(window: WatchedWindow, page: MenuPage, last: date) -> Waited:
    """Return the wait for the nights of the twelve weeks that end on a day, once all hours of them are there."""
    window.open(f"{_address(page)}?from={last - timedelta(weeks=12)}&through={last}")
    return window.click(window.page.locator(".st-key-selection").get_by_text(NIGHT, exact=True))


def _flag_clicked(bare: WatchedWindow, window: WatchedWindow) -> Iterator[Figure]:
    def clicked(_turn: int) -> Waited:
        window.open(MAP.address)
        return window.click(window.page.locator("[class*=st-key-flag] button").first)

    clicked(0)
    loads: list[Waited] = []
    own, rerun = _in_turn(clicked, lambda: _pressed(bare, loads))
    assert "cell=" in window.page.url
    yield _beside(f"browser {MAP.address}: a click on a flag", own, middle(loads), "its load", MOST_FLAG)
    yield _beside(f"browser {MAP.address}: a click on a flag", own, rerun, "its rerun")


def _wide_map(browser: Browser, path: Path) -> Iterator[Figure]:
    """Measure a new filter on the map of a town of many cells, from the press until the last of it is painted."""
    with filled(path, WIDE_REPORTS, windows=False, **WIDE) as store:
        cells = store.ask(f"SELECT count(DISTINCT cell_{RESOLUTION}) FROM reports").item()
    with serving(path, patience=300) as own:
        window = _on(browser, own)
        waits = [_night_pressed(window, MAP, WIDE_LAST - timedelta(days=turn)) for turn in range(ROUNDS + 1)]
        assert blue(window.page) > 0.02, "no cell was drawn"
    waited = middle(waits[1:])
    what = f"browser {MAP.address} of {cells:,} cells: new filter"
    most = f"at most {1000 * MOST_PAINTED:g} ms"
    yield Figure(what, round(1000 * waited.seconds), "ms", target=most, reached=waited.seconds <= MOST_PAINTED)
    yield Figure(f"{what}, sent", round(waited.sent / 1000, 1), "kB")


def _pressed(bare: WatchedWindow, loads: list[Waited]) -> Waited:
    """Load the empty page, which is kept, and return the wait for a press of its button."""
    loads.append(bare.open())
    return bare.click(bare.page.get_by_role("button", name="A button"))


def _in_turn(own: Callable[[int], Waited], empty: Callable[[], Waited]) -> tuple[Waited, Waited]:
    """Return the medians of both, which take turns, so that a busy moment hits them alike."""
    waits: list[tuple[Waited, Waited]] = [(own(turn), empty()) for turn in range(ROUNDS)]
    return middle([one for one, _ in waits]), middle([other for _, other in waits])


def _beside(what: str, own: Waited, empty: Waited, which: str, most: float | None = None) -> Figure:
    ratio = own.seconds / empty.seconds
    return Figure(
        f"{what}, beside {which}",
        round(1000 * own.seconds),
        "ms",
        f"{1000 * empty.seconds:.0f} ms; CPU {1000 * own.cpu:.0f} beside {1000 * empty.cpu:.0f} ms",
        round(ratio, 2),
        None if most is None else f"at most {most:g} times",
        None if most is None else ratio <= most,
    )
