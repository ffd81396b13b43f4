"""A row on its way through checking enters each module at most twice: what is wrong with it comes back as values."""

import sys
from collections import Counter
from pathlib import Path

import pytest

import est.reports
from est.reports.fields.mapping import ColumnMapping
from est.reports.rows.reference_data import ReferenceData
from est.reports.rows.validation import check_rows
from tests.reports.rows.test_validation import SQUARE, TORGET
from tests.reports.tables import NOW, WORDS, table

HALL = Path(est.reports.__file__).parent
ROW = {
    "datum": "2026-03-01", "kl": "14:30", "slutdag": "2026-03-01", "slutkl": "16:00", "inkom": "2026-03-02 08:00",
    "lat": "59.3301", "lon": "18.0601", "plats": "Stora torget", "kategori": "klotter", "under": "klotter",
    "text": "Klotter", "platstyp": "torg", "källa": "väktare", "gjort": "sanerat", "effekt": "2", "misstanke": "nej",
    "anmäld": "ja", "hur exakt tid": "exakt", "hur exakt plats": "punkt",
}  # fmt: skip
PAIRED = {
    "datum": "date", "kl": "time", "slutdag": "end_date", "slutkl": "end_time", "inkom": "reported", "lat": "lat",
    "lon": "lng", "plats": "place", "kategori": "category", "under": "subcategory", "text": "description",
    "platstyp": "place_kind", "källa": "source", "gjort": "on_the_spot", "effekt": "effect", "misstanke": "suspicion",
    "anmäld": "police_reported", "hur exakt tid": "time_precision", "hur exakt plats": "place_precision",
}  # fmt: skip
WHOLE = PAIRED | {"datum": "start", "slutdag": "end"}
CLOCK_ALONE = {column: field for column, field in WHOLE.items() if field not in ("time", "end")}
IN_FORMS = PAIRED | {
    "datum": "date(ymd)",
    "inkom": "reported(dmy)",
    "slutdag": "end_date(mdy)",
    "slutkl": "end_time(hhmm)",
}


def entries(run):
    """Return how often each module of the hall is entered by a function of another one of it."""
    found: Counter[str] = Counter()

    def module(frame):
        return Path(frame.f_code.co_filename).relative_to(HALL).as_posix()

    def outer(frame):
        """Return the nearest function of the hall that waits for this one: a library may stand between."""
        while frame and not frame.f_code.co_filename.startswith(str(HALL)):
            frame = frame.f_back
        return frame

    def note(frame, event, _):
        if event == "call" and frame.f_code.co_filename.startswith(str(HALL)):
            caller = outer(frame.f_back)
            if caller and module(caller) != module(frame):
                found[module(frame)] += 1

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        run()
    finally:
        sys.setprofile(before)
    return found


@pytest.mark.parametrize("fields", [PAIRED, WHOLE, CLOCK_ALONE, IN_FORMS], ids=["paired", "whole", "clock", "forms"])
@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"datum": "i går", "kl": "kväll", "slutkl": "natt", "slutdag": "sen", "inkom": "x"},
        {"lat": "", "lon": "", "plats": "Okänd gata"},
        {"lat": "18.0601", "lon": "59.3301"},
        {"lat": "91", "text": "ring 070-123 45 67", "gjort": "x\x00y", "källa": "anna@exempel.se"},
        {"kategori": "cirkus", "effekt": "många", "misstanke": "vet ej", "anmäld": "?", "hur exakt tid": "rätt så"},
    ],
    ids=["good", "when", "where", "swapped", "texts", "unparsed"],
)
@pytest.mark.slow
def test_a_row_enters_each_module_at_most_twice(fields, wrong):
    columns = {column: [value] for column, value in (ROW | wrong).items()}
    mapping = ColumnMapping(tuple(fields.items()))
    place = ReferenceData(municipality=SQUARE, places=TORGET)
    found = entries(lambda: check_rows(table(columns), mapping, place, WORDS, NOW))
    assert {"rows/faults.py", "rows/occurrence.py", "values/times.py", "fields/readers.py"} <= found.keys()
    # a column is asked for its meaning, its form and its zone and a sentence for its words, whatever the rows
    of_columns = (
        "fields/synonyms.py", "fields/notices.py", "files/returned_rejects.py", "fields/zone_names.py",
        "values/zone_columns.py", "values/bare_numbers.py",
    )  # fmt: skip
    trips = {name: count for name, count in found.items() if name not in of_columns}
    assert {name: count for name, count in trips.items() if count > 2} == {}
