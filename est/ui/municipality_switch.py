"""Beside the menu, where somebody may see several municipalities: whose page this is, and the way to the others."""

from urllib.parse import quote

import streamlit as st

from est.access.passage import choices_of, municipality_of
from est.access.permissions import Actor, allowed
from est.ui.language import _
from est.ui.links import page_link
from est.ui.pages import MUNICIPALITIES

# links of its own and none of Streamlit's menu: they lead out of this municipality's pages, in this window
MARKUP = "<nav><span></span><br><strong></strong><br><span></span><ul></ul></nav>"
STYLE = """
nav { font: inherit; color: var(--st-text-color); }
ul { list-style: none; margin: 0; padding: 0; }
li { margin: .25rem 0; }
a { color: var(--st-link-color); }
a:focus-visible { outline: 2px solid var(--st-primary-color); }
"""
SCRIPT = """
export default function ({ parentElement, data }) {
  const nav = parentElement.querySelector("nav"), [here, way] = nav.querySelectorAll("span");
  nav.setAttribute("aria-label", data.name);
  here.textContent = data.here;
  nav.querySelector("strong").textContent = data.own;
  way.textContent = data.switch;
  nav.querySelector("ul").replaceChildren(...data.others.map(([address, title]) => {
    const item = document.createElement("li"), link = document.createElement("a");
    link.href = address;
    link.textContent = title;
    item.append(link);
    return item;
  }));
}
"""


def draw_municipality_switch(actor: Actor, address: str) -> None:
    """Draw it, with links to the page of the same address; nothing where there is one municipality to see."""
    choices = choices_of(st.context.headers)
    own = municipality_of(st.context.headers)
    if len(choices) < 2 or own not in choices:
        return
    others = sorted((title.casefold(), name, title) for name, title in choices.items() if name != own)
    switch = st.components.v2.component("est_municipalities", html=MARKUP, css=STYLE, js=SCRIPT)
    with st.sidebar:
        switch(
            data={
                "name": _("Switch municipality"),
                "here": _("Municipality"),
                "own": choices[own],
                "switch": _("Switch to"),
                "others": [[f"../{quote(name)}/{quote(address)}", title] for _folded, name, title in others],
            },
            key="municipality switch",
        )
        if allowed(actor, MUNICIPALITIES.action):
            page_link(MUNICIPALITIES, _("Compare the municipalities"))
