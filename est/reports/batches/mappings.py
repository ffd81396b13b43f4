"""The mappings of an organisation's batches, kept to be offered for its next file."""

from datetime import datetime
from uuid import UUID

import duckdb

from est.reports.fields.mapping import ColumnMapping
from est.store import Store


def keep_mapping(cursor: duckdb.DuckDBPyConnection, organisation: str, mapping: str, when: datetime) -> None:
    """Keep a mapping as the organisation's latest. For use inside an applying function only."""
    cursor.execute("DELETE FROM mappings WHERE organisation = ? AND mapping = ?", [organisation, mapping])
    cursor.execute(
        "INSERT INTO mappings (organisation, mapping, saved) VALUES (?, ?, ?)", [organisation, mapping, when]
    )


def saved_mapping(store: Store, organisation: UUID | str, columns: tuple[str, ...]) -> ColumnMapping | None:
    """Return the organisation's latest mapping whose columns are all in a file, or else its latest one, or None."""
    kept = store.ask(
        "SELECT mapping FROM mappings WHERE organisation = $organisation ORDER BY saved DESC, mapping",
        {"organisation": str(organisation)},
    )
    mappings = [ColumnMapping.from_json(text) for text in kept["mapping"].to_list()]
    fitting = [one for one in mappings if {column for column, _ in one.columns} <= set(columns)]
    return next(iter([*fitting, *mappings]), None)
