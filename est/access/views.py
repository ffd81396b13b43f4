"""What of the store each role sees, table by table, and with that the store that a visitor is handed."""

from collections.abc import Mapping
from uuid import UUID

from est.access.permissions import COMMON, GROUP_ACTIONS, PEOPLE_ACTIONS, Actor, Resource, Role, allowed, require
from est.store import Change, Mask, ScopedStore, Store

WORDS = ("description", "on_the_spot", "reference")
"""What people wrote in a report, and what leads to it in another archive."""

EVERY, NONE, OWN = "true", "false", "own"
NOBODY = "nobody"  # whose a thing is that is not there

_GROUP = (Role.MEMBER, Role.COORDINATOR)
_ALL = (*_GROUP, Role.REPORTER)
_OF_INTAKE = {Role.REPORTER: OWN, Role.COORDINATOR: EVERY}
# what an administrator may read of the log in full: nobody writes freely in these
_DRY = (
    *PEOPLE_ACTIONS, "bind account", "share descriptions", "note reading", "export", "settle", "set time zone",
    "set repeats", "set retention", "set trust", "set mail server", "test mail server", "set recipients", "back up",
    "set map service", "remove map service",
)  # fmt: skip
# whose versions the pages of the group show
_OF_GROUP = (*GROUP_ACTIONS, "lock design", "freeze verdict", "fill the library")

SEEN: Mapping[str, Mapping[Role, str]] = {
    "settings": dict.fromkeys((*_ALL, Role.ADMINISTRATOR), EVERY),
    "migrations": dict.fromkeys((*_ALL, Role.ADMINISTRATOR), EVERY),
    "organisations": dict.fromkeys((*_ALL, Role.ADMINISTRATOR), EVERY),
    "retention": dict.fromkeys((*_ALL, Role.ADMINISTRATOR), EVERY),
    "categories": dict.fromkeys((*_ALL, Role.ADMINISTRATOR), EVERY),
    "ground_picture": dict.fromkeys((*_ALL, Role.ADMINISTRATOR), EVERY),
    **{
        table: dict.fromkeys(_ALL, EVERY)
        for table in (
            *("subcategories", "former_names", "districts", "places", "outlines", "study_area"),
            "ground",
            *("addresses", "streets", "street_answers", "place_aliases"),
        )
    },
    **{
        table: dict.fromkeys(_GROUP, EVERY)
        for table in (
            "backgrounds", "measures", "hotspots", "hotspot_entries", "causes", "measure_library", "designs",
            "verdicts", "alarms", "situation_pictures", "meetings", "meeting_points", "tasks", "coming_events",
            "minutes", "addenda", "letters", "letter_approvals", "messages", "attachments",
            "subscriptions", "saved_views",
        )
    },
    "reports": {Role.REPORTER: OWN, Role.MEMBER: EVERY, Role.COORDINATOR: EVERY},
    # how many wait is said to all; what is written in them, to who may review them and who sent them
    "unapproved_reports": {Role.REPORTER: OWN, Role.MEMBER: EVERY, Role.COORDINATOR: EVERY},
    "reviews": _OF_INTAKE,
    "arrivals": _OF_INTAKE,
    "batches": _OF_INTAKE,
    "mappings": _OF_INTAKE,
    "rejects": _OF_INTAKE,
    "batch_rows": _OF_INTAKE,
    "report_versions": _OF_INTAKE,
    "log": {Role.MEMBER: EVERY, Role.COORDINATOR: EVERY, Role.ADMINISTRATOR: EVERY},
    "people": {Role.ADMINISTRATOR: EVERY},
    "tokens": {Role.ADMINISTRATOR: EVERY},
    "sessions": {Role.ADMINISTRATOR: EVERY},
    "mail_server": {Role.COORDINATOR: EVERY},
    "recipients": dict.fromkeys(_GROUP, EVERY),
}  # fmt: skip
"""Table → role → which rows of it. A role that is not named sees none; the owner of the machine sees all of all."""


def visible_store(store: Store, actor: Actor) -> Store:
    """Return the store as an actor sees it: rows, words and changes that the roles do not allow are not there."""
    if actor.role is Role.OWNER:
        return store

    def permit(change: Change) -> None:
        require(actor, change.action, resource_of(store, change))

    views, masks = _views(store, actor)
    return ScopedStore(store, views, permit, masks)


def resource_of(store: Store, change: Change) -> Resource:
    """Return what a change is about: a batch and a decision to share are of one organisation, all else is common."""
    if change.action in ("share descriptions", "settle waiting file"):
        settled = change.action == "settle waiting file"
        return Resource(_recipient(store, change.object) if settled else str(change.object))
    if change.action == "take batch":
        own, replaced = str(change.payload["organisation"]), change.payload.get("replaces")
        # who sends in for one organisation replaces nothing of another
        return Resource(own if replaced is None or _sender(store, replaced) == own else NOBODY)
    if change.action in ("undo batch", "restore batch"):
        return Resource(_sender(store, change.object))
    if change.action in ("enter report", "use token", "keep waiting file"):
        return Resource(str(change.payload["organisation"]))
    if change.action in ("correct report", "amend report", "void report"):
        return Resource(_reporter(store, change.payload["report"]))
    return COMMON


