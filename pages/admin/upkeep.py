"""Retention and backups: how long reports are kept, and the copies to which one can go back."""

import streamlit as st

from est.ui import _, enter
from est.ui.admin.backup_section import backup_section
from est.ui.admin.retention_section import retention_section
from est.ui.messages import show_flash
from est.ui.pages import UPKEEP

visitor = enter(UPKEEP)
st.title(_(UPKEEP.title))
show_flash()
retention_section(visitor)
backup_section(visitor)
