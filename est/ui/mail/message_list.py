"""The queue on screen: what waits, what was sent, what was given up and why, and what is done about it."""

import polars as pl
import streamlit as st

from est.mail.letters import all_letters
from est.mail.messages import MESSAGE_STATE_NAMES, Message, MessageState, all_messages, steer_message
from est.ui.enter import Visitor
from est.ui.messages import flash, show_refusals
from est.ui.open_row import OpenRow
from est.ui.tables import draw_table, plain_text

STUCK = (MessageState.GIVEN_UP, MessageState.UNKNOWN)
SHOWN = 50
SCHEMA = {
    "queued": pl.Datetime("us"),
    "address": pl.String(),
    "subject": pl.String(),
    "state": pl.String(),
    "due": pl.Datetime("us"),
    "fault": pl.String(),
}


def draw_messages(visitor: Visitor) -> None:
    """Draw the messages of the queue that have not gone, and the newest that have; say first which need somebody."""
    _ = visitor.translator.gettext
    messages = visitor.answer(all_messages)
    if not messages:
        return
    st.header(_("Queue"), anchor=False)
    stuck = [one for one in messages if one.state in STUCK and one.fault is not one.fault.BY_HAND]
    if stuck:
        text = visitor.translator.ngettext("{count} message did not go.", "{count} messages did not go.", len(stuck))
        st.warning(text.format(count=len(stuck)))
    names = {
        "address": _("To"),
        "state": _("State"),
        "fault": _("What the server says"),
        "due": _("Next try"),
        "subject": _("Subject"),
        "queued": _("In the queue since"),
    }
    unsent = {one.id: one for one in reversed(messages) if one.state in (*STUCK, MessageState.WAITING)}
    sent = [one for one in reversed(messages) if one.id not in unsent]
    shown = [*unsent.values(), *sent][: max(SHOWN, len(unsent))]
    opened = OpenRow("message", [one.id for one in shown], lambda identity: _steering(visitor, unsent.get(identity)))
    steered = opened if visitor.may("steer message") else None
    draw_table(messages_frame(visitor, shown), names, alt=_("Messages to be sent and sent"), unfolded=steered)


def messages_frame(visitor: Visitor, messages: list[Message]) -> pl.DataFrame:
    """Return [queued, address, subject, state, due, fault] of messages, as they are shown."""
    _ = visitor.translator.gettext
    subjects = {one.identity: one.letter.subject for one in visitor.answer(all_letters)}
    rows = [
        (
            one.queued,
            one.address,
            subjects.get(one.letter, ""),
            _(MESSAGE_STATE_NAMES[one.state]),
            one.due if one.state is MessageState.WAITING else None,
            " ".join(part for part in (_(one.fault), one.answer) if part),
        )
        for one in messages
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _steering(visitor: Visitor, one: Message | None) -> None:
    """Draw what is done about a message that has not gone."""
    _ = visitor.translator.gettext
    if one is None:
        st.caption(_("It has gone. Nothing more is done about it."))
        return
    with st.container(horizontal=True):
        again = one.state in STUCK and st.button(_("Send it again"), key="send again")
        leave = one.state is not MessageState.GIVEN_UP and st.button(_("Do not send it"), key="do not send")
    if again or leave:
        with show_refusals():
            steer_message(visitor.store, one.id, visitor.user, visitor.now(), again=bool(again))
            flash(plain_text(_("It waits to be sent.") if again else _("It is not sent.")))
