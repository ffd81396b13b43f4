"""Overview."""

import streamlit as st

from est.ui import Role, _, enter

visitor = enter(Role.MEMBER)
st.title(_("Overview"))
