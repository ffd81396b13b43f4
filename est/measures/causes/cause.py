"""A cause as the group supposes it: in one of three boxes, assumed, supported or rejected, with what it rests on."""

import json
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from est.errors import CauseError
from est.store.versions import Fields
from est.text import N_


class CauseBox(StrEnum):
    """The side of the problem a cause stands on (the three sides of the problem analysis triangle)."""

    PLACE = "plats och situation"
    TARGET = "utsatt mål"
    ACTORS = "aktörer som gruppfenomen"


BOX_NAMES = {
    CauseBox.PLACE: N_("place and situation"),
    CauseBox.TARGET: N_("exposed target"),
    CauseBox.ACTORS: N_("actors as a group phenomenon"),
}


class CauseStatus(StrEnum):
    """How a cause stands."""

    ASSUMED = "antagen"
    SUPPORTED = "stödd"
    REJECTED = "förkastad"


STANDING_NAMES = {
    CauseStatus.ASSUMED: N_("assumed"),
    CauseStatus.SUPPORTED: N_("supported"),
    CauseStatus.REJECTED: N_("rejected"),
}


class EvidenceSource(StrEnum):
    """What kind of thing evidence is."""

    REPORTS = "reports"
    OBSERVATION = "observation"
    WALK = "walk"


SOURCE_NAMES = {
    EvidenceSource.REPORTS: N_("a selection of reports"),
    EvidenceSource.OBSERVATION: N_("an observation"),
    EvidenceSource.WALK: N_("a safety walk"),
}

FIELD_NAMES = {
    "hotspot": N_("Hotspot"),
    "box": N_("Box"),
    "wording": N_("Cause"),
    "standing": N_("Standing"),
    "evidence": N_("Evidence"),
}

LONGEST = 1_000
MOST_EVIDENCE = 50


@dataclass(frozen=True)
class Evidence:
    """What a cause rests on, or is contradicted by; CauseError when it says nothing.

    `happened` is the day of the observation or the walk, or the day on which reports were pointed to. Reports are those
    of a selection as it stands in an `address`, and `count` is how many there were that day.
    """

    source: EvidenceSource
    happened: date
    wording: str = ""
    address: str = ""
    count: float | None = None

    def __post_init__(self) -> None:
        """Check what can be checked without a store."""
        if self.source is EvidenceSource.REPORTS and not self.address:
            raise CauseError(N_("Evidence in reports points to a selection of them. Choose one."))
        if self.source is not EvidenceSource.REPORTS and not self.wording.strip():
            raise CauseError(N_("Write what was seen."))
        if len(self.wording) > LONGEST:
            raise CauseError(N_("The text is too long: it has at most 1 000 characters."))


@dataclass(frozen=True)
class Cause:
    """A cause as somebody wants it; CauseError when something is missing. `hotspot` is the identity of its hotspot."""

    hotspot: str
    box: CauseBox
    wording: str
    standing: CauseStatus = CauseStatus.ASSUMED
    evidence: tuple[Evidence, ...] = ()

    def __post_init__(self) -> None:
        """Check what can be checked without a store."""
        if not self.wording.strip():
            raise CauseError(N_("The cause says nothing. Write in a sentence why it happens here."))
        if len(self.wording) > LONGEST:
            raise CauseError(N_("The text is too long: it has at most 1 000 characters."))
        if len(self.evidence) > MOST_EVIDENCE:
            raise CauseError(N_("There is too much evidence: at most 50. Take away what says the same."))
        if self.standing is not CauseStatus.ASSUMED and not self.evidence:
            raise CauseError(
                N_(
                    "A cause that is supported or rejected points to what it rests on. Add evidence, or leave it "
                    "assumed."
                )
            )
        try:
            UUID(self.hotspot)
        except ValueError:
            raise CauseError(N_("{hotspot!r} is not the identity of a hotspot."), hotspot=self.hotspot) from None

    def to_fields(self) -> Fields:
        """Return every field as text, the evidence as JSON; the form in which the log keeps it."""
        said = {field.name: str(getattr(self, field.name)) for field in fields(self)}
        return said | {"evidence": evidence_text(self.evidence)}

    @classmethod
    def from_fields(cls, written: Fields) -> "Cause":
        """Return the cause that was `to_fields`."""
        return cls(
            written["hotspot"],
            CauseBox(written["box"]),
            written["wording"],
            CauseStatus(written["standing"]),
            text_evidence(written["evidence"]),
        )


def evidence_text(evidence: tuple[Evidence, ...]) -> str:
    """Return evidence as canonical JSON, empty when there is none."""
    if not evidence:
        return ""
    return json.dumps([asdict(one) for one in evidence], ensure_ascii=False, sort_keys=True, default=str)


def text_evidence(text: str) -> tuple[Evidence, ...]:
    """Return the evidence of such a text."""
    rows: list[dict[str, Any]] = json.loads(text) if text else []
    return tuple(
        Evidence(
            EvidenceSource(row["source"]),
            date.fromisoformat(row["happened"]),
            row["wording"],
            row["address"],
            row["count"],
        )
        for row in rows
    )
