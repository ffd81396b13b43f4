"""The connection to a store: one DuckDB file, owned by one process, with no way out to network or file system."""

from contextlib import suppress
from pathlib import Path

import duckdb

from est.errors import StoreBusyError, StoreDamagedError, StoreTooNewError
from est.store.chain import head_path
from est.text import N_

DAMAGE = (duckdb.IOException, duckdb.FatalException, duckdb.InternalException, duckdb.SerializationException)
"""What DuckDB raises where it reads what was not written, or cannot read at all."""

UNWRITABLE = ("Could not write file", "Cannot open file", "No space left")
"""So DuckDB says that the disk or its folder takes nothing."""


def connect(path: Path | None, memory: str) -> duckdb.DuckDBPyConnection:
    """Return a connection to the store at a path, made if it does not exist; `None` is a store in memory.

    Raises StoreBusyError, StoreTooNewError and StoreDamagedError.
    """
    connection = duckdb.connect()
    # whole, and as DuckDB's own: else a table of text or an address (md:, sqlite:) would be opened as a database
    target = ":memory:" if path is None else str(path.absolute())
    try:
        connection.execute(f"ATTACH '{target.replace(chr(39), chr(39) * 2)}' AS est (TYPE duckdb)")
    except duckdb.IOException as error:
        connection.close()
        if "lock" in str(error).lower():
            raise StoreBusyError(
                N_(
                    "The store {path} is open in another program. One program owns the file: do this in the "
                    "dashboard that is running, or stop it first."
                ),
                path=path,
            ) from error
        raise StoreDamagedError(N_("The store {path} cannot be opened: {reason}"), path=path, reason=error) from error
    except duckdb.SerializationException as error:
        connection.close()
        raise StoreTooNewError(
            N_("The file {path} was written by a newer DuckDB than {version}. Update the program."),
            path=path,
            version=duckdb.__version__,
        ) from error
    except duckdb.Error as error:  # what a damaged file makes of it: an error of no kind, or one inside DuckDB
        connection.close()
        raise StoreDamagedError(
            N_(
                "The store {path} is damaged and cannot be opened ({reason}). Restore a backup with `est restore`, "
                "and keep the damaged file."
            ),
            path=path,
            reason=first_line(error),
        ) from error
    connection.execute("USE est")
    connection.execute(f"SET memory_limit = '{memory}'")
    if path is not None:
        folder = str(path) + ".tmp"
        connection.execute(f"SET temp_directory = '{folder.replace(chr(39), chr(39) * 2)}'")
        connection.execute("SET max_temp_directory_size = '20GB'")
        # the one folder besides its own files that the engine may write to: where a backup is made
        allowed = str(working_folder(path).absolute()).replace(chr(39), chr(39) * 2)
        connection.execute(f"SET allowed_directories = ['{allowed}/']")
    connection.execute("SET autoinstall_known_extensions = false")
    connection.execute("SET autoload_known_extensions = false")
    # without GLOBAL it would hold for this connection alone, and no cursor of it
    connection.execute("SET GLOBAL python_enable_replacements = false")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def first_line(error: Exception) -> str:
    """Return what an error says, without what DuckDB adds of itself below."""
    return str(error).strip().partition("\n")[0][:300]


def is_damage(error: Exception) -> bool:
    """Tell whether DuckDB read what was not written; a wrong checksum is an error without a kind of its own."""
    return isinstance(error, DAMAGE) or type(error) is duckdb.Error


def found_damage(error: Exception) -> bool:
    """Tell whether an error is of what was read, and not of a disk or a folder that takes nothing more."""
    return isinstance(error, duckdb.Error) and is_damage(error) and not any(told in str(error) for told in UNWRITABLE)


def unreadable(path: Path | None, error: Exception) -> StoreDamagedError:
    """Return what is said of a store of which DuckDB could not read a part."""
    return StoreDamagedError(
        N_(
            "A part of the store {path} cannot be read ({reason}). Restore a backup with `est restore`, "
            "and keep the damaged file."
        ),
        path=path,
        reason=first_line(error),
    )


def prepare_place(path: Path) -> None:
    """Make the folder that a store lies in, for its owner alone; StoreDamagedError where a store cannot lie."""
    if str(path).encode("utf-8", "replace").decode() != str(path):
        raise StoreDamagedError(
            N_("The path {path} is not written in UTF-8. Choose another place for the store."),
            path=ascii(str(path)),
        )
    try:
        if path.is_dir():
            raise StoreDamagedError(N_("{path} is a folder; the store is a file. Name a file in it."), path=path)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreDamagedError(
            N_("The folder {folder} cannot be made for the store: {reason}. Choose another place."),
            folder=path.parent,
            reason=error.strerror,
        ) from error


def keep_private(path: Path) -> None:
    """Let nobody but the program's user read a store's files, where the system knows of that."""
    for file in (path, log_path(path)):
        with suppress(OSError):  # there need be no log; and the file may be somebody else's, who lets us write
            file.chmod(0o600)


def remove_stub(path: Path) -> None:
    """Remove what is left of a store that could not be made, into which nobody can have put anything."""
    for file in (path, log_path(path), head_path(path)):
        with suppress(OSError):
            file.unlink()


def working_folder(path: Path) -> Path:
    """Return the folder in which a backup of a store is made, beside the store."""
    return path.with_name(path.name + ".copying")


def log_path(path: Path) -> Path:
    """Return where DuckDB keeps the write-ahead log of a store."""
    return path.with_name(path.name + ".wal")
