"""Can every table of a store be read? DuckDB finds a damaged block only when something in it is asked for."""

import duckdb

from est.errors import StoreDamagedError
from est.home import PostgresHome
from est.store.connection import first_line
from est.store.database import Store


def unreadable_tables(store: Store) -> dict[str, str]:
    """Return table → why, of each that cannot be read whole, whatever tables there are; {} where all can be.

    Every column of every row is read. Raises StoreMemoryError where that takes more than the database may use.
    """
    with store.asking() as cursor:
        tables = cursor.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'est' ORDER BY ALL"
        ).fetchall()
    found = {}
    for schema, table in tables:
        named = ".".join('"' + name.replace('"', '""') + '"' for name in ("est", schema, table))
        try:
            with store.asking() as cursor:
                # a hash over the whole row is one that no statistics can answer, so each block is read
                cursor.execute(f"SELECT sum(hash(held)::HUGEINT) FROM {named} AS held").fetchall()  # noqa: S608
        except (duckdb.Error, StoreDamagedError) as error:
            found[table if schema == "main" else f"{schema}.{table}"] = first_line(_of_duckdb(error))
            store.revive()
    return found


def unreadable_faults(store: Store) -> list[str]:
    """Return a sentence for each table that cannot be read whole."""
    return [f"The table {table} cannot be read ({reason})." for table, reason in unreadable_tables(store).items()]


def damage_advice(store: Store) -> str:
    """Return what to do about a store that cannot be read whole: a file of a journal is made anew out of that."""
    if isinstance(store.home, PostgresHome):
        return f"Stop est on this machine and remove {store.path}: it is made anew out of PostgreSQL."
    return "Restore a backup with `est restore`, and keep the damaged file."


def _of_duckdb(error: Exception) -> Exception:
    """Return what DuckDB said, which a sentence of ours was made of."""
    return error.__cause__ if isinstance(error.__cause__, duckdb.Error) else error
