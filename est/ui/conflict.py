"""Editing a record, and edit conflicts: both edits are shown field by field, and the second editor chooses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

import streamlit as st

from est.errors import EditedByOtherError, EstError
from est.store import Store
from est.store.versions import Fields, Record, Records, merge_edits
from est.text import Translator
from est.ui.enter import Visitor
from est.ui.messages import flash, show_refusal, show_refusals
from est.ui.tables import plain_text

R = TypeVar("R", bound=Record)


@dataclass
class OpenedVersion(Generic[R]):
    """A record that is open for editing: as it was read, its version then, what a list called it, and what came in
    between.
    """

    identity: str
    record: R
    version: int
    label: str = ""
    wanted: R | None = None
    conflict: EditedByOtherError | None = None


@dataclass(frozen=True)
class EditForm(Generic[R]):
    """How records of one kind are edited on their page: one at a time, and by nobody over another's edit.

    `edit` makes the new version; `title` names a record, `names` its fields (msgids). The session keeps what is open
    under `key`.
    """

    key: str
    records: Records[R]
    edit: Callable[[Store, UUID, int, R, str, datetime], int]
    names: Mapping[str, str]
    title: Callable[[R], str]

    @property
    def opened(self) -> OpenedVersion[R] | None:
        """The record that is open in this session."""
        return st.session_state.get(f"{self.key} opened")

    @property
    def times_closed(self) -> int:
        """How often one was closed. A part of the keys of widgets, so that they begin anew each time."""
        return int(st.session_state.setdefault(f"{self.key} closed", 0))

    def open_record(self, store: Store, identity: str, label: str = "") -> OpenedVersion[R]:
        """Return what is open; when that is another record or none, open this one. NotFoundError when there is none."""
        opened = self.opened
        if opened is None or opened.identity != identity:
            opened = OpenedVersion(identity, *self.records.get(store, UUID(identity)), label)
            st.session_state[f"{self.key} opened"] = opened
        return opened

    def discard(self) -> None:
        """Let go of what is open."""
        st.session_state.pop(f"{self.key} opened", None)

    def close(self) -> None:
        """Let go of what is open, and begin the widgets anew."""
        self.discard()
        st.session_state[f"{self.key} closed"] = self.times_closed + 1


def save_edit(visitor: Visitor, opened: OpenedVersion[R], wanted: R, form: EditForm[R]) -> None:
    """Save an opened record over the version that was read, and say so; keep an edit that came in between."""
    _ = visitor.translator.gettext
    try:
        saved = form.edit(visitor.store, UUID(opened.identity), opened.version, wanted, visitor.user, visitor.now())
    except EditedByOtherError as error:
        if error.differs:
            opened.wanted, opened.conflict = wanted, error
            st.rerun()
        saved = error.version  # what is stored is what was wanted: a save whose answer was lost, sent again
    except EstError as error:
        show_refusal(error)
        return
    form.close()
    text = _("Nothing was changed.") if saved == opened.version else _("Saved: {title}")
    flash(text.format(title=plain_text(form.title(wanted))))


def settle_conflict(
    visitor: Visitor, opened: OpenedVersion[R], form: EditForm[R], describe: Callable[[R], Fields]
) -> None:
    """Draw what the two editors of an opened record have changed, and save what the visitor chooses.

    `describe` gives a record's fields as a reader sees them.
    """
    if opened.conflict is None or opened.wanted is None:
        return
    stored, version = form.records.get(visitor.store, UUID(opened.identity))
    was, now, mine = (describe(one) for one in (opened.record, stored, opened.wanted))
    sentences = _both_changed(form.names, was, now, mine, visitor.translator)
    chosen = _way_on(visitor, opened.conflict, sentences, opened.identity)
    if chosen == "apply":
        with show_refusals():
            wanted = form.records.from_fields(merge_edits(opened.record, stored, opened.wanted))
            opened.record, opened.version, opened.wanted = stored, version, wanted
            save_edit(visitor, opened, wanted, form)
    elif chosen == "leave":
        form.close()
        flash(visitor.translator.gettext("Your change was left out; what is stored stays."))


def _both_changed(
    names: Mapping[str, str], was: Fields, now: Fields, mine: Fields, translator: Translator
) -> list[str]:
    """Return a sentence for each field that the other, the visitor or both have changed since it was opened."""
    _ = translator.gettext
    sentences = []
    for name, heading in names.items():
        values = {"field": _(heading), "was": was[name] or "–", "now": now[name] or "–", "mine": mine[name] or "–"}
        if now[name] == mine[name] != was[name]:
            text = _("{field}: both of you changed it from “{was}” to “{now}”.")
        elif now[name] != was[name] != mine[name]:
            text = _("{field}: was “{was}”, is stored as “{now}”, and you want “{mine}”, which would replace it.")
        elif now[name] != was[name]:
            text = _("{field}: the other changed it from “{was}” to “{now}”, which stays.")
        elif mine[name] != was[name]:
            text = _("{field}: you want to change it from “{was}” to “{mine}”.")
        else:
            continue
        sentences.append(text.format(**values))
    return sentences


def _way_on(visitor: Visitor, error: EditedByOtherError, sentences: list[str], key: str) -> str | None:
    """Say who was there first and what differs; return "apply" or "leave" when the visitor chooses."""
    _ = visitor.translator.gettext
    when = visitor.translator.moment(error.when) if error.when else ""
    text = _("{who} changed this at {when}, after you opened it. Nothing was overwritten.")
    st.error(text.format(who=plain_text(error.who), when=when))
    for sentence in sentences:
        st.markdown(f"- {plain_text(sentence)}")
    left, right = st.columns(2)
    if left.button(_("Apply my change to what is stored"), type="primary", key=f"{key} apply"):
        return "apply"
    if right.button(_("Leave what is stored"), key=f"{key} leave"):
        return "leave"
    return None
