"""What is frozen whole: one canonical text with its hash, and how a text that is erased for good leaves it."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import duckdb

ERASED = "[raderat]"
SHORTEST = 4  # characters: a shorter text is taken out only where it stands alone, as it stands in other words too
FROZEN = ("situation_pictures", "minutes")  # with [content, hash, erased]; erased is the hash after an erasure, or null
COPYING = (
    "freeze picture", "lock minutes", "add meeting", "add points", "write of point",
    "add letter", "edit letter", "post letter",
)  # fmt: skip
"""The actions whose payload holds copies of texts of other things."""
COPIES = {
    "hotspot_entries": ("wording",),
    "meeting_points": ("title", "basis", "decision", "note"),
    "letters": ("subject", "wording"),
}
CONTENTS = ("attachments",)  # with [id, content], the latter JSON


def canonical_content(content: Mapping[str, Any]) -> str:
    """Return what is frozen as the one text that its hash is of."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def content_hash(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a content, as text."""
    return hashlib.sha256(canonical_content(content).encode()).hexdigest()


def without_texts(value: Any, texts: Collection[str]) -> Any:  # noqa: ANN401 (what JSON holds)
    """Return a value without some texts, wherever they stand in it."""
    if isinstance(value, Mapping):
        return {name: without_texts(part, texts) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [without_texts(part, texts) for part in value]
    if isinstance(value, str):
        for text in sorted(texts, key=len, reverse=True):
            value = ERASED if value == text else value.replace(text, ERASED) if len(text) >= SHORTEST else value
    return value


def copying_rows(cursor: duckdb.DuckDBPyConnection, texts: Collection[str]) -> dict[int, tuple[str, str]]:
    """Return the rows of the log that hold copies of some texts, as `erasure.rows_without` does."""
    rows = cursor.execute(
        "SELECT number, coalesce(payload_hash, sha256(payload)), payload FROM log "
        "WHERE action IN (SELECT unnest(?::VARCHAR[])) ORDER BY number",
        [list(COPYING)],
    ).fetchall()
    found = {}
    for number, first, text in rows:
        payload = json.loads(text)
        without = without_texts(payload, texts)
        if without != payload:
            found[int(number)] = (first, json.dumps(without, ensure_ascii=False))
    return found


def _changed_contents(
    cursor: duckdb.DuckDBPyConnection, table: str, texts: Collection[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the identity and the content, without the texts, of each row of a table that holds one of them."""
    rows = cursor.execute(f"SELECT id, content FROM {table}").fetchall()  # noqa: S608 (names of ours)
    for identity, text in rows:
        content = json.loads(text)
        without = without_texts(content, texts)
        if without != content:
            yield str(identity), without


def erase_copies(cursor: duckdb.DuckDBPyConnection, texts: Collection[str]) -> None:
    """Take some texts out of what is frozen, and out of their copies. For use inside an applying function only.

    What is frozen keeps the hash it was frozen with, and gets the hash that it has now beside it.
    """
    for table in FROZEN:
        for identity, without in _changed_contents(cursor, table, texts):
            cursor.execute(
                f"UPDATE {table} SET content = ?, erased = ? WHERE id = ?",  # noqa: S608 (names of ours)
                [canonical_content(without), content_hash(without), identity],
            )
    for table in CONTENTS:
        for identity, without in _changed_contents(cursor, table, texts):
            cursor.execute(
                f"UPDATE {table} SET content = ? WHERE id = ?",  # noqa: S608 (names of ours)
                [json.dumps(without, ensure_ascii=False), identity],
            )
    for table, columns in COPIES.items():
        for column in columns:
            for identity, text in cursor.execute(
                f"SELECT id, {column} FROM {table} WHERE coalesce({column}, '') <> ''"  # noqa: S608 (names of ours)
            ).fetchall():
                without = without_texts(text, texts)
                if without != text:
                    cursor.execute(
                        f"UPDATE {table} SET {column} = ? WHERE id = ?",  # noqa: S608 (names of ours)
                        [without, str(identity)],
                    )
