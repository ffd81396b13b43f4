"""`est user`: who may sign in, with which role and for which organisation."""

import argparse

from est.access.people import add_person, all_people, change_person, person_of_email, remove_person
from est.access.permissions import ROLES, Role
from est.errors import AccountError, NotFoundError
from est.municipality.vocabulary import store_vocabulary
from est.store import Store
from est.terminal import add_store, municipality_now, open_argument_store, terminal_user

STEPS = ("add", "change", "remove", "list")


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.add_argument("step", choices=STEPS, help="let somebody in, change or remove them, or list everybody")
    parser.add_argument("email", nargs="?", metavar="EMAIL", help="the address, as the identity provider knows it")
    parser.add_argument("--role", choices=[str(role) for role in ROLES], help="what they may do: for add and change")
    parser.add_argument("--organisation", metavar="NAME", help="whom they work for; a reporter and a member must")
    add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """Do the step and say what came of it; return 0."""
    step, email, role = arguments.step, arguments.email, arguments.role
    if step != "list" and email is None:
        raise AccountError(f"`est user {step}` needs the address of e-mail of a person.")
    if step in ("add", "change") and role is None:
        raise AccountError(f"`est user {step}` needs --role, one of {', '.join(ROLES)}.")
    with open_argument_store(arguments) as store:
        if step == "list":
            _list(store)
        elif step == "remove":
            remove_person(store, person_of_email(store, email), terminal_user(), municipality_now(store))
            print(f"{email} can no longer sign in.")
        else:
            organisation = _organisation(store, arguments.organisation)
            if step == "add":
                add_person(store, email, Role(role), organisation, terminal_user(), municipality_now(store))
            else:
                person = person_of_email(store, email)
                change_person(store, person, Role(role), organisation, terminal_user(), municipality_now(store))
            print(f"{email} may sign in as {role}.")
    return 0


def _organisation(store: Store, name: str | None) -> str | None:
    if name is None:
        return None
    known = store_vocabulary(store).organisation(name)
    if known is None:
        raise NotFoundError(f"There is no organisation {name!r}. Import a batch of it first.")
    return known


def _list(store: Store) -> None:
    names = {identity: name for name, identity in store_vocabulary(store).organisations.items()}
    for person in all_people(store):
        told = "" if person.organisation is None else f", {names.get(person.organisation, person.organisation)}"
        signed_in = "has signed in" if person.subject else "has not signed in yet"
        print(f"{person.email}  {person.role}{told}  ({signed_in})")
