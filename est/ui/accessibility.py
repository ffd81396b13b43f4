"""How accessible the program is: said from every page, as the law asks of what a municipality offers."""

import streamlit as st

from est.text import N_
from est.ui.language import _
from est.ui.window import printing

AIM = N_(
    "The pages are made to meet WCAG 2.2, levels A and AA. An automatic check (axe) of every page finds no serious or "
    "moderate barrier, contrast is measured in both themes, and no page scrolls sideways on a phone. No user of a "
    "screen reader has tried it yet."
)
LACKING = (
    N_(
        "Cells of the map are chosen with a pointer. The same cells can be chosen in the lists beside and below the "
        "map, and all its numbers are in the table under it."
    ),
    N_(
        "A table of more than a hundred rows is drawn by the browser as a picture. A row of it is opened with the box "
        "at its left edge, which the arrow keys reach and the space bar ticks. Printing a page, and every download, "
        "gives the same as text."
    ),
    N_("A chart cannot be read point by point. Its numbers stand in the table under it."),
)
WHERE = N_(
    "If something keeps you out, tell the person in the municipality who gave you the program. If the municipality "
    "does not mend it, you can report it to the authority that supervises it: Digg, in Sweden."
)


def draw_accessibility_button() -> None:
    """Draw the way to what is known of the program's accessibility, beside the menu."""
    if printing():
        return
    with st.sidebar:
        if st.button(_("Accessibility"), key="accessibility", type="tertiary"):
            _tell()


def _tell() -> None:
    @st.dialog(_("Accessibility"), width="large")
    def statement() -> None:
        st.markdown(_(AIM))
        st.markdown("**" + _("What is lacking, and the way around it") + "**")
        for sentence in LACKING:
            st.markdown("- " + _(sentence))
        st.markdown(_(WHERE))

    statement()
