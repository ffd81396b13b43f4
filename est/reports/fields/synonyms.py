"""How the columns of other people's files are called, in Swedish and English, field by field."""

import re
from collections.abc import Iterable

from est.municipality.vocabulary import normalise_word

# words that say how a column is written rather than what it holds
_FILLERS = (
    re.compile(
        r"\b(?:api|centroid|wgs|wgs84|84|sweref|sweref99|sweref99tm|99|tm|99tm|local|lokal|lokaltid|koordinat|coordinate|"
        r"coord|coords|koord|decimal|degrees|grader|dd|deg|meter|m|the|of|i|pa|for|av|est|utc|kolumn|column)\b"
    ),
    re.compile(
        r"\b(?:handelsens|handelse|handelsen|incident|incidentens|event|brottets|brott|crime|offence|offense)\b"
    ),
)
# words that are the field only when nothing else stands beside them
_NAMES: dict[str, str] = {
    "start": (
        "start;starts;starttid;startdatum;starttidpunkt;start at;started;begin;begins;beginning;from;fran;fr o m;fom;"
        "intraffad;intraffat;intraffade;tidpunkt;handelsetid;handelsetidpunkt;start tid;start time;start date;"
        "start datetime;start datum;begin time;begin date;occurred;occurred at;occurred on;occurrence;"
        "occured;datetime;"
        "date time;datum tid;datum och tid;date and time;timestamp;tidsstampel;when;nar;intraffad fran;fran tid;"
        "fran datum;tid fran;from time;from date;brottstid;event time;event date time;handelse start;handelse;event;"
        "incident;starts at;time start;datum fran;datum start;date start;handelsedatum tid"
    ),
    "end": (
        "end;ends;slut;sluttid;slutdatum;sluttidpunkt;till;to;t o m;tom;end time;end date;end datetime;slut tid;"
        "slut datum;tid till;till tid;till datum;tid slut;intraffad till;to time;to date;until;stop;stopp;stopptid;"
        "tidpunkt slut;ended;finish"
    ),
    "date": (
        "datum;date;dag;day;handelsedatum;handelsedag;brottsdatum;incident date;event date;"
        "occurrence date;occurred date"
    ),
    "time": "tid;time;klockslag;kl;klockan;klocktid;clock;time of day;handelse klockslag;occurred time;hour",
    "end_date": "slutdatum dag;till datum dag",
    "end_time": "slutklockslag;klockslag till;klockslag slut;till klockslag;till kl",
    "lat": "lat;latitude;latitud;breddgrad;bredd;y lat;lat y;geo lat;point lat;gps lat;gpslat",
    "lng": (
        "lng;lon;long;longitude;longitud;langdgrad;langd;x lon;lon x;x lng;geo lon;geo lng;geo long;"
        "point lon;gps lon;"
        "gps lng;gpslon"
    ),
    "northing": "n;north;northing;nord;norr;nordkoordinat;north coord;x nord;nordlig;sweref n;y;ykoord;y koord",
    "easting": "e;east;easting;ost;oster;ostkoordinat;o;east coord;y ost;ostlig;sweref e;x;xkoord;x koord",
    "place": (
        "plats;place;adress;address;location;lokal;gata;street;gatuadress;platsnamn;place name;location name;lage;"
        "handelseplats;brottsplats;omrade;area;ort;var;where"
    ),
    "place_kind": (
        "platstyp;typ av plats;place type;place kind;location type;location category;location kind;premises;premise;"
        "miljo;plats typ;platskategori"
    ),
    "category": (
        "handelse;event;incident;kategori;category;typ;type;brottstyp;offense;offence;handelsetyp;"
        "incident type;event type;crime;crime type;"
        "brottsrubricering;brottskod;rubricering;brottskategori;handelsekategori;primary type;offense type;"
        "offence type;huvudkategori;amne;rubrik;crime category;kind;art"
    ),
    "subcategory": "underkategori;subcategory;sub category;undertyp;subtype;sub type;secondary type;delkategori",
    "source": "kalla;source;uppgiftskalla;information source",
    "effect": "effekt;effect;paverkan;trygghetspaverkan;impact;effect on safety;severity;allvarlighet",
    "description": (
        "text;beskrivning;description;notering;anteckning;anteckningar;kommentar;comment;comments;note;notes;fritext;"
        "free text;handelsebeskrivning;summary;sammanfattning;narrative;details;detaljer;info;ovrig information"
    ),
    "suspicion": "misstanke;misstankt;suspicion;suspicion only;endast misstanke",
    "police_reported": (
        "polisanmald;polisanmalt;polisanmalan;anmald;police reported;reported to police;"
        "anmald till polisen"
    ),
    "on_the_spot": "atgard pa plats;gjort pa plats;done on the spot;on the spot;action taken;atgard;vidtagen atgard",
    "reported": (
        "reported;reported at;reported on;rapporterad;rapporterat;rapporttid;rapportdatum;inkommen;inkom;"
        "anmalningsdatum;"
        "anmald tid;published;publicerad;publiceringstid;publicerat;report date;report time;"
        "date reported;created;skapad;"
        "registrerad;registreringsdatum"
    ),
    "time_precision": "tidsprecision;time precision;tid exakthet;exakthet tid;hur exakt tid",
    "place_precision": (
        "platsprecision;place precision;plats exakthet;exakthet plats;position accuracy;"
        "location precision"
    ),
}  # fmt: skip


def field_synonyms(name: str) -> str:
    """Return a column's name as it is compared: camel case parted, plain, on one line."""
    parted = re.sub(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ])", " ", name)
    return normalise_word(parted)


def fields_of_name(name: str) -> list[str]:
    """Return the fields a column's name can mean, the best first; none when it means nothing known."""
    whole = field_synonyms(name)
    if whole in _KNOWN:
        return _KNOWN[whole]
    for filler in _FILLERS:
        whole = " ".join(filler.sub("", whole).split())
        if whole in _KNOWN:
            return _KNOWN[whole]
    return []


def has_when_and_where(names: Iterable[str]) -> bool:
    """Return whether column names tell both when something happened and where."""
    fields = {field for name in names for field in fields_of_name(name)}
    return bool(fields & {"start", "date", "time"}) and bool(fields & {"lat", "northing", "place"})


def _known() -> dict[str, list[str]]:
    known: dict[str, list[str]] = {}
    for field, names in _NAMES.items():
        for name in names.split(";"):
            known.setdefault(normalise_word(name), []).append(field)
    return known


_KNOWN = _known()
