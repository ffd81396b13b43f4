"""Subscriptions by mail: the picture of each week when it is frozen, or a saved view each week, to an organisation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

import duckdb
import polars as pl

from est.errors import AlreadyThereError, NotFoundError
from est.identity import new_id
from est.mail.letter import LONGEST_SUBJECT, LONGEST_WORDING, Letter, LetterKind
from est.mail.letters import post_letter
from est.mail.recipients import all_recipients
from est.meetings.situation.picture_sentences import picture_sections, whole_count
from est.meetings.situation.queries import frozen_pictures, open_picture
from est.meetings.situation.situation_picture import SituationPicture
from est.municipality.reference_lists import reference_lists
from est.picture.counts import category_counts, organisation_counts
from est.picture.saved_views import RecordedView, all_views
from est.picture.selection import default_selection
from est.picture.selection_words import describe_selection
from est.store import Change, Store, applies
from est.text import N_, Translator

SUBSCRIBE, UNSUBSCRIBE = "subscribe", "unsubscribe"
_NAMES = UUID("0198f1c4-7a10-7000-8000-5d6f0c2b7e02")  # of the letters: one a picture, or a week and view


@dataclass(frozen=True)
class Subscription:
    """Who gets what: a saved view, or the pictures of the week where `view` is None."""

    id: str
    organisation: str
    view: str | None
    added: datetime


def all_subscriptions(store: Store) -> tuple[Subscription, ...]:
    """Return every subscription, the oldest first."""
    rows = store.ask(
        """SELECT id::VARCHAR AS id, organisation::VARCHAR AS organisation, view::VARCHAR AS view, added
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


def unsubscribe(store: Store, identity: str, who: str, when: datetime) -> None:
    """End a subscription; one that is gone already is left so."""
    store.apply(Change(who, when, UNSUBSCRIBE, UUID(identity)))


def compose_picture_letter(picture: SituationPicture, organisation: str, words: Translator) -> Letter:
    """Return a frozen picture as a letter: its headings with their sentences, and of what it is."""
    lines = []
    for heading, sentences in picture_sections(picture, words):
        lines += [heading, *(f"– {sentence}" for sentence in sentences), ""]
    title = words.gettext("Situation picture, {period}").format(period=picture.period.title(words))
    return _letter(organisation, title, "\n".join(lines).strip(), words)


def compose_view_letter(store: Store, one: RecordedView, organisation: str, words: Translator) -> Letter:
    """Return what a saved view holds now as a letter, which begins with its selection in words."""
    view, lines = one.view, list(_view_lines(store, one, words))
    return _letter(organisation, view.name, "\n".join(lines), words)


def _view_lines(store: Store, one: RecordedView, words: Translator) -> Iterator[str]:
    _ = words.gettext
    selection = one.view.present_selection(default_selection(store).end)
    yield _("Selection") + ": " + describe_selection(selection, reference_lists(store, words.language), words) + "."
    now = category_counts(store, selection)
    before = category_counts(store, selection.previous())
    told = words.ngettext(
        "{count} report in the period, {before} in the one before.",
        "{count} reports in the period, {before} in the one before.",
        whole_count(float(now["count"].sum())),
    )
    counts = {"count": float(now["count"].sum()), "before": float(before["count"].sum())}
    yield told.format(**{name: words.number(value, 1) for name, value in counts.items()})
    for heading, counted in (
        (_("By category"), now),
        (_("By organisation"), organisation_counts(store, selection)),
    ):
        rows = counted.filter(pl.col("count") > 0).sort("count", descending=True, maintain_order=True)
        if rows.height:
            yield ""
            yield heading
            for name, count in rows.select("name", "count").iter_rows():
                yield f"– {words.data_text(name)}: {words.number(count, 1)}"


def _letter(organisation: str, title: str, wording: str, words: Translator) -> Letter:
    if len(wording) > LONGEST_WORDING:
        left_out = words.gettext("The rest stands in the dashboard.")
        wording = wording[: LONGEST_WORDING - len(left_out) - 1].rpartition("\n")[0] + "\n" + left_out
    return Letter(LetterKind.SUBSCRIPTION, organisation, title[:LONGEST_SUBJECT], wording)


def post_subscriptions(store: Store, who: str, now: datetime, words: Translator) -> int:
    """Put into the queue what is subscribed to and has not gone yet, and return how many letters that were considered.

    A picture of a week goes once, when it was frozen after the subscription began, a view once a week. Who has no
    address gets nothing.
    """
    addresses, considered = all_recipients(store), 0
    views = {one.identity: one for one in all_views(store)}
    year, week, _day = now.isocalendar()
    pictures = frozen_pictures(store).filter(pl.col("period").str.contains("W"))
    standing = words.gettext("A subscription, turned on under Settings")
    for one in all_subscriptions(store):
        to = addresses.get(one.organisation, ())
        if not to:
            continue
        wanted: list[tuple[UUID, Letter]] = []
        if one.view is None:
            for identity in pictures.filter(pl.col("frozen") >= one.added)["id"]:
                letter = compose_picture_letter(open_picture(store, identity), one.organisation, words)
                wanted.append((uuid5(_NAMES, f"{identity} {one.organisation}"), letter))
        elif one.view in views:
            named = uuid5(_NAMES, f"{year}-W{week:02} {one.view} {one.organisation}")
            wanted.append((named, compose_view_letter(store, views[one.view], one.organisation, words)))
        for named, letter in wanted:
            post_letter(store, letter, to, standing, who, now, named)
            considered += 1
    return considered


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


@applies(UNSUBSCRIBE)
def _unsubscribe(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    cursor.execute("DELETE FROM subscriptions WHERE id = ?", [str(change.object)])
