"""Subscriptions by mail: the picture of each week when it is frozen, or a saved view each week.

A coordinator lets an organisation have them at its addresses; a person has them for themselves, at the address of their
account, as long as they may see them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import duckdb
import polars as pl

from est.access.people import Person, all_people
from est.access.permissions import Actor, Role, allowed
from est.access.views import visible_store
from est.errors import AlreadyThereError, EstError, MailError, NotAllowedError, NotFoundError
from est.identity import new_id
from est.mail.letter import LONGEST_SUBJECT, LONGEST_WORDING, Letter, LetterKind
from est.mail.letters import all_letters, post_letter
from est.mail.recipients import all_recipients
from est.meetings.situation.picture_sentences import picture_sections
from est.meetings.situation.queries import frozen_pictures, open_picture
from est.meetings.situation.situation_picture import SituationPicture
from est.meetings.view_contents import compile_view, view_lines
from est.picture.saved_views import all_views
from est.store import Change, Store, applies
from est.text import N_, Translator

SUBSCRIBE, UNSUBSCRIBE = "subscribe", "unsubscribe"
SUBSCRIBE_ONESELF, UNSUBSCRIBE_ONESELF = "subscribe oneself", "unsubscribe oneself"
_NAMES = UUID("0198f1c4-7a10-7000-8000-5d6f0c2b7e02")  # of the letters: one a picture, or a week and view


@dataclass(frozen=True)
class Subscription:
    """Who gets what: a saved view, or the pictures of the week where `view` is None.

    It goes to an `organisation`, or to a `person` by the account's address; the other of the two is empty.
    """

    id: str
    organisation: str
    person: str
    view: str | None
    added: datetime

    @property
    def whose(self) -> str:
        """The identity of the organisation, or the person's account."""
        return self.organisation or self.person


def all_subscriptions(store: Store) -> tuple[Subscription, ...]:
    """Return every subscription that is seen here, the oldest first: of people, none but one's own."""
    rows = store.ask(
        """SELECT id::VARCHAR AS id, coalesce(organisation::VARCHAR, '') AS organisation,
               coalesce(person, '') AS person, view::VARCHAR AS view, added
           FROM subscriptions ORDER BY added, id"""
    )
    return tuple(Subscription(*row) for row in rows.rows())


def subscribe(store: Store, organisation: str, view: str | None, who: str, when: datetime) -> UUID:
    """Let an organisation get a saved view, or each picture of a week (None), and return the subscription's identity.

    Raises AlreadyThereError when it gets that already, NotFoundError when the view or the organisation is not there.
    """
    identity = new_id()
    store.apply(Change(who, when, SUBSCRIBE, identity, {"organisation": organisation, "view": view}))
    return identity


def subscribe_oneself(store: Store, view: str | None, who: str, when: datetime) -> UUID:
    """Subscribe the asker to a saved view, or to each picture of a week (None), at the address of their account.

    Returns the subscription's identity. Raises MailError for somebody who does not sign in with an address,
    NotAllowedError for another person's view or a role that does not see the picture, AlreadyThereError, NotFoundError.
    """
    identity = new_id()
    store.apply(Change(who, when, SUBSCRIBE_ONESELF, identity, {"view": view}))
    return identity


def unsubscribe(store: Store, identity: str, who: str, when: datetime) -> None:
    """End a subscription of an organisation; one that is gone already is left so."""
    store.apply(Change(who, when, UNSUBSCRIBE, UUID(identity)))


def unsubscribe_oneself(store: Store, identity: str, who: str, when: datetime) -> None:
    """End the asker's own subscription, if it is still there; NotAllowedError for another's."""
    store.apply(Change(who, when, UNSUBSCRIBE_ONESELF, UUID(identity)))


def compose_picture_letter(picture: SituationPicture, one: Subscription, words: Translator) -> Letter:
    """Return a frozen picture as a letter: its headings with their sentences, and of what it is."""
    lines = []
    for heading, sentences in picture_sections(picture, words):
        lines += [heading, *(f"– {sentence}" for sentence in sentences), ""]
    title = words.gettext("Situation picture, {period}").format(period=picture.period.title(words))
    return _letter(one, title, "\n".join(lines).strip(), words)


def compose_view_letter(content: Mapping[str, Any], one: Subscription, words: Translator) -> Letter:
    """Return what a view holds (`compile_view`) as a letter, which begins with its selection in words."""
    return _letter(one, content["name"], "\n".join(view_lines(content, words)), words)


def _letter(one: Subscription, title: str, wording: str, words: Translator) -> Letter:
    if len(wording) > LONGEST_WORDING:
        left_out = words.gettext("The rest stands in the dashboard.")
        wording = wording[: LONGEST_WORDING - len(left_out) - 1].rpartition("\n")[0] + "\n" + left_out
    return Letter(LetterKind.SUBSCRIPTION, one.organisation, title[:LONGEST_SUBJECT], wording, person=one.person)


