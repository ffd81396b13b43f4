"""Changing a hotspot, and the way back to an earlier version."""

from functools import partial
from uuid import UUID

import streamlit as st

from est.hotspots.register.commands import edit_hotspot, restore_hotspot
from est.hotspots.register.hotspot import (
    FIELD_NAMES,
    LEVEL_NAMES,
    ORIGIN_NAMES,
    STATE_NAMES,
    HotspotOrigin,
    HotspotState,
    PriorityLevel,
)
from est.hotspots.register.queries import HOTSPOTS, RecordedHotspot, hotspot_versions
from est.municipality.reference_lists import reference_lists
from est.store.versions import version_history
from est.ui.conflict import EditForm, save_edit, settle_conflict
from est.ui.downloads import download
from est.ui.enter import Visitor
from est.ui.hotspots.hotspot_form import hotspot_form
from est.ui.messages import flash, show_refusals
from est.ui.version_table import draw_version_table

FORM = EditForm("hotspot", HOTSPOTS, edit_hotspot, FIELD_NAMES, lambda one: one.name)


def edit_hotspot_form(visitor: Visitor, one: RecordedHotspot) -> None:
    """Offer to change the hotspot; closed, it costs nothing and lets go of what was opened."""
    _ = visitor.translator.gettext
    number = FORM.times_closed
    with st.expander(_("Change"), key=f"change {one.identity} {number}", on_change="rerun") as area:
        if not area.open:
            FORM.discard()
            return
        if one.hotspot.became:
            st.write(_("This hotspot went into another one and stays closed. Work with that one."))
            return
        _edit_form(visitor, one.identity)


@st.fragment
def _edit_form(visitor: Visitor, identity: str) -> None:
    opened = FORM.open_record(visitor.store, identity)
    if opened.conflict:
        settle_conflict(visitor, opened, FORM, lambda one: describe_hotspot(visitor, one.to_fields()))
        return
    wanted = hotspot_form(
        visitor, f"edit {opened.identity} {opened.version} {FORM.times_closed}", opened.record, new=False
    )
    if wanted:
        save_edit(visitor, opened, wanted, FORM)


def describe_hotspot(visitor: Visitor, written: dict[str, str]) -> dict[str, str]:
    """Return a hotspot's fields as a reader sees them."""
    return {name: hotspot_value_text(visitor, name, text) for name, text in written.items()}


def hotspot_value_text(visitor: Visitor, name: str, text: str) -> str:
    """Return what is written in one field as a reader sees it."""
    _ = visitor.translator.gettext
    if not text:
        return text
    if name == "state":
        return _(STATE_NAMES[HotspotState(text)])
    if name == "origin":
        return _(ORIGIN_NAMES[HotspotOrigin(text)])
    if name in ("need", "influence"):
        return _(LEVEL_NAMES[name][PriorityLevel(int(text))])
    if name == "categories":
        known = visitor.answer(reference_lists, visitor.language).categories
        return ", ".join(known.get(code, code) for code in text.split())
    return text


def draw_hotspot_versions(visitor: Visitor, one: RecordedHotspot) -> None:
    """Draw every change of the hotspot, and the way back to what it was before one of them."""
    _ = visitor.translator.gettext
    with st.expander(_("Earlier versions"), key=f"versions {one.identity}", on_change="rerun") as area:
        if not area.open:
            return
        found = visitor.answer(hotspot_versions, UUID(one.identity))
        shown = draw_version_table(
            visitor,
            version_history(found).reverse(),
            FIELD_NAMES,
            partial(hotspot_value_text, visitor),
            _("What was changed in this hotspot, by whom and when"),
            partial(_way_back, visitor, one),
            f"version of {one.identity} {one.version}",
        )
        download(visitor, shown, _("history of the hotspot"), of=one.name)


def _way_back(visitor: Visitor, one: RecordedHotspot, version: int) -> None:
    """Offer to take the hotspot back to a version; going back makes a new one, and nothing is lost."""
    _ = visitor.translator.gettext
    if version == one.version:
        st.caption(_("So it is now."))
        return
    st.caption(_("It becomes a new version: nothing that came after is lost."))
    if st.button(_("Take back to version {n}").format(n=version), key=f"take back {one.identity}"):
        with show_refusals():
            restore_hotspot(visitor.store, UUID(one.identity), one.version, version, visitor.user, visitor.now())
            flash(_("Taken back to version {n}.").format(n=version))
