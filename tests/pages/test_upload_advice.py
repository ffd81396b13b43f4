"""What the upload page refuses, or asks, says what to do, and it is done on the page: the file is then taken.

The terminal's own advice is followed in tests/advice; here it is heard that the page says none of it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from streamlit.testing.v1 import AppTest

from est.reports.batches.batch import all_batches
from est.space.addresses import set_addresses
from est.text import translator
from tests.advice.of_files import SNIFFED, good_parquet
from tests.advice.texts import page_advice
from tests.advice.town import GOOD
from tests.data import FIELD
from tests.page_tables import tables
from tests.pages.test_upload_page import PAGE, press, said
from tests.stores import NOW
from tests.text.messages import code_messages

SV = translator("sv").gettext
POINT = ";59.3101;14.1101;Klotter"
REST = ";Lat;Lng;Kategori"
TYPED = re.compile(r"(?<![\w-])--[a-z]|`est |\best [a-z]+ [A-Z]{3}")  # an option or a command
SENDERS = (
    "Polisen", "Väktarbolaget", "Räddningstjänsten", "Säkerhetssamordnaren", "Hemtjänsten", "Socialtjänsten",
    "Tekniska förvaltningen", "Bostadsbolaget",
)  # fmt: skip
ORDER, CLOCK, SYSTEM = " order", " clock", " system"  # how the keys of these choices end


def rows(header: str, *values: str, rest: str = REST, point: str = POINT) -> str:
    return "\n".join([header + rest, *(value + point for value in values), ""])


@dataclass(frozen=True)
class Asked:
    """A file, a part of what the page says of it in English, and the choices by the ends of their keys."""

    content: str | bytes
    heard: str
    choices: Mapping[str, object] = field(default_factory=dict)
    name: str = "fil.csv"
    taken: int | None = None


CENTROIDS = [
    f"2026-03-{1 + n % 28:02} 10:00;{lat};{lng};Klotter"
    for n in range(200)
    for lat, lng in [((59.402, 13.511), (59.310, 14.108), (60.140, 13.010), (59.654, 12.592))[n % 4]]
]
MISSING_TIME = "Choose the column that says when it happened (start, or date)."
BARE = "A bare number is a time only when the mapping says how it is written."
ASKED = {
    "no time": Asked(rows("Ruta", "2026-03-01 21:30"), MISSING_TIME, {" column Ruta": "start"}),
    "only reported": Asked(
        rows("Inkom", "2026-03-02 21:30"),
        "No column says when it happened. {column!r} says when it was reported: if that may stand for it, choose for "
        "it that it is the start.",
        {" column Inkom": "start"},
    ),
    "no place": Asked(
        "Tid;A;B\n2026-03-03 21:30;59.31;14.11\n",
        "Choose the columns that say where it happened: the two coordinates, the address, or the place's name.",
        {" column A": "lat", " column B": "lng"},
    ),
    "either order": Asked(
        rows("Tid", "04/05/2026 10:00"),
        "In {column} the day and the month could be either. Choose above, under How dates are written, which comes "
        "first.",
        {ORDER: "dmy"},
    ),
    "the year first": Asked(
        rows("Tid", "26-03-05 10:00"),
        "The day and the month could be either: say in the mapping which comes first.",
        {ORDER: "ymd"},
    ),
    "days that are counted": Asked(rows("Tid", "35000.885"), BARE, {ORDER: "excel"}),
    "days of either calendar": Asked(
        rows("Tid", "44625.885"),
        "The numbers in {column} are Excel's days, counted from 1900 or from 1904: {number} is {early} or {late}. "
        "Choose above, under How dates are written, which it is.",
        {ORDER: "excel1904"},
    ),
    "seconds that are counted": Asked(rows("Tid", "1100000000"), BARE, {ORDER: "epoch"}),
    "four digits and three": Asked(rows("Datum;Tid", "2026-03-06;2115", "2026-03-07;0915", "2026-03-07;9"), BARE,
                                   {CLOCK: "hhmm"}),
    "whole hours": Asked(rows("Datum;Tid", "2026-03-08;21", "2026-03-08;7"), BARE, {CLOCK: "hour"}),
    "parts of a day": Asked(rows("Datum;Tid", "2026-03-09;0,75"), BARE, {CLOCK: "excel"}),
    "an unknown zone of a grid": Asked(
        (FIELD / "zone.csv").read_bytes(),
        "The coordinates are metres of {family}, and which zone they are in is not known. Choose it under How points "
        "are written, or the municipality in the settings, which tells it.",
        {SYSTEM: "SWEREF 99 13 30"},
    ),
    "swapped": Asked(
        rows("Händelsetid", *(f"2026-03-1{n} 21:30" for n in range(5)), point=";14.11;59.31;Klotter"),
        "Latitude and longitude seem to be swapped in the whole file: map them the other way.",
        {" column Lat": "lng", " column Lng": "lat"},
    ),
    "two columns of one name": Asked(
        rows("När;När", "2026-03-11 21:30;2026-03-12 22:30"),
        "Several columns are called “{column}” and differ. Choose the one that is meant.",
        {" column När": "start"},
    ),
    "zones": Asked(
        rows("När;Tidszon", "2026-03-13 21:30;Romance"),
        "The column {column} tells time zones that cannot be used here: {zones}. Convert the times to the zone {zone}, "
        "and send the file without that column.",
        {" column Tidszon": ""},
    ),
    "whole areas": Asked(
        "När" + REST + "\n" + "\n".join(CENTROIDS),
        "The points stand for whole areas, not for places: {reports} reports lie on few points ({points}). They must "
        "not become cells on a map; taken anyway, they count in totals only.",
        {"accept centroids": True},
    ),
    "a zone of the other half of the year": Asked(
        rows("När (CET)", "2026-07-14 21:30"),
        "The column {column} says {words}, but some of its times are of the other half of the year. Choose above, "
        "under How dates are written, whether it is the municipality's own clock or one hour the whole year.",
        {ORDER: "local"},
    ),
    "hidden rows": Asked(
        (FIELD / "X3-filtered-rows.xlsx").read_bytes(),
        "Rows that the sheet hides, by a filter or by hand, were read too: {count} of {all}.",
        {"leave out hidden": True},
        name="fil.xlsx",
        taken=5,
    ),
}  # fmt: skip


def heard(tested: AppTest, text: str) -> bool:
    """Return whether the page says the text in Swedish, with whatever values, in a sentence or a table."""
    parts = [re.escape(part) for part in re.split(r"\{[^{}]*\}", SV(text))]
    written = "\n".join(frame.to_csv() for frame in tables(tested))
    return re.search(".*".join(parts), said(tested).replace("\\", "") + written, re.DOTALL) is not None


def choose(tested: AppTest, key: str, value: object) -> None:
    elements = [*tested.selectbox, *tested.checkbox, *tested.radio]
    found = next(one for one in elements if str(one.key).endswith(key))
    found.set_value(value)


def upload(tested: AppTest, content: str | bytes, name: str) -> AppTest:
    content = content.encode() if isinstance(content, str) else content
    tested.file_uploader[0].set_value((name, content, "application/octet-stream"))
    return tested.run()


def fresh() -> AppTest:
    tested = AppTest.from_file(PAGE, default_timeout=60)
    tested.session_state["organisation"] = "Polisen"
    return tested.run()


def reports(store) -> int:
    return store.ask("SELECT count(*) FROM reports").item()


@pytest.mark.long
def test_what_is_asked_is_settled_on_the_page_and_the_file_is_taken(store):
    """One after the other, each by the choice that its sentence names, and no sentence names a word of the terminal."""
    tested = fresh()
    for number, (what, asked) in enumerate(ASKED.items()):
        before = reports(store)
        choose(tested, "organisation", SENDERS[number % len(SENDERS)])  # so that no earlier mapping is taken
        tested = upload(tested, asked.content, asked.name)
        assert not tested.exception, what
        assert heard(tested, asked.heard), f"{what}: {said(tested)}"
        assert "--" not in said(tested).replace("---", ""), what
        assert not any(one.label.startswith("Ta emot") and not one.disabled for one in tested.button) or (
            what in ("hidden rows", "four digits and three")
        ), what
        for key, value in asked.choices.items():
            choose(tested, key, value)
        tested = press(tested, "Granska igen")
        tested = press(tested, "Ta emot")
        assert not tested.exception, what
        taken = reports(store) - before
        assert taken > 0, f"{what}: {said(tested)}"
        assert asked.taken in (None, taken), what


@pytest.mark.long
def test_what_is_no_table_is_replaced_as_it_is_told(store):
    """Each is refused in Swedish with what to do, and the table in its place is taken."""
    tested = fresh()
    for part, content, name in SNIFFED:
        tested = upload(tested, content, name)
        assert not tested.exception, part
        assert "togs inte emot" in said(tested), f"{part}: {said(tested)}"
        assert not any(one.label.startswith("Ta emot") for one in tested.button), part
    tested = press(upload(tested, good_parquet(), "fil.parquet"), "Ta emot 12")
    assert "12 rapporter från Polisen togs emot" in said(tested)


def test_the_same_file_is_taken_again_when_its_batch_is_undone(store):
    tested = press(upload(fresh(), GOOD, "a.csv"), "Ta emot 12")
    tested = upload(tested, GOOD, "b.csv")
    assert "Just den här filen togs emot" in said(tested)
    tested = press(tested, "Ångra leveransen")
    assert all_batches(store).is_empty()
    tested = press(upload(tested, GOOD, "c.csv"), "Ta emot 12")
    assert reports(store) == 12


def test_a_street_that_could_be_two_is_chosen_on_the_page_and_its_row_taken(store):
    register = "gata;nummer;lat;lng\n" + "".join(
        f"{street};{number};59.31{number:02};14.11{place}\n"
        for place, street in enumerate(("Björkvägen", "Björngatan", "Kungsgatan"))
        for number in range(1, 5)
    )
    content = "Tid;Adress\n2026-03-01 21:30;Björnvägen 3\n"
    tested = upload(fresh(), content, "a.csv")
    assert heard(tested, "The address cannot be placed, as no address register is loaded. Load one in the settings.")
    set_addresses(store, register.encode(), "r.csv", "anna", NOW)
    tested = upload(fresh(), content, "a.csv")
    assert heard(tested, "“{written}” may be {choices}. Say which, and it is remembered.")
    choose(tested, "street Björnvägen", "Björkvägen")
    tested = press(press(tested, "Kom ihåg"), "Ta emot 1")
    assert reports(store) == 1


def test_two_columns_of_one_field_are_parted_and_a_name_that_looks_mistyped_is_settled(store):
    tested = upload(fresh(), GOOD, "a.csv")
    choose(tested, " column Kategori", "start")
    tested = press(tested, "Granska igen")
    assert heard(tested, "The columns “{first}” and “{second}” are both chosen as the same field. Choose one of them.")
    choose(tested, " column Kategori", "category")
    press(press(tested, "Granska igen"), "Ta emot 12")
    assert reports(store) == 12


def test_no_text_of_a_page_about_files_names_a_word_of_the_terminal():
    """What a terminal prints instead stands beside it in the code."""
    told = {text: place for (_, text), place in code_messages().items() if isinstance(text, str)}
    rooms = ("est/reports/", "est/ui/reports/", "est/space/")
    assert [text for text, place in told.items() if place.startswith(rooms) and TYPED.search(text)] == []
    assert not any(TYPED.search(text) for text in page_advice())
