"""The log: who did what, and when."""

import streamlit as st

from est.ui import Role, _, enter

visitor = enter(Role.COORDINATOR)
st.title(_("Log"))