def post_subscriptions(store: Store, who: str, now: datetime, words: Translator) -> int:
    """Put into the queue what is subscribed to and has not gone yet, and return how many letters that are.

    A picture of a week goes once, when it was frozen after the subscription began, a view once a week; both with what
    is made into files when they leave. Who has no address gets nothing, nor does a person who may not see the picture
    any longer. What a person gets is what they see. What cannot be opened or written is raised when all else is done.
    """
    addresses, people = all_recipients(store), {one.email: one for one in all_people(store)}
    gone = {one.identity for one in all_letters(store)}
    posted, faults = 0, []
    for one in all_subscriptions(store):
        to = _addresses(one, addresses, people)
        if not to:
            continue
        seen = visible_store(store, people[one.person].actor) if one.person else store
        for named, about in _wanted(seen, one, now):
            if named in gone:
                continue
            try:
                letter, attached = _composed(seen, one, about, now, words)
                language = {"language": words.language}
                post_letter(store, letter, to, _standing(one, words), who, now, UUID(named), attached | language)
            except EstError as error:  # a picture that cannot be opened keeps nobody else from theirs
                faults.append(error)
                continue
            gone.add(named)
            posted += 1
    if faults:
        raise faults[0]
    return posted


def _standing(one: Subscription, words: Translator) -> str:
    """Return by what a subscription was allowed."""
    if one.person:
        return words.gettext("A subscription of one's own")
    return words.gettext("A subscription, turned on under Settings")


def _addresses(
    one: Subscription, addresses: Mapping[str, tuple[str, ...]], people: Mapping[str, Person]
) -> tuple[str, ...]:
    """Return where a subscription goes now."""
    if not one.person:
        return addresses.get(one.organisation, ())
    found = people.get(one.person)
    return (found.email,) if found and allowed(found.actor, "open situation") else ()


def _wanted(store: Store, one: Subscription, now: datetime) -> list[tuple[str, str]]:
    """Return the identity of each letter that a subscription gives by now, and of the picture or view it is about."""
    if one.view is not None:
        year, week, _day = now.isocalendar()
        known = {view.identity for view in all_views(store)}  # of a person: those that they see
        return [(_named(f"{year}-W{week:02} {one.view}", one), one.view)] if one.view in known else []
    pictures = frozen_pictures(store).filter(pl.col("period").str.contains("W"), pl.col("frozen") >= one.added)
    return [(_named(identity, one), identity) for identity in pictures["id"]]


def _named(what: str, one: Subscription) -> str:
    return str(uuid5(_NAMES, f"{what} {one.whose}"))


def _composed(
    store: Store, one: Subscription, about: str, now: datetime, words: Translator
) -> tuple[Letter, dict[str, Any]]:
    """Return a letter with what goes with it."""
    if one.view is None:
        return compose_picture_letter(open_picture(store, about), one, words), {"picture": about}
    view = next(view for view in all_views(store) if view.identity == about)
    content = compile_view(store, view, now, words)
    return compose_view_letter(content, one, words), {"view": content}


@applies(SUBSCRIBE)
def _subscribe(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    organisation, view = change.payload["organisation"], change.payload["view"]
    for table, identity in (("organisations", organisation), ("saved_views", view)):
        if identity and not cursor.execute(f"SELECT 1 FROM {table} WHERE id = ?", [identity]).fetchall():  # noqa: S608 (tables of ours)
            raise NotFoundError(N_("What was to be subscribed to, or who was to get it, is not there any longer."))
    values = [organisation, view]
    if cursor.execute(
        "SELECT 1 FROM subscriptions WHERE organisation = ?::UUID AND view IS NOT DISTINCT FROM ?::UUID", values
    ).fetchall():
        raise AlreadyThereError(N_("The organisation gets that already; nothing was changed."))
    cursor.execute(
        "INSERT INTO subscriptions (id, organisation, view, added) VALUES (?, ?, ?, ?)",
        [str(change.object), *values, change.when],
    )


@applies(SUBSCRIBE_ONESELF)
def _subscribe_oneself(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    view, who = change.payload["view"], change.who
    rows = cursor.execute("SELECT role, organisation::VARCHAR FROM people WHERE email = ?", [who]).fetchall()
    if not rows:
        raise MailError(
            N_("The program knows no address of yours, as you did not sign in. Subscribe for an organisation instead.")
        )
    if not allowed(Actor(who, Role(rows[0][0]), rows[0][1]), "open situation"):
        raise NotAllowedError(N_("Your role does not see the picture, so it cannot be sent to you."))
    if view:
        found = cursor.execute("SELECT coalesce(owner, '') FROM saved_views WHERE id = ?", [view]).fetchall()
        if not found:
            raise NotFoundError(N_("What was to be subscribed to, or who was to get it, is not there any longer."))
        if found[0][0] not in ("", who):
            raise NotAllowedError(N_("This view is somebody else's. Nothing was changed."))
    if cursor.execute(
        "SELECT 1 FROM subscriptions WHERE person = ? AND view IS NOT DISTINCT FROM ?::UUID", [who, view]
    ).fetchall():
        raise AlreadyThereError(N_("You get that already; nothing was changed."))
    cursor.execute(
        "INSERT INTO subscriptions (id, person, view, added) VALUES (?, ?, ?, ?)",
        [str(change.object), who, view, change.when],
    )


@applies(UNSUBSCRIBE)
def _unsubscribe(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    cursor.execute("DELETE FROM subscriptions WHERE id = ? AND person IS NULL", [str(change.object)])


@applies(UNSUBSCRIBE_ONESELF)
def _unsubscribe_oneself(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    whose = cursor.execute("SELECT person FROM subscriptions WHERE id = ?", [str(change.object)]).fetchall()
    if whose and whose[0][0] != change.who:
        raise NotAllowedError(N_("This subscription is somebody else's. Nothing was changed."))
    cursor.execute("DELETE FROM subscriptions WHERE id = ?", [str(change.object)])
