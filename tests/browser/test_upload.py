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


def undo(page: Page, told: str) -> None:
    """Take back the delivery that stands first, once its form stands there and has said this."""
    still(page)
    page.get_by_test_id("stPopover").get_by_role("button", name="Ångra").first.click()
    page.get_by_text(told).wait_for()
    still(page)
    page.get_by_role("button", name="Ångra leveransen").last.click()  # what opens the form may have the same name
    page.get_by_text("är ångrad").wait_for()
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
    undo(page, "Rapporter som försvinner: 20.")
    page.get_by_text("Ingen leverans har tagits emot än").wait_for()


def test_a_refused_file_says_what_it_is_and_what_to_do(page: Page, changing: Server):
    """No table, no traceback, no English."""
    opened(page, f"{changing.url}/ladda-upp")
    choose(page, "Vem rapporterar?", "Polisen")
    page.set_input_files("input[type=file]", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 x"})
    page.get_by_text("Den är en PDF. Be avsändaren om tabellen bakom den").wait_for()


def row(number: int, text: str = "Klotter") -> str:
    return f"B{number};2026-02-{number:02} 14:30;Skadegörelse;59,30{number:02};14,10{number:02};{text}"


EXPORT = [row(number) for number in range(1, 11)]


def test_reports_that_an_export_no_longer_holds_are_voided_together_and_come_back(page: Page, changing: Server):
    """What is known, new, changed and gone is counted and named before anything is stored, and all of it is undone."""
    send(page, changing, EXPORT, "vecka1.csv")
    page.get_by_role("button", name="Ta emot 10 rapporter").click()
    page.get_by_text("10 rapporter från Väktarbolaget togs emot").wait_for()
    still(page)
    send(page, changing, [*EXPORT[:5], row(6, "Klotter igen"), *EXPORT[8:], row(11)], "vecka2.csv")
    assert compared(page) == ["Nya 1", "Kända 7", "Ändrade 1", "Upprepade i filen 0", "Saknas 2"]
    page.get_by_text("Saknas: 2").click()
    for gone in ("B7", "B8"):
        page.get_by_role("cell", name=gone, exact=True).wait_for()
    page.get_by_text("Makulera rapporterna som saknas").click()
    still(page)
    page.get_by_role("button", name="Ta emot 2 rapporter").click()
    page.get_by_text("2 rapporter som inte längre finns i filen makulerades").wait_for()
    still(page)
    expect(page.get_by_role("columnheader", name="Makulerade")).to_be_visible()
    undo(page, "Rapporter som kommer tillbaka, eftersom leveransen makulerade dem: 2.")
    send(page, changing, [*EXPORT, row(11)], "vecka3.csv")
    assert compared(page) == ["Nya 1", "Kända 10", "Ändrade 0", "Upprepade i filen 0", "Saknas 0"]
    opened(page, f"{changing.url}/ladda-upp")
    page.get_by_role("region", name="Leveranserna, den nyaste först").get_by_role(
        "button", name="Väktarbolaget"
    ).click()
    undo(page, "Rapporter som försvinner: 10.")
    page.get_by_text("Ingen leverans har tagits emot än").wait_for()


def compared(page: Page) -> list[str]:
    """Return the figures of what an upload is to the store, as they are shown."""
    return [" ".join(figure.split()) for figure in page.get_by_test_id("stMetric").all_inner_texts()[3:]]


def send(page: Page, server: Server, rows: list[str], name: str) -> None:
    """Upload a file of these rows as the guards, and wait for what is said of it."""
    opened(page, f"{server.url}/ladda-upp")
    choose(page, "Vem rapporterar?", "Väktarbolaget")
    content = "\n".join(["Ärendenummer;Tid;Kategori;Lat;Lon;Text", *rows]).encode()
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Ta emot").wait_for()
    still(page)
