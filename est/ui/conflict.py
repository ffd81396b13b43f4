"""What the second of two editors is told: every field that either of them changed, and the two ways on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

import streamlit as st

from est.errors import EditedByOtherError, EstError
from est.store.versions import Record, merge_edits
from est.text import Translator
from est.ui.enter import Visitor
from est.ui.messages import flash, show_refusal, show_refusals
from est.ui.tables import plain_text

Said = Mapping[str, str]
R = TypeVar("R", bound=Record)


@dataclass
class OpenedVersion(Generic[R]):
    """A record that is open for editing: as it was read, its version then, and what came in between."""

    identity: str
    record: R
    version: int
    wanted: R | None = None
    conflict: EditedByOtherError | None = None


@dataclass(frozen=True)
class EditForm(Generic[R]):
    """How records of one kind are asked for, changed (identity, version, record → the new version), read from text, and
    said; and what is done when the opened one is let go.
    """

    ask: Callable[[UUID], tuple[R, int]]
    change: Callable[[UUID, int, R], int]
    read: Callable[[dict[str, str]], R]
    names: Mapping[str, str]
    said: Callable[[R], Said]
    title: Callable[[R], str]
    close: Callable[[], None]


def save_edit(visitor: Visitor, kept: OpenedVersion[R], wanted: R, editing: EditForm[R]) -> None:
    """Save an opened record over the version that was read, and say so; keep what came in between for `settle`."""
    _ = visitor.translator.gettext
    try:
        saved = editing.change(UUID(kept.identity), kept.version, wanted)
    except EditedByOtherError as error:
        if error.differs:
            kept.wanted, kept.conflict = wanted, error
            st.rerun()
        saved = error.version  # what is stored is what was wanted: a save whose answer was lost, sent again
    except EstError as error:
        show_refusal(error)
        return
    editing.close()
    text = _("Nothing was changed.") if saved == kept.version else _("Saved: {title}")
    flash(text.format(title=plain_text(editing.title(wanted))))


def settle_conflict(visitor: Visitor, kept: OpenedVersion[R], editing: EditForm[R]) -> None:
    """Draw what the two editors of an opened record have changed, and save what the visitor chooses."""
    if kept.conflict is None or kept.wanted is None:
        return
    stored, version = editing.ask(UUID(kept.identity))
    was, now, mine = (editing.said(one) for one in (kept.record, stored, kept.wanted))
    sentences = _both_changed(editing.names, was, now, mine, visitor.translator)
    chosen = _way_on(visitor, kept.conflict, sentences, kept.identity)
    if chosen == "apply":
        with show_refusals():
            wanted = editing.read(merge_edits(kept.record, stored, kept.wanted))
            kept.record, kept.version, kept.wanted = stored, version, wanted
            save_edit(visitor, kept, wanted, editing)
    elif chosen == "leave":
        editing.close()
        flash(visitor.translator.gettext("Your change was left out; what is stored stays."))


def _both_changed(names: Mapping[str, str], was: Said, now: Said, mine: Said, translator: Translator) -> list[str]:
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
