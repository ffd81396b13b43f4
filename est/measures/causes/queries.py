"""Questions about causes: those of a hotspot, one of them, and how it came to be what it is."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from uuid import UUID

import polars as pl

from est.measures.causes.cause import Cause, CauseBox, CauseStatus
from est.store import Store
from est.store.versions import Records, Version, version_history
from est.text import N_

ADD, EDIT = "add cause", "edit cause"

CAUSES = Records(
    "causes",
    tuple(field.name for field in fields(Cause)),
    Cause.from_fields,
    (ADD, EDIT),
    N_("There is no cause {identity} in the store. Choose one of the hotspot's."),
    unsaid={"evidence": ""},
)


@dataclass(frozen=True)
class RecordedCause:
    """A cause as it stands in the store. `identity` is a UUID as text."""

    identity: str
    version: int
    cause: Cause

    @property
    def wording(self) -> str:
        """Why it happens there, in a sentence."""
        return self.cause.wording

    @property
    def box(self) -> CauseBox:
        """The side of the problem it stands on."""
        return self.cause.box

    @property
    def standing(self) -> CauseStatus:
        """Whether it is assumed, supported or rejected."""
        return self.cause.standing


def all_causes(store: Store, hotspots: Collection[str] | None = None) -> tuple[RecordedCause, ...]:
    """Return the causes of these hotspots (identities), or all: by box, the rejected last, then in order of writing."""
    boxes = list(CauseBox)
    kept = (RecordedCause(*row) for row in CAUSES.all(store))
    found = [one for one in kept if hotspots is None or one.cause.hotspot in hotspots]
    return tuple(sorted(found, key=lambda one: (boxes.index(one.box), one.standing is CauseStatus.REJECTED)))


def get_cause(store: Store, identity: UUID) -> tuple[Cause, int]:
    """Return one cause and its version; NotFoundError when it is not in the store."""
    return CAUSES.get(store, identity)


def cause_versions(store: Store, identity: UUID) -> tuple[Version, ...]:
    """Return every version of a cause, oldest first."""
    return CAUSES.versions(store, identity)


def cause_history(store: Store, identity: UUID) -> pl.DataFrame:
    """Return [version, logged, who, field, before, after]: what each version changed, oldest first, from the log."""
    return version_history(cause_versions(store, identity))
