"""Whether an organisation shows the group what it wrote in its reports."""

import streamlit as st

from est.access.disclosure import share_descriptions, shares_descriptions
from est.access.permissions import Resource
from est.ui.admin.people_sections import organisations_by_id
from est.ui.enter import Visitor
from est.ui.messages import flash
from est.ui.tables import plain_text


def disclosure_section(visitor: Visitor) -> None:
    """Let each organisation that the visitor may decide for show the group its descriptions, or no longer."""
    _ = visitor.translator.gettext
    known = visitor.answer(organisations_by_id, visitor.language)
    names = {one: name for one, name in known.items() if visitor.may("share descriptions", Resource(one))}
    if not names:
        return
    present = {one for one in names if visitor.answer(shares_descriptions, one)}
    st.header(_("Who reads what an organisation writes"))
    st.write(
        _(
            "Members see every report on the map and in the counts. What is written in a report they read only where "
            "its organisation allows it, and in their own organisation's reports."
        )
    )
    with st.form("disclosure", border=False):
        chosen = set(
            st.multiselect(
                _("Organisations that show the group what they write"),
                list(names),
                [one for one in names if one in present],
                format_func=names.__getitem__,
                placeholder=_("None"),
            )
        )
        if st.form_submit_button(_("Keep")) and chosen != present:
            for organisation in sorted(chosen ^ present):
                share_descriptions(visitor.store, organisation, organisation in chosen, visitor.user, visitor.now())
            shown = visitor.translator.listed(sorted(names[one] for one in chosen)) or _("None")
            flash(plain_text(_("The group now reads what is written by: {names}.").format(names=shown)))