def _sender(store: Store, batch: UUID | str) -> str:
    """Return the identity of the organisation that a batch is of."""
    found = store.ask(
        "SELECT organisation::VARCHAR AS organisation FROM batches WHERE id = $batch", {"batch": str(batch)}
    )
    return str(found["organisation"][0]) if found.height else NOBODY


def _recipient(store: Store, arrival: UUID) -> str:
    """Return the identity of the organisation that a waiting file is of."""
    found = store.ask(
        "SELECT organisation::VARCHAR AS organisation FROM arrivals WHERE id = $arrival", {"arrival": str(arrival)}
    )
    return str(found["organisation"][0]) if found.height else NOBODY


def _reporter(store: Store, report: str) -> str:
    """Return the identity of the organisation that a report is of."""
    found = store.ask(
        "SELECT organisation::VARCHAR AS organisation FROM reports WHERE id = $report UNION ALL "
        "SELECT organisation::VARCHAR FROM unapproved_reports WHERE id = $report",
        {"report": report},
    )
    return str(found["organisation"][0]) if found.height else NOBODY


def _views(store: Store, actor: Actor) -> tuple[dict[str, str], dict[str, Mask]]:
    """Return table → statement of what an actor sees of it, of the tables that they do not see whole, and of those
    what is theirs alone: the words that they may read.
    """
    # put into a statement as text: a view takes no bound values
    own = f"organisation = '{UUID(actor.organisation)}'" if actor.organisation else NONE
    conditions = {table: seen.get(actor.role, NONE).replace(OWN, own) for table, seen in SEEN.items()}
    for table in ("rejects", "batch_rows"):
        if conditions[table] != EVERY:
            batches = f"SELECT id FROM est.main.batches WHERE {conditions['batches']}"  # noqa: S608 (texts of ours, UUIDs)
            conditions[table] = f"batch IN ({batches})"
    columns = dict.fromkeys(SEEN, "*")
    columns["reports"] = columns["report_versions"] = columns["unapproved_reports"] = _masked_words(store, actor)
    if actor.role is Role.MEMBER:
        columns["unapproved_reports"] = "* REPLACE (" + ", ".join(f"NULL::VARCHAR AS {word}" for word in WORDS) + ")"
    if conditions["saved_views"] == EVERY:  # of other people's own views none is seen
        name = actor.name.replace("'", "''")
        conditions["saved_views"] = f"owner IN ('', '{name}')"
        # nor what they get for themselves
        mine = f"coalesce(person, '') IN ('', '{name}')"
        conditions["subscriptions"] = conditions["letters"] = mine
        letters = f"SELECT id FROM est.main.letters WHERE {mine}"  # noqa: S608 (texts of ours, an account quoted)
        conditions |= {"letter_approvals": f"letter IN ({letters})", "messages": f"letter IN ({letters})"}
        conditions["attachments"] = f"id IN ({letters})"
    if actor.role is Role.MEMBER:
        conditions["log"] = f"action IN ({_texts(_OF_GROUP)})"
    if actor.role is Role.ADMINISTRATOR:
        columns["log"] = f"* REPLACE (CASE WHEN action IN ({_texts(_DRY)}) THEN payload ELSE '{{}}' END AS payload)"
    views = {
        table: _view(table, columns[table], condition)
        for table, condition in conditions.items()
        if (condition, columns[table]) != (EVERY, "*")
    }
    masks = {
        table: Mask(frozenset(WORDS), None if conditions[table] == EVERY else _view(table, "*", conditions[table]))
        for table in ("reports", "report_versions", "unapproved_reports")
        if columns[table] != "*"
    }
    return views, masks


def _view(table: str, columns: str, condition: str) -> str:
    return f"SELECT {columns} FROM est.main.{table} WHERE {condition}"  # noqa: S608 (texts of ours, and UUIDs)


def _masked_words(store: Store, actor: Actor) -> str:
    """Return the columns of the reports, with what was written null where the actor may not read it."""
    rows = store.ask(
        "SELECT id::VARCHAR AS id, coalesce(shares_descriptions, false) AS shared FROM organisations"
    ).rows()
    readable = [one for one, shared in rows if allowed(actor, "read descriptions", Resource(one, shared))]
    if len(readable) == len(rows):
        return "*"
    known = f"organisation IN ({_texts(tuple(str(UUID(one)) for one in readable))})" if readable else NONE
    return "* REPLACE (" + ", ".join(f"CASE WHEN {known} THEN {word} END AS {word}" for word in WORDS) + ")"


def _texts(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in sorted(values))
