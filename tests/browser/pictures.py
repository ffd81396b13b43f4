"""The pictures of the README, taken of the running program: `python -m tests.browser.pictures FOLDER`."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, ViewportSize, sync_playwright

from est.measures.followup.evaluation import find_measure
from est.store import open_store
from tests.browser.conftest import launched, serving
from tests.browser.looking import ROOT, still
from tests.browser.traffic import traffic

SIZE = ViewportSize(width=1280, height=1000)
SHOWN = (
    ("overview", "", "h1:has-text('Översikt')"),
    ("map", "karta", "canvas"),
    ("hotspots", "hotspots", "h1:has-text('Hotspotar')"),
    ("followup", "uppfoljning?measure={measure}", "h2:has-text('Vecka för vecka')"),
)
FOLLOWED = "Skylt: bilfritt på Sagotorget 22–05"
PATIENCE = 300  # seconds: a picture of a page that is still at work would be no picture of it
SECONDS_TO_DRAW = 4  # the map draws after its data has arrived, and nothing in the page says when it is done


def take(page: Page, address: str, shown: str, file: Path) -> None:
    """Save what a page looks like once it has settled."""
    traffic(page)
    page.goto(address)
    page.wait_for_selector(shown, timeout=PATIENCE * 1000)
    still(page, PATIENCE)
    page.wait_for_timeout(SECONDS_TO_DRAW * 1000)
    page.screenshot(path=file)


def main(folder: Path) -> None:
    """Build the demo town, serve it, and save its pictures in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as place:
        store = Path(place) / "demo.duckdb"
        subprocess.run([sys.executable, "-m", "est", "demo", "--store", str(store)], cwd=ROOT, check=True)
        with open_store(store) as opened:
            measure = find_measure(opened, FOLLOWED)
        with serving(store) as server, sync_playwright() as play:
            browser = launched(play)
            page = browser.new_page(viewport=SIZE, color_scheme="light", locale="sv-SE")
            for name, path, shown in SHOWN:
                take(page, f"{server.url}/{path.format(measure=measure)}", shown, folder / f"{name}.png")
            browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
