"""What a batch brought, as a number that does not depend on the order of its reports nor on what is standing."""

from collections.abc import Sequence
from uuid import UUID

import duckdb

from est.reports.batches.standing_reports import STANDING

# what a later change of a report's district or review leaves alone
_HASHED = (
    "id", "position", "organisation", "starts", "ends", "time_precision", "twice", "lat", "lng", "place_precision",
    "cell", "category", "subcategory", "category_original", "description",
)  # fmt: skip
_NAMES = ", ".join(_HASHED)
_PARTS = ", ".join(f"coalesce(CAST({name} AS VARCHAR), '-')" for name in _HASHED)
_HASHES = (
    f"SELECT batch, CAST(md5_number_lower(concat_ws('|', {_PARTS})) AS HUGEINT) AS hashed FROM ("  # noqa: S608 (names of ours)
    f"SELECT batch, {_NAMES} FROM {STANDING} UNION ALL SELECT batch, {_NAMES} FROM report_versions)"
)


def batch_fingerprint(cursor: duckdb.DuckDBPyConnection, batch: UUID | str) -> tuple[int, str]:
    """Return how many versions of reports a batch brought and a hash of them that does not depend on their order."""
    count, fingerprint = cursor.execute(
        f"SELECT count(*), CAST(coalesce(sum(hashed), 0) AS VARCHAR) FROM ({_HASHES}) WHERE batch = $batch",  # noqa: S608
        {"batch": str(batch)},
    ).fetchall()[0]
    return int(count), str(fingerprint)


def renew_fingerprints(cursor: duckdb.DuckDBPyConnection, batches: Sequence[str]) -> None:
    """Keep the fingerprints that these batches have now, as words or owners of their reports were changed for good.

    For use in an applying function only.
    """
    cursor.execute(
        f"""UPDATE batches SET rows_hash = found.fingerprint FROM (
            SELECT batch, CAST(sum(hashed) AS VARCHAR) AS fingerprint FROM ({_HASHES})
            WHERE batch IN (SELECT unnest($batches::UUID[])) GROUP BY batch) found
        WHERE batches.id = found.batch""",  # noqa: S608 (names of ours)
        {"batches": list(batches)},
    )
