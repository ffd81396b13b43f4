"""Measures: what is done, where, against which cause, by whom and by when; what is late stands first."""

from functools import partial

import streamlit as st

from est.ui import _, download, draw_table, enter
from est.ui.drawer import form_drawer, whole_on_paper
from est.ui.links import asked_cells, page_link
from est.ui.measures.choices import measure_choices, values_of_hotspot
from est.ui.measures.edit import (
    add_measure_form,
    choose_measure,
    draw_measure_history,
    draw_measure_links,
    edit_measure_form,
    open_measure_row,
)
from est.ui.measures.library import values_of_template
from est.ui.measures.measure_list import describe_filter, filter_measures, measure_export, offer_calendar, urgent_first
from est.ui.messages import show_flash
from est.ui.pages import LIBRARY, MEASURES

visitor = enter(MEASURES)
st.title(_(MEASURES.title))
show_flash()

cells = asked_cells()
listed = urgent_first(visitor, visitor.now().date())
known = {cell for cells_ in listed["cells"] for cell in cells_.split()}
offered = measure_choices(visitor, [*cells, *sorted(known - set(cells))])

hotspot = st.query_params.get("hotspot", "")
given = values_of_template(visitor, st.query_params.get("template", "")) | values_of_hotspot(offered, hotspot)
begun = bool(cells or given) or listed.is_empty()
part, filled = form_drawer(_("New measure"), f"new measure {begun}", opened=begun)
if filled:
    with part:
        page_link(LIBRARY, _("Look for a measure in the library"))
        add_measure_form(visitor, offered, {"cells": cells, **given})

if listed.is_empty():
    st.info(_("No measure has been logged. Write the first one above, or start from cells on the map."))
    st.stop()

shown, filters = filter_measures(visitor, listed, offered)
identity = choose_measure(visitor, shown)
if identity:
    draw_measure_links(visitor, identity)
    edit_measure_form(visitor, offered, identity)
    with whole_on_paper(_("History"), f"history {identity}"):
        draw_measure_history(visitor, offered, identity)
    st.stop()

st.write(describe_filter(visitor, shown))
names = {
    "title": _("Title"),
    "status": _("State"),
    "reminded": _("Reminder"),
    "due": _("Due"),
    "where": _("Place"),
    "organisation_name": _("Responsible"),
    "follow_up": _("Follow-up on"),
}
open_row = partial(open_measure_row, shown)
draw_table(shown, names, alt=_("The measures, overdue first"), opened=open_row, key="measure rows")
rows, headings = measure_export(visitor, shown, offered)
download(visitor, rows, _("measures"), headings, of=filters)
offer_calendar(visitor, listed, offered)
