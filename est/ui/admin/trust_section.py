"""Whose entered reports go into the picture without review."""

import streamlit as st

from est.reports.entries.review import set_trust, trusted_organisations
from est.ui.admin.people_sections import organisations_by_id
from est.ui.enter import Visitor
from est.ui.messages import flash
from est.ui.tables import plain_text


def trust_section(visitor: Visitor) -> None:
    """Let the coordinator choose the organisations that have earned it."""
    _ = visitor.translator.gettext
    st.header(_("Whose reports need no review"))
    st.write(
        _(
            "A report that is entered by hand waits under Review, but for those of the organisations chosen here. "
            "Files do not wait."
        )
    )
    names = visitor.answer(organisations_by_id, visitor.language)
    present = visitor.answer(trusted_organisations)
    with st.form("trust", border=False):
        chosen = set(
            st.multiselect(
                _("Organisations that are trusted"),
                list(names),
                [one for one in names if one in present],
                format_func=names.__getitem__,
                placeholder=_("None"),
            )
        )
        if st.form_submit_button(_("Keep"), key="keep trust") and chosen != present:
            for organisation in sorted(chosen ^ present):
                set_trust(visitor.store, organisation, organisation in chosen, visitor.user, visitor.now())
            shown = visitor.translator.listed(sorted(names[one] for one in chosen)) or _("None")
            flash(plain_text(_("Without review go the reports of: {names}.").format(names=shown)))
