"""A store is brought to the form that this program knows: the migrations that it lacks, and the way back kept first."""

import contextlib
from collections.abc import Sequence
from pathlib import Path

import duckdb

from est.errors import StoreDamagedError, StoreTooNewError
from est.store.chain import number_log
from est.store.connection import first_line
from est.store.former import keep_former
from est.store.migrations import Migration
from est.text import N_


def upgrade_store(
    cursor: duckdb.DuckDBPyConnection, path: Path | None, migrations: Sequence[Migration], *, keeps_former: bool
) -> None:
    """Take the migrations that the store at `path` (None: in memory) lacks; a new store lacks all of them.

    With `keeps_former` an older store is first kept beside itself as it is. Raises StoreTooNewError, the store left
    untouched, where its version is later than all migrations, and StoreDamagedError where one cannot be taken.
    """
    try:
        _take_all(cursor, path, migrations, keeps_former=keeps_former)
    except (duckdb.CatalogException, duckdb.ParserException, duckdb.BinderException):
        raise  # a step of ours is wrong, not the file
    except duckdb.Error as error:
        raise StoreDamagedError(
            N_(
                "The store {path} cannot be made ready ({reason}). See that there is room on the disk and that "
                "the file may be written, and try again. If it is damaged, restore a backup with `est restore`."
            ),
            path=path,
            reason=first_line(error),
        ) from error


def _take_all(
    cursor: duckdb.DuckDBPyConnection, path: Path | None, migrations: Sequence[Migration], *, keeps_former: bool
) -> None:
    cursor.execute("CREATE TABLE IF NOT EXISTS migrations (version UINTEGER, name VARCHAR)")
    cursor.execute(
        "CREATE TABLE IF NOT EXISTS log (id UUID, who VARCHAR, logged TIMESTAMP, action VARCHAR, "
        "object UUID, payload VARCHAR)"
    )
    number_log(cursor)
    rows = cursor.execute("SELECT version FROM migrations").fetchall()
    taken = {int(row[0]) for row in rows}
    newest = max((step.version for step in migrations), default=0)
    if taken and max(taken) > newest:
        raise StoreTooNewError(
            N_(
                "The store {path} is of version {version} and this program knows versions up to {newest}. "
                "Update the program; the store was left untouched."
            ),
            path=path,
            version=max(taken),
            newest=newest,
        )
    steps = [step for step in migrations if step.version not in taken]
    if taken and steps and path is not None and keeps_former:
        keep_former(cursor, path)
    # a new store is made in one go, which is much quicker; an old one is safe after each step
    for together in [steps] if not taken else [[step] for step in steps]:
        _take(cursor, together)


def _take(cursor: duckdb.DuckDBPyConnection, steps: Sequence[Migration]) -> None:
    """Take some migrations in one transaction."""
    cursor.execute("BEGIN TRANSACTION")
    try:
        for step in steps:
            cursor.execute(";".join(step.statements))
            if step.then:
                step.then(cursor)
            cursor.execute("INSERT INTO migrations VALUES (?, ?)", [step.version, step.name])
        cursor.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(duckdb.Error):
            cursor.execute("ROLLBACK")
        raise
    cursor.execute("CHECKPOINT est")
