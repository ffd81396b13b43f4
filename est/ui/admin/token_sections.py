"""What the page of users is made of: the tokens by which organisations' own systems send files in."""

import polars as pl
import streamlit as st

from est.access.tokens import LONGEST_NAME, Token, add_token, all_tokens, revoke_token
from est.ui.admin.people_sections import organisations_by_id
from est.ui.enter import Visitor
from est.ui.messages import flash, show_refusals
from est.ui.open_row import OpenRow
from est.ui.required_fields import RequiredFields, marked
from est.ui.tables import draw_table, plain_text

NEW = "new token"


def token_section(visitor: Visitor) -> None:
    """List the tokens, show a new one this once, and let one be made or revoked."""
    _ = visitor.translator.gettext
    st.header(_("Systems that send files by themselves"))
    st.write(
        _(
            "With a token an organisation's own system can send in its files, and do nothing else. Give each system "
            "its own, so that one can be revoked alone."
        )
    )
    made = st.session_state.pop(NEW, None)
    if made:
        st.success(_("Take the token now. It is shown this once; the program keeps only what it is known by."))
        st.code(made, language=None, wrap_lines=True)
    tokens = visitor.answer(all_tokens)
    if tokens:
        _draw_tokens(visitor, tokens)
    _add_form(visitor)


def _draw_tokens(visitor: Visitor, tokens: tuple[Token, ...]) -> None:
    translator = visitor.translator
    _ = translator.gettext
    names = visitor.answer(organisations_by_id, visitor.language)
    rows = [
        (
            one.name,
            names.get(one.organisation, ""),
            f"{translator.moment(one.made)}, {one.made_by}",
            translator.moment(one.used) if one.used else _("never"),
            _("revoked {moment}").format(moment=translator.moment(one.revoked)) if one.revoked else _("in use"),
        )
        for one in tokens
    ]
    headings = {
        "name": _("System"),
        "organisation": _("Organisation"),
        "made": _("Made"),
        "used": _("Last used"),
        "state": _("State"),
    }
    known = {str(one.id): one for one in tokens}
    opened = OpenRow("token", list(known), lambda identity: _offer_to_revoke(visitor, known[identity]))
    told = pl.DataFrame(rows, schema=list(headings), orient="row")
    draw_table(told, headings, alt=_("Tokens of systems"), unfolded=opened)


def _add_form(visitor: Visitor) -> None:
    _ = visitor.translator.gettext
    names = visitor.answer(organisations_by_id, visitor.language)
    required = RequiredFields()
    with st.form("add token", border=False):
        label = _("What the system is called")
        name = required.demand(st.text_input(marked(label), max_chars=LONGEST_NAME, key="token name"), label)
        organisation = st.selectbox(
            marked(_("Whose files it sends")),
            list(names),
            None,
            format_func=names.__getitem__,
            placeholder=_("Choose"),
            key="token for",
        )
        required.demand(organisation, _("Whose files it sends"))
        if st.form_submit_button(_("Make a token")) and required.filled() and organisation:
            with show_refusals():
                made = add_token(visitor.store, name, organisation, visitor.user, visitor.now())
                st.session_state[NEW] = made
                st.rerun()


def _offer_to_revoke(visitor: Visitor, token: Token) -> None:
    _ = visitor.translator.gettext
    if token.revoked is not None:
        st.write(_("It is revoked and opens nothing."))
    elif st.button(_("Revoke the token"), key="revoke token"):
        with show_refusals():
            revoke_token(visitor.store, token, visitor.user, visitor.now())
            flash(plain_text(_("The token of {name} opens nothing any longer.").format(name=token.name)))
