"""Overview: what changed since the period before."""

import streamlit as st

from est.ui import Role, _, choose_selection, enter

visitor = enter(Role.MEMBER)
st.title(_("Overview"))
selection = choose_selection(visitor)
