"""Exports of known systems are recognised without a mapping. Their names are documented ones, their rows invented."""

from datetime import datetime

import pytest

from est.errors import MappingError
from est.reports.columns.recognition import recognise_columns
from est.reports.fields.mapping import ColumnMapping
from est.reports.files.reader import read_file
from est.reports.rows.reference_data import ReferenceData
from est.reports.rows.validation import check_rows
from tests.data import LAYOUTS
from tests.reports.tables import WORDS

NOW = datetime(2026, 11, 28, 12)
# file → the columns that mean something, in the order of the fields; what happened, and when the first was: with its
# hour, as a day or month, or only reported
EXPECTED = {
    "police-sweden.csv": (
        "Brottstid fr.o.m.=start Brottstid t.o.m.=end Koordinat N=northing Koordinat E=easting Brottsplats=place "
        "Brottsrubricering=category Anmälningsdatum=reported Diarienummer=reference"
    ),
    "guards-sweden.csv": (
        "Datum=date Klockslag=time Latitud=lat Longitud=lng Plats=place Händelsetyp=category "
        "Händelsebeskrivning=description Vidtagen åtgärd=on_the_spot Rapportnr=reference"
    ),
    "fault-reports-sweden.csv": (
        "Latitud=lat Longitud=lng Adress=address Ärendetyp=category Beskrivning=description Inkom=reported "
        "Ärendenummer=reference"
    ),
    "polisen-se-events.json": (
        "datetime=start location.gps=point location.name=place type=category summary=description id=reference"
    ),
    "open311.json": (
        "lat=lat long=lng address=address service_name=category description=description requested_datetime=reported "
        "service_request_id=reference"
    ),
    "open311.csv": (
        "lat=lat long=lng address=address service_name=category description=description requested_datetime=reported "
        "service_request_id=reference"
    ),
    "police-uk-street.csv": (
        "Month=month Latitude=lat Longitude=lng Location=place Crime type=category Crime ID=reference"
    ),
    "chicago-crimes.csv": (
        "Date=start Latitude=lat Longitude=lng Primary Type=category Description=description ID=reference"
    ),
    "nypd-complaints.csv": (
        "CMPLNT_FR_DT=date CMPLNT_FR_TM=time CMPLNT_TO_DT=end_date CMPLNT_TO_TM=end_time Latitude=lat Longitude=lng "
        "OFNS_DESC=category RPT_DT=reported CMPLNT_NUM=reference"
    ),
    "new-york-311.csv": (
        "Latitude=lat Longitude=lng Incident Address=address Location Type=place_kind Complaint Type=category "
        "Created Date=reported Unique Key=reference"
    ),
    "los-angeles-crimes.csv": (
        "DATE OCC=date TIME OCC=time(hhmm) LAT=lat LON=lng LOCATION=place Crm Cd Desc=category Date Rptd=reported "
        "DR_NO=reference"
    ),
    "seattle-crimes.csv": (
        "Offense Start DateTime=start Offense End DateTime=end Latitude=lat Longitude=lng "
        "Offense Parent Group=category Report DateTime=reported Report Number=reference"
    ),
    "fixmystreet.csv": (
        "Latitude=lat Longitude=lng Category=category Detail=description Created=reported Report ID=reference"
    ),
    "ushahidi.csv": (
        "INCIDENT DATE=start LATITUDE=lat LONGITUDE=lng LOCATION=place CATEGORY=category DESCRIPTION=description"
    ),
    "ushahidi-posts.json": (
        "values.plats-for-handelsen=point values.68a21b5b-1d14-4b1c-9e6f-2c0e5c0c8f11=category content=description "
        "source=source created=reported id=reference"
    ),
    "reports-crs.geojson": "tidpunkt=start geometry=point kategori=category dnr=reference",
}
REPORTED = {
    "fault-reports-sweden.csv": "Inkom",
    "open311.json": "requested_datetime",
    "open311.csv": "requested_datetime",
    "new-york-311.csv": "Created Date",
    "fixmystreet.csv": "Created",
    "ushahidi-posts.json": "created",
}


def check(table, mapping):
    return check_rows(table, mapping, ReferenceData("Europe/Stockholm"), WORDS, NOW)


def test_every_layout_is_tried():
    assert {path.name for path in LAYOUTS.iterdir()} - {"README.md"} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.slow
def test_a_layout_is_recognised_and_taken(name):
    """Where only the time of the report is told, it is offered by name, and taken when the sender says so."""
    table = read_file((LAYOUTS / name).read_bytes(), name)
    mapping = recognise_columns(table, WORDS).mapping
    assert {f"{column}={target}" for column, target in mapping.columns} == set(_pairs(EXPECTED[name]))
    if name in REPORTED:
        with pytest.raises(MappingError, match=f"--column '{REPORTED[name]}=start'"):
            check(table, mapping)
        told = ColumnMapping(((REPORTED[name], "start"),))
        mapping = recognise_columns(table, WORDS, chosen=told).mapping
    found = check(table, mapping)
    assert (found.rows.height, found.rejects, found.asks) == (3, (), ())
    first = found.rows.row(0, named=True)
    month = name == "police-uk-street.csv"
    when = datetime(2026, 3, 1) if month else datetime(2026, 3, 14, 21, 15)
    assert first["starts"].replace(second=0) == when
    assert (first["hour"] is None) is month
    assert first["category"] == "SKA"
    assert (round(first["lat"], 2), round(first["lng"], 2)) == (59.31, 14.11)
    assert "category is not known" not in " ".join(notice.sentence() for notice in found.notices)


def _pairs(text):
    """Yield `column=field`, whose column may hold blanks."""
    words = []
    for word in text.split(" "):
        words.append(word)
        if "=" in word:
            yield " ".join(words)
            words = []
