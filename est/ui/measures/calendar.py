"""The measures' days as a calendar file to take along: of all organisations, or of one."""

import polars as pl
import streamlit as st

from est.measures.calendar_file import calendar_entries, write_calendar
from est.municipality.defaults import store_timezone
from est.text import N_
from est.ui.downloads import offer_download
from est.ui.enter import Visitor
from est.ui.measures.choices import MeasureChoices

WHAT_IT_IS = N_(
    "When each measure is due and followed up, for Outlook or any other calendar. "
    "A newer file replaces what an older one put there."
)


def offer_calendar(visitor: Visitor, listed: pl.DataFrame, offered: MeasureChoices) -> None:
    """Offer the file; it is made, and the log written, when the button is pressed."""
    _, ngettext = visitor.translator.gettext, visitor.translator.ngettext
    with st.expander(_("To your calendar")):
        st.write(_(WHAT_IT_IS))
        having = {one: name for one, name in offered.organisations.items() if one in set(listed["organisation"])}
        chosen = st.selectbox(
            _("Whose measures"),
            list(having),
            None,
            format_func=having.__getitem__,
            placeholder=_("Every organisation"),
            key="calendar of",
        )
        its = listed.filter(pl.col("organisation") == chosen) if chosen else listed
        days = sum(1 for __ in calendar_entries(its, visitor.translator, visitor.now().date()))
        st.caption(ngettext("{n} day in the file", "{n} days in the file", days).format(n=days))
        offer_download(
            visitor,
            _("Download as a calendar file (.ics)"),
            _("measures") + ".ics",
            (_("calendar"), its.select("id", "title", "due", "follow_up")),
            lambda: write_calendar(its, visitor.translator, visitor.now(), store_timezone(visitor.store)),
            "download calendar",
            disabled=days == 0,
        )
