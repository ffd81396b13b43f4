"""What a reader, a screen reader and the network see of one page."""

import io
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Dialog,
    FloatRect,
    Locator,
    Page,
    TimeoutError,
    ViewportSize,
    expect,
)

from est.text import translator
from est.ui.pages import (
    EVENTS,
    FIRST,
    FOLLOW_UP,
    HOTSPOTS,
    LIBRARY,
    LOG,
    MAP,
    MEASURES,
    MENU,
    MUNICIPALITIES,
    REPORT_LIST,
    REVIEW,
    WALL,
    WORD_BACK,
)
from tests.browser.traffic import traffic

PATIENCE = 60_000  # ms: how long a page may take on a busy machine before a test says that it never will
SIZE = ViewportSize(width=1400, height=1000)
ROOT = Path(__file__).resolve().parents[2]
HTML = "<img src=x onerror=alert(1)><b>Torget</b>"
MARKDOWN = "![bild](http://example.com/x.png) **fet** :material/home: [länk](http://example.com)"
MARKED = UUID(int=7)  # a hotspot whose name, causes and notes are markup, and a measure
CELL = "8808b5662bfffff"  # where a third of the reports are
SWEDISH = translator("sv").gettext
PAGES = {"" if page is FIRST else page.address: SWEDISH(page.title) for pages in MENU.values() for page in pages}
PAGES[f"{HOTSPOTS.address}?hotspot={MARKED}"] = PAGES[HOTSPOTS.address]
OPENED = {  # what a page shows once something is opened on it: forms above all
    f"{MEASURES.address}?measure={MARKED}": MEASURES,
    f"{FOLLOW_UP.address}?measure={MARKED}": FOLLOW_UP,
    f"{MAP.address}?from=2025-09-01&through=2026-02-28&cell={CELL}": MAP,
}
PAGES |= {address: SWEDISH(page.title) for address, page in OPENED.items()}
PLAIN = (
    EVENTS,
    LIBRARY,
    MUNICIPALITIES,
    LOG,
    REPORT_LIST,
    REVIEW,
    WALL,
    WORD_BACK,
)  # lists and short forms; a visit to a page takes a while
EACH_PAGE = pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=[pytest.mark.thorough] if path in {*OPENED, *(page.address for page in PLAIN)} else [])
        for path in PAGES
    ],
)

SCRIPTS = Path(__file__).parent
NAMELESS = (SCRIPTS / "nameless.js").read_text(encoding="utf-8")
PALE = (SCRIPTS / "pale.js").read_text(encoding="utf-8")
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
# contrast is seen to by pale.js, in both themes and in a hundredth of the time
BARRIERS = """async (parts) => (await axe.run(parts, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    rules: { "color-contrast": { enabled: false } },
  })).violations.filter((found) => found.impact !== "minor")
  .map((found) => `${found.id} (${found.impact}): ${found.nodes.map((node) => node.html).join("\\n")}`)"""
# choices that are cut off at the side of a phone are as hard to find as a page that has to be moved sideways
SIDEWAYS = """() => [...document.querySelectorAll(
  "html, [data-testid=stButtonGroup] > div, [role=tablist]")]
  .filter((part) => part.scrollWidth > part.clientWidth + 1).map((part) => part.innerText.slice(0, 80))"""
IDLE = "[data-testid=stApp][data-test-script-state=notRunning] h1"
ON_ITS_WAY = "[data-testid=stSkeleton]"  # stands for a part whose script the browser has yet to load
LABELS = """() => ["aria-label", "aria-valuetext", "aria-roledescription", "title", "placeholder", "alt"]
  .flatMap((name) => [...document.querySelectorAll(`[${name}]`)]
    .filter((e) => !e.closest("[aria-hidden=true]")).map((e) => e.getAttribute(name)))"""
FORGET = "() => { try { localStorage.clear(); sessionStorage.clear(); } catch { /* an empty page has none */ } }"
IS_DARK = """() => {
  const ground = getComputedStyle(document.querySelector("[data-testid=stApp]")).backgroundColor;
  return Number(ground.match(/\\d+/)[0]) < 60;
}"""


@dataclass(frozen=True)
class Server:
    """A running `est serve`: where it answers, and its process."""

    url: str
    process: subprocess.Popen[str]


