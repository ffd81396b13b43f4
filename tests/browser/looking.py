"""What a reader, a screen reader and the network see of one page."""

import subprocess
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from playwright.sync_api import Browser, FloatRect, Locator, Page

ROOT = Path(__file__).resolve().parents[2]
HTML = "<img src=x onerror=alert(1)><b>Torget</b>"
MARKDOWN = "![bild](http://example.com/x.png) **fet** :material/home: [länk](http://example.com)"
MARKED = UUID(int=7)  # a hotspot whose name, causes and notes are markup
PAGES = {
    path: heading
    for path, heading, file in (
        ("", "Översikt", "situation/overview.py"),
        ("karta", "Karta", "situation/map.py"),
        ("hotspots", "Hotspotar", "situation/hotspots.py"),
        (f"hotspots?hotspot={MARKED}", "Hotspotar", "situation/hotspots.py"),
        ("trender", "Trender", "situation/trends.py"),
        ("framat", "Framåt", "situation/ahead.py"),
        ("atgarder", "Åtgärder", "work/measures.py"),
        ("uppfoljning", "Uppföljning", "work/followup.py"),
        ("atgardsbank", "Åtgärdsbank", "work/library.py"),
        ("ladda-upp", "Ladda upp", "reports/upload.py"),
        ("installningar", "Inställningar", "admin/settings.py"),
        ("logg", "Logg", "admin/log.py"),
    )
    if (ROOT / "pages" / file).exists()
}

SCRIPTS = Path(__file__).parent
NAMELESS = (SCRIPTS / "nameless.js").read_text(encoding="utf-8")
PALE = (SCRIPTS / "pale.js").read_text(encoding="utf-8")
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
    text: str
    exceptions: int
    asked: tuple[str, ...]  # every address that the page asked for
    said: tuple[str, ...]  # by a dialog of the browser
    foreign: int  # images and links that only markup in a name could have made
    nameless: tuple[str, ...]  # what can be used and has no name
    pale: tuple[str, ...]  # text with too little contrast in the light theme
    pale_dark: tuple[str, ...]
    sideways: bool  # a phone has to scroll sideways


def opened(page: Page, url: str) -> None:
    """Open an address and wait until the page is there and nothing runs any more."""
    page.goto(url)
    still(page)


def still(page: Page) -> None:
    """Wait until nothing runs any more and what was sent is drawn."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning] h1")
    page.wait_for_timeout(300)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning] h1")


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


def visit(browser: Browser, server: Server, path: str) -> Visit:
    """Open one page in a browser of its own, in both themes and on a phone, and open every part of it."""
    context = browser.new_context(locale="sv-SE", viewport={"width": 1400, "height": 1000}, color_scheme="light")
    page = context.new_page()
    page.set_default_timeout(60_000)
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    opened(page, f"{server.url}/{path}")
    for summary in page.locator("[data-testid=stMain] [data-testid=stExpander] summary").all():
        if summary.locator("xpath=..").get_attribute("open") is None:
            summary.click()
            still(page)
    page.wait_for_timeout(700)
    pale = page.evaluate(PALE)
    page.mouse.move(0, 0)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(IS_DARK)
    page.wait_for_timeout(1500)  # colours fade from one theme to the other
    pale_dark = page.evaluate(PALE)
    found = Visit(
        language=page.locator("html").get_attribute("lang"),
        headings=tuple(page.get_by_role("heading", level=1).all_inner_texts()),
        text=page.inner_text("[data-testid=stApp]"),
        exceptions=page.locator("[data-testid=stException]").count(),
        asked=tuple(asked),
        said=tuple(said),
        foreign=page.locator("img[src='x'], img[src*='example.com'], a[href*='example.com']").count(),
        nameless=tuple(page.evaluate(NAMELESS)),
        pale=tuple(pale),
        pale_dark=tuple(pale_dark),
        sideways=_sideways(page),
    )
    context.close()
    return found


def _sideways(page: Page) -> bool:
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(700)
    return bool(page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth + 1"))
