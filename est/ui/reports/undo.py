"""What the upload page is made of: undoing a batch after a question, and putting it back."""

from dataclasses import dataclass
from uuid import UUID

import streamlit as st

from est.errors import NotFoundError
from est.measures.batch_effect import batch_effect
from est.reports.batches.undo import restore_batch, undo_batch, undone_batches
from est.ui.enter import Visitor
from est.ui.messages import flash, show_refusals
from est.ui.tables import plain_text

TAKEN = "upload taken"
MOST_UNDONE = 5  # of the batches that were undone last


@dataclass(frozen=True)
class TakenBatch:
    """A batch that was just stored, for the message and the undo button."""

    batch: UUID
    file: str
    organisation: str
    accepted: int
    rejected: int
    voided: int


def ask_undo(visitor: Visitor, batch: str, file: str, label: str, key: str) -> None:
    """Draw a button that opens the question whether a batch shall be undone, and what that does."""
    _ = visitor.translator.gettext
    with st.popover(label, key=key):
        try:
            effect = visitor.answer(batch_effect, batch)
        except NotFoundError:
            st.write(_("The batch was undone already."))
            return
        st.markdown("\n".join(f"- {plain_text(sentence.in_language(_))}" for sentence in effect))
        st.caption(_("It is kept until the next purge and can be put back until then."))
        if st.button(_("Undo the batch"), key=f"{key} now", type="primary"):
            _undo(visitor, batch, file)


def _undo(visitor: Visitor, batch: str, file: str) -> None:
    _ = visitor.translator.gettext
    try:
        undo_batch(visitor.store, batch, visitor.user, visitor.now())
    except NotFoundError:
        flash(_("The batch was undone already."))
    taken = st.session_state.get(TAKEN)
    if isinstance(taken, TakenBatch) and str(taken.batch) == batch:
        del st.session_state[TAKEN]
    flash(_("The batch {file} was undone. It can be put back below.").format(file=plain_text(file)))


def draw_undone(visitor: Visitor) -> None:
    """List the batches that were undone last, each with the way back."""
    translator = visitor.translator
    _ = translator.gettext
    undone = visitor.answer(undone_batches).head(MOST_UNDONE)
    if undone.is_empty():
        return
    st.markdown("**" + _("Undone batches") + "**")
    for row in undone.iter_rows(named=True):
        text = _("{file}, undone {day} by {who}: {n} reports").format(
            file=row["file"], day=f"{row['undone']:%Y-%m-%d %H:%M}", who=row["undone_by"],
            n=translator.number(row["accepted"]),
        )  # fmt: skip
        with st.container(horizontal=True, vertical_alignment="center"):
            st.write(plain_text(text))
            if st.button(_("Put it back"), key=f"restore {row['id']}"):
                with show_refusals():
                    restore_batch(visitor.store, row["id"], visitor.user, visitor.now())
                    flash(_("The batch {file} is back as it was.").format(file=plain_text(row["file"])))
