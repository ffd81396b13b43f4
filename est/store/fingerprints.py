"""What a store holds, told so shortly that two can be compared."""

import duckdb


def fingerprints(cursor: duckdb.DuckDBPyConnection, database: str) -> dict[str, tuple[int, int]]:
    """Return table → number of rows and a sum of their hashes, of every table of a database but the sessions."""
    tables = cursor.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_catalog = ? AND table_schema = 'main'", [database]
    ).fetchall()
    found = {}
    for (table,) in tables:
        if table != "sessions":
            count, hashes = cursor.execute(
                f'SELECT count(*), coalesce(sum(hash(held)::HUGEINT), 0) FROM {database}.main."{table}" AS held'  # noqa: S608
            ).fetchall()[0]
            found[table] = (int(count), int(hashes))
    return found
