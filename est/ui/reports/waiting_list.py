"""The files that came by themselves and wait: which and why, opening one on the page of uploads, putting it aside."""

import streamlit as st

from est.errors import FileRefusedError
from est.reports.arrivals.inbox_folder import read_kept
from est.reports.arrivals.waiting_files import WaitingFile, WaitingOutcome, settle_waiting, waiting_files
from est.reports.batches.batch import refuse_known_file
from est.reports.files.table import Table
from est.text import N_
from est.ui.enter import Visitor
from est.ui.links import page_link
from est.ui.messages import flash, show_refusal, show_refusals
from est.ui.pages import UPLOAD
from est.ui.reports.upload import UPLOAD as READ
from est.ui.reports.upload import choose_hidden, read_content
from est.ui.store_resource import shared_inbox
from est.ui.tables import plain_text

ASKED = "file"  # of the address: the identity of a file that waits
LISTED = 10


def opened_file(visitor: Visitor) -> WaitingFile | None:
    """Return the waiting file that the address names; say so when it no longer waits."""
    _ = visitor.translator.gettext
    asked = st.query_params.get(ASKED)
    if asked is None:
        return None
    found = next((one for one in visitor.answer(waiting_files) if one.id == asked), None)
    if found is None:
        del st.query_params[ASKED]
        st.info(_("That file no longer waits: somebody has taken it or put it aside."))
    return found


def read_waiting(visitor: Visitor, waiting: WaitingFile) -> Table | None:
    """Return the table of a file that waits, after what it is; None when it says why it cannot be read."""
    _ = visitor.translator.gettext
    with st.container(border=True):
        st.markdown("**" + plain_text(f"{waiting.organisation_name}: {waiting.file}") + "**")
        _describe(visitor, waiting)
        with st.container(horizontal=True):
            page_link(UPLOAD, _("Back to all files"))
            _offer_to_put_aside(visitor, waiting)
    kept = st.session_state.get(READ)
    try:
        if kept and kept[0] == waiting.id:
            found = kept[1]
        else:
            lying = shared_inbox().find_file(waiting.id)
            if lying is None:
                raise FileRefusedError(
                    N_("{file} no longer lies in the inbox. Put it aside here, and send it again."), file=waiting.file
                )
            found = read_content(visitor, read_kept(lying), waiting.file)
        st.session_state[READ] = (waiting.id, found)
        refuse_known_file(visitor.store, found.content_hash)
    except FileRefusedError as error:
        show_refusal(error)
        return None
    return choose_hidden(visitor, found)


def draw_waiting_files(visitor: Visitor) -> None:
    """List the files that wait, with their reasons and the way to open each or put it aside; nothing when none does."""
    _ = visitor.translator.gettext
    waiting = visitor.answer(waiting_files)
    if not waiting:
        return
    st.header(_("Files that wait for you"))
    for one in waiting[:LISTED]:
        with st.container(border=True, gap="xsmall"):
            st.markdown("**" + plain_text(f"{one.organisation_name}: {one.file}") + "**")
            _describe(visitor, one)
            with st.container(horizontal=True, vertical_alignment="center"):
                page_link(UPLOAD, _("Open the file"), **{ASKED: one.id})
                _offer_to_put_aside(visitor, one)
    if len(waiting) > LISTED:
        text = _("The first {n} of {all} are shown.")
        st.caption(text.format(n=LISTED, all=visitor.translator.number(len(waiting))))


def _describe(visitor: Visitor, waiting: WaitingFile) -> None:
    _ = visitor.translator.gettext
    came = _("It came {moment} and was not taken by itself:").format(moment=visitor.translator.moment(waiting.received))
    reasons = [f"- {plain_text(reason.in_language(_))}" for reason in waiting.reasons]
    st.markdown("\n".join([plain_text(came), *reasons]))


def _offer_to_put_aside(visitor: Visitor, waiting: WaitingFile) -> None:
    _ = visitor.translator.gettext
    told = _("It is not taken and does not ask again. It is kept in the inbox, in the folder aside.")
    if st.button(_("Put it aside"), key=f"aside {waiting.id}", help=told):
        with show_refusals():
            settle_waiting(visitor.store, waiting.id, WaitingOutcome.PUT_ASIDE, visitor.user, visitor.now())
            flash(_("{file} was put aside.").format(file=plain_text(waiting.file)))
