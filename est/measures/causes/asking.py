"""Questions about causes: those of a hotspot, one of them, and how it came to be what it is."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

import duckdb
import polars as pl

from est.errors import NotFoundError
from est.measures.causes.fields import Box, Cause, Standing, text_evidence
from est.store import Store
from est.store.versions import Version, history, versions
from est.text import N_

COLUMNS = "hotspot, box, wording, standing, evidence"
ACTIONS = ("add cause", "edit cause")


@dataclass(frozen=True)
class Kept:
    """A cause as it stands in the store. `identity` is a UUID as text."""

    identity: str
    version: int
    cause: Cause

    @property
    def wording(self) -> str:
        """Why it happens there, in a sentence."""
        return self.cause.wording

    @property
    def box(self) -> Box:
        """The side of the problem it stands on."""
        return self.cause.box

    @property
    def standing(self) -> Standing:
        """Whether it is assumed, supported or rejected."""
        return self.cause.standing


def causes(store: Store, hotspots: Collection[str] | None = None) -> tuple[Kept, ...]:
    """Return the causes of these hotspots (identities), or all: by box, the rejected last, then in order of writing."""
    with store.asking() as cursor:
        rows = cursor.execute(
            f"""SELECT id, version, {COLUMNS} FROM causes
                WHERE $every OR hotspot IN (SELECT unnest($hotspots::UUID[])) ORDER BY created, id""",  # noqa: S608
            {"every": hotspots is None, "hotspots": list(hotspots or ())},
        ).fetchall()
    boxes = list(Box)
    found = [Kept(str(identity), int(version), _cause(*values)) for identity, version, *values in rows]
    return tuple(sorted(found, key=lambda one: (boxes.index(one.box), one.standing is Standing.REJECTED)))


def cause(store: Store, identity: UUID) -> tuple[Cause, int]:
    """Return one cause and its version; NotFoundError when it is not in the store."""
    with store.asking() as cursor:
        return stored(cursor, identity)


def stored(cursor: duckdb.DuckDBPyConnection, identity: UUID) -> tuple[Cause, int]:
    """Return one cause and its version as a cursor sees it; NotFoundError when it is not there."""
    rows = cursor.execute(
        f"SELECT version, {COLUMNS} FROM causes WHERE id = ?",  # noqa: S608 (columns of ours)
        [str(identity)],
    ).fetchall()
    if not rows:
        raise NotFoundError(
            N_("There is no cause {identity} in the store. Choose one of the hotspot's."), identity=identity
        )
    version, *values = rows[0]
    return _cause(*values), int(version)


def _cause(hotspot: UUID, box: str, wording: str, standing: str, evidence: str | None) -> Cause:
    return Cause(str(hotspot), Box(box), wording, Standing(standing), text_evidence(evidence or ""))


def cause_versions(store: Store, identity: UUID) -> tuple[Version, ...]:
    """Return every version of a cause, oldest first."""
    return versions(store, identity, ACTIONS)


def cause_history(store: Store, identity: UUID) -> pl.DataFrame:
    """Return [version, logged, who, field, before, after]: what each version changed, oldest first, from the log."""
    return history(cause_versions(store, identity))