@dataclass(frozen=True)
class Visit:
    """One page as it was met."""

    language: str | None
    headings: tuple[str, ...]  # of the first level
    titled: bool  # the first of them can be seen, and nothing lies over it
    text: str
    exceptions: int
    asked: tuple[str, ...]  # every address that the page asked for
    said: tuple[str, ...]  # by a dialog of the browser
    foreign: int  # images and links that only markup in a name could have made
    barriers: tuple[str, ...]  # what axe finds serious or moderate, with every part of the page opened
    nameless: tuple[str, ...]  # what can be used and has no name
    pale: tuple[str, ...]  # text with too little contrast in the light theme
    pale_dark: tuple[str, ...]
    labels: tuple[str, ...]  # what is said to those who do not see it: labels, titles, placeholders, values
    sideways: bool  # a phone has to scroll sideways


def new_context(browser: Browser, **more: Any) -> BrowserContext:
    """Return a browser of somebody's own, who wants nothing to move: what turns while one waits is costly to draw."""
    wanted = {"locale": "sv-SE", "viewport": SIZE, "color_scheme": "light", "reduced_motion": "reduce"}
    context = browser.new_context(**(wanted | more))
    context.set_default_timeout(PATIENCE)
    return context


@contextmanager
def fresh_page(context: BrowserContext) -> Iterator[Page]:
    """Give the page of a browser that keeps no more of earlier visits than the scripts that it has loaded.

    It is the same page each time, emptied: a new one makes those scripts ready anew, which is half of what a visit
    takes (and Playwright's own `set_storage_state` opens one). A page in which something failed is not used again.
    """
    page = context.pages[0] if context.pages else context.new_page()
    context.clear_cookies()  # one that came with an answer still on its way when the page was emptied
    try:
        yield page
    except BaseException:
        page.close()
        raise
    for other in context.pages[1:]:
        other.close()
    if not page.is_closed():
        _empty(page)


def _empty(page: Page) -> None:
    """Leave what a page shows, keeps and was told: it is as large, as light and as forgetful as a new one."""
    page.evaluate(FORGET)
    page.goto("about:blank")
    page.context.clear_cookies()
    page.mouse.move(0, 0)
    page.emulate_media(media="null", color_scheme="light")
    page.set_viewport_size(SIZE)


def opened(page: Page, url: str) -> None:
    """Open an address and wait until the page is there and nothing runs any more."""
    traffic(page).answered = False
    page.goto(url)
    still(page)


@contextmanager
def heard(page: Page, **told: Callable[[Any], None]) -> Iterator[None]:
    """Tell of each event of a page, by its name, until the end of the block."""
    for event, listener in told.items():
        page.on(event, listener)  # type: ignore[call-overload]  # the name is one of those that are listed there
    try:
        yield
    finally:
        for event, listener in told.items():
            page.remove_listener(event, listener)


def still(page: Page, seconds: int = 60) -> None:
    """Wait until all that the page asked for is answered and drawn, and has been for half a second."""
    calm, end = 0, time.monotonic() + seconds
    while calm < 5:
        assert time.monotonic() < end, f"{page.url} was still at work after {seconds} s"
        page.wait_for_timeout(100)
        drawn = page.locator(IDLE).count() and not page.locator(ON_ITS_WAY).count()
        calm = calm + 1 if traffic(page).answered and drawn else 0


def resting(part: Locator) -> FloatRect:
    """Return where a part of the page is drawn, once it has stopped moving: what loads above it pushes it down."""
    before = None
    for _ in range(100):
        box = part.bounding_box()
        if box is not None and box == before:
            return box
        before = box
        part.page.wait_for_timeout(300)
    raise AssertionError("this part of the page never came to rest")


def pressed_row(table: Locator, name: str = "") -> None:
    """Press the row of a table of the page that has this name, else the first row, in a cell beside its name."""
    table.scroll_into_view_if_needed()
    resting(table)
    if name:
        table.locator("tbody tr").filter(has_text=name).locator("td").first.click()
    else:
        table.click(position={"x": 90, "y": 55})


def pulled_down(box: Locator) -> None:
    """Open a list to choose from. One that was scrolled to by the click closes again, so it may take another."""
    options = box.page.get_by_role("option")
    for _ in range(6):
        box.scroll_into_view_if_needed()
        resting(box)
        box.click()
        try:
            options.first.wait_for(timeout=5000)
        except TimeoutError:
            continue
        return
    raise AssertionError("the list did not open")


