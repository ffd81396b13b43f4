"""A window of a real Chromium, watched: when a page has settled, by its own clock, and what that cost."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from playwright.sync_api import Browser, Locator, Page

from tests.browser.looking import IDLE, ON_ITS_WAY
from tests.browser.traffic import traffic

SCRIPT = Path(__file__).with_name("watched.js")
CALM = 500  # ms in which nothing changes before a page counts as settled; they are not counted themselves
LONGEST = 120.0  # seconds


@dataclass(frozen=True)
class Waited:
    """The seconds from a question to the last change it made, CPU seconds of browser and server, and bytes sent."""

    seconds: float
    cpu: float
    sent: int


def middle(waits: list[Waited]) -> Waited:
    """Return the medians."""
    return Waited(
        median(one.seconds for one in waits), median(one.cpu for one in waits), round(median(one.sent for one in waits))
    )


class WatchedWindow:
    """One window on one server, whose pages are asked for in turn."""

    def __init__(self, browser: Browser, url: str, process: int) -> None:
        # a browser on a thin client: without graphics for a map that moves
        context = browser.new_context(locale="sv-SE", viewport={"width": 1400, "height": 1000})
        context.add_cookies([{"name": "est_graphics", "value": "none", "url": url}])
        context.set_default_timeout(LONGEST * 1000)
        context.add_init_script(path=SCRIPT)
        self.page: Page = context.new_page()
        self.url = url
        self._heard = traffic(self.page)
        self._server = psutil.Process(process)

    def open(self, path: str = "") -> Waited:
        """Return the wait from the navigation to a page until it has settled."""
        return self._waited(lambda: self.page.goto(f"{self.url}/{path}", wait_until="commit"), lambda told: 0.0)

    def click(self, part: Locator) -> Waited:
        """Return the wait from a click until the page has settled."""
        part.scroll_into_view_if_needed()
        return self._waited(part.click, lambda told: float(told["clicked"]))

    def close(self) -> None:
        """Close the window, and forget what it has fetched."""
        self.page.context.close()

    def _waited(self, asked: Callable[[], object], begun: Callable[[Any], float]) -> Waited:
        sent, cpu = self._heard.received, self._cpu()
        self._heard.answered = False
        asked()
        end = time.monotonic() + LONGEST
        while True:
            assert time.monotonic() < end, f"{self.page.url} was still at work after {LONGEST} s"
            self.page.wait_for_timeout(100)
            told = self.page.evaluate("window.watched()")
            drawn = self.page.locator(IDLE).count() and not self.page.locator(ON_ITS_WAY).count()
            if self._heard.answered and drawn and told["calm"] >= CALM:
                break
        assert not self.page.get_by_test_id("stException").count(), f"{self.page.url} shows an exception"
        taken = (told["changed"] - begun(told)) / 1000
        assert taken > 0, f"{self.page.url} did nothing after it was asked"
        return Waited(taken, self._cpu() - cpu, self._heard.received - sent)

    def _cpu(self) -> float:
        """Return the CPU seconds of the server and of every process of the browser so far."""
        browser = [one for one in psutil.Process().children(recursive=True) if "chrom" in one.name()]
        return sum(sum(one.cpu_times()[:2]) for one in (self._server, *browser))
