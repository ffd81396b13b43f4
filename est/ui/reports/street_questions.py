"""Names of streets in a file that could be several, asked once and remembered."""

import streamlit as st

from est.errors import EstError
from est.reports.rows.validation import CheckedRows
from est.space.addresses import settle_street
from est.ui.enter import Visitor
from est.ui.messages import flash, show_refusal
from est.ui.tables import plain_text

ASKED = 12  # at once; the rest is asked when these are settled
NO_STREET = "-"


def ask_streets(visitor: Visitor, result: CheckedRows) -> None:
    """Ask which street each name means that could be several, the commonest first; the answers go for all to come."""
    questions = result.streets[:ASKED]
    if not questions or not visitor.may("settle street"):
        return
    translator = visitor.translator
    _ = translator.gettext
    with st.form("streets"):
        st.markdown("**" + _("Which street is meant?") + "**")
        st.caption(_("The answer is remembered for all files to come. The rows are then taken with the others."))
        names = {NO_STREET: _("None of these streets")}
        for start in range(0, len(questions), 2):
            for place, asked in zip(st.columns(2), questions[start : start + 2], strict=False):
                place.selectbox(
                    f"{plain_text(asked.written)} ({translator.number(asked.rows)})",
                    [*asked.choices, NO_STREET],
                    index=None,
                    format_func=lambda choice: names.get(choice, choice),
                    placeholder=_("Choose a street"),
                    key=f"street {asked.written}",
                )
        if st.form_submit_button(_("Remember these streets")):
            _settle(visitor, [asked.written for asked in questions])


def _settle(visitor: Visitor, names: list[str]) -> None:
    _ = visitor.translator.gettext
    given = {name: choice for name in names if (choice := st.session_state.get(f"street {name}"))}
    try:
        for name, choice in given.items():
            street = None if choice == NO_STREET else choice
            settle_street(visitor.store, name, street, visitor.user, visitor.now())
    except EstError as error:
        show_refusal(error)
        return
    if given:
        text = visitor.translator.ngettext("{n} name is settled.", "{n} names are settled.", len(given))
        flash(text.format(n=visitor.translator.number(len(given))))
