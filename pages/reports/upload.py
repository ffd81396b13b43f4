"""Upload: a file of reports, what its columns mean, which rows can be taken, and what was taken before."""

import streamlit as st

from est.ui import _, enter
from est.ui.admin.disclosure_section import disclosure_section
from est.ui.messages import show_flash
from est.ui.pages import SETTINGS, UPLOAD
from est.ui.reports.batch_list import draw_batches
from est.ui.reports.comparison import show_comparison
from est.ui.reports.confirmation import check_upload, confirm_batch, show_checked, show_taken
from est.ui.reports.street_questions import ask_streets
from est.ui.reports.upload import choose_organisation, mapping_form, read_upload, recognise_upload, show_recognised
from est.ui.reports.waiting_list import draw_waiting_files, opened_file, read_waiting

visitor = enter(UPLOAD)
st.title(_(UPLOAD.title))
show_flash()
show_taken(visitor)

waiting = opened_file(visitor)
organisation = waiting.organisation_name if waiting else choose_organisation(visitor)
found = read_waiting(visitor, waiting) if waiting else read_upload(visitor)
if found and not organisation:
    st.info(_("Choose who reports; then the file is checked."))
elif found and organisation:
    st.header(_("1. What was recognised"))
    seen = recognise_upload(visitor, found, organisation)
    show_recognised(visitor, found, seen)
    mapping = mapping_form(visitor, found, seen, organisation)
    if mapping:
        st.header(_("2. Which rows can be taken"))
        result = check_upload(visitor, found, mapping, organisation)
        if result:
            show_checked(visitor, found, result)
            ask_streets(visitor, result)
            comparison, gone = show_comparison(visitor, result, mapping, organisation)
            st.header(_("3. Take them in"))
            confirm_batch(visitor, result, mapping, organisation, comparison, gone)

if not waiting:
    draw_waiting_files(visitor)
draw_batches(visitor)
if not visitor.may(SETTINGS.action):  # who does not find it there decides for the own organisation here
    disclosure_section(visitor)
