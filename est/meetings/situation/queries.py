"""Questions about frozen pictures: the list, and one of them opened as it was."""

from contextlib import suppress
from uuid import UUID

import polars as pl

from est.errors import NotFoundError, PictureError
from est.meetings.situation.picture_period import PicturePeriod, parse_period
from est.meetings.situation.situation_picture import SituationPicture, open_content
from est.store import Store
from est.text import N_


def frozen_pictures(store: Store) -> pl.DataFrame:
    """Return [id, period, starts, ends, hash, frozen, frozen_by] of every frozen picture, the newest period first."""
    return store.ask(
        """SELECT id::VARCHAR AS id, period, starts, ends, hash, frozen, frozen_by FROM situation_pictures
           ORDER BY ends DESC, starts, frozen DESC, id DESC"""
    )


def open_picture(store: Store, identity: UUID | str) -> SituationPicture:
    """Return a frozen picture; NotFoundError when there is none, PictureError when it cannot be opened."""
    rows = store.ask(
        "SELECT content, hash, frozen, frozen_by, erased FROM situation_pictures WHERE id = ?", [str(identity)]
    ).rows()
    if not rows:
        raise NotFoundError(N_("There is no frozen picture {identity}. Choose one of the list."), identity=identity)
    content, known_hash, frozen, who, erased = rows[0]
    return SituationPicture(open_content(content, known_hash, erased), str(identity), frozen, who, known_hash)


def picture_of_period(store: Store, period: PicturePeriod) -> SituationPicture | None:
    """Return the picture that was frozen last of a period, or None."""
    found = frozen_pictures(store).filter(period=period.name)
    return open_picture(store, found["id"][0]) if found.height else None


def picture_before(store: Store, picture: SituationPicture) -> SituationPicture | None:
    """Return the newest frozen picture of a period of the same kind that ended before this one's, or None.

    One that cannot be opened, as of another version of the program, is passed over.
    """
    period = picture.period
    earlier = frozen_pictures(store).filter(pl.col("ends") < period.end)
    for identity, name in earlier.select("id", "period").rows():
        if parse_period(name).kind is period.kind:
            with suppress(PictureError):
                return open_picture(store, identity)
    return None
