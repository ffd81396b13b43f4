"""Changing a hotspot, what two editors of the same one are told, and the way back to an earlier version."""

from functools import partial
from uuid import UUID

import streamlit as st

from est.hotspots.register.commands import edit_hotspot, restore_hotspot
from est.hotspots.register.hotspot import (
    FIELD_NAMES,
    LEVEL_NAMES,
    ORIGIN_NAMES,
    STATE_NAMES,
    Hotspot,
    HotspotOrigin,
    HotspotState,
    PriorityLevel,
)
from est.hotspots.register.queries import RecordedHotspot, get_hotspot, hotspot_versions
from est.municipality.reference_lists import reference_lists
from est.store.versions import version_history
from est.ui.changes import changes_table
from est.ui.conflict import EditForm, OpenedVersion, save_edit, settle_conflict
from est.ui.downloads import download
from est.ui.enter import Visitor
from est.ui.hotspots.hotspot_form import hotspot_form
from est.ui.messages import flash, show_refusals

OPENED = "hotspot opened"
SAVED = "hotspots saved"  # so many times one was saved; each time the form begins anew


def edit_hotspot_form(visitor: Visitor, one: RecordedHotspot) -> None:
    """Offer to change the hotspot; closed, it costs nothing and lets go of what was opened."""
    _ = visitor.translator.gettext
    number = st.session_state.setdefault(SAVED, 0)
    with st.expander(_("Change"), key=f"change {one.identity} {number}", on_change="rerun") as area:
        if not area.open:
            st.session_state.pop(OPENED, None)
            return
        if one.hotspot.became:
            st.write(_("This hotspot went into another one and stays closed. Work with that one."))
            return
        kept = st.session_state.get(OPENED)
        if not isinstance(kept, OpenedVersion) or kept.identity != one.identity:
            st.session_state[OPENED] = OpenedVersion(one.identity, one.hotspot, one.version)
        _edit_form(visitor)


@st.fragment
def _edit_form(visitor: Visitor) -> None:
    kept: OpenedVersion[Hotspot] = st.session_state[OPENED]
    if kept.conflict:
        settle_conflict(visitor, kept, _editing(visitor))
        return
    wanted = hotspot_form(
        visitor, f"edit {kept.identity} {kept.version} {st.session_state[SAVED]}", kept.record, new=False
    )
    if wanted:
        save_edit(visitor, kept, wanted, _editing(visitor))


def _editing(visitor: Visitor) -> EditForm[Hotspot]:
    return EditForm(
        ask=partial(get_hotspot, visitor.store),
        change=lambda identity, version, one: edit_hotspot(
            visitor.store, identity, version, one, visitor.user, visitor.now()
        ),
        read=Hotspot.read,
        names=FIELD_NAMES,
        said=lambda one: describe_hotspot(visitor, one.written()),
        title=lambda one: one.name,
        close=_close,
    )


def _close() -> None:
    st.session_state.pop(OPENED, None)
    st.session_state[SAVED] += 1


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
        shown = changes_table(
            visitor,
            version_history(found).reverse(),
            FIELD_NAMES,
            partial(hotspot_value_text, visitor),
            _("What was changed in this hotspot, by whom and when"),
        )
        download(visitor, shown, _("history of the hotspot"))
        earlier = [version.number for version in found if version.number != one.version]
        if not earlier:
            st.caption(_("There is no earlier version to go back to."))
            return
        labels = {version.number: visitor.translator.moment(version.when) for version in found}
        chosen = st.selectbox(
            _("Take back to the version"),
            earlier[::-1],
            format_func=lambda number: f"{number}. {labels[number]}",
            key=f"version of {one.identity} {one.version}",
        )
        st.caption(_("It becomes a new version: nothing that came after is lost."))
        if st.button(_("Take back"), key=f"take back {one.identity}"):
            with show_refusals():
                restore_hotspot(visitor.store, UUID(one.identity), one.version, chosen, visitor.user, visitor.now())
                flash(_("Taken back to version {n}.").format(n=chosen))
