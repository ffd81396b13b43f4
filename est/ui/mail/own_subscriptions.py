"""What somebody gets by mail for themselves, at the address of their account: begun, seen and ended by them alone."""

from dataclasses import dataclass

import streamlit as st

from est.access.permissions import Role
from est.mail.letters import all_letters
from est.mail.mail_server import mail_server
from est.mail.messages import MESSAGE_STATE_NAMES, Message, all_messages
from est.meetings.subscriptions import Subscription, all_subscriptions, subscribe_oneself, unsubscribe_oneself
from est.picture.saved_views import all_views
from est.store import Store
from est.ui.enter import Visitor
from est.ui.messages import flash, show_refusals
from est.ui.tables import plain_text

PICTURE = "picture"


@dataclass(frozen=True)
class _Last:
    """The newest message that somebody got for themselves."""

    subject: str
    message: Message


def draw_own_subscriptions(visitor: Visitor) -> None:
    """Draw what the visitor gets by mail, what ends it, and what begins more; say why nothing can be sent, if so."""
    _ = visitor.translator.gettext
    if not visitor.may("subscribe oneself"):
        return
    st.header(_("By mail to you"), anchor=False)
    if visitor.actor.role is Role.OWNER:
        st.caption(
            _(
                "Nobody signs in here, so the program knows no address of yours. What an organisation gets is settled "
                "under Settings."
            )
        )
        return
    st.write(
        _(
            "The picture of the week goes when it is frozen, a saved view once a week, with its selection in words, as "
            "PDF, and a view as a table too. It goes to {address}, as long as you may see it here."
        ).format(address=plain_text(visitor.user))
    )
    offered = {PICTURE: _("The picture of the week")}
    offered |= {one.identity: one.view.name for one in visitor.answer(all_views)}
    own = [one for one in visitor.answer(all_subscriptions) if one.person == visitor.user]
    for one in own:
        _draw_subscription(visitor, one, offered.get(one.view or PICTURE, "–"))
    taken = {one.view or PICTURE for one in own}
    left_over = [what for what in offered if what not in taken]
    if left_over:
        _draw_form(visitor, left_over, offered)
    _draw_last(visitor)


def _draw_subscription(visitor: Visitor, one: Subscription, name: str) -> None:
    _ = visitor.translator.gettext
    left, right = st.columns([5, 1], vertical_alignment="center")
    left.markdown(plain_text(name))
    if right.button(_("End"), key=f"end own {one.id}", help=plain_text(name)):
        with show_refusals():
            unsubscribe_oneself(visitor.store, one.id, visitor.user, visitor.now())
            flash(_("The subscription has ended."))


def _draw_form(visitor: Visitor, left_over: list[str], offered: dict[str, str]) -> None:
    _ = visitor.translator.gettext
    with st.form("subscribe oneself", border=False):
        left, right = st.columns([3, 1], vertical_alignment="bottom")
        what = left.selectbox(_("What you get"), left_over, format_func=offered.__getitem__)
        if right.form_submit_button(_("Send it to me"), width="stretch"):
            with show_refusals():
                view = None if what == PICTURE else what
                subscribe_oneself(visitor.store, view, visitor.user, visitor.now())
                flash(plain_text(_("You get it by mail: {name}").format(name=offered[what])))


def _draw_last(visitor: Visitor) -> None:
    """Say what became of the newest message to the visitor, and that no mail server is there where that is so."""
    _, words = visitor.translator.gettext, visitor.translator
    found = visitor.answer(newest_own, visitor.user)
    if found is not None:
        state = " ".join(
            part
            for part in (_(MESSAGE_STATE_NAMES[found.message.state]), _(found.message.fault), found.message.answer)
            if part
        )
        text = _("The last one, of {moment}: {subject} – {state}")
        moment = words.moment(found.message.queued)
        st.caption(plain_text(text.format(moment=moment, subject=found.subject, state=state)))
    if visitor.may("set mail server") and visitor.answer(mail_server) is None:
        st.caption(_("No mail server is settled, so it waits. Settle one under Settings."))


def newest_own(store: Store, user: str) -> _Last | None:
    """Return the newest message that somebody got for themselves, or None."""
    subjects = {one.identity: one.letter.subject for one in all_letters(store) if one.letter.person == user}
    messages = [one for one in all_messages(store) if one.letter in subjects]
    return _Last(subjects[messages[-1].letter], messages[-1]) if messages else None
