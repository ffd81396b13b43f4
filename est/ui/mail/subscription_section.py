"""Which organisation gets which picture or view by mail, as the coordinator settles it."""

import streamlit as st

from est.meetings.subscriptions import all_subscriptions, subscribe, unsubscribe
from est.picture.saved_views import all_views
from est.ui.admin.people_sections import organisations_by_id
from est.ui.enter import Visitor
from est.ui.messages import flash, show_refusals
from est.ui.required_fields import RequiredFields, marked
from est.ui.tables import plain_text
from est.ui.window import printing

PICTURE = "picture"


def subscription_section(visitor: Visitor) -> None:
    """List the subscriptions; let one be begun and ended."""
    _ = visitor.translator.gettext
    st.subheader(_("Subscriptions"))
    st.write(
        _("The picture of the week goes when it is frozen, a saved view of the group once a week, each with its PDF.")
    )
    names = visitor.answer(organisations_by_id, visitor.language)
    offered = {PICTURE: _("The picture of the week")}
    offered |= {one.identity: one.view.name for one in visitor.answer(all_views) if not one.view.owner}
    for one in visitor.answer(all_subscriptions):
        if not one.organisation:
            continue  # one's own, which is ended where it was begun
        left, right = st.columns([5, 1], vertical_alignment="center")
        whose = names.get(one.organisation, one.organisation)
        left.markdown(plain_text(f"{whose}: {offered.get(one.view or PICTURE, '–')}"))
        if right.button(_("End"), key=f"end {one.id}", help=plain_text(whose)):
            unsubscribe(visitor.store, one.id, visitor.user, visitor.now())
            flash(_("The subscription has ended."))
    if printing():
        return
    required = RequiredFields()
    with st.form("subscribe", border=False):
        left, right = st.columns(2)
        organisation = left.selectbox(
            marked(_("Organisation")), list(names), None, format_func=names.__getitem__, placeholder=_("Choose")
        )
        required.demand(organisation, _("Organisation"), left)
        what = right.selectbox(_("What it gets"), list(offered), format_func=offered.__getitem__)
        if st.form_submit_button(_("Subscribe")) and required.filled() and organisation:
            with show_refusals():
                view = None if what == PICTURE else what
                subscribe(visitor.store, organisation, view, visitor.user, visitor.now())
                flash(plain_text(_("{name} is subscribed.").format(name=names[organisation])))
