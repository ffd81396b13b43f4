"""Measures: what is done, where, against which cause, by whom and by when; what is late stands first."""

import streamlit as st

from est.ui import Role, _, download, enter, table
from est.ui.links import LIBRARY, cells_asked
from est.ui.measures.calendar import offer_calendar
from est.ui.measures.choices import choices, given_by_hotspot
from est.ui.measures.edit import add_form, choose_measure, edit_form
from est.ui.measures.history import history_table
from est.ui.measures.library import given_by_template
from est.ui.measures.measure_links import ways_from
from est.ui.measures.measure_list import filtered, in_the_file, said_of, urgent_first
from est.ui.messages import told

visitor = enter(Role.MEMBER)
st.title(_("Measures"))
told()

cells = cells_asked()
listed = urgent_first(visitor, visitor.now().date())
known = {cell for cells_ in listed["cells"] for cell in cells_.split()}
offered = choices(visitor, [*cells, *sorted(known - set(cells))])

hotspot = st.query_params.get("hotspot", "")
given = given_by_template(visitor, st.query_params.get("template", "")) | given_by_hotspot(offered, hotspot)
with st.expander(_("New measure"), expanded=bool(cells or given) or listed.is_empty()):
    st.page_link(LIBRARY, label=_("Look for a measure in the library"))
    add_form(visitor, offered, {"cells": cells, **given})

if listed.is_empty():
    st.info(_("No measure has been logged. Write the first one above, or choose cells on the map and begin there."))
    st.stop()

shown = filtered(visitor, listed, offered)
st.write(said_of(visitor, shown))
names = {
    "status": _("State"),
    "title": _("Title"),
    "reminded": _("Reminder"),
    "due": _("Due"),
    "where": _("Place"),
    "organisation_name": _("Responsible"),
    "follow_up": _("Follow-up on"),
}
table(shown, names, alt=_("The measures, overdue first"))
rows, headings = in_the_file(visitor, shown, offered)
download(visitor, rows, _("measures"), headings)
offer_calendar(visitor, listed, offered)

identity = choose_measure(visitor, shown)
if identity:
    ways_from(visitor, identity)
    edit_form(visitor, offered)
    with st.expander(_("History")):
        history_table(visitor, offered, identity)
