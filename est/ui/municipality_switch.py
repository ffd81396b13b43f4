"""Beside the menu, where somebody may see several municipalities: whose page this is, and the way to the others."""

from html import escape

import streamlit as st

from est.access.passage import choices_of, municipality_of
from est.access.permissions import Actor, allowed
from est.ui.language import _
from est.ui.links import page_link
from est.ui.pages import MUNICIPALITIES


def draw_municipality_switch(actor: Actor, address: str) -> None:
    """Draw it, with links to the page of the same address; nothing where there is one municipality to see."""
    choices = choices_of(st.context.headers)
    own = municipality_of(st.context.headers)
    if len(choices) < 2 or own not in choices:
        return
    # a link of its own and not one of Streamlit's menu: it leads out of this municipality's pages, in this window
    links = "".join(
        f'<li style="margin:.25rem 0"><a href="../{escape(name)}/{escape(address)}">{escape(title)}</a></li>'
        for name, title in sorted(choices.items(), key=lambda one: one[1].casefold())
        if name != own
    )
    name, here, switch = escape(_("Switch municipality")), escape(_("Municipality")), escape(_("Switch to"))
    with st.sidebar:
        st.html(
            f'<nav aria-label="{name}">{here}<br><strong>{escape(choices[own])}</strong><br>{switch}'
            f'<ul style="list-style:none;margin:0;padding:0">{links}</ul></nav>'
        )
        if allowed(actor, MUNICIPALITIES.action):
            page_link(MUNICIPALITIES, _("Compare the municipalities"))
