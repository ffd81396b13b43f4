"""The numbered steps from an empty store to the present one, each applied once and never changed afterwards.

The schema keeps to what DuckLake can hold: no keys, unique constraints, enums, sequences or indexes. Identity is
a UUIDv7; what must be unique is checked inside the transaction that writes it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import duckdb

from est.store.clock_changes import REPORT_TABLES, keep_turned_clocks
from est.store.shown_cells import keep_shown_cells, shown_cell_statements


@dataclass(frozen=True)
class Migration:
    """One step: its number, its name, the statements that take it, and what SQL cannot do of it, done after them."""

    version: int
    name: str
    statements: tuple[str, ...]
    then: Callable[[duckdb.DuckDBPyConnection], None] | None = None


FIRST = Migration(
    1,
    "the first tables",
    (
        "CREATE TABLE settings (name VARCHAR, value VARCHAR)",
        # every_row: each report is an event of its own; false: repeats in a cell on a day count once in tests
        "CREATE TABLE organisations (id UUID, name VARCHAR, name_en VARCHAR, active BOOLEAN, every_row BOOLEAN)",
        """CREATE TABLE categories (
            code VARCHAR, name VARCHAR, name_en VARCHAR, counted BOOLEAN, severity UTINYINT, active BOOLEAN,
            position USMALLINT)""",
        """CREATE TABLE subcategories (
            category VARCHAR, name VARCHAR, name_en VARCHAR, active BOOLEAN, position USMALLINT)""",
        "CREATE TABLE districts (id UUID, name VARCHAR, outline VARCHAR)",
        """CREATE TABLE places (
            id UUID, name VARCHAR, kind VARCHAR, lat DOUBLE, lng DOUBLE, radius_m DOUBLE, district UUID)""",
        # outlines are GeoJSON text; kind is municipality, study area, neighbour
        "CREATE TABLE outlines (id UUID, kind VARCHAR, name VARCHAR, outline VARCHAR)",
        "CREATE TABLE study_area (resolution UTINYINT, cell UBIGINT, share DOUBLE, area_km2 DOUBLE)",
        # what a null other than the even one is built on: kind is people; cells of resolution 11
        "CREATE TABLE backgrounds (kind VARCHAR, cell UBIGINT, value DOUBLE)",
        "CREATE TABLE mappings (organisation UUID, mapping VARCHAR, saved TIMESTAMP)",
        """CREATE TABLE batches (
            id UUID, organisation UUID, file VARCHAR, content_hash VARCHAR, rows_hash VARCHAR, read UINTEGER,
            accepted UINTEGER, rejected UINTEGER, mapping VARCHAR, note VARCHAR, received TIMESTAMP,
            received_by VARCHAR)""",
        """CREATE TABLE rejects (
            batch UUID, position UINTEGER, line UINTEGER, column_name VARCHAR, value VARCHAR, reason VARCHAR,
            original VARCHAR)""",
        # hour and week_minute are those of `starts`, hour null when only the date is known; minutes is the length of
        # the window from starts to ends, null when there is none (est/clock.py: week_minute, window_minutes)
        """CREATE TABLE reports (
            id UUID, batch UUID, position UINTEGER, organisation UUID,
            starts TIMESTAMP, ends TIMESTAMP, time_precision VARCHAR, twice BOOLEAN, hour UTINYINT,
            week_minute USMALLINT, minutes UINTEGER,
            lat DOUBLE, lng DOUBLE, place_precision VARCHAR, place VARCHAR, place_kind VARCHAR,
            cell UBIGINT, district UUID,
            category VARCHAR, subcategory VARCHAR, category_original VARCHAR,
            source VARCHAR, effect UTINYINT, description VARCHAR, suspicion BOOLEAN, police_reported BOOLEAN,
            on_the_spot VARCHAR, reported TIMESTAMP, review VARCHAR, purge DATE)""",
        """CREATE TABLE measures (
            id UUID, version UINTEGER, title VARCHAR, cells VARCHAR, place VARCHAR, organisation UUID, state VARCHAR,
            starts DATE, due DATE, note VARCHAR, created TIMESTAMP, created_by VARCHAR, changed TIMESTAMP,
            changed_by VARCHAR)""",
    ),
)

SECOND = Migration(
    2,
    "hotspots, causes and follow-up",
    (
        # cells are texts of one resolution, separated by spaces; flagged_from and flagged_to (exclusive) bound the
        # period that made the place a hotspot, null when it was drawn by hand; came_from and became are identities,
        # separated by spaces, of the hotspots it was split off or merged from, and of those it went into
        """CREATE TABLE hotspots (
            id UUID, version UINTEGER, name VARCHAR, cells VARCHAR, resolution UTINYINT, place VARCHAR, origin VARCHAR,
            state VARCHAR, since DATE, need UTINYINT, influence UTINYINT, categories VARCHAR, hours VARCHAR,
            flagged_from DATE, flagged_to DATE, came_from VARCHAR, became VARCHAR,
            created TIMESTAMP, created_by VARCHAR, changed TIMESTAMP, changed_by VARCHAR)""",
        # what the group said of a hotspot on a day: kind is note or decision
        """CREATE TABLE hotspot_entries (
            id UUID, hotspot UUID, kind VARCHAR, happened DATE, wording VARCHAR, written TIMESTAMP,
            written_by VARCHAR)""",
        # evidence is JSON: a list of what is pointed to
        """CREATE TABLE causes (
            id UUID, version UINTEGER, hotspot UUID, box VARCHAR, wording VARCHAR, standing VARCHAR, evidence VARCHAR,
            created TIMESTAMP, created_by VARCHAR, changed TIMESTAMP, changed_by VARCHAR)""",
        *(
            f"ALTER TABLE measures ADD COLUMN {column}"
            for column in (
                "hotspot UUID",
                "cause UUID",
                "without_cause VARCHAR",
                "kind VARCHAR",
                "mechanism VARCHAR",
                "term VARCHAR",
                "taking_part VARCHAR",
                "decided DATE",
                "decided_by VARCHAR",
                "expected VARCHAR",
                "measured_by VARCHAR",
                "as_planned VARCHAR",
                "deviation VARCHAR",
                "follow_up DATE",
                "outcome VARCHAR",
                "displacement VARCHAR",
                "lesson VARCHAR",
            )
        ),
        # what is known of a measure; learned_from is the measure the group learned it from, null for what was seeded
        """CREATE TABLE measure_library (
            id UUID, version UINTEGER, title VARCHAR, title_en VARCHAR, kind VARCHAR, mechanism VARCHAR, works VARCHAR,
            works_en VARCHAR, source VARCHAR, active BOOLEAN, learned_from UUID, created TIMESTAMP,
            created_by VARCHAR, changed TIMESTAMP, changed_by VARCHAR)""",
        # a row a version, never changed; design is canonical JSON and hash the SHA-256 of it
        """CREATE TABLE designs (
            id UUID, measure UUID, version UINTEGER, design VARCHAR, hash VARCHAR, locked TIMESTAMP,
            locked_by VARCHAR)""",
        # evaluations as they stood when the group decided on them; evaluation is JSON
        """CREATE TABLE verdicts (
            id UUID, measure UUID, design UUID, as_of DATE, step VARCHAR, evaluation VARCHAR, decision VARCHAR,
            frozen TIMESTAMP, frozen_by VARCHAR)""",
    ),
)

# what the defaults are called in another language stands in the catalogues of est/text
THIRD = Migration(
    3,
    "names without a column for each language",
    tuple(
        f"ALTER TABLE {table} DROP COLUMN {column}"
        for table, column in (
            ("organisations", "name_en"),
            ("categories", "name_en"),
            ("subcategories", "name_en"),
            ("measure_library", "title_en"),
            ("measure_library", "works_en"),
        )
    ),
)

FOURTH = Migration(
    4,
    "what a report is called where it comes from",
    ("ALTER TABLE reports ADD COLUMN reference VARCHAR",),
)

FIFTH = Migration(
    5,
    "a cell of each report and of the people at every resolution that is shown",
    shown_cell_statements(),
    keep_shown_cells,
)

# alarms that somebody has seen, with their evidence; direction is more or fewer, cells are texts parted by commas
SIXTH = Migration(
    6,
    "alarms that were seen",
    (
        """CREATE TABLE alarms (
            id UUID, name VARCHAR, cells VARCHAR, direction VARCHAR, as_of DATE, weeks UTINYINT, counted DOUBLE,
            expected DOUBLE, low DOUBLE, high DOUBLE, once_in_days DOUBLE, acknowledged TIMESTAMP,
            acknowledged_by VARCHAR)""",
    ),
)

SEVENTH = Migration(
    7,
    "reports that come again",
    (
        "ALTER TABLE reports ADD COLUMN version UINTEGER",
        "UPDATE reports SET version = 1",
        # what `reports` held and holds no longer: earlier versions, and what was undone or is gone from its source
        "CREATE TABLE report_versions AS SELECT * FROM reports WHERE false",
        # which row of which batch says which version of which report: new, changed, known, repeated; voided has no row
        "CREATE TABLE batch_rows (batch UUID, position UINTEGER, report UUID, version UINTEGER, kind VARCHAR)",
        "INSERT INTO batch_rows SELECT batch, position, id, version, 'new' FROM reports WHERE batch IS NOT NULL",
        *(
            f"ALTER TABLE batches ADD COLUMN {column}"
            for column in (
                "known UINTEGER DEFAULT 0",
                "changed UINTEGER DEFAULT 0",
                "gone UINTEGER DEFAULT 0",
                "repeated UINTEGER DEFAULT 0",
                "voided UINTEGER DEFAULT 0",
                "replaces UUID",
                "undone TIMESTAMP",
                "undone_by VARCHAR",
            )
        ),
        # rows of one file that agree in everything: events of their own where this is true, else copies
        "ALTER TABLE organisations ADD COLUMN keeps_copies BOOLEAN",
    ),
)

EIGHTH = Migration(
    8,
    "people, their sessions, and whether an organisation shares its descriptions",
    (
        # issuer and subject are those of the identity provider, null until the first sign-in; version grows with every
        # change of the person, and ends the sessions that were begun under an earlier one
        """CREATE TABLE people (
            id UUID, version UINTEGER, email VARCHAR, role VARCHAR, organisation UUID, issuer VARCHAR, subject VARCHAR,
            added TIMESTAMP, added_by VARCHAR, changed TIMESTAMP, changed_by VARCHAR)""",
        # without history, and not in the log; times are UTC
        """CREATE TABLE sessions (
            id UUID, token_hash VARCHAR, person UUID, person_version UINTEGER, begun TIMESTAMP, seen TIMESTAMP)""",
        "ALTER TABLE organisations ADD COLUMN shares_descriptions BOOLEAN",
    ),
)

RETENTION = Migration(
    9,
    "how long reports are kept",
    (
        # null organisation or category: of all
        "CREATE TABLE retention (organisation UUID, category VARCHAR, months USMALLINT)",
        # purged: when what an undone batch brought was removed; purged_rows: reports of it that were past their time
        "ALTER TABLE batches ADD COLUMN purged TIMESTAMP",
        "ALTER TABLE batches ADD COLUMN purged_rows UINTEGER DEFAULT 0",
        "ALTER TABLE batches ADD COLUMN rejects_purged BOOLEAN DEFAULT false",
    ),
)

ENTRIES = Migration(
    10,
    "reports one by one, and their review",
    (
        # what stands and is not approved: it waits, was returned, rejected or is the duplicate of another. `reports`
        # holds what is approved alone, so that no question about the picture can find anything else
        "CREATE TABLE unapproved_reports AS SELECT * FROM reports WHERE false",
        # decision is approved, returned, rejected or duplicate, the last with the report that it is a duplicate of
        """CREATE TABLE reviews (
            id UUID, report UUID, version UINTEGER, organisation UUID, decision VARCHAR, reason VARCHAR,
            duplicate_of UUID, decided TIMESTAMP, decided_by VARCHAR)""",
        # how reports came: file; entered, corrected and voided are of one report, by hand, the last two with a reason
        "ALTER TABLE batches ADD COLUMN kind VARCHAR",
        "UPDATE batches SET kind = 'file'",
        "ALTER TABLE batches ADD COLUMN reason VARCHAR",
        # what is entered by hand for an organisation that is trusted needs no review
        "ALTER TABLE organisations ADD COLUMN trusted BOOLEAN",
    ),
)

FORMER_NAMES = Migration(
    11,
    "names that categories and organisations had",
    (
        # by them a word in a file is known still; organisation, or category with or without subcategory, is what it
        # means now
        """CREATE TABLE former_names (
            name VARCHAR, organisation UUID, category VARCHAR, subcategory VARCHAR, until TIMESTAMP)""",
        # of an organisation that was made one with another: the other
        "ALTER TABLE organisations ADD COLUMN merged_into UUID",
        # of a category that was made one with another: the other
        "ALTER TABLE categories ADD COLUMN merged_into VARCHAR",
    ),
)

PICTURES = Migration(
    12,
    "frozen situation pictures",
    (
        # a row a picture, never changed; content is canonical JSON of the form `format`, hash the SHA-256 of it,
        # erased the hash that it has since a text was erased from it
        """CREATE TABLE situation_pictures (
            id UUID, period VARCHAR, starts DATE, ends DATE, format UINTEGER, content VARCHAR, hash VARCHAR,
            frozen TIMESTAMP, frozen_by VARCHAR, erased VARCHAR)""",
    ),
)

MEETINGS = Migration(
    13,
    "meetings, their points, tasks, coming events and minutes",
    (
        # present and focus are lines under each other; present are functions, never names
        """CREATE TABLE meetings (
            id UUID, version UINTEGER, held DATE, present VARCHAR, picture UUID, focus VARCHAR, next_held DATE,
            created TIMESTAMP, created_by VARCHAR, changed TIMESTAMP, changed_by VARCHAR)""",
        """CREATE TABLE meeting_points (
            id UUID, version UINTEGER, meeting UUID, kind VARCHAR, position UINTEGER, title VARCHAR, subject VARCHAR,
            basis VARCHAR, hotspot UUID, measure UUID, status VARCHAR, decision VARCHAR, note VARCHAR,
            created TIMESTAMP, created_by VARCHAR, changed TIMESTAMP, changed_by VARCHAR)""",
        """CREATE TABLE tasks (
            id UUID, version UINTEGER, title VARCHAR, assigned VARCHAR, due DATE, state VARCHAR, outcome VARCHAR,
            meeting UUID, point UUID, created TIMESTAMP, created_by VARCHAR, changed TIMESTAMP, changed_by VARCHAR)""",
        """CREATE TABLE coming_events (
            id UUID, version UINTEGER, title VARCHAR, starts DATE, ends DATE, place VARCHAR, note VARCHAR,
            cancelled BOOLEAN, created TIMESTAMP, created_by VARCHAR, changed TIMESTAMP, changed_by VARCHAR)""",
        # a row a meeting, never changed; content is canonical JSON, hash the SHA-256 of it; approved_by are functions
        """CREATE TABLE minutes (
            id UUID, meeting UUID, held DATE, content VARCHAR, hash VARCHAR, approved_by VARCHAR, locked TIMESTAMP,
            locked_by VARCHAR, erased VARCHAR)""",
        """CREATE TABLE addenda (
            id UUID, minutes UUID, wording VARCHAR, approved_by VARCHAR, written TIMESTAMP, written_by VARCHAR)""",
    ),
)

GROUND = Migration(
    14,
    "the ground of the map",
    (
        # the largest first; rank 0 is seen from afar, 3 only near; points are lng and lat in turn, in millionths of a
        # degree, rings how many of them each line or ring of an area has
        """CREATE TABLE ground (
            position UINTEGER, kind VARCHAR, rank UTINYINT, name VARCHAR, areal BOOLEAN, rings UINTEGER[],
            points INTEGER[])""",
    ),
)

ADDRESSES = Migration(
    15,
    "the address register, and other names of places",
    (
        """CREATE TABLE addresses (
            street VARCHAR, number UINTEGER, letter VARCHAR, postcode VARCHAR, town VARCHAR, lat DOUBLE, lng DOUBLE)""",
        # the middle of each street that a report may have as its place, and half its length
        "CREATE TABLE streets (name VARCHAR, town VARCHAR, lat DOUBLE, lng DOUBLE, radius_m DOUBLE)",
        # what a name means that could be several streets'; "-" when it means none
        """CREATE TABLE street_answers (
            written VARCHAR, street VARCHAR, answered TIMESTAMP, answered_by VARCHAR)""",
        # other names by which files call a place
        "CREATE TABLE place_aliases (place UUID, name VARCHAR)",
        "ALTER TABLE reports ADD COLUMN address VARCHAR",
        "ALTER TABLE report_versions ADD COLUMN address VARCHAR",
        "ALTER TABLE unapproved_reports ADD COLUMN address VARCHAR",
        # whether its addresses are people's homes, which are placed on the street; null: by its name
        "ALTER TABLE organisations ADD COLUMN street_only BOOLEAN",
    ),
)

ARRIVALS = Migration(
    16,
    "files that come by themselves",
    (
        # token_hash is the SHA-256 of what the organisation's system shows
        """CREATE TABLE tokens (
            id UUID, name VARCHAR, organisation UUID, token_hash VARCHAR, made TIMESTAMP, made_by VARCHAR,
            used TIMESTAMP, revoked TIMESTAMP, revoked_by VARCHAR)""",
        # files that wait for somebody to look at them; reasons is JSON; outcome is taken or put aside, and settled when
        """CREATE TABLE arrivals (
            id UUID, organisation UUID, file VARCHAR, content_hash VARCHAR, reasons VARCHAR, received TIMESTAMP,
            received_by VARCHAR, outcome VARCHAR, settled TIMESTAMP, settled_by VARCHAR)""",
    ),
)

MAIL = Migration(
    17,
    "letters to organisations, and the queue of messages",
    (
        # at most one row; the password is never kept
        """CREATE TABLE mail_server (
            host VARCHAR, port UINTEGER, security VARCHAR, sender VARCHAR, account VARCHAR, site VARCHAR)""",
        "CREATE TABLE recipients (organisation UUID, address VARCHAR)",
        """CREATE TABLE letters (
            id UUID, version UINTEGER, kind VARCHAR, organisation UUID, subject VARCHAR, wording VARCHAR, since DATE,
            until DATE, created TIMESTAMP, created_by VARCHAR, changed TIMESTAMP, changed_by VARCHAR)""",
        # approved_by is a function; by_mail whether messages came of it, or it was told in another way
        "CREATE TABLE letter_approvals (letter UUID, approved_by VARCHAR, approved TIMESTAMP, by_mail BOOLEAN)",
        # a row an address; due is when it is tried next, answer what the server last said
        """CREATE TABLE messages (
            id UUID, letter UUID, address VARCHAR, state VARCHAR, attempts UINTEGER, queued TIMESTAMP, due TIMESTAMP,
            fault VARCHAR, answer VARCHAR)""",
    ),
)

VIEWS = Migration(
    18,
    "saved views, and who gets what by mail",
    (
        # selection is JSON; owner is an account, empty for the group's
        """CREATE TABLE saved_views (
            id UUID, version UINTEGER, name VARCHAR, page VARCHAR, selection VARCHAR, follows BOOLEAN, owner VARCHAR,
            created TIMESTAMP, created_by VARCHAR, changed TIMESTAMP, changed_by VARCHAR)""",
        # view is null for the pictures of the week
        "CREATE TABLE subscriptions (id UUID, organisation UUID, view UUID, added TIMESTAMP)",
    ),
)

CLOCKS = Migration(
    19,
    "changes of the clock within a window",
    # the hour of the week that a change skips (clock_minutes -60) or repeats (60) within the window (est/clock.py)
    tuple(
        f"ALTER TABLE {table} ADD COLUMN {column}"
        for table in REPORT_TABLES
        for column in ("clock_hour UTINYINT", "clock_minutes SMALLINT")
    ),
    keep_turned_clocks,
)

OWN_MAIL = Migration(
    20,
    "subscriptions of people for themselves, and what goes with a letter",
    (
        # person is the account at whose address it goes; then there is no organisation
        "ALTER TABLE subscriptions ADD COLUMN person VARCHAR",
        "ALTER TABLE letters ADD COLUMN person VARCHAR",
        # id is the letter's; content is JSON, of which the files are made when the letter is sent
        "CREATE TABLE attachments (id UUID, content VARCHAR)",
    ),
)

MAP_SERVICE = Migration(
    21,
    "a picture of a map service under the cells",
    (
        # at most one row; layers with commas between them, the sides in degrees of a picture in Web Mercator, and its
        # bytes as numbers, in which no text can be looked for
        """CREATE TABLE ground_picture (
            address VARCHAR, layers VARCHAR, west DOUBLE, south DOUBLE, east DOUBLE, north DOUBLE,
            picture UTINYINT[])""",
    ),
)

MIGRATIONS: tuple[Migration, ...] = (
    *(FIRST, SECOND, THIRD, FOURTH, FIFTH, SIXTH, SEVENTH, EIGHTH),
    *(RETENTION, ENTRIES, FORMER_NAMES, PICTURES, MEETINGS, GROUND, ADDRESSES, ARRIVALS, MAIL, VIEWS, CLOCKS, OWN_MAIL),
    MAP_SERVICE,
)
