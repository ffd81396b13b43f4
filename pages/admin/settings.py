"""Settings: the municipality and its area, what flags are compared with, places, categories and organisations."""

import streamlit as st

from est.ui import _, enter
from est.ui.admin.address_sections import addresses_section
from est.ui.admin.comparison_sections import people_section, repeats_section
from est.ui.admin.disclosure_section import disclosure_section
from est.ui.admin.freeze_section import freeze_section
from est.ui.admin.ground_section import ground_section
from est.ui.admin.place_sections import places_section
from est.ui.admin.retention_section import retention_section
from est.ui.admin.settings_sections import (
    districts_section,
    municipality_section,
    study_area_section,
    timezone_section,
)
from est.ui.admin.trust_section import trust_section
from est.ui.admin.vocabulary_sections import categories_section, draw_word_history, organisations_section
from est.ui.mail.reminder_section import reminder_section
from est.ui.mail.server_section import mail_section
from est.ui.mail.subscription_section import subscription_section
from est.ui.messages import show_flash
from est.ui.pages import SETTINGS

visitor = enter(SETTINGS)
st.title(_(SETTINGS.title))
show_flash()
municipality_section(visitor)
study_area_section(visitor)
people_section(visitor)
districts_section(visitor)
addresses_section(visitor)
places_section(visitor)
categories_section(visitor)
organisations_section(visitor)
draw_word_history(visitor)
ground_section(visitor)
repeats_section(visitor)
disclosure_section(visitor)
retention_section(visitor)
trust_section(visitor)
freeze_section(visitor)
mail_section(visitor)
reminder_section(visitor)
subscription_section(visitor)
timezone_section(visitor)
