"""The numbered steps from an empty store to the present one, each applied once and never changed afterwards.

The schema keeps to what DuckLake can hold: no keys, unique constraints, enums, sequences or indexes. Identity is
a UUIDv7; what must be unique is checked inside the transaction that writes it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Migration:
    """One step: its number, its name and the statements that take it."""

    version: int
    name: str
    statements: tuple[str, ...]


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
        # hour and week_minute are those of `starts`, null when only the date is known; minutes is the length of the
        # window from starts to ends, null when there is none (est/clock.py: week_minute, window_minutes)
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

MIGRATIONS: tuple[Migration, ...] = (FIRST,)
