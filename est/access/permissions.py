"""One table of what is allowed, by role, by action, and by whose the thing is. What it does not allow is refused.

An action is one of a change (`Change.action`), `open` with a part of the menu, or `read` with a kind of text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from est.errors import NotAllowedError
from est.text import N_


class Role(StrEnum):
    """What a person is here for. The roles are no ladder: each may do what the table says, and nothing else."""

    REPORTER = "reporter"
    MEMBER = "member"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"
    OWNER = "owner"  # whoever sits at the machine when it serves itself alone; no account is given this role


ROLES = tuple(role for role in Role if role is not Role.OWNER)
"""The roles that an account can be given."""

ROLE_NAMES = {
    Role.REPORTER: N_("reporter"),
    Role.MEMBER: N_("member"),
    Role.COORDINATOR: N_("coordinator"),
    Role.ADMINISTRATOR: N_("administrator"),
}


class Relation(StrEnum):
    """Whose a thing is, seen from who asks."""

    COMMON = "common"  # the group's: hotspots, measures, settings
    OWN = "own"  # of the organisation that who asks works for
    SHARED = "shared"  # of another organisation that shows its descriptions to the group
    OTHER = "other"  # of another organisation


@dataclass(frozen=True)
class Actor:
    """Who asks: the account as the log names it, its role, and the identity of the organisation it works for."""

    name: str
    role: Role
    organisation: str | None = None


@dataclass(frozen=True)
class Resource:
    """What is asked for: the identity of the organisation whose it is, if of any, and whether that one shares."""

    organisation: str | None = None
    shared: bool = False


COMMON = Resource()

_ALL = frozenset(Relation)
_OWN = frozenset({Relation.OWN})
_OWN_OR_SHARED = frozenset({Relation.OWN, Relation.SHARED})
_OF_COMMON = frozenset({Relation.COMMON})

Granted = Mapping[Role, frozenset[Relation]]

_GROUP: Granted = {Role.MEMBER: _ALL, Role.COORDINATOR: _ALL, Role.OWNER: _ALL}
_SETTING: Granted = {Role.COORDINATOR: _ALL, Role.OWNER: _ALL}
_PEOPLE: Granted = {Role.ADMINISTRATOR: _ALL, Role.OWNER: _ALL}
_UPKEEP: Granted = {Role.COORDINATOR: _ALL, Role.ADMINISTRATOR: _ALL, Role.OWNER: _ALL}
_INTAKE: Granted = {Role.REPORTER: _OWN, Role.COORDINATOR: _ALL, Role.OWNER: _ALL}

GROUP_ACTIONS = (
    "add hotspot", "edit hotspot", "merge hotspots", "restore hotspot", "split hotspot", "undo merge",
    "write of hotspot", "add cause", "edit cause", "add measure", "edit measure", "restore measure",
    "add to the library", "edit the library", "acknowledge alarm", "add meeting", "edit meeting", "add points",
    "write of point", "add task", "edit task", "add coming event", "edit coming event", "add addendum",
    "add letter", "edit letter", "remove letter", "add view", "edit view", "remove view",
    "subscribe oneself", "unsubscribe oneself",
)  # fmt: skip
SETTING_ACTIONS = (
    "freeze picture", "freeze verdict", "lock design", "lock minutes", "set time zone", "set repeats", "set copies",
    "settle", "set municipality", "unset municipality",
    "set study area", "remove people", "restore people", "set people", "add places", "set districts",
    "set addresses", "remove addresses", "forget street", "set address rule",
    "edit place", "remove place", "merge places",
    "purge", "empty inbox", "erase",
    "amend report", "review reports", "set trust", "add category", "edit category", "merge categories",
    "add subcategory", "switch subcategory", "rename subcategory", "add organisation", "edit organisation",
    "merge organisations",
    "set ground", "remove ground",
    "set mail server", "test mail server", "set recipients", "approve letter", "post letter",
    "begin sending", "record sending", "delay messages", "steer message", "subscribe", "unsubscribe",
)  # fmt: skip
PEOPLE_ACTIONS = ("add person", "change person", "remove person", "end sessions", "add token", "revoke token")

_TABLE: Mapping[str, Granted] = {
    **dict.fromkeys(GROUP_ACTIONS, _GROUP),
    **dict.fromkeys(SETTING_ACTIONS, _SETTING),
    **dict.fromkeys(PEOPLE_ACTIONS, _PEOPLE),
    "set retention": _UPKEEP,
    "back up": _PEOPLE,
    "set map service": _PEOPLE,
    "remove map service": _PEOPLE,
    "take batch": _INTAKE,
    "undo batch": _INTAKE,
    "restore batch": _INTAKE,
    "enter report": _INTAKE,
    "correct report": _INTAKE,
    "void report": _INTAKE,
    "share descriptions": _INTAKE,
    "use token": _INTAKE,
    "keep waiting file": _INTAKE,
    "settle waiting file": _INTAKE,
    # what a street's name means is asked of whoever sends a file in
    "settle street": {Role.REPORTER: _OF_COMMON, Role.COORDINATOR: _ALL, Role.OWNER: _ALL},
    # what is taken out, or read, is what was seen
    "export": dict.fromkeys(Role, _OF_COMMON),
    "note reading": dict.fromkeys(Role, _OF_COMMON),
    "open situation": _GROUP,
    "open work": _GROUP,
    "open intake": {Role.REPORTER: _OF_COMMON, Role.COORDINATOR: _ALL, Role.OWNER: _ALL},
    "open review": _SETTING,
    "open settings": _SETTING,
    "open people": _PEOPLE,
    "open upkeep": _PEOPLE,
    "open map service": _PEOPLE,
    "open log": _UPKEEP,
    "read reports": {**_GROUP, Role.REPORTER: _OWN},
    "read descriptions": {**_SETTING, Role.REPORTER: _OWN, Role.MEMBER: _OWN_OR_SHARED},
    "read batches": _INTAKE,
}


def relation(actor: Actor, resource: Resource) -> Relation:
    """Return whose a resource is, seen from an actor."""
    if resource.organisation is None:
        return Relation.COMMON
    if resource.organisation == actor.organisation:
        return Relation.OWN
    return Relation.SHARED if resource.shared else Relation.OTHER


def allowed(actor: Actor, action: str, resource: Resource = COMMON) -> bool:
    """Tell whether the table allows an actor this action on a resource; an action that it does not name is not."""
    return relation(actor, resource) in _TABLE.get(action, {}).get(actor.role, frozenset())


def require(actor: Actor, action: str, resource: Resource = COMMON) -> None:
    """Raise NotAllowedError unless the table allows an actor this action on a resource."""
    if not allowed(actor, action, resource):
        raise NotAllowedError(
            N_("Your role does not allow this. Nothing was done. Ask the administrator if you need it.")
        )


def known_actions() -> tuple[str, ...]:
    """Return every action that the table names."""
    return tuple(_TABLE)
