"""The frozen situation picture as a value: what it holds, its hash, and which forms of it can be opened."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from est.errors import PictureError
from est.meetings.situation.picture_period import PicturePeriod, parse_period
from est.store.frozen_content import content_hash
from est.text import N_

FORMAT = 1
"""The form of what is frozen; a later program opens every earlier one, or says that it cannot."""


@dataclass(frozen=True)
class SituationPicture:
    """A picture with what it holds (`picture_contents.compile_picture`): values of JSON alone.

    `identity` is empty, and `frozen`, `frozen_by` and `frozen_hash` say nothing, until it is frozen.
    """

    content: Mapping[str, Any]
    identity: str = ""
    frozen: datetime | None = None
    frozen_by: str = ""
    frozen_hash: str = ""

    @property
    def period(self) -> PicturePeriod:
        """The period that it is of."""
        return parse_period(self.content["period"]["name"])

    @property
    def flagged_from(self) -> date:
        """The first day of the reports that its flags are of."""
        return date.fromisoformat(self.content["selection"]["start"])

    @property
    def hash(self) -> str:
        """The SHA-256 of what it held when it was frozen; of what it holds, as long as it is not."""
        return self.frozen_hash or content_hash(self.content)

    @property
    def erased(self) -> bool:
        """Whether a text was erased from it since it was frozen."""
        return bool(self.frozen_hash) and self.frozen_hash != content_hash(self.content)

    def as_json(self) -> dict[str, Any]:
        """Return the picture as `est situation --json` prints it."""
        return {"id": self.identity, "hash": self.hash, "frozen": str(self.frozen or ""), **self.content}


def open_content(text: str, expected_hash: str, erased_hash: str | None = None) -> dict[str, Any]:
    """Return the content of a frozen picture; PictureError when it is of a later form, or not what was frozen.

    `erased_hash` is the one that it has since a text was erased from it.
    """
    content: dict[str, Any] = json.loads(text)
    if content_hash(content) not in (expected_hash, erased_hash):
        raise PictureError(N_("This picture is not what was frozen: its hash differs. Restore a backup and compare."))
    if content.get("format") != FORMAT:
        raise PictureError(
            N_(
                "This picture was frozen by another version of the program (form {found}; this one opens {known}). It "
                "is kept as it was. Open it with version {program} of the program."
            ),
            found=content.get("format"),
            known=FORMAT,
            program=content.get("program", "?"),
        )
    return content
