"""Saved views: a selection and the page it is for, under a name, of one person or of the group."""

import json
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import duckdb

from est.clock import hours_to_text, text_to_hours
from est.errors import NotAllowedError, ViewError
from est.picture.selection import Selection
from est.store import Change, Store, TextPolicy, applies
from est.store.versions import CHANGED, Fields, Records
from est.text import N_

ADD_VIEW, EDIT_VIEW, REMOVE_VIEW = "add view", "edit view", "remove view"
LONGEST_NAME = 100
FIELD_NAMES = {
    "name": N_("Name"),
    "page": N_("Page"),
    "selection": N_("Selection"),
    "follows": N_("Follows the newest reports"),
    "owner": N_("Whose"),
}


@dataclass(frozen=True)
class SavedView:
    """A view as somebody wants it; ViewError when something is missing.

    `page` is the address of a page, `owner` the account whose it is, empty for the group's. One that `follows` the
    reports keeps the length of its period, which ends with the newest report whenever it is opened.
    """

    name: str
    page: str
    selection: Selection
    follows: bool = True
    owner: str = ""

    def __post_init__(self) -> None:
        """Check what can be checked without a store."""
        if not self.name.strip() or len(self.name) > LONGEST_NAME:
            raise ViewError(N_("Write a name of at most 100 characters for the view."))

    def present_selection(self, end: date) -> Selection:
        """Return the selection as it is opened, where the newest report is of the day before `end`."""
        if not self.follows:
            return self.selection
        return replace(self.selection, start=end - (self.selection.end - self.selection.start), end=end)

    def to_fields(self) -> Fields:
        """Return every field as text, empty where nothing is said."""
        return {
            "name": self.name,
            "page": self.page,
            "selection": json.dumps(_written(self.selection), ensure_ascii=False, sort_keys=True),
            "follows": "1" if self.follows else "",
            "owner": self.owner,
        }

    @classmethod
    def from_fields(cls, written: Fields) -> "SavedView":
        """Return the view that was `to_fields`."""
        return cls(
            written["name"],
            written["page"],
            _selection(json.loads(written["selection"])),
            written["follows"] in ("1", "True"),
            written["owner"],
        )


def _written(selection: Selection) -> dict[str, Any]:
    kept: dict[str, Any] = {
        field.name: list(value)
        for field in fields(selection)
        if isinstance(value := getattr(selection, field.name), tuple) and value
    }
    if not selection.whole_week:
        kept["hours"] = hours_to_text(selection.hours)
    return {"start": selection.start.isoformat(), "end": selection.end.isoformat(), **kept}


def _selection(written: dict[str, Any]) -> Selection:
    named: dict[str, Any] = {name: tuple(value) for name, value in written.items() if isinstance(value, list)}
    if "hours" in written:
        named["hours"] = text_to_hours(written["hours"])
    return Selection(date.fromisoformat(written["start"]), date.fromisoformat(written["end"]), **named)


VIEWS = Records(
    "saved_views",
    tuple(field.name for field in fields(SavedView)),
    SavedView.from_fields,
    (ADD_VIEW, EDIT_VIEW),
    N_("There is no view {identity} in the store. Choose one of the list."),
    unsaid={"owner": "", "follows": False},
    kept_as="view",
)
_NAMED = TextPolicy(CHANGED, accounts=("owner",), names={"name": FIELD_NAMES["name"]})


@dataclass(frozen=True)
class RecordedView:
    """A saved view as it stands in the store."""

    identity: str
    version: int
    view: SavedView


def all_views(store: Store) -> tuple[RecordedView, ...]:
    """Return the views that are seen here, by name: those of the group, and of other people none but one's own."""
    found = [RecordedView(*row) for row in VIEWS.all(store)]
    return tuple(sorted(found, key=lambda one: (one.view.name.casefold(), one.identity)))


def add_view(store: Store, view: SavedView, who: str, when: datetime, identity: UUID | None = None) -> UUID:
    """Keep a view and return its identity. With an `identity` of one's own the call can be repeated."""
    return VIEWS.add(store, view, who, when, identity)


def edit_view(store: Store, identity: UUID, version: int, view: SavedView, who: str, when: datetime) -> int:
    """Change a view from the `version` that was read, and return its new version.

    Raises EditedByOtherError, and changes nothing, when somebody else has changed it since; NotAllowedError for another
    person's.
    """
    return VIEWS.edit(store, identity, version, view, who, when)


def remove_view(store: Store, identity: UUID, who: str, when: datetime) -> None:
    """Remove a view; NotFoundError when it is not there, NotAllowedError for another person's."""
    store.apply(Change(who, when, REMOVE_VIEW, identity))


@applies(ADD_VIEW, _NAMED)
@applies(EDIT_VIEW, _NAMED)
def _put(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    _require_own(VIEWS.from_payload(change.payload), change.who)
    if change.payload["version"] > 1:
        _require_own(VIEWS.stored_record(cursor, change.object)[0], change.who)
    VIEWS.put_version(cursor, change, change.object, change.payload)


@applies(REMOVE_VIEW)
def _remove(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    _require_own(VIEWS.stored_record(cursor, change.object)[0], change.who)
    cursor.execute("DELETE FROM saved_views WHERE id = ?", [str(change.object)])
    cursor.execute("DELETE FROM subscriptions WHERE view = ?", [str(change.object)])


def _require_own(view: SavedView, who: str) -> None:
    if view.owner not in ("", who):
        raise NotAllowedError(N_("This view is somebody else's. Nothing was changed."))
