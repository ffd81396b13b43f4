"""Freezing the situation picture: one change keeps it whole with its hash, and nothing changes it afterwards."""

from datetime import date, datetime
from uuid import UUID

import duckdb

from est.errors import AlreadyThereError, PictureError
from est.identity import new_id
from est.meetings.situation.situation_picture import FORMAT, SituationPicture
from est.store import Change, Store, TextPolicy, applies
from est.store.frozen_content import canonical_content, content_hash
from est.text import N_

FREEZE = "freeze picture"


def freeze_picture(store: Store, picture: SituationPicture, who: str, when: datetime) -> UUID:
    """Keep a picture as it stands and return its identity.

    A period may be frozen again: the newest is shown first, and the earlier one stays.
    """
    identity = new_id()
    payload = {"hash": picture.hash, "picture": dict(picture.content)}
    store.apply(Change(who, when, FREEZE, identity, payload))
    return identity


@applies(FREEZE, TextPolicy(why=N_("a situation picture is about places.")))
def _freeze(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    content = change.payload["picture"]
    if content["format"] != FORMAT or content_hash(content) != change.payload["hash"]:
        raise PictureError(N_("The picture does not have the hash it was sent with; nothing was frozen. Try again."))
    if cursor.execute("SELECT 1 FROM situation_pictures WHERE id = ?", [str(change.object)]).fetchall():
        raise AlreadyThereError(N_("It is in the store already; nothing was changed. Look for it in the list."))
    period = content["period"]
    cursor.execute(
        """INSERT INTO situation_pictures (id, period, starts, ends, format, content, hash, frozen, frozen_by)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        [
            str(change.object),
            period["name"],
            date.fromisoformat(period["start"]),
            date.fromisoformat(period["end"]),
            content["format"],
            canonical_content(content),
            change.payload["hash"],
            change.when,
            change.who,
        ],
    )
