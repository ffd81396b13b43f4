"""A file is uploaded in a real browser, its columns corrected, its rows taken, found on the map, and undone."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import Server, opened, pulled_down, still

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("changing"), pytest.mark.long]  # one server for all

HTML = "<img src=x onerror=\"document.title='ran'\">"
HEADER = "Nr;Ruta ett;Händelse;Lat;Lon;Text"
ROWS = [f"{n};2026-03-{n:02} 14.30;Skadegörelse;59,30{n:02};14,10{n:02};{HTML}" for n in range(1, 21)]
FILE = "\n".join(["Rapporter mars 2026", HEADER, *ROWS, "21;igår;Skadegörelse;59,31;14,11;x", "Summa;;;;;21"])


def choose(page: Page, label: str, text: str) -> None:
    """Choose from a list by typing, as a reader with a keyboard does."""
    box = page.get_by_label(label).first
    pulled_down(box)
    box.fill(text)
    page.get_by_role("option", name=text).first.wait_for()
    box.press("Enter")
    expect(page.get_by_role("option")).to_have_count(0)
    still(page)


def test_a_file_is_corrected_taken_shown_and_undone(page: Page, changing: Server):
    """The whole way, with a new organisation, an unrecognised column and names that are markup.

    The rejected rows come as a file that can be sent again: each as it came, with its number and the reason.
    """
    opened(page, f"{changing.url}/ladda-upp")
    choose(page, "Vem rapporterar?", "Scoutkåren")
    page.set_input_files("input[type=file]", {"name": "mars.csv", "mimeType": "text/csv", "buffer": FILE.encode()})
    page.get_by_text("Välj kolumnen som säger när det hände").wait_for()
    page.get_by_text("semikolon mellan fälten").wait_for()
    choose(page, "Ruta ett", "Start: datum och tid")
    page.get_by_role("button", name="Granska igen").click()
    page.get_by_role("button", name="Ta emot 20 rapporter").wait_for()
    expect(page.get_by_test_id("stMetricValue")).to_have_text(["22", "20", "2"])
    still(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Ladda ner dem").click()
    mended = Path(download.value.path()).read_text("utf-8-sig")
    assert "igår" in mended
    assert "Tiden går inte att läsa" in mended
    assert "EST rad" in mended
    page.get_by_role("button", name="Ta emot 20 rapporter").click()
    page.get_by_text("20 rapporter från Scoutkåren togs emot").wait_for()
    still(page)
    page.get_by_role("button", name="Se rapporterna på kartan").click()
    page.get_by_role("heading", name="Karta", level=1).wait_for()
    still(page)
    assert page.title() != "ran"
    page.get_by_role("link", name="Ladda upp").click()
    page.get_by_test_id("stPopover").get_by_role("button", name="Ångra").first.click()
    page.get_by_text("Rapporter som försvinner: 20.").wait_for()
    page.get_by_role("button", name="Ångra leveransen").click()
    page.get_by_text("är ångrad").wait_for()
    page.get_by_text("Ingen leverans har tagits emot än").wait_for()


def test_a_refused_file_says_what_it_is_and_what_to_do(page: Page, changing: Server):
    """No table, no traceback, no English."""
    opened(page, f"{changing.url}/ladda-upp")
    choose(page, "Vem rapporterar?", "Polisen")
    page.set_input_files("input[type=file]", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 x"})
    page.get_by_text("Den är en PDF. Be avsändaren om tabellen bakom den").wait_for()
