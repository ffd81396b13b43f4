"""A Monday: eight organisations' files of the last four weeks become the picture of the week, nothing doubled."""

import io
import json
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path

import pytest
from openpyxl.workbook import Workbook
from playwright.sync_api import Browser, Page

from est.__main__ import main
from est.reports.batches.integrity import check_integrity
from est.store import open_store
from tests.browser.conftest import OUTLINE, serving
from tests.browser.looking import Server, chosen_from, opened, still

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

WEEKS, NEW = 4, 9  # of an export; events of each organisation and week
MONDAY = datetime(2026, 3, 30)
WORDS = ("Klotter", "Skadegörelse", "Nedskräpning", "Störande fordon")
Rows = list[tuple[str, datetime, float, float, str]]


def semicolons(rows: Rows) -> bytes:
    """As a Swedish Excel saves it: Windows-1252, decimal commas, a date column beside a clock column."""
    lines = ["Ärendenr;Datum;Klockslag;Latitud;Longitud;Händelsetyp"]
    for number, when, lat, lng, word in rows:
        point = f"{lat:.5f};{lng:.5f}".replace(".", ",")
        lines.append(f"{number};{when:%Y-%m-%d};kl. {when:%H.%M};{point};{word}")
    return "\r\n".join(lines).encode("cp1252")


def commas(rows: Rows) -> bytes:
    """UTF-8 with a byte order mark, ISO times, no number of a case: rows are known by what they hold."""
    lines = ["Tid,Lat,Lng,Kategori"]
    lines += [f"{when:%Y-%m-%dT%H:%M},{lat:.5f},{lng:.5f},{word}" for _, when, lat, lng, word in rows]
    return "\ufeff".encode() + "\n".join(lines).encode()


def workbook(rows: Rows) -> bytes:
    """With titles above, native times, and a row of totals at the end."""
    book = Workbook()
    sheet = book.active
    sheet.append(["Veckorapport"])
    sheet.append([])
    sheet.append(["Rapportnr", "Tidpunkt", "Lat", "Lng", "Kategori"])
    for number, when, lat, lng, word in rows:
        sheet.append([number, when, lat, lng, word])
    sheet.append(["Summa", len(rows)])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def features(rows: Rows) -> bytes:
    """GeoJSON, with times in UTC that say so."""
    found = [
        {
            "type": "Feature",
            "properties": {
                "id": number,
                "starttid": f"{when - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}",
                "kategori": word,
            },
            "geometry": {"type": "Point", "coordinates": [round(lng, 5), round(lat, 5)]},
        }
        for number, when, lat, lng, word in rows
    ]
    return json.dumps({"type": "FeatureCollection", "features": found}).encode()


FORMS: tuple[tuple[str, Callable[[Rows], bytes]], ...] = (
    ("csv", semicolons), ("csv", commas), ("xlsx", workbook), ("geojson", features),
)  # fmt: skip


def week_of(random_of: random.Random, organisation: int, week: int) -> Rows:
    """The events of an organisation in a week, by when they happened."""
    begin = MONDAY - timedelta(weeks=week)
    moments = sorted(random_of.sample(range(7 * 24 * 4), NEW))
    return [
        (
            f"{organisation}-{week}-{number}",
            begin + timedelta(minutes=15 * moment),
            59.3057 + random_of.uniform(-0.004, 0.004),
            14.105 + random_of.uniform(-0.008, 0.008),
            random_of.choice(WORDS),
        )
        for number, moment in enumerate(moments)
    ]


@pytest.fixture
def town(chromium: Browser, tmp_path: Path) -> Iterator[tuple[Server, dict[str, Path]]]:
    """A server whose store has last Monday's files, and this Monday's: three weeks of them are the same events."""
    path, random_of = tmp_path / "est.duckdb", random.Random(9)
    with open_store(path) as store:
        pass
    main(["area", "--store", str(path), str(_written(tmp_path / "area.geojson", json.dumps(OUTLINE).encode()))])
    with open_store(path) as store:
        names = store.ask("SELECT name FROM organisations ORDER BY name")["name"].to_list()[:8]
    today = {}
    for number, name in enumerate(names):
        weeks = [week_of(random_of, number, week) for week in range(WEEKS + 1, 0, -1)]
        ending, form = FORMS[number % len(FORMS)]
        last = _written(tmp_path / f"{number}-v12.{ending}", form(list(chain(*weeks[:-1]))))
        assert main(["import", str(last), "--organisation", name, "--store", str(path)]) in (0, 1)
        today[name] = _written(tmp_path / f"{number}-v13.{ending}", form(list(chain(*weeks[1:]))))
    with serving(path) as running:
        yield running, today


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_eight_files_become_the_picture_of_the_week(page: Page, town: tuple[Server, dict[str, Path]], tmp_path: Path):
    """Three acts a file: who, which file, take it. Three weeks of each are known; Översikt shows what is new."""
    server, today = town
    acts = 0
    opened(page, f"{server.url}/ladda-upp")
    for name, file in today.items():
        chosen_from(page.get_by_label("Vem rapporterar?"), name)
        still(page)
        page.set_input_files("input[type=file]", file)
        take = page.get_by_role("button", name=f"Ta emot {NEW} rapporter")
        take.wait_for()
        still(page)
        take.click()
        page.get_by_text(f"{NEW} rapporter från {name} togs emot").wait_for()
        still(page)
        acts += 3
    page.get_by_role("link", name="Översikt").first.click()
    page.get_by_role("heading", name="Översikt", level=1).wait_for()
    still(page)
    assert acts + 1 == 25
    page.screenshot(path=tmp_path / "overview.png", full_page=True)
    assert page.get_by_test_id("stException").count() == 0
    server.process.terminate()
    server.process.wait(30)
    with open_store(tmp_path / "est.duckdb") as store:
        counts = store.ask("SELECT count(*), count(DISTINCT (organisation, starts, lat, lng, category)) FROM reports")
        assert counts.row(0) == (8 * NEW * (WEEKS + 1),) * 2
        batches = store.ask("SELECT read, known, accepted, gone FROM batches ORDER BY received DESC LIMIT 8")
        assert set(batches.select("known", "accepted").rows()) == {(NEW * (WEEKS - 1), NEW)}
        assert check_integrity(store).faults == ()
