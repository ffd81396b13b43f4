"""Map service: a picture under the maps, asked for by this server when an administrator turns it on."""

import streamlit as st

from est.ui import _, enter
from est.ui.admin.map_service_section import map_service_section
from est.ui.messages import show_flash
from est.ui.pages import MAP_SERVICE

visitor = enter(MAP_SERVICE)
st.title(_(MAP_SERVICE.title))
show_flash()
map_service_section(visitor)
