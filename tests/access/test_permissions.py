"""What each role may do, whole: every role, every action, every relation to the thing, against a table written out."""

import importlib
import itertools
import pkgutil

import pytest

import est
from est.access.permissions import Actor, Relation, Resource, Role, allowed, known_actions, relation, require
from est.errors import NotAllowedError
from est.store.changes import applied_actions

OWN, OTHER = "00000000-0000-7000-8000-000000000001", "00000000-0000-7000-8000-000000000002"
THINGS = {
    Relation.COMMON: Resource(),
    Relation.OWN: Resource(OWN),
    Relation.SHARED: Resource(OTHER, shared=True),
    Relation.OTHER: Resource(OTHER),
}
# a column a role, in the order of Role: reporter, member, coordinator, administrator, owner of the machine;
# in it what is allowed: c common, o the own organisation's, s another's that shares, x another's, - nothing
GROUP, SETTING, PEOPLE = "- cosx cosx - cosx", "- - cosx - cosx", "- - - cosx cosx"
EXPECTED = {
    "add hotspot": GROUP,
    "edit hotspot": GROUP,
    "merge hotspots": GROUP,
    "restore hotspot": GROUP,
    "split hotspot": GROUP,
    "undo merge": GROUP,
    "write of hotspot": GROUP,
    "add cause": GROUP,
    "edit cause": GROUP,
    "add measure": GROUP,
    "edit measure": GROUP,
    "restore measure": GROUP,
    "add to the library": GROUP,
    "edit the library": GROUP,
    "acknowledge alarm": GROUP,
    "add meeting": GROUP,
    "edit meeting": GROUP,
    "add points": GROUP,
    "write of point": GROUP,
    "add task": GROUP,
    "edit task": GROUP,
    "add coming event": GROUP,
    "edit coming event": GROUP,
    "add addendum": GROUP,
    "add view": GROUP,
    "edit view": GROUP,
    "remove view": GROUP,
    "subscribe": SETTING,
    "unsubscribe": SETTING,
    "subscribe oneself": GROUP,
    "unsubscribe oneself": GROUP,
    "add letter": GROUP,
    "edit letter": GROUP,
    "remove letter": GROUP,
    "approve letter": SETTING,
    "post letter": SETTING,
    "set mail server": SETTING,
    "test mail server": SETTING,
    "set recipients": SETTING,
    "begin sending": SETTING,
    "record sending": SETTING,
    "delay messages": SETTING,
    "steer message": SETTING,
    "lock minutes": SETTING,
    "freeze picture": SETTING,
    "lock design": SETTING,
    "freeze verdict": SETTING,
    "set time zone": SETTING,
    "set repeats": SETTING,
    "set copies": SETTING,
    "settle": SETTING,
    "set municipality": SETTING,
    "unset municipality": SETTING,
    "set study area": SETTING,
    "remove people": SETTING,
    "restore people": SETTING,
    "set people": SETTING,
    "set retention": "- - cosx cosx cosx",
    "back up": PEOPLE,
    "set map service": PEOPLE,
    "remove map service": PEOPLE,
    "purge": SETTING,
    "empty inbox": SETTING,
    "erase": SETTING,
    "add places": SETTING,
    "set districts": SETTING,
    "edit place": SETTING,
    "remove place": SETTING,
    "merge places": SETTING,
    "set addresses": SETTING,
    "remove addresses": SETTING,
    "forget street": SETTING,
    "set address rule": SETTING,
    "settle street": "c - cosx - cosx",
    "amend report": SETTING,
    "review reports": SETTING,
    "set trust": SETTING,
    "add category": SETTING,
    "edit category": SETTING,
    "merge categories": SETTING,
    "add subcategory": SETTING,
    "switch subcategory": SETTING,
    "rename subcategory": SETTING,
    "add organisation": SETTING,
    "edit organisation": SETTING,
    "merge organisations": SETTING,
    "set ground": SETTING,
    "remove ground": SETTING,
    "add person": PEOPLE,
    "change person": PEOPLE,
    "remove person": PEOPLE,
    "end sessions": PEOPLE,
    "add token": PEOPLE,
    "revoke token": PEOPLE,
    "take batch": "o - cosx - cosx",
    "undo batch": "o - cosx - cosx",
    "restore batch": "o - cosx - cosx",
    "enter report": "o - cosx - cosx",
    "use token": "o - cosx - cosx",
    "keep waiting file": "o - cosx - cosx",
    "settle waiting file": "o - cosx - cosx",
    "correct report": "o - cosx - cosx",
    "void report": "o - cosx - cosx",
    "share descriptions": "o - cosx - cosx",
    "export": "c c c c c",
    "note reading": "c c c c c",
    "open situation": GROUP,
    "open work": GROUP,
    "open intake": "c - cosx - cosx",
    "open review": SETTING,
    "open settings": SETTING,
    "open people": PEOPLE,
    "open upkeep": PEOPLE,
    "open map service": PEOPLE,
    "open log": "- - cosx cosx cosx",
    "read reports": "o cosx cosx - cosx",
    "read descriptions": "o os cosx - cosx",
    "read batches": "o - cosx - cosx",
}
BY_THE_PROGRAM = {
    "fill a new store",
    "fill the library",
    "bind account",
}  # at opening and at sign-in, on the whole store


@pytest.mark.parametrize("action", [*EXPECTED, *BY_THE_PROGRAM, "drop everything", ""])
def test_the_table_allows_what_is_written_here_and_nothing_else(action):
    """Also by `require`, which is what stands before every change."""
    granted = EXPECTED.get(action, "- - - - -").split()
    for (role, letters), (known, thing) in itertools.product(zip(Role, granted, strict=True), THINGS.items()):
        actor = Actor("anna@kommun.example", role, OWN)
        assert relation(actor, thing) is known
        letter = {"common": "c", "own": "o", "shared": "s", "other": "x"}[known]
        assert allowed(actor, action, thing) is (letter in letters), (role, action, known)
        if letter not in letters:
            with pytest.raises(NotAllowedError):
                require(actor, action, thing)


def test_every_action_is_in_the_table():
    """An action that is added without a line of its own is refused to all, and this says so."""
    for module in pkgutil.walk_packages(est.__path__, "est."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    changes = {name for name, module in applied_actions().items() if module.startswith("est.")}
    assert changes - set(known_actions()) == BY_THE_PROGRAM
    assert set(known_actions()) == set(EXPECTED)


def test_who_has_no_organisation_has_no_own():
    """Nobody's thing is not the thing of whoever belongs to nobody."""
    nobody = Actor("it@kommun.example", Role.REPORTER)
    assert relation(nobody, Resource()) is Relation.COMMON
    assert not any(allowed(nobody, "take batch", thing) for thing in THINGS.values())