def chosen_from(box: Locator, name: str) -> None:
    """Choose from a list of which one is chosen, and wait until the list is gone and the page has followed."""
    pulled_down(box)
    box.page.get_by_role("option", name=name).first.click()
    expect(box.page.get_by_role("option")).to_have_count(0)
    still(box.page)


def visit_page(page: Page, server: Server, path: str) -> Visit:
    """Open one address in a page that was not used, in both themes and on a phone, and open every part of it."""
    asked: list[str] = []
    said: list[str] = []

    def told(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    with heard(
        page,
        request=lambda request: asked.append(request.url),
        websocket=lambda socket: asked.append(socket.url),
        dialog=told,
    ):
        opened(page, f"{server.url}/{path}")
        return _seen(page, asked, said, popovers=not path)


def _seen(page: Page, asked: list[str], said: list[str], *, popovers: bool) -> Visit:
    """Look at the page that stands there; what it asks for and what dialogs say goes on being written down."""
    title = Image.open(io.BytesIO(page.locator("h1").first.screenshot()))
    _open_parts(page)
    page.mouse.move(0, 0)
    page.evaluate(AXE)
    barriers, nameless, pale, labels, texts = [], [], [], [], []
    for parts in _shown_alone(page, popovers=popovers):
        barriers += page.evaluate(BARRIERS, [[part] for part in parts])
        nameless += in_the_end(page, NAMELESS)
        pale += in_the_end(page, PALE)
        labels += page.evaluate(LABELS)
        texts.append(page.inner_text("[data-testid=stApp]"))
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(IS_DARK)
    pale_dark = in_the_end(page, PALE)
    return Visit(
        language=page.locator("html").get_attribute("lang"),
        headings=tuple(page.get_by_role("heading", level=1).all_inner_texts()),
        titled=len(set(title.convert("L").tobytes())) > 1,
        text="\n".join(texts),
        exceptions=page.locator("[data-testid=stException]").count(),
        asked=tuple(asked),
        said=tuple(said),
        foreign=page.locator("img[src='x'], img[src*='example.com'], a[href*='example.com']").count(),
        barriers=tuple(barriers),
        nameless=tuple(nameless),
        pale=tuple(pale),
        pale_dark=tuple(pale_dark),
        labels=tuple(labels),
        sideways=_sideways(page),
    )


def _open_parts(page: Page) -> None:
    """Open every part that is closed, all at once: a mouse would have each scrolled to and drawn before the next.

    What is opened may hold others, and one that is drawn anew at the moment of its click takes another.
    """
    closed = page.locator("[data-testid=stMain] [data-testid=stExpander] details:not([open]) > summary")
    for _ in range(10):
        if not closed.count():
            return
        closed.evaluate_all("(parts) => parts.forEach((part) => part.click())")
        still(page)
    raise AssertionError(f"{page.url} has parts that do not open")


def _shown_alone(page: Page, *, popovers: bool) -> Iterator[tuple[str, ...]]:
    """Show the page as it is, then each of what hides the rest: later tabs, and what the bar of filters opens.

    Each time, give the parts of the page that are others then.
    """
    yield ("html",)
    main = page.locator("[data-testid=stMain]")
    for tab in main.get_by_role("tab").all()[1:]:
        tab.click()
        still(page)
        _open_parts(page)
        yield ("[data-testid=stMain]",)
    for opener in main.locator(".st-key-selection [data-testid=stPopover] button").all() if popovers else ():
        opener.click()
        expect(page.locator("[data-testid=stPopoverBody]")).to_be_visible()
        still(page)
        yield "[data-testid=stPopoverBody]", ".st-key-selection"
        page.keyboard.press("Escape")
        expect(page.locator("[data-testid=stPopoverBody]")).to_have_count(0)


def in_the_end(page: Page, faults: str, seconds: int = 10) -> list[str]:
    """Return what a script still finds wrong once all is drawn and no colour fades any more."""
    end = time.monotonic() + seconds
    while (found := page.evaluate(faults)) and time.monotonic() < end:
        page.wait_for_timeout(300)
    return [str(fault) for fault in found]


def _sideways(page: Page) -> bool:
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(700)
    return bool(in_the_end(page, SIDEWAYS))
