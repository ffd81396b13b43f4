"""The log as lines: when, who, and what in words."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import polars as pl

from est.hotspots.register.hotspot import FIELD_NAMES as HOTSPOT_NAMES
from est.log.action_names import action_name
from est.log.sentences import LoggedChange, change_sentence
from est.log.thing_names import ThingNames, thing_names
from est.mail.letter import FIELD_NAMES as LETTER_NAMES
from est.measures.causes.cause import FIELD_NAMES as CAUSE_NAMES
from est.measures.library import ENTRY_NAMES
from est.measures.terms import FIELD_NAMES as MEASURE_NAMES
from est.meetings.coming_event import FIELD_NAMES as EVENT_NAMES
from est.meetings.meeting import FIELD_NAMES as MEETING_NAMES
from est.meetings.point import FIELD_NAMES as POINT_NAMES
from est.meetings.task import FIELD_NAMES as TASK_NAMES
from est.picture.saved_views import FIELD_NAMES as VIEW_NAMES
from est.reports.fields.registry import FIELDS
from est.store import Store
from est.store.log import log_rows, rows_of_actions

MOST = 1000
LOOKED_THROUGH = 20_000
"""So many of the newest are looked through for a word."""

LINES = {"logged": pl.Datetime("us"), "who": pl.String, "what": pl.String, "details": pl.String, "thing": pl.String}
REPORT_NAMES = {str(field.column): field.label for field in FIELDS}
_LABELS: Mapping[str, Mapping[str, str]] = {
    **dict.fromkeys(("correct report", "amend report"), REPORT_NAMES),
    **dict.fromkeys(("edit hotspot", "restore hotspot", "undo merge"), HOTSPOT_NAMES),
    **dict.fromkeys(("edit measure", "restore measure"), MEASURE_NAMES),
    "edit cause": CAUSE_NAMES,
    "edit the library": ENTRY_NAMES,
    "edit meeting": MEETING_NAMES,
    "write of point": POINT_NAMES,
    "edit task": TASK_NAMES,
    "edit coming event": EVENT_NAMES,
    "edit letter": LETTER_NAMES,
    "edit view": VIEW_NAMES,
}


def log_lines(
    store: Store,
    first: date,
    last: date,
    language: str,
    action: str | None = None,
    who: str | None = None,
    about: str = "",
) -> pl.DataFrame:
    """Return [logged, who, what, details, thing] of the days from `first` to `last`, both included, the newest first
    and at most MOST.

    `what` is a sentence with names, `details` the fields that were changed or why it was erased, `thing` the identity
    by which `est erase` finds what was written. `about` is a word that the sentence holds.
    """
    word = " ".join(about.split()).casefold()
    lines = _told(store, log_rows(store, first, last, action, who, LOOKED_THROUGH if word else MOST), language)
    if word:
        lines = lines.filter(lines["what"].str.to_lowercase().str.contains(word, literal=True))
    return lines.head(MOST)


def lines_of_actions(store: Store, actions: tuple[str, ...], language: str) -> pl.DataFrame:
    """Return the same of the changes of these actions, whenever they were made."""
    return _told(store, rows_of_actions(store, actions, MOST), language)


def _told(store: Store, rows: pl.DataFrame, language: str) -> pl.DataFrame:
    changes = [
        LoggedChange(action, thing, json.loads(payload))
        for action, thing, payload in rows.select("action", "object", "payload").iter_rows()
    ]
    identities = {one for change in changes for one in (change.object, *_identities(change.payload))}
    names = thing_names(store, identities, language)
    columns = (
        pl.Series("what", [_what(change, names) for change in changes], pl.String),
        pl.Series("details", [_details(change, names) for change in changes], pl.String),
        pl.Series("thing", [_thing(change) for change in changes], pl.String),
    )
    return rows.with_columns(*columns).select(*LINES)


def _thing(change: LoggedChange) -> str:
    """Return the identity of what was written: a note, a decision of a review and an addendum have one of their own."""
    return str(change.payload.get("entry") or change.payload.get("addendum") or change.object)


def _what(change: LoggedChange, names: ThingNames) -> str:
    sentence = change_sentence(change, names)
    return sentence.in_language(names.words.gettext) if sentence else names.words.gettext(action_name(change.action))


def _details(change: LoggedChange, names: ThingNames) -> str:
    """Return the fields that a change changed, by their labels; of an erasure why it was made."""
    if change.action == "erase":
        return str(change.payload.get("why") or "")
    called = _LABELS.get(change.action, {})
    # of a report that is corrected the fields alone are kept
    changed = change.payload.get("changed") or change.payload.get("fields") or ()
    labels = [names.words.gettext(called[field]) for field in changed if field in called] if called else []
    return names.words.listed(labels) if labels else ""


def _identities(payload: Mapping[str, Any]) -> Iterator[str]:
    """Yield the identities that a payload names on its own level, alone or in a list."""
    for value in payload.values():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and len(one) == 36:
                try:
                    yield str(UUID(one))
                except ValueError:
                    continue
