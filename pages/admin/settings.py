"""Settings, a tab for each part: the area and its places, words, counting, personal data, mail."""

import streamlit as st

from est.ui import _, enter
from est.ui.admin.address_sections import addresses_section
from est.ui.admin.comparison_sections import people_section, repeats_section
from est.ui.admin.disclosure_section import disclosure_section
from est.ui.admin.freeze_section import freeze_section
from est.ui.admin.ground_section import ground_section
from est.ui.admin.parts import open_parts
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

SECTIONS = {
    "area": (municipality_section, study_area_section, people_section, districts_section, timezone_section),
    "places": (addresses_section, places_section, ground_section),
    "words": (categories_section, organisations_section, draw_word_history),
    "counting": (repeats_section, trust_section),
    "privacy": (disclosure_section, retention_section),
    "mail": (freeze_section, mail_section, reminder_section, subscription_section),
}

visitor = enter(SETTINGS)
st.title(_(SETTINGS.title))
show_flash()
for part, tab in open_parts():
    with tab:
        for draw_section in SECTIONS[part]:
            draw_section(visitor)
