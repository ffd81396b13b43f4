"""The fields of a report, one row a field: all that is known of each stands here and nowhere else.

Recognition, mapping, checking, the store's columns, the guard, lists, exports and docs/batch-files.md read it. The
order is that of the mapping: where a name means two fields, the one above is the better guess.
"""

from collections.abc import Sequence
from functools import partial

import polars as pl

from est.reports.fields import readers
from est.reports.fields.field import Field, FieldType
from est.text import N_

_YES_OR_NO = N_(
    "In {count} of the rows the value of {column} is not understood and counts as empty: {examples}. Write yes or no."
)


def _each(words: str, ends: Sequence[str]) -> str:
    """Return every word with every end, as headers."""
    return ";".join(word + end for word in words.split() for end in ends)


FIELDS: tuple[Field, ...] = (
    Field(
        "start",
        N_("Start: date and time"),
        (
            "tidpunkt;starttid;händelsetid;occurred;start;starts;startdatum;starttidpunkt;start at;started;begin;"
            "begins;beginning;from;fran;fr o m;fom;intraffad;intraffat;intraffade;handelsetidpunkt;start tid;"
            "start time;start date;start datetime;start datum;begin time;begin date;occurred at;occurred on;"
            "occurrence;occured;datetime;date time;datum tid;datum och tid;date and time;timestamp;tidsstampel;"
            "when;nar;intraffad fran;fran tid;fran datum;tid fran;from time;from date;brottstid;event time;"
            "event date time;handelse start;handelse;event;incident;starts at;time start;datum fran;datum start;"
            "date start;handelsedatum tid;occurred from;occurred datetime;date of occurrence;date occurrence;date occ;"
            "occ date;date occurred;handelsetidpunkt fran;tidpunkt fran;brottstid fr o m;brottstid fran;"
            "nar hande det;nar intraffade det;nar skedde det;nar var det;"
            "tidpunkt fr o m;handelsetid fran;fran och med;offense start datetime;start date and time"
        ),
        (
            "when it happened or began: `2026-03-01 18:05`, `2026-03-01 18.05`, `2026-03-01T17:05Z`, date cells. A "
            "date alone means that the time is not known. `03/04/2026` is refused until the mapping says which is "
            "the day: `start(dmy)`"
        ),
        type=FieldType.MOMENT,
        stored_as="starts",
        dtype=pl.Datetime("us"),
    ),
    Field(
        "end",
        N_("End: date and time"),
        (
            "sluttid;slutdatum;till;ended;end;ends;slut;sluttidpunkt;to;t o m;tom;end time;end date;end datetime;"
            "slut tid;slut datum;tid till;till tid;till datum;tid slut;intraffad till;to time;to date;until;stop;"
            "stopp;stopptid;tidpunkt slut;finish;occurred to;handelsetidpunkt till;tidpunkt till;brottstid t o m;"
            "brottstid till;tidpunkt t o m;handelsetid till;till och med;offense end datetime;end date and time;"
            "datum till;datum slut;date to;date end"
        ),
        (
            "when it ended, if it lasted or was found later; the report then counts with its share in every hour of "
            "the week"
        ),
        type=FieldType.MOMENT,
        stored_as="ends",
        dtype=pl.Datetime("us"),
    ),
    Field(
        "date",
        N_("Start: date alone"),
        (
            "datum;date;händelsedatum;incident date;dag;day;handelsedag;brottsdatum;event date;occurrence date;"
            "occurred date;cmplnt fr dt;startdag;start dag;dag start"
        ),
        "the day of the start, where the time of day has a column of its own",
        type=FieldType.MOMENT,
    ),
    Field(
        "time",
        N_("Start: time of day alone"),
        (
            "klockslag;tid;time;hour;timme;kl;klockan;klocktid;clock;time of day;handelse klockslag;occurred time;"
            "time occ;cmplnt fr tm;fran kl;kl fran;start kl;kl start;klockslag fran;fran klockslag;start klockslag;"
            "startklockslag;startkl;ungefarligt klockslag;ungefarlig tid;tidpunkt pa dygnet;tid pa dygnet;tid pa dagen"
        ),
        "the time of day of the start, beside `date`",
        type=FieldType.CLOCK,
    ),
    Field(
        "month",
        N_("Start: month or week alone"),
        (
            "månad;month;år månad;vecka;week;iso week;year month;ar vecka;manad och ar;iso vecka;veckonummer;veckonr;"
            "vecka nr;week number;week no;weekno;v;manadsnummer;"
            "kvartal;quarter;period;tidsperiod"
        ),
        (
            "the month (`2026-03`, `mars 2026`), the week (`2026-W12`, `v. 12 2026`) or the quarter (`2026-Q1`), where "
            "no more is known: counted in totals, in no hour"
        ),
    ),
    Field(
        "year",
        N_("Start: year alone"),
        "år;year;årtal;yr",
        "the year of `month`, where that has a column of its own (`12` beside `2026`)",
    ),
    Field(
        "day",
        N_("Start: day of the month alone"),
        "dag;day;dag i månaden;day of month;veckodag;weekday;day of week",
        "the day of the month, beside `year` and `month`, or the weekday (*fredag*) beside a week",
    ),
    Field(
        "minute",
        N_("Start: minute alone"),
        "minut;minute;minuter;minutes",
        "the minute of the start, beside an hour in `time` (`15` beside `21`)",
    ),
    Field(
        "end_date",
        N_("End: date alone"),
        "slutdatum dag;till datum dag;cmplnt to dt;slutdag;slut dag;dag slut",
        "the day of the end, where the time of day has a column of its own",
        type=FieldType.MOMENT,
    ),
    Field(
        "end_time",
        N_("End: time of day alone"),
        (
            "slutklockslag;till klockslag;klockslag till;klockslag slut;till kl;cmplnt to tm;kl till;slut kl;kl slut;"
            "slutkl"
        ),
        "the time of day of the end; without `end_date` on the day of the start, or the next",
        type=FieldType.CLOCK,
    ),
    Field(
        "zone",
        N_("Time zone of the times"),
        "tidszon;timezone;time zone;tz;utc offset;tidzon",
        "the zone in which the times of the row are written: `UTC`, `+02:00`, `Europe/Stockholm`; they are converted",
    ),
    Field(
        "lat",
        N_("Latitude or north (N)"),
        "lat;latitud;latitude;breddgrad;bredd;y lat;lat y;geo lat;point lat;gps lat;gpslat",
        "WGS 84, with decimal point or comma",
        type=FieldType.COORDINATE,
        dtype=pl.Float64(),
    ),
    Field(
        "lng",
        N_("Longitude or east (E)"),
        (
            "lon;lng;longitud;längdgrad;long;longitude;langd;x lon;lon x;x lng;geo lon;geo lng;geo long;point lon;"
            "gps lon;gps lng;gpslon"
        ),
        "the same",
        type=FieldType.COORDINATE,
        dtype=pl.Float64(),
    ),
    Field(
        "northing",
        N_("Latitude or north (N)"),
        "n;nord;y;nordkoordinat;north;northing;norr;north coord;x nord;nordlig;sweref n;ykoord;y koord",
        "metres of SWEREF 99 TM, of a local zone or of RT 90: `northing(3010)` says which; `6 580 822,5` too",
        type=FieldType.METRES,
    ),
    Field(
        "easting",
        N_("Longitude or east (E)"),
        "e;ost;x;östkoordinat;east;easting;oster;o;east coord;y ost;ostlig;sweref e;xkoord;x koord",
        "the same",
        type=FieldType.METRES,
    ),
    Field(
        "point",
        N_("Point in one column"),
        (
            "point;position;koordinater;coordinates;gps;location gps;latlng;lat lng;lat lon;lat long;lat och long;"
            "geopoint;geo point;punkt;koordinat;geometry;geometri;wkt;georeference"
        ),
        "both numbers of the point: `59.31, 14.10`, `(59.31, 14.10)`, `POINT(14.10 59.31)`, GeoJSON",
        type=FieldType.METRES,
    ),
    Field(
        "address",
        N_("Address"),
        (
            "adress;gatuadress;address;gata;street;street address;besoksadress;adressplats;street name;gatunamn;"
            "incident address;fastighetsadress;objektsadress;belagenhetsadress"
        ),
        "street and number, placed by the address register: `Kungsg. 12 B`, `Kungsgatan/Storgatan`, `vid Konsum`",
        dtype=pl.String(),
        read=readers.read_text,
        listed=True,
    ),
    Field(
        "place",
        N_("Place"),
        (
            "plats;platsnamn;location;place;lokal;place name;location name;"
            "lage;handelseplats;brottsplats;omrade;area;ort;var;where;var hande det;var intraffade det;var skedde det;"
            "var ar det;hallplats;skola;skolenhet;objekt;anlaggning"
        ),
        "a named place of the municipality, or an address; stands in for a point",
        dtype=pl.String(),
        read=readers.read_text,
        listed=True,
    ),
    Field(
        "place_kind",
        N_("Kind of place"),
        (
            "platstyp;typ av plats;miljö;location type;place type;place kind;location category;location kind;"
            "premises;premise;plats typ;platskategori"
        ),
        "the kind of place, in words: square, school yard, stairwell",
        dtype=pl.String(),
        read=readers.read_text,
        listed=True,
    ),
    Field(
        "category",
        N_("Category"),
        (
            "kategori;typ;brottstyp;händelsetyp;handelse;event;incident;category;type;offense;offence;"
            "incident type;event type;crime;crime type;brottsrubricering;brottskod;rubricering;brottskategori;"
            "handelsekategori;primary type;offense type;offence type;huvudkategori;amne;rubrik;crime category;kind;"
            "art;service name;complaint type;ofns desc;crm cd desc;offense parent group;"
            "crime type description;arendetyp;arendekategori;felkategori;typ av arende;typ av incident;storningstyp;"
            "typ av storning;avvikelsetyp;typ av avvikelse;tillbudstyp;typ av tillbud;larmtyp;typ av larm;incidenttyp;"
            "skadetyp;typ av skada"
        ),
        (
            "one of the ten categories or a word for them; what is not known is counted and shown, and goes to "
            "Övrigt with its own word kept"
        ),
        dtype=pl.String(),
        original="category_original",
    ),
    Field(
        "subcategory",
        N_("Subcategory"),
        "underkategori;undertyp;delkategori;subcategory;sub category;subtype;sub type;secondary type",
        "a word for a part of a category",
        dtype=pl.String(),
        original="category_original",
        listed=True,
    ),
    Field(
        "source",
        N_("Source"),
        "källa;uppgiftskälla;source;information source",
        "how it is known: own observation, a tip, at second hand",
        dtype=pl.String(),
        read=readers.read_text,
        listed=True,
    ),
    Field(
        "effect",
        N_("Effect on safety, 1–3"),
        "effekt;påverkan;allvarlighet;severity;effect;trygghetspaverkan;impact;effect on safety;hur allvarligt;"
        "hur allvarligt var det;allvarlighetsgrad",
        "the judged effect on safety, 1 to 3",
        dtype=pl.UInt8(),
        read=readers.read_effect,
        unread=N_(
            "In {count} of the rows the value of {column} is not understood and counts as empty: {examples}. The "
            "effect on safety is 1, 2 or 3."
        ),
        listed=True,
    ),
    Field(
        "description",
        N_("Description"),
        (
            "text;beskrivning;fritext;description;notering;anteckning;anteckningar;kommentar;comment;comments;note;"
            "notes;free text;handelsebeskrivning;summary;sammanfattning;narrative;detail;details;detaljer;info;"
            "ovrig information;content;innehall;beskriv handelsen;beskriv vad som hande"
        ),
        (
            "at most 500 characters and never a person: a personal number, phone number, e-mail address or "
            "registration number makes the row a reject"
        ),
        dtype=pl.String(),
        read=readers.read_text,
        listed=True,
    ),
    Field(
        "suspicion",
        N_("Suspicion only"),
        "misstanke;misstänkt;suspicion;suspicion only;endast misstanke",
        "*ja* or *nej* (yes, no): a suspicion only",
        dtype=pl.Boolean(),
        read=readers.read_yes_no,
        unread=_YES_OR_NO,
        listed=True,
    ),
    Field(
        "police_reported",
        N_("Reported to the police"),
        "polisanmäld;polisanmälan;anmäld;police reported;polisanmalt;reported to police;anmald till polisen",
        "*ja* or *nej* (yes, no): reported to the police",
        dtype=pl.Boolean(),
        read=readers.read_yes_no,
        unread=_YES_OR_NO,
        listed=True,
    ),
    Field(
        "on_the_spot",
        N_("What was done on the spot"),
        "åtgärd på plats;vidtagen åtgärd;gjort på plats;action taken;done on the spot;on the spot;atgard",
        "what was done at once",
        dtype=pl.String(),
        read=readers.read_text,
        listed=True,
    ),
    Field(
        "reported",
        N_("When it was reported"),
        (
            "rapporterad;inkommen;anmälningsdatum;published;reported;reported at;reported on;rapporterat;"
            "rapporttid;rapportdatum;inkom;anmald tid;publicerad;publiceringstid;publicerat;report date;"
            "report time;date reported;created;skapad;registrerad;registreringsdatum;requested datetime;created date;"
            "date created;opened;open date;registrerat;registreringstid;reported datetime;report datetime;rpt dt;"
            "date rptd;anmalningstid;created at;anmalt;anmald datum;anmaldes;tidstampel;inskickat;submitted;"
            "submission date;slutforandetid;completion time;"
            "inkommet;inkom datum;arendedatum;skapat;skapat datum;skapad datum;skapad tid;"
            "datum skapad;registrerad datum;post date;mottagen;mottaget;anmalt datum;larmtid;larmtidpunkt;alarm time"
        ),
        "when it was reported, as a time",
        type=FieldType.MOMENT,
        dtype=pl.Datetime("us"),
        unread=N_(
            "In {count} of the rows the value of {column} is not understood and counts as empty: {examples}. Write a "
            "day and a time, such as 2026-03-01 18:05."
        ),
        listed=True,
    ),
    Field(
        "reference",
        N_("Reference"),
        (
            "ärendenummer;diarienummer;dnr;case number;ärendenr;ärende nr;ärende id;referens;referensnummer;reference;"
            "reference number;case no;case id;incident key;incident number;incident id;handelsenummer;handelse id;"
            "arende;report number;report no;report id;crime id;dr number;dr no;complaint number;service request id;"
            "unique key;cmplnt num;rapportnr;rapport nr;rapportnummer;felanmalan nr;felanmalansnummer;arendeid;"
            "lopnummer;lopnr;id;arsnr;arsnummer;k nummer;k nr;knr;"
            + _each(
                "arende diarie handelse rapport anmalan anmalnings felanmalan felanmalnings journal uppdrag uppdrags "
                "incident referens avvikelse avvikelses akt logg",
                ("nr", " nr", "nummer", " nummer", "id", " id", "beteckning"),
            )
            + ";"
            + _each(
                "case incident report event ticket crime offence offense complaint record reference request call log "
                "file occurrence issue",
                (" number", " no", " num", " nbr", " nr", " id", " ref", " key", "id"),
            )
        ),
        (
            "what the one who reports calls it: a number of a case, a journal or an incident. By it a row is known "
            "again: the same report, unchanged or changed"
        ),
        dtype=pl.String(),
        read=readers.read_text,
        listed=True,
    ),
    Field(
        "time_precision",
        N_("How exact the time is"),
        "tidsprecision;hur exakt tid;time precision;tid exakthet;exakthet tid",
        "*exakt*, *ungefär* or *okänd* (exact, approximate, unknown); exact when left out and there is a clock time",
        dtype=pl.String(),
        read=partial(readers.read_choice, readers.TIME_PRECISIONS),
        unread=N_(
            "In {count} of the rows the value of {column} is not understood and counts as empty: {examples}. Write "
            "exact, approximate or unknown."
        ),
    ),
    Field(
        "place_precision",
        N_("How exact the place is"),
        "platsprecision;exakthet plats;place precision;plats exakthet;position accuracy;location precision",
        (
            "*punkt*, *ungefärlig* or *område* (point, approximate, area): how far off the place may be. A point when "
            "left out; an area counts in totals and not on the map"
        ),
        dtype=pl.String(),
        read=partial(readers.read_choice, readers.PLACE_PRECISIONS),
        unread=N_(
            "In {count} of the rows the value of {column} is not understood and counts as empty: {examples}. Write "
            "point, approximate or area."
        ),
    ),
)

FIELD: dict[str, Field] = {field.name: field for field in FIELDS}
LISTED: tuple[Field, ...] = tuple(field for field in FIELDS if field.listed)
