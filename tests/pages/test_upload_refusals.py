"""Every refusal that the page can say of a file is heard on the page, in Swedish, and followed there."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pytest
from shapely.geometry import LineString, box
from streamlit.testing.v1 import AppTest

from est.reports.fields.reasons import Reason
from est.reports.files import csv_text, json_rows, reader, reading_time, workbook
from est.reports.files.table import UnreadableReason
from est.space import feature_files
from est.space.addresses import set_addresses
from est.space.area import set_municipality
from tests.advice.of_files import SNIFFED, excel, good_parquet, parquet
from tests.advice.of_places import REGISTER, collection, square
from tests.advice.of_rows import REFUSED_ROWS, SETTLED
from tests.advice.texts import refusals
from tests.advice.town import GOOD, HEADER
from tests.pages.test_settings_page import opened
from tests.pages.test_upload_advice import ASKED, fresh, heard, reports, upload
from tests.pages.test_upload_page import press, said
from tests.space.geopackages import geopackage
from tests.stores import NOW

PARTS = ["\n".join([HEADER, *GOOD.splitlines()[first : first + 4]]) for first in range(1, 13, 4)]
GEOJSON = '{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:%s"}},"features":[%s]}'
FEATURE = (
    '{"type":"Feature","properties":{"Tid":"2026-03-01 21:30"},"geometry":{"type":"Point","coordinates":[14.1,59.3]}}'
)
WIDE = ";".join([HEADER, *(f"x{n}" for n in range(600))]) + "\n1;2026-03-01 21:30;59.3101;14.1101;Klotter" + ";" * 600


@dataclass(frozen=True)
class Refused:
    """A file, a part of what is said of it, a limit to be lowered first, and the files that are taken instead."""

    part: str
    content: str | bytes
    name: str = "fil.csv"
    instead: tuple[tuple[str | bytes, str], ...] = ((GOOD, "mended.csv"),)
    limits: Mapping[tuple[object, str], int] = field(default_factory=dict)


def over(part: str, module: object, limit: str, most: int) -> Refused:
    """Return a file over a limit, whose parts are not."""
    return Refused(part, GOOD, instead=tuple((part, f"{n}.csv") for n, part in enumerate(PARTS)),
                   limits={(module, limit): most})  # fmt: skip


REFUSED = (
    over("It is larger than {most} MB. Send it in parts.", reader, "MOST_BYTES", 400),
    over("It has more than {most} rows. Send it in parts, a shorter period in each.", csv_text, "MOST_ROWS", 6),
    over("It has more than {most} cells. Send only the rows and columns that are needed.", csv_text, "MOST_CELLS", 30),
    over(
        "Its rows take more than {most} MB in memory. Send it in parts, or without the long texts.",
        csv_text, "MOST_BYTES", 400,
    ),
    Refused(
        "Reading it took longer than {seconds} seconds. Send it in parts, a shorter period in each.", GOOD,
        limits={(reading_time, "MOST_SECONDS"): -1},
    ),
    Refused(
        "Reading it took longer than {seconds} seconds; send it as CSV.", excel(), "a.xlsx",
        limits={(reading_time, "MOST_SECONDS"): -1},
    ),
    Refused(
        "It has more than {most} lines, most of them blank or within quotation marks. Send only the rows.",
        GOOD + "\n" * 40, limits={(csv_text, "MOST_LINES"): 40},
    ),
    Refused(
        "More than {most} of its rows, most of those read, are no rows of a table. Send the table alone. The commonest "
        "reason: {reason}",
        GOOD + "\nen berättelse utan fält" * 14, limits={(csv_text, "MOST_REJECTS"): 3},
    ),
    Refused("It has more than {most} columns. Send only those that are needed.", WIDE),
    Refused(
        "It is JSON of more than {most} MB. Save it as CSV or Parquet.",
        '[{"Tid": "2026-03-01 21:30", "Lat": 59.31, "Lng": 14.11}]', "a.json",
        limits={(json_rows, "MOST_JSON_BYTES"): 10},
    ),
    Refused(
        "It says that its points are in {system}. Save it in WGS 84 or SWEREF 99.",
        GEOJSON % ("3857", FEATURE), "a.geojson", ((GEOJSON % ("4326", FEATURE), "b.geojson"),),
    ),
    Refused(
        "Unpacked it would be larger than {most} MB. Send it in parts, as CSV.", excel(), "a.xlsx",
        limits={(workbook, "MOST_UNPACKED"): 1000},
    ),
    Refused(
        "It has {rows} rows and {columns} columns, more than a workbook of reports has. Send only the rows and columns "
        "that are needed.",
        parquet(pa.table({f"c{n}": pa.nulls(70_000) for n in range(450)})), "a.parquet",
    ),
    Refused(
        "It is a Parquet file under another name. Give it the ending .parquet.", good_parquet(), "a.csv",
        ((good_parquet(), "a.parquet"),),
    ),
    Refused(
        "It is a zip archive or an Excel workbook, not text. If it comes from Excel, call it .xlsx.", excel(), "a.csv",
        ((excel(), "a.xlsx"),),
    ),
)  # fmt: skip
# a part of a refusal → where it is followed, or why no file of the page brings it
ELSEWHERE = {
    "est/reports/arrivals/": "of the inbox: tests/advice/of_arrivals.py",
    "est/reports/entries/": "of one report: tests/pages/test_one_report.py",
    "est/reports/merges/": "of the settings' words: tests/reports/merges",
    "est/reports/batches/": "of batches that there are: tests/pages/test_upload_page.py",
    "est/reports/files/ground_file.py": "of the background map: tests/advice",
    "It is no GeoJSON, GeoPackage or PMTiles": "of the background map: tests/advice",
    "est/reports/fields/mapping.py": "typed in a terminal; the page has lists to choose from",
    "The file has no column": "typed in a terminal; the page has lists to choose from",
    "No column says when it happened": "the page asks before: Choose the column that says when it happened",
    "No columns say where it happened": "the page asks before: Choose the columns that say where it happened",
    "The file has {total} lines": "a fault of the program",
    "The columns “{first}” and “{second}”": "tests/pages/test_upload_advice.py",
    "There is no street {street} in the address register": "the page has lists to choose from",
    "No addresses are loaded": "the page offers it where there are some",
    "The study area has the resolutions 7 to 11": "said to a programmer",
    "The outline is too large for cells of resolution": "the page chooses the resolution: tests/advice/of_places.py",
    "No municipality is chosen, so there is none to unset": "the page offers it where one is chosen",
    "{code} is no grid that is known": "typed in a terminal; the page has a list",
    "Checking its rows takes about": "of files that come by themselves: tests/advice/of_arrivals.py",
    "The place is no longer there": "somebody else did it meanwhile",
    "Choose two places that are there": "the page has lists to choose from",
}


def test_every_refusal_of_a_file_has_a_case_on_the_page():
    """Those of files here and beside it; those of addresses, places and outlines below."""
    cases = {
        *(one[0] for one in SNIFFED),
        *(one.part for one in REFUSED),
        *(one.heard for one in ASKED.values()),
        *SPACE,
    }
    found = refusals()
    rooms = ("est/reports/", "est/space/")
    left = {
        text: module
        for text, module in found.items()
        if module.startswith(rooms)
        and not any(part in text for part in cases)
        and not any(part in text or module.startswith(part) for part in ELSEWHERE)
    }
    assert left == {}
    assert [part for part in ELSEWHERE if not any(part in t or m.startswith(part) for t, m in found.items())] == []
    reasons = {reason for rows in REFUSED_ROWS.values() for reason in rows.reasons} | set(SETTLED)
    assert reasons == {*Reason, *UnreadableReason}


@pytest.mark.parametrize("asked", REFUSED, ids=lambda one: one.part[:30])
@pytest.mark.long
def test_a_refused_file_is_replaced_as_it_is_told(store, monkeypatch, asked):
    with monkeypatch.context() as small:
        for (module, limit), most in asked.limits.items():
            small.setattr(module, limit, most)
        tested = upload(fresh(), asked.content, asked.name)
        assert not tested.exception
        assert heard(tested, asked.part), said(tested)
        assert not any(button.label.startswith("Ta emot") for button in tested.button)
        if asked.part.startswith("Reading"):
            small.undo()
        for content, name in asked.instead:
            tested = press(upload(tested, content, name), "Ta emot")
            assert not tested.exception
    assert reports(store) > 0


@pytest.mark.parametrize("what", REFUSED_ROWS)
@pytest.mark.long
def test_refused_rows_are_named_in_swedish_and_taken_when_they_are_mended(store, what):
    rows = REFUSED_ROWS[what]
    if rows.municipality:
        set_municipality(store, rows.municipality, "anna", NOW)
    if rows.register:
        set_addresses(store, rows.register.encode(), "register.csv", "anna", NOW)
    tested = upload(fresh(), rows.wrong, rows.name)
    assert not tested.exception
    assert [str(reason) for reason in rows.reasons if not heard(tested, str(reason))] == []
    assert any("Ladda ner dem, för att rättas" in str(button) for button in tested.get("download_button"))
    tested = press(upload(tested, rows.mended, "mended" + rows.name), "Ta emot")
    assert not tested.exception
    assert reports(store) == rows.taken


def test_a_mistyped_organisation_is_asked_about_and_the_one_that_is_meant_gets_the_file(store):
    tested = typed_organisation(upload(fresh(), GOOD, "a.csv"), "Polisn").run()
    assert not any(button.label.startswith("Ta emot") for button in tested.button)
    radio = next(one for one in tested.radio if str(one.key).startswith("meant by"))
    assert radio.label == "Det finns ingen aktör som heter så än. Menar du någon av de här?"
    assert radio.options[0] == "Polisen"
    radio.set_value("Polisen")
    press(typed_organisation(typed_organisation(tested, "Polisn").run(), "Polisn"), "Ta emot 12")
    assert store.ask("SELECT name FROM organisations WHERE name LIKE 'Polis%'")["name"].to_list() == ["Polisen"]


def typed_organisation(tested: AppTest, name: str) -> AppTest:
    """Return the page after a name was written that is none of the list, which AppTest does not offer by itself."""
    box = next(one for one in tested.selectbox if one.key == "organisation")
    if name not in box.options:
        box.options.append(name)
    box.set_value(name)
    return tested


# of files of the settings: a part of what is said, the tab, which uploader and button, and the file that is taken
NOWHERE = "gata;nummer;lat;lng\nKungsgatan;2;0;0\n"
PLACE = "name;lat;lng\nTorget;59.31;14.11\n"
METRES = "name;N;E\nTorget;6577000;142000\n"
WIDE = "name;N;E\nTorget;7183000;183000\n"  # in Skellefteå by either of two zones
AREA = collection(square(14.1, 0.05))
DISTRICT = [square(14.1 + n, 0.01, f'"name":"{name}"') for n, name in enumerate(("Norr", "Norr", "Söder"))]
MAP = geopackage("areas", ("n",), [("x", box(14.1, 59.3, 14.15, 59.33))])
ROADS = geopackage("roads", ("n",), [("x", LineString([(14.1, 59.3), (14.2, 59.3)]))])
NOT_UTF8 = collection(square(14.1, 0.05, '"n":"ö"')).encode("latin-1")
POINT = '{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[14.1,59.3]}}'
ADDRESSES, PLACES, STUDY_AREA, DISTRICTS = ("places", 0, 0), ("places", 1, 0), ("area", 1, 1), ("area", 3, 2)
BUTTONS = {
    ADDRESSES: "Använd adresserna",
    PLACES: "Läs platserna",
    STUDY_AREA: "Använd filen",
    DISTRICTS: "Använd filen",
}
SPACE: dict[str, tuple[tuple[str, int, int], str | bytes, str, str | bytes]] = {
    "{file} has no column of streets": (ADDRESSES, REGISTER.replace("gata;", "x;"), "r.csv", REGISTER),
    "No address of {file} lies in the municipality": (ADDRESSES, NOWHERE, "r.csv", REGISTER),
    "{file} has no row with a point": (PLACES, "name;lat;lng\nTorget;;\n", "p.csv", PLACE),
    "{file} has no two columns of coordinates": (PLACES, PLACE.replace("lat;lng", "a;b"), "p.csv", PLACE),
    "{file} has no column of names": (PLACES, PLACE.replace("name", "x"), "p.csv", PLACE),
    "{file} has no rows below its column names": (PLACES, "name;lat;lng\n", "p.csv", PLACE),
    "{file} has two columns of one name": (PLACES, PLACE.replace("lng", "lat"), "p.csv", PLACE),
    "{file} has metres of which the grid is not known": (PLACES, METRES, "p.csv", METRES),
    "{file} has metres, and more than one grid puts them": (PLACES, WIDE, "p.csv", WIDE),
    "{file} is {size} MB; at most {most} MB are read.": (PLACES, PLACE, "p.csv", PLACE),
    "{name} covers no area": (STUDY_AREA, collection(POINT), "a.geojson", AREA),
    "{file} is not text in UTF-8": (STUDY_AREA, NOT_UTF8, "a.geojson", AREA),
    "The study area is too large to be one": (STUDY_AREA, collection(square(12.0, 9)), "a.geojson", AREA),
    "{file} has no layer of areas": (STUDY_AREA, ROADS, "a.gpkg", MAP),
    "{file} cannot be read as a GeoPackage": (STUDY_AREA, MAP[:600], "a.gpkg", MAP),
    "is in the reference system {system}": (
        STUDY_AREA, geopackage("areas", ("n",), [("x", box(14.1, 59.3, 14.15, 59.33))], epsg=99999), "a.gpkg", MAP),
    "Two districts have the same name": (DISTRICTS, collection(*DISTRICT), "d.geojson", collection(*DISTRICT[1:])),
    'Give every feature a property "name"': (DISTRICTS, AREA, "d.geojson", collection(*DISTRICT[1:])),
}  # fmt: skip


@pytest.mark.parametrize("part", SPACE)
@pytest.mark.long
def test_a_refused_file_of_the_settings_is_replaced_as_it_is_told(store, monkeypatch, part):
    """Addresses, named places, the study area and the districts."""
    where, content, name, instead = SPACE[part]
    whole = next(text for text in refusals() if part in text)
    if content == WIDE:
        set_municipality(store, "2482", "anna", NOW)
    with monkeypatch.context() as small:
        if "{most} MB" in part:
            small.setattr(feature_files, "LARGEST_FILE", 20)
        tested = given(opened(where[0]).run(), where, content, name)
        assert not tested.exception
        assert heard(tested, whole), said(tested)
    if content == METRES:
        set_municipality(store, "1781", "anna", NOW)
    elif content == WIDE:
        next(box for box in tested.selectbox if box.key == "grid of places").set_value(3016)
    tested = given(tested, where, instead, name)
    assert not tested.exception
    assert not tested.error


def given(tested: AppTest, where: tuple[str, int, int], content: str | bytes, name: str) -> AppTest:
    """Return the page after a file was given to one of its uploaders and its button was pressed."""
    content = content if isinstance(content, bytes) else content.encode()
    tested.file_uploader[where[1]].upload(name, content, "application/octet-stream")
    buttons = [button for button in tested.button if button.label == BUTTONS.get(where, "Använd filen")]
    return buttons[where[2]].click().run()
