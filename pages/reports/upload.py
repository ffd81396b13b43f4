"""Upload: a file of reports, what its columns mean, which rows can be taken, and what was taken before."""

import streamlit as st

from est.ui import Role, _, enter
from est.ui.messages import told
from est.ui.reports.batch_list import earlier_batches
from est.ui.reports.confirmation import checked, confirm, say_checked, say_taken
from est.ui.reports.upload import choose_organisation, corrected, recognised, say_recognised, uploaded

visitor = enter(Role.COORDINATOR)
st.title(_("Upload"))
told()
say_taken(visitor)

organisation = choose_organisation(visitor)
found = uploaded(visitor)
if found and not organisation:
    st.info(_("Choose who reports, and the file is looked at."))
elif found and organisation:
    st.subheader(_("1. What was recognised"))
    seen = recognised(visitor, found, organisation)
    say_recognised(visitor, found, seen)
    mapping = corrected(visitor, found, seen, organisation)
    if mapping:
        st.subheader(_("2. Which rows can be taken"))
        result = checked(visitor, found, mapping)
        if result:
            say_checked(visitor, found, result)
            st.subheader(_("3. Take them in"))
            confirm(visitor, result, mapping, organisation)

earlier_batches(visitor)
